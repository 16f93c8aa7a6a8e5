/** Looks a mapping version over before it counts: it compiles, and its cases give what they say. */

import { Refusal } from '../refusal.ts'
import type { MappingVersion } from '../store/mappings.ts'
import type { MappingPool } from './mapping.ts'
import { type CaseResult, parseCases, runCases } from './mapping-cases.ts'

type Texts = Pick<MappingVersion, 'kind' | 'name' | 'expression' | 'cases'>

/** @throws a sentence with line and column of everything that does not compile, or with what is wrong in the cases */
export async function checkTexts({ name, expression, cases }: Texts, pool: MappingPool): Promise<void> {
  const problems = await pool.check(expression)
  if (problems.length > 0) throw new Refusal(problems.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`).join('; '))
  if (cases !== null) parseCases(cases, `${name}.cases.json`)
}

/** Runs the cases that a version carries; none where it has none. */
export async function tryCases(version: Texts & { id: string }, pool: MappingPool): Promise<CaseResult[]> {
  if (version.cases === null) return []
  const mapping = { id: version.id, name: version.name, expression: version.expression }
  const cases = parseCases(version.cases, `${version.name}.cases.json`)
  return runCases({ kind: version.kind === 'source' ? 'sources' : 'crms', name: version.name, mapping, cases }, pool)
}

/** @throws which cases fail */
export async function demandCases(version: Texts & { id: string }, pool: MappingPool): Promise<void> {
  const failed = (await tryCases(version, pool)).filter(({ passed }) => !passed)
  if (failed.length > 0)
    throw new Refusal(
      `${failed.length === 1 ? 'a case fails' : `${failed.length} cases fail`}: ${failed.map(({ name }) => `'${name}'`).join(', ')}. See what differs with \`leitwerk mapping test\`, or activate it untested.`,
    )
}
