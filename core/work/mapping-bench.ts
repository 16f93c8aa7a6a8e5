/** Working on a mapping beside the running hub: real samples, masked; what a draft makes of them; cases; what would come from elsewhere. Writes nothing. */
import type { Json } from '../connector.ts'
import type { Context } from '../flow/context.ts'
import { wouldHold } from '../flow/items.ts'
import { lookedAt } from '../flow/looked-at.ts'
import type { LeadEvent } from '../lead/event.ts'
import type { Mapping } from '../mapped.ts'
import type { BenchActions, CaseOutcome, CoverageTold, HoldTold } from '../mapping-bench.ts'
import { Refusal } from '../refusal.ts'
import type { SourceEntry } from '../setup.ts'
import * as mappings from '../store/mappings.ts'
import type { Store } from '../store/store.ts'
import { BenchSamples } from './bench-samples.ts'
import { caseFrom } from './case-from-sample.ts'
import { connect } from './connect/connect.ts'
import { coverageOf } from './coverage/coverage.ts'
import { BUILT_IN } from './function-names.ts'
import { diffMappings } from './lineage/diff.ts'
import type { MappingPool } from './mapping.ts'
import { type Got, type MappingCase, type MappingFile, type MappingKind, parseCases, resultOf, runCases } from './mapping-cases.ts'
import { MAPPING_FUNCTIONS } from './mapping-functions.ts'

interface Parts {
  store: Store
  on: Context
  /** Threads for trying things out. */
  trial(): MappingPool
}

interface Named {
  kind: mappings.MappingKind
  name: string
}

const folderOf = (kind: mappings.MappingKind): MappingKind => (kind === 'crm' ? 'crms' : 'sources')
const draftOf = ({ name }: Named, expression: string): Mapping => ({ id: 'draft', name: `the draft of ${name}`, expression })
const functions = [
  ...MAPPING_FUNCTIONS.map(({ name, signature, about }) => ({ name, signature, about })),
  ...BUILT_IN.map((name) => ({ name, signature: `$${name}(...)`, about: '' })),
]
/** Versions never change, so what their cases show does not, either. */
const MOST_COVERED = 500

export function benchOf({ store, on, trial }: Parts): BenchActions {
  const samples = new BenchSamples(store, on, trial)
  const covered = new Map<string, CoverageTold>()
  return {
    listSamples: (wanted) => samples.list(wanted),
    tryMapping: async ({ expression, reveals, ...wanted }, by) => {
      const sample = await samples.of(wanted)
      if (reveals) await store.write((db) => lookedAt(db, on, 'raw', wanted.sample, by))
      const { given, masked } = reveals ? { given: sample.given, masked: null } : await samples.masked(wanted, sample)
      const shown = { items: sample.items, given: given as unknown as Record<string, Json>, masked } // plain JSON, checked when it was read
      const problems = await trial().check(expression)
      if (problems.length > 0) return { ...shown, problems, got: null, hold: null, ms: 0 }
      const from = performance.now()
      const got = await resultOf(folderOf(wanted.kind), draftOf(wanted, expression), given, trial())
      const ms = performance.now() - from
      return { ...shown, problems, got: got as unknown as Json, hold: sample.entry ? holdOf(on, sample.entry, got) : null, ms }
    },
    makeCase: async ({ expression, title, ...wanted }) => {
      if (wanted.kind === 'crm') throw new Refusal('a case is made of a delivery: those of CRM mappings are written by hand')
      await mustCompile(trial(), expression)
      const { given, entry } = await samples.of(wanted)
      const version = await mappings.active(store.db, wanted.kind, wanted.name)
      const known = casesOf(wanted.name, version?.cases ?? null)
      const name = unusedName(title ?? `${entry?.id ?? wanted.name}, received ${given.delivery?.receivedAt?.slice(0, 10)}`, known)
      const { made, masked, warnings } = await caseFrom({ name, ...given }, draftOf(wanted, expression), known, trial(), true)
      return { made: made as unknown as Json, masked: masked?.replaced ?? [], kept: masked?.kept ?? [], warnings }
    },
    runCases: async ({ expression, cases, ...wanted }) => {
      await mustCompile(trial(), expression)
      return (await runCases(fileOf(wanted, expression, cases), trial())) as CaseOutcome[] // results are plain JSON
    },
    diffMapping: async ({ before, after, cases, kind, name }) => {
      for (const one of [before, after]) await mustCompile(trial(), one)
      const examples = casesOf(name, cases).map(({ expect: _, ...sample }) => sample)
      return (await diffMappings(folderOf(kind), draftOf({ kind, name }, before), draftOf({ kind, name }, after), examples, trial())).fields
    },
    checkMapping: (expression) => trial().check(expression),
    connectFields: async (wanted) => {
      await mustCompile(trial(), wanted.expression)
      return connect(wanted)
    },
    coverMapping: async (id) => {
      const known = covered.get(id)
      if (known) return known
      const version = await mappings.find(store.db, id)
      if (!version) throw new Refusal(`there is no mapping version ${id}`)
      const told = await coverageTold(fileOf(version, version.expression, version.cases ?? '[]'), trial())
      if (covered.size >= MOST_COVERED) covered.clear()
      covered.set(id, told)
      return told
    },
    mappingFunctions: async () => functions,
  }
}

const casesOf = (name: string, text: string | null): MappingCase[] => (text === null ? [] : parseCases(text, `${name}.cases.json`))

const fileOf = (named: Named, expression: string, cases: string): MappingFile => ({
  kind: folderOf(named.kind),
  name: named.name,
  mapping: draftOf(named, expression),
  cases: casesOf(named.name, cases),
})

async function mustCompile(pool: MappingPool, expression: string): Promise<void> {
  const [problem] = await pool.check(expression)
  if (problem) throw new Refusal(`line ${problem.line}, column ${problem.column}: ${problem.message}`)
}

async function coverageTold(file: MappingFile, pool: MappingPool): Promise<CoverageTold> {
  const results = await runCases(file, pool)
  const { fields, branches } = await coverageOf(file, results, pool)
  return {
    cases: { passed: results.filter(({ passed }) => passed).length, total: results.length },
    fields,
    branches: { reached: branches.reached, total: branches.total },
  }
}

/** What the hub itself would object to in events that the contract allows. */
function holdOf(on: Context, entry: SourceEntry, got: Got): HoldTold | null {
  if (!('events' in got)) return null
  for (const [i, event] of (got.events as LeadEvent[]).entries()) {
    const hold = wouldHold(on, entry, event)
    if (hold) return { code: hold.code, path: `events[${i}].${hold.path}`, reason: hold.reason }
  }
  return null
}

function unusedName(wanted: string, cases: readonly MappingCase[]): string {
  const names = new Set(cases.map(({ name }) => name))
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted} (${n})`
    if (!names.has(name)) return name
  }
}
