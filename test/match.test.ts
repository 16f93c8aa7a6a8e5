/** Labelled submissions through the real resolve step and the sweep, against floors; and what the command says of bad files. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { scoreMatch, type Truth } from '../bench/match-score.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { matchFile } from '../core/compose/match-file.ts'
import type { MatchRecord } from '../core/match-record.ts'
import { newFolder } from './helpers/folder.ts'

const FIRST = 1_500

const lines = <T>(name: string): T[] =>
  gunzipSync(readFileSync(new URL(`data/match/${name}.jsonl.gz`, import.meta.url)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .slice(0, FIRST)
    .map((line) => JSON.parse(line) as T)

const matched = async (records: readonly MatchRecord[], sweep: boolean) =>
  (await matchFile(records, { arrival: !sweep, sweep, explain: false, progress: () => {} })).matched

describe('labelled submissions', { timeout: 120_000 }, () => {
  it.each([
    ['public-easy', { arrival: 0.85, swept: 0.91, overMerge: 0.1 }],
    ['public-hard', { arrival: 0.72, swept: 0.82, overMerge: 0.13 }],
  ])('%s: units are found as they arrive, and better once all is known', async (name, floor) => {
    const truth = lines<Truth>(`${name}.truth`)
    const records = lines<MatchRecord>(`${name}.records`)
    const arrival = scoreMatch(truth, await matched(records, false))
    const swept = scoreMatch(truth, await matched(records, true))
    expect(arrival.unit.f1).toBeGreaterThan(floor.arrival)
    expect(swept.unit.f1).toBeGreaterThan(floor.swept)
    expect(swept.unit.overMerge).toBeLessThan(floor.overMerge)
  })

  it('the order of arrival no longer matters once all is known', async () => {
    const records = lines<MatchRecord>('public-hard.records').slice(0, 600)
    const groups = async (list: readonly MatchRecord[]) => {
      const byUnit = new Map<string, string[]>()
      for (const { record_id, unit } of await matched(list, true)) byUnit.set(unit, [...(byUnit.get(unit) ?? []), record_id])
      return [...byUnit.values()].map((ids) => ids.sort().join(' ')).sort()
    }
    expect(await groups([...records].reverse())).toEqual(await groups(records))
  })
})

describe('leitwerk match', () => {
  const folder = newFolder('match-test')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const command = async (text: string, ...more: string[]) => {
    const file = join(folder, 'in.jsonl')
    const out = join(folder, 'out.jsonl')
    writeFileSync(file, text)
    const said: string[] = []
    const write = process.stderr.write
    process.stderr.write = ((chunk: string) => said.push(chunk) > 0) as typeof process.stderr.write
    try {
      const code = await run(['match', file, '--out', out, '--json', ...more], cliHost)
      return {
        code,
        said: said.join(''),
        rows:
          code === 0
            ? readFileSync(out, 'utf8')
                .trim()
                .split('\n')
                .map((line) => JSON.parse(line))
            : [],
      }
    } finally {
      process.stderr.write = write
    }
  }

  it('writes whose each record is, with the evidence where it is asked for', async () => {
    const { code, rows } = await command(
      [
        { record_id: 'a', company: 'Hallbauer Fördertechnik GmbH', email: 'eva@hallbauer.example', city: 'Nürnberg' },
        { record_id: 'b', company: 'Hallbauer Foerdertechnik', email: 'uwe@hallbauer.example', city: 'Nürnberg' },
        { record_id: 'c', company: 'Seidel Verpackungen', email: 'ina@seidel-verpackungen.example' },
      ]
        .map((row) => JSON.stringify(row))
        .join('\n'),
      '--explain',
    )
    expect(code).toBe(0)
    expect(rows.map(({ record_id }) => record_id)).toEqual(['a', 'b', 'c'])
    expect(rows[1].account).toBe(rows[0].account)
    expect(rows[1].unit).toBe(rows[0].unit)
    expect(rows[2].account).not.toBe(rows[0].account)
    expect(rows[1].decision).toMatchObject({ decision: 'attach', grade: expect.stringMatching(/^AA/) })
  })

  it.each([
    ['{"record_id": "a"', 'line 1 is no JSON'],
    ['{"record_id": "a"}\n{"company": "x"}', 'line 2: record_id'],
    ['{"record_id": "a"}\n{"record_id": "a"}', 'line 2: record_id a stood there before'],
    ['', 'has no records'],
  ])('says which line is wrong: %s', async (text, message) => {
    const { code, said } = await command(text)
    expect(code).toBe(1)
    expect(said).toContain(message)
  })
})
