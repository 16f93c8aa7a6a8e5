/** What commands need that only the composition root can give: a way to the hub, the connectors, the mappings, the sandbox. */
import type { Config } from '../../config/schema.ts'
import type { Backtest, BacktestInput, HeldCause, ModelComparison } from '../action-data.ts'
import type { Actions } from '../app.ts'
import type { Json, Source } from '../connector.ts'
import type { Entities } from '../crm.ts'
import type { Figures } from '../figure-data.ts'
import type { Finding } from '../finding.ts'
import type { Model } from '../lead/match/model.ts'
import type { Rules } from '../lead/rules.ts'
import type { ImportOptions, ImportPreview, PreviewInput } from '../list.ts'
import type { HoldByHand, MappedItem, TransformResult } from '../mapped.ts'
import type { MatchedRecord, MatchFigures, MatchOptions, MatchRecord } from '../match-record.ts'
import type { ProposalReport } from '../proposal.ts'
import type { Setup } from '../setup.ts'
import type { MadeKind } from '../store/made.ts'
import type { MappingVersion } from '../store/mappings.ts'
import type { Store } from '../store/store.ts'
import type { VectorReport } from '../vectors.ts'

/** Which configuration and database a command speaks of. */
export interface Where {
  config?: string | undefined
  database?: string | undefined
}

/** A hub at hand: the running one, or its database opened for the time of the command. */
export interface AtHand {
  store: Store
  act: Actions
  setup: Setup
  figures: Figures
  /** Works off a replay that was started, in this process; absent where the running hub does. */
  runReplay?(id: string): Promise<void>
  /** The same for a first load. */
  runReconciliation?(id: string): Promise<void>
  /** The same for an erasure. */
  runErasure?(id: string): Promise<void>
  /** The same for an imported list. */
  runImport?(id: string): Promise<void>
}

/** Told how far a move is. */
export type MoveTell = (text: string, done: number, total: number) => void

export interface Moved {
  /** With the sum over all rows, which is the same on both sides. */
  tables: readonly { table: string; rows: number; hash: string }[]
  rows: number
  /** Of tables whose rows are numbered: the number given last. */
  numbers: Readonly<Record<string, number>>
  ms: number
}

export interface CaseReport {
  kind: 'sources' | 'crms'
  mapping: string
  name: string
  passed: boolean
  expected: unknown
  got: unknown
}

/** What the CRM of a connection said of its records last. */
export interface CrmSchema {
  connection: string
  /** Name of the connection's mapping. */
  mapping: string
  describedAt: number | null
  /** null: it was never asked. */
  entities: Entities | null
}

export interface DiffOptions {
  /** `sources/typeform` */
  name: string
  /** A file with the changed expression. */
  draft: string
  /** A file, or `map_...`; default: the mapping's own file. */
  against?: string | undefined
  /** So many stored deliveries as further examples. */
  last?: number | undefined
}

export interface DiffReport {
  fields: readonly { target: string; before: readonly string[]; after: readonly string[] }[]
  results: readonly { case: string; path: string; before: Json; after: Json }[]
  /** What was not looked at, as sentences. */
  leftOut: readonly string[]
}

export interface CaseOptions {
  delivery: string
  /** Counted from 1. */
  item?: number | undefined
  /** Replaces personal values by invented ones. */
  mask: boolean
  name?: string | undefined
  /** File with what the API of a thin source gave. */
  hydrated?: string | undefined
  write: boolean
}

export interface CaseMade {
  mapping: string
  /** Of so many things the delivery tells. */
  items: number
  /** As it stands in NAME.cases.json. */
  made: unknown
  /** Where it was written. */
  file: string | null
  masked: { replaced: readonly { path: string; as: string }[]; kept: readonly { path: string; value: string }[] } | null
  warnings: readonly string[]
}

/** Which target fields the cases of a mapping fill, and which of its branches they reach. */
export interface CoverageReport {
  /** `sources/typeform` */
  mapping: string
  fields: { filled: number; total: number; missing: readonly string[] }
  branches: { reached: number; total: number; missing: readonly { kind: string; line: number; column: number; excerpt: string }[] }
}

export const SCHEMAS = ['event', 'source', 'crm', 'config', 'crm-record'] as const
export type SchemaName = (typeof SCHEMAS)[number]

export interface CliHost {
  /** Submissions through identity into a fresh store. @throws a sentence where the database is not empty */
  matchFile(
    records: readonly MatchRecord[],
    options: MatchOptions & { database?: string | undefined },
  ): Promise<{ matched: MatchedRecord[]; figures: MatchFigures }>
  version: string
  serve(where: Where & { listen?: string | undefined }, role: 'all' | 'web' | 'work'): Promise<void>
  sandbox(options: SandboxOptions): Promise<void>
  demo(options: DemoOptions): Promise<number>
  /** Reads and checks the configuration file. @throws with every problem at once */
  configuration(where: Where, secrets: boolean): Promise<{ config: Config; file: string; setup: Setup }>
  /** The same with what was made in the console, where its database is there. @throws with every problem at once */
  whole(where: Where, secrets: boolean): Promise<{ config: Config; file: string; setup: Setup }>
  /** Looks for the mappings that the configuration names and compiles every expression. @throws with every problem at once */
  checkExpressions(where: Where, made: boolean): Promise<void>
  /** Forgets what was made in the console, also where the hub cannot start with it. @returns false when there is none */
  removeMade(where: Where, kind: MadeKind, name: string): Promise<boolean>
  withHub<T>(where: Where, work: (hub: AtHand) => Promise<T>): Promise<T>
  /** Looks whether all is well, and writes nothing. @param online asks CRMs and e-mail tools, too */
  examine(where: Where, online: boolean): Promise<Finding[]>
  migrate(where: Where): Promise<string[]>
  /** Copies everything from the database of `where`, a SQLite file, into an empty PostgreSQL. @throws a sentence where it cannot be done */
  move(where: Where, to: string, tell: MoveTell): Promise<Moved>
  sources(): Promise<readonly Source[]>
  /** @param only a source, a kind, or a file that declares one */
  verifyVectors(file: string, where: Where, only?: string): Promise<VectorReport>
  /** Names and versions of mapping files: `sources/typeform`. */
  mappingNames(where: Where): Promise<string[]>
  testMappings(where: Where, names: readonly string[]): Promise<CaseReport[]>
  /** Of every connection; none where no configuration is named. Reads only. @throws a sentence when the database cannot be read */
  crmSchemas(where: Where): Promise<CrmSchema[]>
  /** What the cases of mappings show of them. */
  coverage(where: Where, names: readonly string[]): Promise<CoverageReport[]>
  /** What a draft would do differently. */
  diffMapping(where: Where, options: DiffOptions): Promise<DiffReport>
  /** Makes a case of a stored delivery, and adds it to those of the mapping where it is to be written. */
  caseOf(where: Where, options: CaseOptions): Promise<CaseMade>
  /** What would happen, found out in this process over a copy of what is touched. @throws a sentence when nothing matches */
  backtest(where: Where, input: BacktestInput, progress: (done: number, total: number) => void): Promise<Backtest>
  /** The rules as a draft in a file would have them. @throws with every problem at once */
  draftRules(where: Where, file: string): Promise<Rules>
  /** Who would move under another model of identity, found out in this process. @throws a sentence when another one has its name */
  compareModels(where: Where, model: Model, progress: (done: number, total: number) => void): Promise<ModelComparison>
  heldCauses(where: Where, source: string | undefined): Promise<HeldCause[]>
  /** Writes a version into files. @returns their paths */
  writeMapping(where: Where, version: MappingVersion, folder: string | undefined): Promise<string[]>
  /** Runs a mapping file over a payload: a source's events, a CRM's field sets, or what is wrong with the value seen. */
  runMapping(where: Where, name: string, payload: Json): Promise<MappedItem['result'] | TransformResult | HoldByHand>
  /** A first mapping from a file, standard input (`-`) or a stored delivery (`dlv_...`). @throws where the sample cannot be read */
  proposeMapping(where: Where, sample: string, name: string | undefined): Promise<ProposalReport>
  /** What importing a list would do; writes nothing. */
  previewImport(where: Where, input: PreviewInput, progress: (done: number, total: number) => void): Promise<ImportPreview>
  /** A first mapping for the columns of a list. */
  proposeForList(file: string, options: ImportOptions): Promise<ProposalReport>
  /** A JSON Schema. */
  schema(name: SchemaName): Promise<unknown>
}

export interface SandboxOptions {
  listen: string
  faults?: string | undefined
  state?: string | undefined
  token?: string | undefined
  webhookUrl?: string | undefined
  webhookSecret?: string | undefined
  people: boolean
  seed?: number | undefined
}

export interface DemoOptions {
  once: boolean
  json: boolean
  listen: string
  folder?: string | undefined
}
