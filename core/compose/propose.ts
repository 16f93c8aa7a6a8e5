/** A first mapping from a file or a stored delivery, tried on the very sample. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { loadConfig } from '../../config/load.ts'
import type { Where } from '../cli/host.ts'
import type { Json, JsonObject } from '../connector.ts'
import type { HoldByHand, MappedItem } from '../mapped.ts'
import type { Proposal, ProposalReport, Sample } from '../proposal.ts'
import type { SourceEntry } from '../setup.ts'
import * as deliveries from '../store/deliveries.ts'
import type { MappingPool } from '../work/mapping.ts'
import { propose } from '../work/propose/propose.ts'
import { readSample } from '../work/propose/sample.ts'
import { withHub } from './at-hand.ts'

interface Given {
  bytes: Uint8Array
  /** Name of the tool, where none is given. */
  name: string
  /** Of a stored delivery. */
  stored?: { raw: deliveries.RawDelivery; entry: SourceEntry | undefined }
}

/** Items of the sample that the mapping is tried on. */
const MOST_TRIED = 100

/**
 * @param sample a file, `-` for standard input, or the id of a delivery (`dlv_...`)
 * @param name the tool's name, for `origin.system`
 * @throws a sentence where the sample cannot be read
 */
export async function proposeMapping(where: Where, sample: string, name: string | undefined, pool: MappingPool): Promise<ProposalReport> {
  const given = sample.startsWith('dlv_') ? await storedSample(where, sample) : fileSample(sample)
  const { raw, entry } = given.stored ?? {}
  const connector = entry?.connector
  const read = raw
    ? readSample(raw.body, { decoding: connector?.decode ?? {}, method: raw.method, url: raw.url, headers: raw.headers })
    : readSample(given.bytes)
  if (read.kind === 'held') throw new Error(`the sample cannot be read: ${read.reason}`)
  const items = raw && connector?.split !== undefined ? await splitBy(connector.split, entry!, raw, pool) : undefined
  const prepared: Sample = {
    body: read.body,
    headers: read.headers,
    url: read.url,
    system: name ?? given.name,
    ...(items ? { items: { split: connector!.split!, list: items } } : {}),
  }
  const proposal = propose(prepared, raw && new Date(raw.receivedAt).toISOString())
  return { name: prepared.system, proposal, results: proposal.kind === 'proposal' ? await tried(proposal, prepared, raw, pool) : [] }
}

/** A first mapping for the rows of a list, tried on the very rows. */
export async function proposeForList(name: string, rows: readonly JsonObject[], pool: MappingPool): Promise<ProposalReport> {
  const sample: Sample = { body: [...rows], headers: {}, url: '', system: name, items: { split: '$', list: rows } }
  const proposal = propose(sample)
  if (proposal.kind === 'nothing') return { name, proposal, results: [] }
  // Each row comes by itself.
  return { name, proposal: { ...proposal, split: null }, results: await tried(proposal, sample, undefined, pool) }
}

function fileSample(file: string): Given {
  const name =
    file === '-'
      ? 'sample'
      : basename(file)
          .split('.')[0]!
          .replace(/[^\w-]+/g, '-')
  return { bytes: readFileSync(file === '-' ? 0 : file), name: name === '' ? 'sample' : name }
}

async function storedSample(where: Where, id: string): Promise<Given> {
  return withHub(loadConfig(where.config, { database: where.database }, process.env), async ({ store, setup }) => {
    const [raw] = await deliveries.raw(store.db, [id])
    if (raw === undefined) throw new Error(`there is no delivery ${id}, or what it said was erased`)
    return { bytes: raw.body, name: raw.source, stored: { raw, entry: setup.sources.get(raw.source) } }
  })
}

/** The items as the hub would split them off: an item that still waits to be fetched comes back as it was split. */
async function splitBy(split: string, entry: SourceEntry, raw: deliveries.RawDelivery, pool: MappingPool): Promise<Json[]> {
  const { decode } = entry.connector
  const mapped = await pool.map({
    source: raw.source,
    rules: { ...(decode ? { decode } : {}), split, hydrates: true },
    mapping: { id: 'split', name: 'split', expression: '{"ignore": "only split"}' },
    delivery: raw,
    settings: entry.shown,
  })
  if (mapped.kind === 'held') throw new Error(`the sample cannot be split as its source says: ${mapped.reason}`)
  return mapped.items.flatMap(({ result }) => (result.kind === 'unhydrated' ? [result.payload] : []))
}

function tried(proposal: Proposal, sample: Sample, raw: deliveries.RawDelivery | undefined, pool: MappingPool): Promise<(MappedItem['result'] | HoldByHand)[]> {
  const mapping = { id: sample.system, name: sample.system, expression: proposal.expression }
  const { id = 'dlv_sample', receivedAt = Date.now() } = raw ?? {}
  const delivery = { id, receivedAt: new Date(receivedAt).toISOString(), headers: sample.headers ?? {}, url: sample.url ?? '' }
  return Promise.all(
    proposal.items.slice(0, MOST_TRIED).map((payload) => pool.mapItem({ mapping, payload, envelope: proposal.envelope, delivery, byHand: true })),
  )
}
