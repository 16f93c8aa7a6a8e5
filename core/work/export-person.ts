/** Everything that is known of a person, gathered to be handed to them: what others told stays out. */
import { readingsOf, readingsOfText } from '../decode/readings.ts'
import { consentHistory } from '../flow/consent-history.ts'
import { type Context, pseudonym } from '../flow/context.ts'
import { linksOf } from '../flow/erase-others.ts'
import { type FoundPerson, findPerson } from '../flow/find-person.ts'
import { lookedAt, textOf } from '../flow/looked-at.ts'
import { accountName, unitName } from '../flow/names.ts'
import { personFinder } from '../lead/person-marks.ts'
import type { PersonExport } from '../privacy-data.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as requests from '../store/erased-requests.ts'
import * as events from '../store/events.ts'
import * as identity from '../store/identity.ts'
import { listJobs } from '../store/job-list.ts'
import * as leadFacts from '../store/lead-facts.ts'
import * as leads from '../store/leads.ts'
import * as members from '../store/members.ts'
import * as nurture from '../store/nurture.ts'
import * as persons from '../store/persons.ts'
import * as said from '../store/said.ts'
import type { Store } from '../store/store.ts'

/** Requests that told nothing yet are looked through so many at a time. */
const PAGE = 50
const JOBS = 200

/** @throws a sentence when nobody is meant, or several are */
export async function exportPerson(store: Store, on: Context, who: string, by: string): Promise<PersonExport> {
  const { db } = store
  const person = await findPerson(db, on, who)
  const hashes = person.mails.map((address) => pseudonym(on.addressKey, address))
  await store.write((to) => lookedAt(to, on, 'person', person.hashes[0] ?? '', by))
  return {
    at: on.now(),
    addresses: person.mails,
    numbers: person.numbers,
    names: person.names.map(({ first, last }) => `${first} ${last}`),
    isSuppressed: await consents.isSuppressed(db, hashes),
    contacts: await Promise.all(person.rows.map((row) => contactOf(db, row))),
    events: (await Promise.all(person.events.map((id) => eventsOf(db, id)))).flat(),
    consents: await Promise.all(
      [...person.mails, ...person.numbers].map(async (address) => ({ address, history: (await consentHistory(db, on, address)).history })),
    ),
    requests: await requestsOf(db, person),
    leads: await leadsOf(db, person),
    crm: (await linksOf(db, person)).map(({ connection, entity, remoteId, state, url }) => ({ connection, entity, record: remoteId, state, url })),
    audiences: (await Promise.all(hashes.map((hash) => members.ofAddress(db, hash)))).flat().map(({ audience, state, since }) => ({ audience, state, since })),
    nurturing: (await Promise.all(hashes.map((hash) => nurturingOf(db, hash)))).flat(),
    jobs: await jobsOf(db, [...hashes, ...person.leads]),
  }
}

async function contactOf(db: Db, { id, accountId, unitId, createdAt, profile }: identity.ContactRow): Promise<PersonExport['contacts'][number]> {
  const [account] = await identity.accounts(db, [accountId])
  const unit = await identity.unit(db, unitId)
  return {
    id,
    account: { id: accountId, name: account ? accountName(account) : null },
    unit: { id: unitId, name: unit ? unitName(unit) : null },
    since: createdAt,
    known: profile,
    said: (await said.of(db, [id])).map(({ field, value, by, at, reason }) => ({ field, value, by, at, reason })),
  }
}

async function eventsOf(db: Db, id: string): Promise<PersonExport['events']> {
  const assigned = await identity.assignmentOf(db, id)
  const rows = await events.revisions(db, id)
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      revision: row.revision,
      state: row.state,
      kind: row.kind,
      source: row.source,
      delivery: row.deliveryId,
      mapping: row.mappingId,
      occurredAt: row.occurredAt,
      recordedAt: row.recordedAt,
      data: row.data,
      personal: await events.personal(db, row),
      decision: assigned ? { at: assigned.decidedAt, decision: assigned.decision, by: assigned.decidedBy, evidence: assigned.evidence } : null,
    })),
  )
}

/** Those that told of the person, and those that told nothing yet and name them. */
async function requestsOf(db: Db, person: FoundPerson): Promise<PersonExport['requests']> {
  const own = new Set(person.events)
  const told = await persons.deliveriesOf(db, person.events)
  const finder = personFinder(person, '')
  const untold: string[] = []
  for (let page = await requests.untoldAfter(db, '', PAGE); page.length > 0; page = await requests.untoldAfter(db, page.at(-1)!.id, PAGE)) {
    for (const { id, url, headers, body } of page)
      if ([...readingsOfText(url), ...readingsOfText(headers), ...(body ? readingsOf(body) : [])].some(finder.hasAddress)) untold.push(id)
    await new Promise(setImmediate)
  }
  const shown: PersonExport['requests'] = []
  for (const id of [...told, ...untold]) {
    const row = await deliveries.find(db, id)
    if (!row) continue
    const isTheirsAlone = (await events.ofDelivery(db, id)).every((event) => own.has(event.id))
    const [raw] = row.state !== 'erased' && isTheirsAlone ? await deliveries.raw(db, [id]) : []
    const { source, receivedAt, state } = row
    shown.push({
      id,
      source,
      receivedAt,
      state,
      raw: raw ? { method: raw.method, url: raw.url, remote: raw.remote, headers: raw.headers, ...textOf(raw.body) } : null,
    })
  }
  return shown
}

/** What the person did, and what people decided and CRMs reported of the lead; not what others of the company did. */
async function leadsOf(db: Db, person: FoundPerson): Promise<PersonExport['leads']> {
  const own = new Set(person.events)
  const found = await Promise.all(person.leads.map((id) => leads.find(db, id)))
  return Promise.all(
    found
      .filter((lead) => lead !== undefined)
      .map(async ({ id, product, state }) => ({
        id,
        product,
        stage: state.stage,
        class: state.class?.value ?? null,
        owner: state.owner,
        facts: (await leadFacts.ofLead(db, id))
          .filter(({ eventId, body }) => body.kind !== 'touch' || (eventId !== null && own.has(eventId)))
          .sort((a, b) => a.at - b.at)
          .map(({ at, by, body: { kind, ...data } }) => ({ kind, at, by, data })),
      })),
  )
}

async function nurturingOf(db: Db, address: string): Promise<PersonExport['nurturing']> {
  const next = (await nurture.of(db, address)).map(({ product, item, dueAt }) => ({ product, next: item, dueAt, told: null, at: null }))
  const told = (await nurture.toldOf(db, address)).map(({ product, item, at }) => ({ product, next: null, dueAt: null, told: item, at }))
  return [...next, ...told]
}

async function jobsOf(db: Db, subjects: readonly string[]): Promise<PersonExport['jobs']> {
  const pages = await Promise.all(subjects.map((subject) => listJobs(db, { subject, limit: JOBS })))
  return pages
    .flatMap(({ rows }) => rows)
    .map(({ id, connection, task, state, createdAt, outcome }) => ({ id, connection, task, state, at: createdAt, outcome }))
}
