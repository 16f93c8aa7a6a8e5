/** Finds records: by the hub's key, by evidence, as duplicates of the environment's own rules, or all of a kind. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Candidate, Entity, Found, Listed, MatchKeys, Recorded, Write } from '../../core/crm.ts'
import { companyName } from '../../core/lead/normalise/company.ts'
import type { Refusal } from '../../core/outcome.ts'
import { claimed, type Evidence, type Known, matches } from '../match.ts'
import { createdOn, given } from '../recorded.ts'
import { textOf, textsOf } from '../texts.ts'
import { at, list, page, quoted, TABLE } from './api.ts'

const PERSON = ['fullname', 'firstname', 'lastname', 'emailaddress1', 'emailaddress2', 'emailaddress3']
const COLUMNS: Readonly<Record<Entity, readonly string[]>> = {
  account: [
    'name',
    'websiteurl',
    'emailaddress1',
    'telephone1',
    'address1_line1',
    'address1_postalcode',
    'address2_postalcode',
    'address1_city',
    'address1_country',
  ],
  contact: [...PERSON, 'jobtitle', 'telephone1', 'mobilephone', '_parentcustomerid_value'],
  lead: [...PERSON, 'companyname', 'statecode'],
  opportunity: ['name', 'statecode', 'createdon', '_parentaccountid_value'],
}
/** Records of one page of a list. */
const PAGE = 500

export function* findRecord(entity: Entity, key: string, evidence: MatchKeys, settings: Settings): Generator<Call, Found | Refusal, Reply> {
  const select = columns(entity, settings)
  const byKey = yield* list(TABLE[entity].set, { select, filter: `${settings.keyColumn} eq ${quoted(key)}` }, `find the ${entity} by key`)
  if (!byKey.ok) return byKey.refusal
  if (byKey.rows.length > 0)
    return { kind: 'found', candidates: byKey.rows.map((row): Candidate => ({ remoteId: idOf(entity, row), rule: 'key', label: label(row) })) }
  const filter = alike(entity, evidence, settings)
  if (filter === null) return { kind: 'found', candidates: [] }
  const found = yield* list(TABLE[entity].set, { select, filter }, `find the ${entity} by evidence`)
  if (!found.ok) return found.refusal
  return {
    kind: 'found',
    candidates: matches(
      entity,
      key,
      evidence,
      found.rows.map((row) => known(entity, row, settings)),
    ),
  }
}

const columns = (entity: Entity, { keyColumn = '', vatColumn }: Settings): string[] => [
  TABLE[entity].id,
  ...COLUMNS[entity],
  keyColumn,
  ...(entity === 'account' && vatColumn ? [vatColumn] : []),
]

function alike(entity: Entity, { email, name, domain, vatId }: MatchKeys, { vatColumn }: Settings): string | null {
  if (entity === 'opportunity') return null
  if (entity !== 'account') {
    if (!email) return null
    const mails = `(${['emailaddress1', 'emailaddress2', 'emailaddress3'].map((column) => `${column} eq ${quoted(email)}`).join(' or ')})`
    // A lead that is qualified or disqualified is no lead to go on with.
    return entity === 'lead' ? `${mails} and statecode eq 0` : mails
  }
  const core = companyName(name)?.core
  const any = [
    ...(core ? [`contains(name,${quoted(core)})`] : []),
    ...(domain ? [`contains(websiteurl,${quoted(domain)})`] : []),
    ...(vatId && vatColumn ? [`${vatColumn} eq ${quoted(vatId)}`] : []),
  ]
  return any.length === 0 ? null : any.join(' or ')
}

function known(entity: Entity, row: JsonObject, { keyColumn = '', vatColumn = '' }: Settings): Known {
  return {
    remoteId: idOf(entity, row),
    label: label(row),
    hubKey: textOf(row[keyColumn]) || null,
    name: textOf(row.name) || textOf(row.fullname),
    vatIds: vatColumn === '' ? [] : textsOf(row[vatColumn]),
    websites: textsOf(row.websiteurl),
    postalCodes: textsOf(row.address1_postalcode, row.address2_postalcode),
    emails: textsOf(row.emailaddress1, row.emailaddress2, row.emailaddress3),
    lastName: textOf(row.lastname) || null,
    accountId: textOf(row._parentcustomerid_value) || null,
  }
}

export const idOf = (entity: Entity, row: JsonObject): string => textOf(row[TABLE[entity].id])
const label = (row: JsonObject): string => textsOf(textOf(row.name) || row.fullname, textOf(row.address1_city) || row.companyname).join(', ')

// --- duplicates -------------------------------------------------------------------------------

/** Where a field set says who it is about. */
const EVIDENCE = { name: 'name', email: 'emailaddress1', postalCode: 'address1_postalcode', domain: 'websiteurl', lastName: 'lastname' } as const

/** The records that the environment's rules call duplicates of this one, without those that plainly are others. */
export function* duplicatesOf(
  { entity, key, links }: Write,
  values: JsonObject,
  settings: Settings,
): Generator<Call, { ok: true; candidates: Candidate[] } | { ok: false; refusal: Refusal }, Reply> {
  const path = at('/RetrieveDuplicates(BusinessEntity=@b,MatchingEntityName=@m,PagingInfo=@p)', {
    '@b': JSON.stringify({ '@odata.type': `Microsoft.Dynamics.CRM.${entity}`, ...plainOnly(values) }),
    '@m': quoted(entity),
    '@p': '{"PageNumber":1,"Count":25}',
  })
  const named = page(yield { method: 'GET', path, purpose: 'ask for the duplicates' })
  if (!named.ok) return named
  const ids = named.rows.map((row) => idOf(entity, row)).filter((id) => id !== '')
  if (ids.length === 0) return { ok: true, candidates: [] }
  const open = entity === 'lead' ? ' and statecode eq 0' : ''
  const filter = `(${ids.map((id) => `${TABLE[entity].id} eq ${id}`).join(' or ')})${open}`
  const found = yield* list(TABLE[entity].set, { select: columns(entity, settings), filter }, 'read the duplicates')
  if (!found.ok) return found
  const evidence: Evidence = links.account === undefined ? {} : { accountId: links.account }
  for (const [name, column] of Object.entries(EVIDENCE)) if (textOf(values[column]) !== '') evidence[name as keyof typeof EVIDENCE] = textOf(values[column])
  return {
    ok: true,
    candidates: claimed(
      entity,
      key,
      evidence,
      found.rows.map((row) => known(entity, row, settings)),
    ),
  }
}

/** Rules compare columns; lookups cannot be given there by address. */
const plainOnly = (values: JsonObject): JsonObject => Object.fromEntries(Object.entries(values).filter(([name]) => !name.includes('@')))

// --- all of a kind ------------------------------------------------------------------------------

export function* listRecords(entity: Entity, cursor: string | null, settings: Settings): Generator<Call, Listed | Refusal, Reply> {
  const first = at(`/${TABLE[entity].set}`, { $select: columns(entity, settings).join(','), $orderby: TABLE[entity].id })
  const read = page(yield { method: 'GET', path: cursor ?? first, headers: { prefer: `odata.maxpagesize=${PAGE}` }, purpose: `list ${TABLE[entity].set}` })
  if (!read.ok) return read.refusal
  return { kind: 'listed', records: read.rows.map((row) => recorded(entity, row, settings)), cursor: read.next }
}

function recorded(entity: Entity, row: JsonObject, { keyColumn = '', vatColumn = '' }: Settings): Recorded {
  const text = (column: string) => textOf(row[column]) || undefined
  const company = {
    name: entity === 'lead' ? text('companyname') : text('name'),
    website: text('websiteurl'),
    vatId: vatColumn === '' ? undefined : text(vatColumn),
    street: text('address1_line1'),
    postalCode: text('address1_postalcode'),
    city: text('address1_city'),
    country: text('address1_country'),
  }
  const person = {
    firstName: text('firstname'),
    lastName: text('lastname'),
    email: text('emailaddress1'),
    phone: text('telephone1'),
    mobile: text('mobilephone'),
    jobTitle: text('jobtitle'),
  }
  return {
    remoteId: idOf(entity, row),
    hubKey: text(keyColumn) ?? null,
    label: label(row),
    accountId: text(entity === 'contact' ? '_parentcustomerid_value' : '_parentaccountid_value') ?? null,
    company: entity === 'account' || entity === 'lead' ? given(company) : undefined,
    person: entity === 'contact' || entity === 'lead' ? given(person) : undefined,
    ...createdOn(row.createdon),
  }
}
