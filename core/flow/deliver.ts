/**
 * Step: brings one lead's newest state into one CRM, record by record. What is done is in the crosswalk, so a restart
 * goes on behind it; what is not there yet is looked for before it is made; what has not changed is not written.
 */
import { createHash } from 'node:crypto'
import type { Candidate, Crm, Dialogue, Entity, Json, JsonObject, MatchKeys, Note, Write } from '../connector.ts'
import { crmEndpoint } from '../endpoint.ts'
import { mail } from '../lead/normalise/mail.ts'
import type { CrmRecord, Hold, Mapping, TransformResult } from '../mapped.ts'
import { adoption, isWritten, type Refusal } from '../outcome.ts'
import type { ConnectionEntry } from '../setup.ts'
import * as crosswalk from '../store/crosswalk.ts'
import * as identity from '../store/identity.ts'
import type { JobRow } from '../store/lanes.ts'
import * as leads from '../store/leads.ts'
import * as reviews from '../store/reviews.ts'
import type { Store } from '../store/store.ts'
import type { CallRecord, Talk } from '../talk.ts'
import type { Context } from './context.ts'
import { opportunityKey } from './feedback.ts'
import { type LeadDocument, leadDocument } from './record.ts'

export interface DeliverOptions {
  store: Store
  on: Context
  /** Performs a dialogue with the connection, paced and behind its breaker. */
  talk: <Result>(dialogue: Dialogue<Result>) => Promise<Talk<Result>>
  mapping: Mapping
  transform: (mapping: Mapping, input: JsonObject) => Promise<TransformResult>
}

export interface StepRecord {
  step: string
  outcome: string
  reason: string | null
  durationMs: number
  calls: readonly CallRecord[]
}

export type Delivered =
  | { kind: 'delivered' | 'unchanged'; steps: readonly StepRecord[]; remarks: readonly string[] }
  | { kind: 'failed'; step: string; because: Refusal | Hold; key?: string; steps: readonly StepRecord[] }

/** @returns what came of it; never throws for what a CRM says */
export async function deliver(options: DeliverOptions, connection: ConnectionEntry, job: JobRow): Promise<Delivered> {
  const { store, on } = options
  const lead = await leads.find(store.db, job.subject)
  if (!lead?.state.offer) return { kind: 'unchanged', steps: [], remarks: [] }
  const document = await leadDocument(store.db, on, lead, connection)
  const mapped = await options.transform(options.mapping, document.document)
  if (mapped.kind === 'held') return { kind: 'failed', step: 'map', because: mapped, steps: [] }
  const run = new Run(options, connection, lead, document, mapped.record)
  const failure = await run.all()
  if (failure) return { kind: 'failed', ...failure, steps: run.steps }
  return { kind: run.wrote ? 'delivered' : 'unchanged', steps: run.steps, remarks: run.remarks }
}

interface Failure {
  step: string
  because: Refusal
  /** Hub id of the record in question, where a person must choose among several. */
  key?: string
}

/** One sync of one lead: carries the remote ids from step to step. */
class Run {
  readonly steps: StepRecord[] = []
  readonly remarks: string[] = []
  wrote = false
  private readonly options: DeliverOptions
  private readonly connection: ConnectionEntry
  private readonly lead: leads.LeadRow
  private readonly document: LeadDocument
  private readonly record: CrmRecord
  private readonly remote: Partial<Record<Entity, string>> = {}
  private readonly contacts: { id: string; remoteId: string; role: string | undefined }[] = []

  constructor(options: DeliverOptions, connection: ConnectionEntry, lead: leads.LeadRow, document: LeadDocument, record: CrmRecord) {
    this.options = options
    this.connection = connection
    this.lead = lead
    this.document = document
    this.record = record
  }

  private get crm(): Crm {
    return this.connection.crm
  }

  async all(): Promise<Failure | null> {
    return (await (this.connection.handover.as === 'lead' ? this.asLead() : this.asOpportunity())) ?? this.notes()
  }

  private async asOpportunity(): Promise<Failure | null> {
    return (await this.account()) ?? (await this.people()) ?? (await this.opportunity()) ?? this.roles()
  }

  private async asLead(): Promise<Failure | null> {
    const needs = this.crm.capabilities.leadNeeds
    const opportunity = await this.linkOf('opportunity', opportunityKey(this.lead.id, this.lead.state.cycle))
    if (opportunity) {
      // Converted: account, contact and opportunity belong to sales now; the hub only adds the history.
      this.remote.opportunity = opportunity.remoteId
      return null
    }
    const failure =
      (needs.includes('account') ? await this.account() : null) ?? (needs.includes('contact') ? await this.people() : null) ?? (await this.leadRecord())
    if (failure || this.connection.handover.convert === 'crm' || !['sql', 'customer'].includes(this.lead.state.stage)) return failure
    return this.convert()
  }

  private account(): Promise<Failure | null> {
    const { account, contacts } = this.document
    const email = contacts[0]?.email
    return this.write('account', account.id, this.record.account, {
      ...keysOf({ name: account.name, domain: account.domain, vatId: account.vatId, postalCode: account.postalCode, city: account.city, phone: account.phone }),
      ...(email && account.domain && { email }),
    })
  }

  private async people(): Promise<Failure | null> {
    for (const { id, role, fields } of this.record.contacts ?? []) {
      const person = this.document.contacts.find((contact) => contact.id === id)
      const failure = await this.write(
        'contact',
        id,
        fields,
        keysOf({ email: person?.email, phone: person?.mobile ?? person?.phone, firstName: person?.firstName, lastName: person?.lastName }),
      )
      if (failure) return failure
      const link = await this.linkOf('contact', id)
      if (link) this.contacts.push({ id, remoteId: link.remoteId, role })
      if (this.contacts.length > 0) this.remote.contact = this.contacts[0]!.remoteId
    }
    return null
  }

  private leadRecord(): Promise<Failure | null> {
    const [primary] = this.document.contacts
    return this.write('lead', this.lead.id, this.record.lead, keysOf({ email: primary?.email, name: this.document.account.name }))
  }

  private opportunity(): Promise<Failure | null> {
    return this.write('opportunity', opportunityKey(this.lead.id, this.lead.state.cycle), this.record.opportunity, {})
  }

  /** Finds or makes one record, unless nothing about it has changed since it was written last. */
  private async write(entity: Entity, key: string, fields: JsonObject | undefined, evidence: MatchKeys): Promise<Failure | null> {
    if (fields === undefined || !this.crm.capabilities.entities.includes(entity)) return null
    const hash = hashOf(fields, this.remote)
    let link = await this.linkOf(entity, key)
    if (link?.state === 'gone')
      return { step: entity, because: { kind: 'gone', reason: `the ${entity} was deleted in ${this.connection.label}; resume the job to make it again` } }
    if (link === undefined && entity === 'contact') link = await this.sameHuman(key, evidence.email)
    if (link === undefined) {
      const found = await this.look(entity, key, evidence)
      if ('because' in found) return found
      link = found.link
    }
    const known = link !== undefined && link.state !== 'insist'
    if (known) this.remote[entity] = link!.remoteId
    if (known && link!.hash === hash) return null
    return this.put(
      {
        entity,
        key,
        fields,
        links: { ...this.remote, [entity]: undefined } as Write['links'],
        ...(known && { remoteId: link!.remoteId }),
        ...(link?.state === 'adopted' && { completeOnly: true }),
        ...(link?.state === 'insist' && { insist: true }),
      },
      hash,
      link,
    )
  }

  /** Somebody who wrote from two plants is a contact of each here, but one person of the account over there. */
  private async sameHuman(contactId: string, email: string | undefined): Promise<crosswalk.Link | undefined> {
    const address = mail(email)
    if (!address || address.kind === 'role') return undefined
    const { store } = this.options
    const others = (await identity.postings(store.db, [`mail:${address.address}`])).filter(
      (one) => one.accountId === this.lead.accountId && one.contactId !== null && one.contactId !== contactId,
    )
    for (const { contactId: other } of others) {
      const known = await this.linkOf('contact', other!)
      if (known?.state !== 'linked' && known?.state !== 'adopted') continue
      await this.link('contact', contactId, known.remoteId, known.state, null, null, known.url)
      return this.linkOf('contact', contactId)
    }
    return undefined
  }

  private async look(entity: Entity, key: string, evidence: MatchKeys): Promise<Failure | { link: crosswalk.Link | undefined }> {
    const result = await this.talk(`find ${entity}`, this.crm.find(entity, key, evidence, this.connection.settings))
    if (result.kind !== 'found') return { step: `find ${entity}`, because: result }
    return this.take(entity, key, result.candidates, `several records in ${this.connection.label} could be this ${entity}`)
  }

  /** One record that it surely is: linked. Several, or a doubtful one: a person decides. */
  private async take(entity: Entity, key: string, candidates: readonly Candidate[], reason: string): Promise<Failure | { link: crosswalk.Link | undefined }> {
    const choice = adoption(candidates)
    if (choice.kind === 'none') return { link: undefined }
    if (choice.kind === 'ask' || (this.connection.adopt === 'ask' && choice.candidate.rule !== 'key'))
      return { step: `find ${entity}`, because: { kind: 'duplicate', reason, entity, candidates }, key }
    await this.link(entity, key, choice.candidate.remoteId, choice.candidate.rule === 'key' ? 'linked' : 'adopted', null, null, null)
    return { link: await this.linkOf(entity, key) }
  }

  private async put(write: Write, hash: string, link: crosswalk.Link | undefined): Promise<Failure | null> {
    const { entity, key } = write
    const outcome = await this.talk(entity, this.crm.write(write, this.connection.settings))
    if (isWritten(outcome)) {
      this.wrote ||= outcome.kind === 'delivered'
      if (outcome.kind === 'delivered') this.remarks.push(...(outcome.remarks ?? []))
      this.remote[entity] = outcome.remoteId
      const url = outcome.kind === 'delivered' ? outcome.url : undefined
      await this.link(
        entity,
        key,
        outcome.remoteId,
        link?.state === 'adopted' ? 'adopted' : 'linked',
        hash,
        outcome.version ?? null,
        url ?? this.crm.recordUrl?.(entity, outcome.remoteId, this.connection.settings) ?? null,
      )
      return null
    }
    if (outcome.kind === 'duplicate' && write.remoteId === undefined) {
      const taken = await this.take(entity, key, outcome.candidates, outcome.reason)
      if ('because' in taken || taken.link === undefined) return { step: entity, because: outcome, key }
      return this.put({ ...write, remoteId: taken.link.remoteId, completeOnly: taken.link.state === 'adopted' }, hash, taken.link)
    }
    if ((outcome.kind === 'gone' || outcome.kind === 'notFound') && link) {
      const into = outcome.kind === 'gone' ? outcome.mergedInto : undefined
      await this.options.store.write((db) => crosswalk.moved(db, link, into ?? null, this.options.on.now()))
      if (into !== undefined) return this.put({ ...write, remoteId: into }, hash, { ...link, remoteId: into })
    }
    return { step: entity, because: outcome }
  }

  /** Account and contacts as records of their own, then the lead into an opportunity with them. */
  private async convert(): Promise<Failure | null> {
    const { crm, connection, lead } = this
    if (crm.capabilities.convert !== 'native' || !crm.convert) return this.asOpportunity()
    const failure = (await this.account()) ?? (await this.people())
    if (failure) return failure
    const key = opportunityKey(lead.id, lead.state.cycle)
    const known = (entity: 'account' | 'contact', id: string): Write => ({ entity, key: id, fields: {}, links: {}, remoteId: this.remote[entity]! })
    const result = await this.talk(
      'convert',
      crm.convert(
        {
          leadKey: lead.id,
          leadRemoteId: this.remote.lead!,
          ...(this.remote.account !== undefined && { account: known('account', this.document.account.id) }),
          ...(this.contacts[0] && { contact: known('contact', this.contacts[0].id) }),
          ...(this.record.opportunity && { opportunity: { entity: 'opportunity' as const, key, fields: this.record.opportunity, links: {} } }),
        },
        connection.settings,
      ),
    )
    if (result.kind !== 'converted')
      return { step: 'convert', because: result, ...(result.kind === 'duplicate' && { key: result.entity === 'opportunity' ? key : this.document.account.id }) }
    this.wrote ||= !result.already
    if (result.opportunity === undefined) return null
    await this.link(
      'opportunity',
      key,
      result.opportunity,
      'linked',
      null,
      null,
      crm.recordUrl?.('opportunity', result.opportunity, connection.settings) ?? null,
    )
    this.remote.opportunity = result.opportunity
    return this.roles()
  }

  private async roles(): Promise<Failure | null> {
    const { opportunity } = this.remote
    if (!this.crm.capabilities.roles || !this.crm.link || opportunity === undefined) return null
    for (const { id, remoteId, role } of this.contacts) {
      if (role === undefined) continue
      const hubId = `${opportunityKey(this.lead.id, this.lead.state.cycle)}/${id}`
      const known = await crosswalk.find(this.options.store.db, this.connection.id, 'role', hubId)
      if (known?.hash === hashOf({ role }, {})) continue
      const outcome = await this.talk('role', this.crm.link({ opportunity, contact: remoteId, role }, this.connection.settings))
      if (!isWritten(outcome)) return { step: 'role', because: outcome }
      this.wrote ||= outcome.kind === 'delivered'
      await this.link('role', hubId, outcome.remoteId, 'linked', hashOf({ role }, {}), null, null)
    }
    return null
  }

  /** The history goes along as notes on the opportunity, else on the lead; each is added once. */
  private async notes(): Promise<Failure | null> {
    const { crm, connection } = this
    const entity = (['opportunity', 'lead', 'contact', 'account'] as const).find(
      (one) => crm.capabilities.notes.includes(one) && this.remote[one] !== undefined,
    )
    if (!crm.note || entity === undefined || !this.record.notes?.length) return null
    const remoteId = this.remote[entity]!
    const hubId = `${this.lead.id}/${entity}`
    const link = await crosswalk.find(this.options.store.db, connection.id, 'notes', hubId)
    const there = new Set(link?.remoteId === remoteId && Array.isArray(link.known) ? (link.known as string[]) : [])
    const fresh = this.record.notes.filter(({ id }) => !there.has(id))
    if (fresh.length === 0) return null
    const notes = fresh.map((note): Note => ({ key: note.id, entity, remoteId, at: Date.parse(note.at), title: note.title, text: note.text }))
    const outcome = await this.talk('notes', crm.note(notes, connection.settings))
    if (!isWritten(outcome)) return { step: 'notes', because: outcome }
    this.wrote ||= outcome.kind === 'delivered'
    await this.options.store.write(async (db) => {
      await crosswalk.put(
        db,
        { connection: connection.id, entity: 'notes', hubId, remoteId, state: 'linked', hash: null, remoteVersion: null, url: null },
        this.options.on.now(),
      )
      await crosswalk.heard(db, { ...(await crosswalk.find(db, connection.id, 'notes', hubId))! }, [...there, ...fresh.map(({ id }) => id)])
    })
    return null
  }

  private linkOf = (entity: Entity, key: string): Promise<crosswalk.Link | undefined> => crosswalk.find(this.options.store.db, this.connection.id, entity, key)

  private async link(
    entity: crosswalk.LinkedThing,
    hubId: string,
    remoteId: string,
    state: crosswalk.LinkState,
    hash: string | null,
    remoteVersion: string | null,
    url: string | null,
  ): Promise<void> {
    await this.options.store.write((db) =>
      crosswalk.put(db, { connection: this.connection.id, entity, hubId, remoteId, state, hash, remoteVersion, url }, this.options.on.now()),
    )
  }

  private async talk<Result extends { kind: string }>(step: string, dialogue: Dialogue<Result>): Promise<Result | Refusal> {
    const started = this.options.on.now()
    const { result, calls } = await this.options.talk(dialogue)
    this.steps.push({
      step,
      outcome: result.kind,
      reason: 'reason' in result ? String(result.reason) : null,
      durationMs: this.options.on.now() - started,
      calls,
    })
    return result
  }
}

const keysOf = (keys: { [K in keyof MatchKeys]: MatchKeys[K] | undefined }): MatchKeys =>
  Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined)) as MatchKeys

/** Of a field set and the records it refers to; key order does not matter. */
export function hashOf(fields: JsonObject, links: Readonly<Partial<Record<Entity, string>>>): string {
  return createHash('sha256')
    .update(canonical(fields))
    .update(canonical(links as Json))
    .digest('base64url')
    .slice(0, 24)
}

function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join(',')}}`
}

/** Opens the question which of several records it is. */
export async function askWhich(
  store: Store,
  on: Context,
  connection: ConnectionEntry,
  lead: string,
  key: string | undefined,
  because: Extract<Refusal, { kind: 'duplicate' }>,
): Promise<void> {
  await store.write((db) =>
    reviews.open(
      db,
      {
        id: on.newId('rev'),
        kind: 'crm_candidates',
        accountId: lead,
        otherId: because.entity,
        eventId: null,
        connection: connection.id,
        detail: { entity: because.entity, key, candidates: because.candidates },
      },
      on.now(),
    ),
  )
}

export const endpointOf = (connection: ConnectionEntry) => crmEndpoint(connection.id, connection.crm, connection.settings)
