/** What people do with mappings on the command line beyond running them: how much the cases show, what a draft would change. */
import { readFileSync } from 'node:fs'
import type { CoverageReport, DiffOptions, DiffReport, Where } from '../cli/host.ts'
import type { Mapping } from '../mapped.ts'
import * as deliveries from '../store/deliveries.ts'
import { listDeliveries } from '../store/delivery-list.ts'
import * as mappings from '../store/mappings.ts'
import { coverageOf } from '../work/coverage/coverage.ts'
import { diffMappings } from '../work/lineage/diff.ts'
import type { Sample } from '../work/lineage/lineage.ts'
import type { MappingPool } from '../work/mapping.ts'
import { type MappingFile, runCases } from '../work/mapping-cases.ts'
import { samplesOf } from '../work/stored-samples.ts'
import { allNames, atHand, readNamed, withPool } from './mapping-folders.ts'

/** Coverage of the cases of mappings; of all where none is named. */
export const coverMappings = (where: Where, names: readonly string[]): Promise<CoverageReport[]> =>
  withPool(async (pool) => {
    const reports: CoverageReport[] = []
    for (const name of names.length > 0 ? names : await allNames(where)) {
      const file = await readNamed(where, name)
      reports.push({ mapping: name, ...(await coverageOf(file, await runCases(file, pool), pool)) })
    }
    return reports
  })

/** Runs a draft and what it is compared with over the cases of the mapping and, if wanted, the newest stored deliveries. @throws when one of them does not compile */
export const diffWithDraft = (where: Where, { name, draft, against, last }: DiffOptions): Promise<DiffReport> =>
  withPool(async (pool) => {
    const file = await readNamed(where, name)
    const before = against === undefined ? file.mapping : await expressionOf(where, file, against)
    const after = fromFile(draft)
    for (const one of [before, after]) await mustCompile(one, pool)
    const stored = last === undefined ? { samples: [], leftOut: [] } : await lastDelivered(where, file, last, pool)
    const examples = file.cases.map(({ expect: _, ...sample }) => sample)
    const diff = await diffMappings(file.kind, before, after, [...examples, ...stored.samples], pool)
    const bounded = diff.leftOut.map(({ sample, values }) => `${sample}: where ${values} of its values lead was not tried, it has too many`)
    return { fields: diff.fields, results: diff.results, leftOut: [...stored.leftOut, ...bounded] }
  })

async function mustCompile({ name, expression }: Mapping, pool: Pick<MappingPool, 'check'>): Promise<void> {
  const [problem] = await pool.check(expression)
  if (problem) throw new Error(`${name}, line ${problem.line}, column ${problem.column}: ${problem.message}`)
}

const fromFile = (path: string): Mapping => ({ id: path, name: path, expression: readFileSync(path, 'utf8') })

async function expressionOf(where: Where, { kind, name }: MappingFile, wanted: string): Promise<Mapping> {
  if (!wanted.startsWith('map_')) return fromFile(wanted)
  const version = await atHand(where, ({ store }) => mappings.find(store.db, wanted))
  if (!version) throw new Error(`there is no mapping version ${wanted}`)
  if (version.kind !== (kind === 'crms' ? 'crm' : 'source') || version.name !== name)
    throw new Error(`${wanted} is a version of ${version.kind === 'crm' ? 'crms' : 'sources'}/${version.name}, not of ${kind}/${name}`)
  return { id: wanted, name: wanted, expression: version.expression }
}

/** The newest deliveries of all sources that use a mapping. */
async function lastDelivered(where: Where, file: MappingFile, last: number, pool: MappingPool): Promise<{ samples: Sample[]; leftOut: string[] }> {
  if (file.kind === 'crms') throw new Error('stored deliveries are what source mappings work on: leave --last out for a CRM mapping')
  return atHand(where, async ({ store, setup }) => {
    const users = [...setup.sources.values()].filter(({ mapping }) => mapping === file.name)
    if (users.length === 0) throw new Error(`no configured source uses the mapping ${file.name}`)
    const pages = await Promise.all(users.map(({ id }) => listDeliveries(store.db, { source: id, limit: last })))
    const rows = pages
      .flatMap(({ rows }) => rows)
      .filter(({ state }) => state !== 'erased')
      .sort((one, other) => (one.id < other.id ? 1 : -1))
      .slice(0, last)
    const samples: Sample[] = []
    const leftOut: string[] = []
    for (const raw of await deliveries.raw(
      store.db,
      rows.map(({ id }) => id),
    )) {
      const entry = setup.sources.get(raw.source)!
      const split = await samplesOf(store.db, raw, entry, pool)
      if (!Array.isArray(split)) leftOut.push(`${raw.id}: left out, ${split.reason}`)
      else if (entry.connector.hydrate && split.some(({ hydrated }) => hydrated === undefined))
        leftOut.push(`${raw.id}: left out, what it names was never fetched`)
      else samples.push(...split)
    }
    return { samples, leftOut }
  })
}
