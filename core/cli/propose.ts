/** `leitwerk mapping propose`: a first mapping for somebody who has a sample and does not program. */
import { writeFileSync } from 'node:fs'
import type { LeftOver, Proposal, ProposalReport } from '../proposal.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson, table } from './print.ts'

export interface ProposeOptions extends Where {
  sample: string
  name?: string
  out?: string
  json: boolean
}

/** Prints the mapping, or writes it to `--out`, and says what it takes from where. @returns whether the mapping yields events on its sample */
export async function proposed(host: CliHost, options: ProposeOptions): Promise<boolean> {
  const { name } = options
  if (name !== undefined && !/^[\w-]{1,100}$/.test(name)) throw new Failure(`the name '${name}' must be letters, digits, - and _ only`)
  return tellProposal(await host.proposeMapping(options, options.sample, name), options)
}

export function tellProposal(report: ProposalReport, options: Pick<ProposeOptions, 'out' | 'json'>): boolean {
  const { out } = options
  const { proposal, results } = report
  if (proposal.kind === 'nothing') {
    if (!options.json) throw new Failure(proposal.reason)
    printJson(proposal)
    return false
  }
  if (out !== undefined) write(out, proposal.expression)
  const { items: _, envelope: __, ...shown } = proposal
  if (options.json) printJson({ ...shown, results })
  else if (out === undefined) {
    // The mapping alone is the output, so that it can be redirected into a file.
    print(proposal.expression)
    console.error(told(report, proposal))
  } else print(`${out} written.\n\n${told(report, proposal)}`)
  return results.every(({ kind }) => kind === 'events')
}

/** Never over a mapping that somebody has worked on. */
function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') throw new Failure(`'${file}' is there already; choose another file, or remove it first`)
    throw error
  }
}

function told(report: ProposalReport, proposal: Proposal): string {
  const unsure = proposal.fields.filter(({ sure }) => !sure)
  const source = [
    ...(proposal.split === null ? [] : [`split: ${proposal.split}`]),
    ...(proposal.jsonFields.length === 0 ? [] : [`decode: { jsonFields: [${proposal.jsonFields.join(', ')}] }`]),
  ]
  return [
    table(
      ['target', 'from', 'why'],
      proposal.fields.map(({ target, path, why, sure }) => [sure ? target : `${target} ?`, path, why]),
    ),
    ...(unsure.length === 0 ? [] : [`\nUnsure: ${unsure.length}, marked with ? here and by a comment in the mapping. Check them first.`]),
    ...left('Carried along in answers', proposal.leftOver, true),
    ...left('Left out', proposal.leftOver, false),
    ...(source.length === 0 ? [] : ['\nThe source needs', ...source.map((line) => `  ${line}`)]),
    `\n${triedOn(report)}`,
  ].join('\n')
}

const left = (title: string, leftOver: readonly LeftOver[], carried: boolean): string[] => {
  const some = leftOver.filter(({ answer }) => (answer !== null) === carried)
  return some.length === 0 ? [] : [`\n${title}`, ...some.map(({ path, why }) => `  ${path}${carried ? '' : ` (${why})`}`)]
}

function triedOn({ results }: ProposalReport): string {
  const held = results.flatMap((result) => (result.kind === 'held' ? [result] : []))
  const good = `On the sample it yields ${results.length - held.length} of ${results.length} ${results.length === 1 ? 'event' : 'events'}.`
  return [good, ...held.map(({ reason, ...more }) => `  held: ${reason}${'seen' in more && more.seen !== undefined ? `; seen: ${more.seen}` : ''}`)].join('\n')
}
