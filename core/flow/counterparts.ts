/**
 * The records of one connection that stand for ours: looked for before they are made, written only when something has
 * changed, linked for good in the crosswalk. One conversation of one job.
 */
import { createHash } from 'node:crypto'
import { canonical } from '../canonical.ts'
import type { Dialogue, Json, JsonObject } from '../connector.ts'
import type { Candidate, Crm, Entity, Found, MatchKeys, Note, Sought, Write } from '../crm.ts'
import { mail } from '../lead/normalise/mail.ts'
import { adoption, isWritten, type Outcome, type Refusal, type Written } from '../outcome.ts'
import type { ConnectionEntry } from '../setup.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import type { Store } from '../store/store.ts'
import type { CallRecord, ConverseOptions, Talk } from '../talk.ts'

/** Performs a dialogue with the connection, paced and behind its breaker. */
export type TalkTo = <Result>(dialogue: Dialogue<Result>, options?: Pick<ConverseOptions, 'stillTrue'>) => Promise<Talk<Result>>
/** What is asked of a CRM for each lead alike, perhaps in one call with other leads. */
export interface Asks {
  find(sought: Sought): Promise<Talk<Found | Refusal>>
  write(write: Write): Promise<Talk<Outcome>>
  /** @param notes of one record */
  note(notes: readonly Note[]): Promise<Talk<Outcome>>
}

export interface StepRecord {
  step: string
  outcome: string
  reason: string | null
  durationMs: number
  calls: readonly CallRecord[]
}

export interface Failure {
  step: string
  because: Refusal
  /** Hub id of the record in question, where a person must choose among several. */
  key?: string
}

interface Parts {
  store: Store
  now: () => number
  talkTo: TalkTo
  asks: Asks
  connection: ConnectionEntry
  accountId: string
  /** Version of the CRM mapping that gave the field sets. */
  mappingId: string
  /** As they stood when the lead was read, by hub id; all of each of these. What is changed here is read anew. */
  links: Map<string, readonly crosswalk.Link[]>
  /** Told, in the transaction of the link, that a record is now known to be ours. */
  linked: (db: Db, record: crosswalk.RemoteRecord) => Promise<void>
}

export class Counterparts {
  readonly steps: StepRecord[] = []
  readonly remarks: string[] = []
  /** Something over there was changed. */
  wrote = false
  /** Records that stand there as they should. */
  unchanged = 0
  /** Remote ids of the records dealt with so far: later ones refer to them. */
  readonly remote: Partial<Record<Entity, string>> = {}
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  get connection(): ConnectionEntry {
    return this.parts.connection
  }

  get crm(): Crm {
    return this.parts.connection.crm
  }

  /** Finds or makes one record, unless nothing about it has changed since it was written last. */
  async write(entity: Entity, key: string, fields: JsonObject | undefined, evidence: MatchKeys): Promise<Failure | null> {
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
    if (known && link!.hash === hash) {
      this.unchanged++
      return null
    }
    return this.put(
      {
        entity,
        key,
        fields,
        links: { ...this.remote, [entity]: undefined } as Write['links'],
        ...(known && { remoteId: link!.remoteId }),
        ...(link?.state === 'adopted' && { completeOnly: true }),
        ...(this.connection.rules[entity] && { rules: this.connection.rules[entity] }),
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
    const { store } = this.parts
    const others = (await identity.postings(store.db, [`mail:${address.address}`])).filter(
      (one) => one.accountId === this.parts.accountId && one.contactId !== null && one.contactId !== contactId,
    )
    for (const { contactId: other } of others) {
      const known = await this.linkOf('contact', other!)
      if (known?.state !== 'linked' && known?.state !== 'adopted') continue
      await this.link('contact', contactId, known.remoteId, { state: known.state, url: known.url })
      return this.linkOf('contact', contactId)
    }
    return undefined
  }

  private async look(entity: Entity, key: string, evidence: MatchKeys): Promise<Failure | { link: crosswalk.Link | undefined }> {
    const result = await this.recorded(`find ${entity}`, this.parts.asks.find({ entity, key, evidence }))
    if (result.kind !== 'found') return { step: `find ${entity}`, because: result }
    return this.take(entity, key, result.candidates, `several records in ${this.connection.label} could be this ${entity}`)
  }

  /** One record that it surely is: linked. Several, or a doubtful one: a person decides. */
  private async take(entity: Entity, key: string, candidates: readonly Candidate[], reason: string): Promise<Failure | { link: crosswalk.Link | undefined }> {
    const choice = adoption(candidates)
    if (choice.kind === 'none') return { link: undefined }
    if (choice.kind === 'ask' || (this.connection.adopt === 'ask' && choice.candidate.rule !== 'key'))
      return { step: `find ${entity}`, because: { kind: 'duplicate', reason, entity, candidates }, key }
    await this.link(entity, key, choice.candidate.remoteId, { state: choice.candidate.rule === 'key' ? 'linked' : 'adopted' })
    return { link: await this.linkOf(entity, key) }
  }

  private async put(write: Write, hash: string, link: crosswalk.Link | undefined): Promise<Failure | null> {
    const { entity, key } = write
    const outcome = await this.recorded(entity, this.parts.asks.write(write))
    if (isWritten(outcome)) {
      this.count(outcome)
      this.remote[entity] = outcome.remoteId
      const url = outcome.kind === 'delivered' ? outcome.url : undefined
      await this.link(entity, key, outcome.remoteId, {
        state: link?.state === 'adopted' ? 'adopted' : 'linked',
        hash,
        remoteVersion: outcome.version ?? null,
        url: url ?? this.urlOf(entity, outcome.remoteId),
        mappingId: this.parts.mappingId,
      })
      return null
    }
    if (outcome.kind === 'duplicate' && write.remoteId === undefined) {
      const taken = await this.take(entity, key, outcome.candidates, outcome.reason)
      if ('because' in taken || taken.link === undefined) return { step: entity, because: outcome, key }
      return this.put({ ...write, remoteId: taken.link.remoteId, completeOnly: taken.link.state === 'adopted' }, hash, taken.link)
    }
    if ((outcome.kind === 'gone' || outcome.kind === 'notFound') && link) {
      const into = outcome.kind === 'gone' ? outcome.mergedInto : undefined
      await this.parts.store.write((db) => crosswalk.moved(db, link, into ?? null, this.parts.now()))
      if (into !== undefined) return this.put({ ...write, remoteId: into }, hash, { ...link, remoteId: into })
    }
    return { step: entity, because: outcome }
  }

  /** What was written counts, and what the CRM could not take of it is said. */
  count(outcome: Written): void {
    if (outcome.kind !== 'delivered') return
    this.wrote = true
    this.remarks.push(...(outcome.remarks ?? []))
  }

  urlOf = (entity: Entity, remoteId: string): string | null => this.crm.recordUrl?.(entity, remoteId, this.connection.settings) ?? null

  async linkOf(entity: crosswalk.LinkedThing, key: string): Promise<crosswalk.Link | undefined> {
    const { store, links } = this.parts
    const { id } = this.connection
    const known = links.get(key)
    return known ? known.find((link) => link.connection === id && link.entity === entity) : crosswalk.find(store.db, id, entity, key)
  }

  /** Records which remote record stands for ours; what is not given is empty. */
  async link(
    entity: crosswalk.LinkedThing,
    hubId: string,
    remoteId: string,
    more: Partial<Pick<crosswalk.Link, 'state' | 'hash' | 'remoteVersion' | 'url' | 'mappingId'>> = {},
  ): Promise<void> {
    this.parts.links.delete(hubId)
    const link = { connection: this.connection.id, entity, hubId, remoteId, state: 'linked' as const, hash: null, remoteVersion: null, url: null, ...more }
    await this.parts.store.write(async (db) => {
      const record = entity === 'lead' || entity === 'opportunity' ? { connection: link.connection, entity, remoteId } : null
      if (record) await crosswalk.holdRemote(db, record)
      await crosswalk.put(db, link, this.parts.now())
      if (record) await this.parts.linked(db, record)
    })
  }

  /** @param notes of one record */
  note(notes: readonly Note[]): Promise<Outcome> {
    return this.recorded('notes', this.parts.asks.note(notes))
  }

  talk<Result extends { kind: string }>(step: string, dialogue: Dialogue<Result>): Promise<Result | Refusal> {
    return this.recorded(step, this.parts.talkTo(dialogue))
  }

  private async recorded<Result extends { kind: string }>(step: string, talk: Promise<Talk<Result>>): Promise<Result | Refusal> {
    const started = this.parts.now()
    const { result, calls } = await talk
    this.steps.push({
      step,
      outcome: result.kind,
      reason: 'reason' in result ? String(result.reason) : null,
      durationMs: this.parts.now() - started,
      calls,
    })
    return result
  }
}

/** Each lead by itself. */
export const asksAlone = ({ crm, settings }: ConnectionEntry, talkTo: TalkTo): Asks => ({
  find: ({ entity, key, evidence }) => talkTo(crm.find(entity, key, evidence, settings)),
  write: (write) => talkTo(crm.write(write, settings)),
  note: (notes) => talkTo(crm.note!(notes, settings)),
})

/** Of a field set and the records it refers to; key order does not matter. */
export const hashOf = (fields: JsonObject, links: Readonly<Partial<Record<Entity, string>>>): string =>
  createHash('sha256')
    .update(canonical(fields))
    .update(canonical(links as Json))
    .digest('base64url')
    .slice(0, 24)
