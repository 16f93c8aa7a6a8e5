/** Working on a mapping: samples of what really came, trying a draft on them, cases, what it would change. Plain data, so that it can travel. */
import type { Json } from './connector.ts'
import type { FieldType } from './described.ts'

interface Named {
  kind: 'source' | 'crm'
  name: string
}

/** Something that came, or that went out, to try a mapping on: a delivery, or a lead that was handed over. */
export interface ListedSample {
  id: string
  /** The source, or the connection. */
  of: string
  at: number
  /** Of the delivery; null for leads. */
  state: string | null
}

export interface SampleOf extends Named {
  sample: string
  /** Which of the things that it tells, from 1. */
  item: number
}

export interface TryMapping extends SampleOf {
  expression: string
  /** Unmasked; it is written down who asked. */
  reveals: boolean
}

export interface FoundProblem {
  message: string
  line: number
  column: number
}

export interface HoldTold {
  code: string
  path: string
  reason: string
}

export interface TriedMapping {
  /** How many things the sample tells. */
  items: number
  /** What the mapping was given: `input`, and where there are such `envelope`, `hydrated`, `settings`, `delivery`. */
  given: Readonly<Record<string, Json>>
  /** Places whose personal value was replaced by an invented one; null: shown as it came. */
  masked: readonly { path: string; as: string }[] | null
  problems: readonly FoundProblem[]
  /** Events, a record, or why there is none; null where the expression does not compile. */
  got: Json
  /** Why the hub would hold it all the same. */
  hold: HoldTold | null
  ms: number
}

export interface MadeCase {
  made: Json
  masked: readonly { path: string; as: string }[]
  kept: readonly { path: string; value: string }[]
  warnings: readonly string[]
}

export interface CaseOutcome {
  name: string
  passed: boolean
  expected: Json
  got: Json
}

export interface FieldOrigin {
  target: string
  before: readonly string[]
  after: readonly string[]
}

export interface ConnectFields extends Pick<Named, 'kind'> {
  expression: string
  target: string
  type: FieldType | 'list'
  /** Where it stands in what the mapping is given, first `input`, `hydrated`, ... */
  from: readonly (string | number)[]
  at?: number | undefined
}

export interface ConnectedFields {
  expression: string
  line: number
  replaced: string | null
  written: string
}

export interface CoverageTold {
  cases: { passed: number; total: number }
  fields: { filled: number; total: number; missing: readonly string[] }
  branches: { reached: number; total: number }
}

export interface FunctionTold {
  name: string
  signature: string
  about: string
}

export interface BenchActions {
  /** The newest, at most so many. @throws a sentence where nothing uses the mapping */
  listSamples(wanted: Named & { limit: number }): Promise<ListedSample[]>
  /** Runs an expression over a sample, masked unless it is to be revealed. @throws a sentence where there is no such sample */
  tryMapping(wanted: TryMapping, by: string): Promise<TriedMapping>
  /** @throws a sentence where none can be made of it */
  makeCase(wanted: SampleOf & { expression: string; title?: string | undefined }): Promise<MadeCase>
  /** @throws what is wrong with the cases or the expression */
  runCases(wanted: Named & { expression: string; cases: string }): Promise<CaseOutcome[]>
  /** Which fields come from elsewhere, by the cases. @throws what does not compile */
  diffMapping(wanted: Named & { before: string; after: string; cases: string }): Promise<FieldOrigin[]>
  /** What is wrong with an expression; it is not run. */
  checkMapping(expression: string): Promise<FoundProblem[]>
  /** Writes that a field comes from a place of the sample. @throws a sentence where there is no place for it */
  connectFields(wanted: ConnectFields): Promise<ConnectedFields>
  /** How much of a version its cases show. @throws a sentence where there is no such version */
  coverMapping(id: string): Promise<CoverageTold>
  /** Functions that a mapping can call. */
  mappingFunctions(): Promise<FunctionTold[]>
}
