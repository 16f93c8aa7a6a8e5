/** A lead as CRM mappings see it: unit, account, contacts, score, history and custom answers in one document. */
import type { JsonObject } from '../connector.ts'
import { isTouch, type Person } from '../lead/event.ts'
import type { Offer } from '../lead/lead-state.ts'
import type { AccountProfile } from '../lead/match/profile.ts'
import { personName } from '../lead/normalise/person.ts'
import { partnerOf } from '../lead/route.ts'
import { fitReasons, scoreAt } from '../lead/score.ts'
import { type Claim, completenessOfName, outranks, USUAL_TRUST } from '../lead/survive.ts'
import type { ConnectionEntry } from '../setup.ts'
import { type Db, together } from '../store/db.ts'
import * as events from '../store/events.ts'
import * as identity from '../store/identity.ts'
import type { LeadRow } from '../store/leads.ts'
import * as said from '../store/said.ts'
import { type ConsentTold, consentsOf } from './consents-told.ts'
import type { Context } from './context.ts'

/** The newest touches go along; older ones stay in the hub. */
const TOUCHES_MAX = 200
const CONTACTS_MAX = 20

export interface LeadDocument {
  document: JsonObject
  /** Contacts in the order of the document, the primary one first. */
  contacts: readonly ContactDocument[]
  account: AccountDocument
}

export interface AccountDocument {
  id: string
  name?: string | undefined
  legalForm?: string | undefined
  domain?: string | undefined
  website?: string | undefined
  vatId?: string | undefined
  phone?: string | undefined
  street?: string | undefined
  postalCode?: string | undefined
  city?: string | undefined
  country?: string | undefined
  industry?: string | undefined
  employees?: number | undefined
  revenue?: number | undefined
}

export interface ContactDocument extends Omit<Person, 'fullName'> {
  id: string
  primary: boolean
  /** What was said of mail to the address, by purpose; absent where nothing was. */
  consents?: readonly ConsentTold[]
}

/** @param connection null for the hub's own view */
export async function leadDocument(db: Db, on: Context, lead: LeadRow, connection: ConnectionEntry | null): Promise<LeadDocument> {
  const { state } = lead
  const [touches, unit, [account]] = await together(
    events.ofLead(db, lead.id, TOUCHES_MAX),
    identity.unit(db, lead.unitId),
    identity.accounts(db, [lead.accountId]),
  )
  const told = contactsOf(on, touches)
  const people = new Set(told.map(({ id }) => id))
  const [byPerson, agreed] = await together(said.of(db, [lead.accountId, ...people]), consentsOf(db, on, told))
  const contacts = told.map((contact, i): ContactDocument => ({ ...contact, ...saidOf(byPerson, contact.id), ...given(agreed[i] ?? []) }))
  const accountDocument = { ...accountOf(lead.accountId, account?.profile, contacts[0]), ...saidOf(byPerson, lead.accountId) }
  const product = on.setup.products.find(({ id }) => id === lead.product)
  const score = scoreAt(on.setup.rules, state.attributes, state.engagement, on.now())
  const document = {
    connection: connection?.id,
    handover: state.offer && {
      as: connection?.handover.as ?? 'opportunity',
      lane: state.offer.lane,
      offeredAt: iso(state.offer.at),
      stage: state.offer.stage,
      class: state.offer.class,
    },
    lead: {
      id: lead.id,
      product: { id: lead.product, name: product?.name.de ?? lead.product },
      cycle: state.cycle,
      stage: state.stage,
      substage: state.substage,
      class: state.class?.value,
      score: { points: Math.round(score.points), fit: score.fit, engagement: score.engagement, reasons: fitReasons(on.setup.rules.fit, state.attributes) },
      owner: state.owner === null ? null : ownerOf(on, state.owner),
      partner: partnerDocument(on, state.offer),
      firstTouch: state.firstTouch && {
        channel: state.firstTouch.origin.channel,
        system: state.firstTouch.origin.system,
        campaign: state.firstTouch.origin.campaign,
        at: iso(state.firstTouch.at),
      },
      url: `${on.setup.publicUrl}/console/leads/${lead.id}`,
    },
    unit: {
      id: lead.unitId,
      name: unit?.profile.sites[0]?.label ?? accountDocument.name,
      site: unit?.profile.sites[0]?.label,
      department: unit?.profile.departments[0],
      open: unit?.kind === 'open',
    },
    account: accountDocument,
    contacts,
    touchpoints: touches
      .filter(({ row }) => isTouch(row.kind))
      .map(({ row, personal }) => ({
        id: row.id,
        at: iso(row.occurredAt),
        kind: row.kind,
        channel: row.data.origin.channel,
        campaign: row.data.origin.campaign,
        content: row.data.content?.id,
        title: row.data.content?.title ?? row.data.origin.event ?? row.data.origin.form,
        note: personal.note,
      })),
    answers: Object.assign({}, ...touches.map(({ personal }) => personal.answers ?? {})),
  }
  return {
    document: withoutAbsent(document) as unknown as JsonObject, // plain data throughout; interfaces lack the index signature that the type asks for
    contacts,
    account: accountDocument,
  }
}

const given = (consents: readonly ConsentTold[]): Pick<ContactDocument, 'consents'> => (consents.length === 0 ? {} : { consents })

/** What people said of an account or contact. */
const saidOf = (all: readonly said.Said[], subject: string): Record<string, unknown> =>
  Object.fromEntries(all.filter((one) => one.subject === subject).map(({ field, value }) => [field, value]))

/** Each field by the most trusted source, the most complete and newest value; the primary contact is who asked for sales last, else who came first. */
export function contactsOf({ setup }: Pick<Context, 'setup'>, touches: readonly events.TouchRow[]): ContactDocument[] {
  const known = new Map<string, Map<string, Claim<unknown>>>()
  let primary: string | null = null
  for (const { contactId, personal, row } of touches) {
    if (contactId === null) continue
    const before = known.get(contactId) ?? new Map()
    known.delete(contactId) // behind the others: the order tells who was heard last
    known.set(contactId, before)
    const trust = setup.sources.get(row.source)?.trust ?? USUAL_TRUST
    for (const [field, value] of Object.entries(withoutAbsent(namedPerson(personal.person ?? {})))) {
      const complete = NAMES.has(field) ? completenessOfName(String(value)) : 0
      const claim: Claim<unknown> = { value, at: row.occurredAt, trust, complete, event: row.id }
      const stands = before.get(field)
      if (stands === undefined || outranks(claim, stands, 'newest')) before.set(field, claim)
    }
    if (primary === null || row.data.wantsSales) primary = contactId
  }
  const ordered = [...known].reverse().slice(0, CONTACTS_MAX)
  const first = ordered.find(([id]) => id === primary) ?? ordered[0]
  const shown = ([id, fields]: (typeof ordered)[number]): ContactDocument => ({
    id,
    primary: id === first?.[0],
    ...Object.fromEntries([...fields].map(([field, { value }]) => [field, value])),
  })
  return first ? [shown(first), ...ordered.filter((one) => one !== first).map(shown)] : []
}

const NAMES: ReadonlySet<string> = new Set(['firstName', 'lastName'])

/** First and last name, also where they came as one. */
function namedPerson({ fullName, ...person }: Person): Omit<Person, 'fullName'> {
  if (fullName === undefined || person.lastName !== undefined) return person
  const { firstName, lastName } = personName({ fullName })
  return { ...person, ...(firstName !== null && { firstName }), ...(lastName !== null && { lastName }) }
}

/** Who names no company goes by the domain, else by the person's own name. */
function accountOf(id: string, profile: AccountProfile | undefined, primary: ContactDocument | undefined): AccountDocument {
  const named = profile?.names.find(({ legalForm }) => legalForm !== null) ?? profile?.names[0]
  const domain = profile?.domains[0]
  const { address, phone, website, industry, employees, revenue } = profile?.facts ?? {}
  return withoutAbsent({
    id,
    name: named ? `${named.core}${named.legalForm ? ` ${named.legalForm}` : ''}` : (domain ?? personOf(primary)),
    legalForm: named?.legalForm ?? undefined,
    domain,
    website: website?.value ?? (domain && `https://${domain}`),
    vatId: profile?.vatIds[0],
    phone: phone?.value,
    ...address?.value,
    country: profile?.places.find((place) => place.country !== null)?.country ?? address?.value.country,
    industry: industry?.value,
    employees: employees?.value,
    revenue: revenue?.value,
  })
}

const personOf = (contact: ContactDocument | undefined): string | undefined =>
  [contact?.firstName, contact?.lastName].filter((part) => part !== undefined).join(' ') || contact?.email

/** A partner is no user of the CRM, so only their name is told. */
function ownerOf({ setup }: Context, owner: string) {
  const partner = partnerOf(owner)
  if (partner !== null) return { name: setup.partners.get(partner)?.label ?? partner }
  return owner.includes('@') ? { email: owner } : { id: owner }
}

/** Whom the lead is offered to, or who took it. */
function partnerDocument({ setup }: Context, offer: Offer | null) {
  const id = offer?.state === 'open' || offer?.state === 'accepted' ? partnerOf(offer.owner) : null
  return id === null ? undefined : { id, name: setup.partners.get(id)?.label ?? id, accepted: offer?.state === 'accepted' }
}

const iso = (at: number): string => new Date(at).toISOString()

/** Without keys whose value is undefined, at every depth. */
function withoutAbsent<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutAbsent) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, withoutAbsent(inner)]]))) as T
}
