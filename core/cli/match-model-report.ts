/** What a calibration and a comparison of models of identity say to people. */
import type { ModelComparison, MovedGroup } from '../action-data.ts'
import type { CalibrationReport } from '../flow/calibrate.ts'
import { LEAST_JUDGEMENTS } from '../lead/match/calibrate.ts'
import { print, table } from './print.ts'

export function printCalibration(report: CalibrationReport): void {
  const { judgements, unsure, byHand, otherWeights, bands, curve, thresholds, enough } = report
  print(`${judgements} answers to "same company?" under the weights of ${report.version}; ${unsure} unsure, ${byHand} merged without a question`)
  if (otherWeights > 0) print(`${otherWeights} more are left out: other weights made their totals`)
  if (bands.length > 0)
    print(
      table(
        ['total', 'answers', 'same', 'different', 'share', '95 % certain', 'merged by hand'],
        bands.map(({ from, to, n, same, share, low, high, byHand: merged }) => [
          `${from} to ${to}`,
          n,
          same,
          n - same,
          n === 0 ? null : percent(share),
          n === 0 ? null : `${percent(low)} to ${percent(high)}`,
          merged,
        ]),
      ),
    )
  if (curve.length > 0) print(`rising with the total: ${curve.map(({ from, share }) => `${percent(share)} from ${from}`).join(', ')}`)
  if (!enough) print(`too few judgements (${judgements} of at least ${LEAST_JUDGEMENTS}): thresholds stay`)
  for (const { name, before, after, why } of thresholds) print(`${name}: ${before === after ? `stays at ${before}` : `${before} -> ${after}`} (${why})`)
}

/** Merges and splits shown to people; `--json` has all. */
const SHOWN = 50

export function printComparison({ before, after, submissions, submissionsMoved, accounts, units, questions, merges, splits, seconds }: ModelComparison): void {
  print(`${submissions} submissions put together by ${before} and by ${after}, in ${seconds} s`)
  print(`accounts: ${accounts.before} -> ${accounts.after}, ${accounts.changed} of them changed; ${submissionsMoved} submissions in another one`)
  print(`units: ${units.before} -> ${units.after}, ${units.changed} of them changed; ${units.submissionsMoved} submissions in another one`)
  print(`submissions that a person would be asked about: ${questions.before} -> ${questions.after}`)
  printMoved('would become one', merges)
  printMoved('would fall apart', splits)
}

function printMoved(title: string, groups: readonly MovedGroup[]): void {
  if (groups.length === 0) return
  print(`${title}: ${groups.length}`)
  for (const { parts, ...whole } of groups.slice(0, SHOWN)) print(`  ${named(whole)}: ${parts.map(named).join(' + ')}`)
  if (groups.length > SHOWN) print(`  and ${groups.length - SHOWN} more (--json has all)`)
}

const named = ({ account, name, submissions }: Omit<MovedGroup, 'parts'>): string => `${name ?? 'no name'} (${account}, ${submissions})`

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`
