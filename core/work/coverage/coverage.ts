/** How much of a mapping its cases show: which target fields they fill, which branches they reach. */
import type { Json } from '../../connector.ts'
import { leavesOf } from '../leaves.ts'
import type { MappingPool } from '../mapping.ts'
import { type CaseResult, inputOf, type MappingFile, type MappingKind, taskOf } from '../mapping-cases.ts'
import type { Branch } from './branches.ts'
import { namedFields } from './target-fields.ts'

export interface Coverage {
  fields: { filled: number; total: number; missing: string[] }
  branches: { reached: number; total: number; missing: Branch[] }
}

/** @param results of these very cases. @throws when the mapping does not compile */
export async function coverageOf(file: MappingFile, results: readonly CaseResult[], pool: Pick<MappingPool, 'branches'>): Promise<Coverage> {
  const { kind, mapping, cases } = file
  const counted = await pool.branches(mapping, kind === 'crms' ? { inputs: cases.map(inputOf) } : { items: cases.map(taskOf) })
  const missing = counted.filter(({ reached }) => !reached).map(({ reached: _, ...branch }) => branch)
  return {
    fields: fieldsOf(
      kind,
      namedFields(mapping.expression),
      results.map(({ got }) => got as Json), // a result is plain JSON
    ),
    branches: { reached: counted.length - missing.length, total: counted.length, missing },
  }
}

/** Fields are what the text names and what was seen beside it; what is seen inside a field that is taken whole counts instead of it. */
export function fieldsOf(kind: MappingKind, named: ReadonlySet<string>, results: readonly Json[]): Coverage['fields'] {
  const level = kind === 'crms' ? recordField : eventField
  const wanted = new Set([...named].flatMap((path) => level(path) ?? []))
  const seen = new Set(
    results.flatMap((result) => leavesOf(result)).flatMap(({ steps }) => level(steps.filter((step) => typeof step === 'string').join('.')) ?? []),
  )
  const all = [...new Set([...wanted, ...seen])]
  const fields = all.filter((path) => seen.has(path) || !all.some((other) => other.startsWith(`${path}.`) && seen.has(other))).sort()
  const missing = fields.filter((path) => !seen.has(path))
  return { filled: fields.length - missing.length, total: fields.length, missing: missing.map(withBrackets) }
}

/** Answers of one's own are one field, unless the text names them. */
function eventField(path: string): string | undefined {
  if (!path.startsWith('events.')) return undefined
  return path.startsWith('events.answers.') ? 'events.answers' : path
}

/** Whatever a CRM's field is made of, it is one field. */
function recordField(whole: string): string | undefined {
  const path = whole.replace(/^record\./, '')
  if (!/^(?:account|contacts|lead|opportunity|notes)\b/.test(path)) return undefined
  return path
    .split('.')
    .slice(0, path.startsWith('contacts.fields.') ? 3 : 2)
    .join('.')
}

const withBrackets = (path: string): string => path.replace(/^(events|contacts|notes)\b/, '$1[]').replace(/^(events\[\]\.(?:consents|products))\b/, '$1[]')
