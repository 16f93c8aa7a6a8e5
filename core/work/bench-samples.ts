/** Samples to work on a mapping with: deliveries of its sources, leads of its connections; read as they came, shown masked. */
import type { Context } from '../flow/context.ts'
import { activeMapping } from '../flow/mappings.ts'
import { leadDocument } from '../flow/record.ts'
import type { Mapping } from '../mapped.ts'
import type { ListedSample, SampleOf } from '../mapping-bench.ts'
import { Refusal } from '../refusal.ts'
import type { SourceEntry } from '../setup.ts'
import * as deliveries from '../store/deliveries.ts'
import { listDeliveries } from '../store/delivery-list.ts'
import * as leads from '../store/leads.ts'
import type { MappingKind } from '../store/mappings.ts'
import type { Store } from '../store/store.ts'
import { literalsOf } from './case-from-sample.ts'
import { entryOf } from './delivery-mapping.ts'
import { probe } from './lineage/probe.ts'
import type { MappingPool } from './mapping.ts'
import { type MappingInput, resultOf } from './mapping-cases.ts'
import { type Masked, mask } from './mask/mask.ts'
import { samplesOf } from './stored-samples.ts'

export interface BenchSample {
  items: number
  given: MappingInput
  entry: SourceEntry | undefined
}

interface MaskedSample {
  given: MappingInput
  masked: Masked['replaced']
}

/** Evaluations to find out what flows where, and so what is personal. */
const MOST_PROBES = 1_000
/** Masked samples kept, so that trying as one types is quick. */
const MOST_KEPT = 100

export class BenchSamples {
  private readonly store: Store
  private readonly on: Context
  private readonly trial: () => MappingPool
  private readonly kept = new Map<string, Promise<MaskedSample>>()

  constructor(store: Store, on: Context, trial: () => MappingPool) {
    this.store = store
    this.on = on
    this.trial = trial
  }

  async list({ kind, name, limit }: { kind: MappingKind; name: string; limit: number }): Promise<ListedSample[]> {
    const { setup } = this.on
    if (kind === 'crm') {
      const connections = [...setup.connections.values()].filter(({ mapping }) => mapping === name)
      if (connections.length === 0) return []
      const rows = await leads.newestHandedOver(this.store.db, limit)
      return rows.map(({ id, updatedAt }) => ({ id, of: connections[0]!.id, at: updatedAt, state: null }))
    }
    const users = [...setup.sources.values()].filter(({ mapping }) => mapping === name)
    const pages = await Promise.all(users.map(({ id }) => listDeliveries(this.store.db, { source: id, limit: limit * 2 })))
    return pages
      .flatMap(({ rows }) => rows)
      .filter(({ state }) => state !== 'erased' && state !== 'pending')
      .toSorted((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, limit)
      .map(({ id, source, receivedAt, state }) => ({ id, of: source, at: receivedAt, state }))
  }

  /** @throws Refusal where there is none, or it tells nothing */
  async of(wanted: SampleOf): Promise<BenchSample> {
    return wanted.kind === 'crm' ? this.ofLead(wanted) : this.ofDelivery(wanted)
  }

  /** With invented values in place of personal ones, the same for the same sample each time. */
  masked(wanted: SampleOf, sample: BenchSample): Promise<MaskedSample> {
    const key = JSON.stringify([wanted.kind, wanted.name, wanted.sample, wanted.item])
    const known = this.kept.get(key)
    if (known) return known
    const made = this.mask(wanted, sample)
    if (this.kept.size >= MOST_KEPT) this.kept.delete(this.kept.keys().next().value!)
    this.kept.set(key, made)
    made.catch(() => this.kept.delete(key))
    return made
  }

  private async mask({ kind, name }: SampleOf, { given }: BenchSample): Promise<MaskedSample> {
    const mapping = await activeMapping(this.store.db, kind, name)
    const flows = kind === 'crm' ? [] : await this.flowsOf(mapping, given)
    const { given: shown, replaced } = mask(given, { flows, literals: literalsOf(mapping.expression), usual: new Map() })
    return { given: shown, masked: replaced }
  }

  private async flowsOf(mapping: Mapping, given: MappingInput) {
    return (await probe(given, (one) => resultOf('sources', mapping, one, this.trial()), new Map(), MOST_PROBES)).flows
  }

  private async ofDelivery({ name, sample, item }: SampleOf): Promise<BenchSample> {
    const [raw] = await deliveries.raw(this.store.db, [sample])
    const entry = raw && entryOf(this.on.setup, raw)
    if (!raw || !entry || entry.mapping !== name) throw new Refusal(`there is no delivery ${sample} for the mapping '${name}'`)
    const found = await samplesOf(this.store.db, raw, entry, this.trial())
    if (!Array.isArray(found)) throw new Refusal(`the delivery ${sample} tells nothing that could be mapped: ${found.reason}`)
    const one = found[item - 1]
    if (!one) throw new Refusal(`the delivery tells ${found.length} thing${found.length === 1 ? '' : 's'}: there is no item ${item}`)
    const { name: _, ...given } = one
    return { items: found.length, given, entry }
  }

  private async ofLead({ name, sample }: SampleOf): Promise<BenchSample> {
    const connection = [...this.on.setup.connections.values()].find(({ mapping }) => mapping === name)
    const lead = await leads.find(this.store.db, sample)
    if (!connection || !lead) throw new Refusal(`there is no lead ${sample} for the mapping '${name}'`)
    const { document } = await leadDocument(this.store.db, this.on, lead, connection)
    return { items: 1, given: { input: JSON.parse(JSON.stringify(document)) as MappingInput['input'] }, entry: undefined } // without what is absent
  }
}
