/** The plan of a sync: which records a handed-over lead becomes in this CRM, in which order, and what follows from what. */
import type { Entity, MatchKeys, Note, Write } from '../crm.ts'
import type { CrmRecord } from '../mapped.ts'
import { isWritten } from '../outcome.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { LeadRow } from '../store/leads.ts'
import type { Store } from '../store/store.ts'
import { type Counterparts, type Failure, hashOf } from './counterparts.ts'
import { cycleKey } from './feedback.ts'
import type { LeadDocument } from './record.ts'

export class Sync {
  private readonly there: Counterparts
  private readonly store: Store
  private readonly now: () => number
  private readonly lead: LeadRow
  private readonly document: LeadDocument
  private readonly record: CrmRecord
  private readonly contacts: { id: string; remoteId: string; role: string | undefined }[] = []

  constructor(there: Counterparts, store: Store, now: () => number, lead: LeadRow, document: LeadDocument, record: CrmRecord) {
    this.there = there
    this.store = store
    this.now = now
    this.lead = lead
    this.document = document
    this.record = record
  }

  /** @returns where it could not go on, or null when everything stands as it should */
  async all(): Promise<Failure | null> {
    return (await (this.there.connection.handover.as === 'lead' ? this.asLead() : this.asOpportunity())) ?? this.notes()
  }

  private async asOpportunity(): Promise<Failure | null> {
    return (await this.account()) ?? (await this.people()) ?? (await this.opportunity()) ?? this.roles()
  }

  private async asLead(): Promise<Failure | null> {
    const needs = this.there.crm.capabilities.leadNeeds
    const opportunity = await this.there.linkOf('opportunity', this.key)
    if (opportunity) {
      // Converted: account, contact and opportunity belong to sales now; the hub only adds the history.
      this.there.remote.opportunity = opportunity.remoteId
      return null
    }
    const failure =
      (needs.includes('account') ? await this.account() : null) ?? (needs.includes('contact') ? await this.people() : null) ?? (await this.leadRecord())
    if (failure || this.there.connection.handover.convert === 'crm' || !['sql', 'customer'].includes(this.lead.state.stage)) return failure
    return this.convert()
  }

  private account(): Promise<Failure | null> {
    const { account, contacts } = this.document
    const email = contacts[0]?.email
    return this.there.write('account', account.id, this.record.account, {
      ...keysOf({ name: account.name, domain: account.domain, vatId: account.vatId, postalCode: account.postalCode, city: account.city, phone: account.phone }),
      ...(email && account.domain && { email }),
    })
  }

  private async people(): Promise<Failure | null> {
    for (const { id, role, fields } of this.record.contacts ?? []) {
      const person = this.document.contacts.find((contact) => contact.id === id)
      const failure = await this.there.write(
        'contact',
        id,
        fields,
        keysOf({ email: person?.email, phone: person?.mobile ?? person?.phone, firstName: person?.firstName, lastName: person?.lastName }),
      )
      if (failure) return failure
      const { contact: remoteId } = this.there.remote
      if (remoteId !== undefined) this.contacts.push({ id, remoteId, role })
      if (this.contacts.length > 0) this.there.remote.contact = this.contacts[0]!.remoteId
    }
    return null
  }

  private leadRecord(): Promise<Failure | null> {
    const [primary] = this.document.contacts
    return this.there.write('lead', this.key, this.record.lead, keysOf({ email: primary?.email, name: this.document.account.name }))
  }

  private opportunity(): Promise<Failure | null> {
    return this.there.write('opportunity', this.key, this.record.opportunity, {})
  }

  /** Account and contacts as records of their own, then the lead into an opportunity with them. */
  private async convert(): Promise<Failure | null> {
    const { crm, connection } = this.there
    if (crm.capabilities.convert !== 'native' || !crm.convert) return this.asOpportunity()
    const failure = (await this.account()) ?? (await this.people())
    if (failure) return failure
    const { key } = this
    const known = (entity: 'account' | 'contact', id: string): Write => ({ entity, key: id, fields: {}, links: {}, remoteId: this.there.remote[entity]! })
    const result = await this.there.talk(
      'convert',
      crm.convert(
        {
          leadKey: key,
          leadRemoteId: this.there.remote.lead!,
          ...(this.there.remote.account !== undefined && { account: known('account', this.document.account.id) }),
          ...(this.contacts[0] && { contact: known('contact', this.contacts[0].id) }),
          ...(this.record.opportunity && { opportunity: { entity: 'opportunity' as const, key, fields: this.record.opportunity, links: {} } }),
        },
        connection.settings,
      ),
    )
    if (result.kind !== 'converted')
      return { step: 'convert', because: result, ...(result.kind === 'duplicate' && { key: result.entity === 'opportunity' ? key : this.document.account.id }) }
    this.there.wrote ||= !result.already
    if (result.opportunity === undefined) return null
    await this.there.link('opportunity', key, result.opportunity, { url: this.there.urlOf('opportunity', result.opportunity) })
    this.there.remote.opportunity = result.opportunity
    return this.roles()
  }

  private async roles(): Promise<Failure | null> {
    const { opportunity } = this.there.remote
    if (!this.there.crm.capabilities.roles || !this.there.crm.link || opportunity === undefined) return null
    for (const { id, remoteId, role } of this.contacts) {
      if (role === undefined) continue
      const hubId = roleId(this.key, id)
      const known = await this.there.linkOf('role', hubId)
      if (known?.hash === hashOf({ role }, {})) continue
      const outcome = await this.there.talk('role', this.there.crm.link({ opportunity, contact: remoteId, role }, this.there.connection.settings))
      if (!isWritten(outcome)) return { step: 'role', because: outcome }
      this.there.count(outcome)
      await this.there.link('role', hubId, outcome.remoteId, { hash: hashOf({ role }, {}) })
    }
    return null
  }

  /** The history goes along as notes on the opportunity, else on the lead; each is added once. */
  private async notes(): Promise<Failure | null> {
    const { crm, connection } = this.there
    const entity = NOTED.find((one) => crm.capabilities.notes.includes(one) && this.there.remote[one] !== undefined)
    if (!crm.note || entity === undefined || !this.record.notes?.length) return null
    const remoteId = this.there.remote[entity]!
    const hubId = notesId(this.lead.id, entity)
    const link = await this.there.linkOf('notes', hubId)
    const there = new Set(link?.remoteId === remoteId && Array.isArray(link.known) ? (link.known as string[]) : [])
    const fresh = this.record.notes.filter(({ id }) => !there.has(id))
    if (fresh.length === 0) return null
    const notes = fresh.map((note): Note => ({ key: note.id, entity, remoteId, at: Date.parse(note.at), title: note.title, text: note.text }))
    const outcome = await this.there.note(notes)
    if (!isWritten(outcome)) return { step: 'notes', because: outcome }
    this.there.count(outcome)
    await this.store.write(async (db) => {
      await crosswalk.put(
        db,
        { connection: connection.id, entity: 'notes', hubId, remoteId, state: 'linked', hash: null, remoteVersion: null, url: null },
        this.now(),
      )
      await crosswalk.setKnown(db, { connection: connection.id, entity: 'notes', hubId }, [...there, ...fresh.map(({ id }) => id)])
    })
    return null
  }

  /** Of the records of this cycle. */
  private get key(): string {
    return cycleKey(this.lead.id, this.lead.state.cycle)
  }
}

/** Ids under which links of a lead's records, roles and notes are kept. */
export function linkedIds({ id, state }: LeadRow, { account, contacts }: LeadDocument): string[] {
  const key = cycleKey(id, state.cycle)
  const people = contacts.flatMap((contact) => [contact.id, roleId(key, contact.id)])
  return [key, account.id, ...people, ...notesIds(id)]
}

const NOTED = ['opportunity', 'lead', 'contact', 'account'] as const
const roleId = (key: string, contactId: string): string => `${key}/${contactId}`
const notesId = (leadId: string, entity: Entity): string => `${leadId}/${entity}`
/** Ids under which links of a lead's notes are kept. */
export const notesIds = (leadId: string): string[] => NOTED.map((entity) => notesId(leadId, entity))

const keysOf = (keys: { [K in keyof MatchKeys]: MatchKeys[K] | undefined }): MatchKeys =>
  Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined)) as MatchKeys
