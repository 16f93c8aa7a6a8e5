/** Makes a case of a stored delivery for the mapping of its source. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { AtHand, CaseMade, CaseOptions, Where } from '../cli/host.ts'
import { readJson } from '../cli/read-json.ts'
import { activeMapping } from '../flow/mappings.ts'
import type { Mapping } from '../mapped.ts'
import type { SourceEntry } from '../setup.ts'
import * as deliveries from '../store/deliveries.ts'
import { caseFrom } from '../work/case-from-sample.ts'
import type { Sample } from '../work/lineage/lineage.ts'
import type { MappingPool } from '../work/mapping.ts'
import { type MappingCase, parseCases } from '../work/mapping-cases.ts'
import { samplesOf } from '../work/stored-samples.ts'
import { SHIPPED } from './mapping-files.ts'
import { allNames, atHand, locate, ownFolder, withPool } from './mapping-folders.ts'

/** @throws a sentence when there is no such delivery, it tells nothing, or the case cannot be written where it is wanted */
export const caseOfDelivery = (where: Where, options: CaseOptions): Promise<CaseMade> =>
  withPool((pool) =>
    atHand(where, async (hub) => {
      const { entry, samples } = await told(hub, options.delivery, pool)
      const { mapping, cases, file } = await mappingOf(where, hub, entry)
      if (options.write && file === null) throw new Error(notWritable(where, entry.mapping))
      const { item = 1 } = options
      const sample = samples[item - 1]
      if (!sample) throw new Error(`the delivery tells ${samples.length} thing${samples.length === 1 ? '' : 's'}: there is no item ${item}`)
      const wanted = options.name ?? `${entry.id}, received ${sample.delivery?.receivedAt?.slice(0, 10)}`
      const whole: Sample = { ...sample, name: unusedName(wanted, cases), ...hydratedBy(entry, sample, options.hydrated) }
      const { made, masked, warnings } = await caseFrom(whole, mapping, cases, pool, options.mask)
      if (options.write && file !== null) writeFileSync(file, `${JSON.stringify([...cases, made], null, 2)}\n`)
      return { mapping: `sources/${entry.mapping}`, items: samples.length, made, file: options.write ? file : null, masked, warnings }
    }),
  )

async function told({ store, setup }: AtHand, id: string, pool: MappingPool): Promise<{ entry: SourceEntry; samples: Sample[] }> {
  const row = await deliveries.find(store.db, id)
  if (!row) throw new Error(`there is no delivery ${id}`)
  if (row.state === 'erased') throw new Error(`the delivery ${id} was erased`)
  const entry = setup.sources.get(row.source)
  if (!entry) throw new Error(`the source '${row.source}' is not configured any more`)
  const [raw] = await deliveries.raw(store.db, [id])
  const samples = raw === undefined ? { reason: 'its bytes are gone' } : await samplesOf(store.db, raw, entry, pool)
  if (!Array.isArray(samples)) throw new Error(`the delivery ${id} tells nothing that a case could be made of: ${samples.reason}`)
  return { entry, samples }
}

/** The file of the mapping, which its cases are about, with the place for further cases where it is an own one; else the active version. */
async function mappingOf(
  where: Where,
  { store }: AtHand,
  { mapping: name }: SourceEntry,
): Promise<{ mapping: Mapping; cases: MappingCase[]; file: string | null }> {
  if (!(await allNames(where)).includes(`sources/${name}`)) return { mapping: await activeMapping(store.db, 'source', name), cases: [], file: null }
  const { folder } = await locate(where, `sources/${name}`)
  const path = join(folder, 'sources', name)
  const file = `${path}.cases.json`
  return {
    mapping: { id: `sources/${name}`, name: `mappings/sources/${name}.jsonata`, expression: readFileSync(`${path}.jsonata`, 'utf8') },
    cases: existsSync(file) ? parseCases(readFileSync(file, 'utf8'), file) : [],
    file: resolve(folder) === resolve(SHIPPED) ? null : file,
  }
}

function notWritable(where: Where, name: string): string {
  const own = ownFolder(where)
  const place = own === undefined ? 'a folder of yours, named by the setting `mapping.folder`' : own
  return `the cases of the shipped mapping sources/${name} come with the hub and are not changed: copy ${name}.jsonata into ${place}/sources first, or leave --write out`
}

function hydratedBy({ connector, label }: SourceEntry, sample: Sample, file: string | undefined): Pick<Sample, 'hydrated'> {
  if (file !== undefined) return { hydrated: readJson(file) }
  if (connector.hydrate && sample.hydrated === undefined)
    throw new Error(`the webhook of ${label} only names things, and what they are was never fetched: give it with --hydrated FILE`)
  return {}
}

function unusedName(wanted: string, cases: readonly MappingCase[]): string {
  const names = new Set(cases.map(({ name }) => name))
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted} (${n})`
    if (!names.has(name)) return name
  }
}
