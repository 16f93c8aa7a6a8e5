/** What sales people do to the records, and what the hub hears of it. */
import type { Entity, Row, User, Value } from './model.ts'
import { OPPORTUNITY_STATUS, STAGES } from './model.ts'
import type { Records, Values } from './records.ts'
import type { Webhooks } from './webhooks.ts'

/** One act, as `POST /_act` takes it. `lead` and `opportunity` are ids or external keys; `by` the id of a user. */
export interface Act {
  action: 'assign' | 'accept' | 'reject' | 'convert' | 'stage' | 'amount' | 'win' | 'lose' | 'activity' | 'merge' | 'edit' | 'delete'
  lead?: string
  opportunity?: string
  account?: string
  contact?: string
  into?: string
  by?: string
  to?: string
  reason?: string
  stage?: string
  amount?: number
  /** `call`, `visit`, `meeting`, `offer`, `mail` or `task`. */
  kind?: string
  values?: Values
}

export type Acted = { ok: true; row: Row } | { ok: false; message: string }

export interface Acts {
  perform(act: Act): Acted
  /** Lead into account, contact and opportunity: what is not given is made of the lead. */
  convert(id: string, parts: { account?: Values; contact?: Values; opportunity?: Values; accountId?: string; contactId?: string }, by: string): Conversion
  /** Tells the hub about a change. */
  tell(type: string, entity: Entity, row: Row, by: string, more?: Readonly<Record<string, Value>>): void
}

export type Conversion =
  | { kind: 'converted'; lead: Row; account: Row; contact: Row | null; opportunity: Row }
  | { kind: 'already'; lead: Row; account: string | null; contact: string | null; opportunity: string | null }
  | { kind: 'missing' }
  | { kind: 'invalid'; message: string }
  | { kind: 'duplicate'; entity: Entity; candidates: readonly Row[] }

export const SINGULAR: Readonly<Record<Entity, string>> = {
  accounts: 'account',
  contacts: 'contact',
  leads: 'lead',
  opportunities: 'opportunity',
  notes: 'note',
}

/** @param changed called after every act that changed a record */
export function createActs(records: Records, webhooks: Webhooks, changed: () => void): Acts {
  const user = (id: Value | undefined): User | undefined => records.users.find((one) => one.id === id)
  const tell: Acts['tell'] = (type, entity, row, by, more = {}) =>
    webhooks.send(type, { entity: SINGULAR[entity], record: row, owner: user(row.ownerId) ?? null, by: user(by) ?? { id: by, name: by }, ...more })

  const find = (entity: Entity, name: string | undefined): Row | undefined =>
    name === undefined ? undefined : (records.get(entity, name) ?? records.search(entity, 'externalKey', name)[0])

  const change = (entity: Entity, row: Row, values: Values, act: Act, type: string, more: Readonly<Record<string, Value>> = {}): Acted => {
    const by = act.by ?? String(row.ownerId ?? records.users[0]?.id ?? 'api')
    const changed = records.set(entity, row.id, values, by)
    if (!changed) return { ok: false, message: 'the record is gone' }
    tell(type, entity, changed, by, { previous: Object.fromEntries(Object.keys(values).map((field) => [field, row[field] ?? null])), ...more })
    return { ok: true, row: changed }
  }

  const onLead = (act: Act, lead: Row): Acted => {
    switch (act.action) {
      case 'accept':
        return change('leads', lead, { status: 'accepted', ownerId: lead.ownerId ?? act.by ?? records.users[0]?.id ?? null }, act, 'lead.accepted')
      case 'reject':
        return change('leads', lead, { status: 'rejected', rejectReason: act.reason ?? 'content/approach misfit' }, act, 'lead.rejected', {
          reason: act.reason ?? 'content/approach misfit',
        })
      case 'convert': {
        const by = act.by ?? String(lead.ownerId ?? records.users[0]?.id ?? 'api')
        const done = convert(lead.id, act.values ? { opportunity: act.values } : {}, by)
        return done.kind === 'converted' ? { ok: true, row: done.opportunity } : { ok: false, message: `not converted: ${done.kind}` }
      }
      default:
        return onAny(act, 'leads', lead)
    }
  }

  const onOpportunity = (act: Act, opportunity: Row): Acted => {
    switch (act.action) {
      case 'stage':
        if (!(STAGES as readonly string[]).includes(act.stage ?? '')) return { ok: false, message: `stage must be one of ${STAGES.join(', ')}` }
        return change('opportunities', opportunity, { stage: act.stage ?? null }, act, 'opportunity.stage')
      case 'amount':
        return change('opportunities', opportunity, { amount: act.amount ?? null }, act, 'opportunity.amount')
      case 'win':
        return change(
          'opportunities',
          opportunity,
          { status: OPPORTUNITY_STATUS[1], ...(act.amount === undefined ? {} : { amount: act.amount }) },
          act,
          'opportunity.won',
        )
      case 'lose':
        return change('opportunities', opportunity, { status: OPPORTUNITY_STATUS[2], lostReason: act.reason ?? 'no decision' }, act, 'opportunity.lost', {
          reason: act.reason ?? 'no decision',
        })
      default:
        return onAny(act, 'opportunities', opportunity)
    }
  }

  const onAny = (act: Act, entity: Entity, row: Row): Acted => {
    const one = SINGULAR[entity]
    switch (act.action) {
      case 'assign':
        return user(act.to) ? change(entity, row, { ownerId: act.to ?? null }, act, `${one}.assigned`) : { ok: false, message: 'to names no user' }
      case 'activity':
        return change(entity, row, {}, act, 'activity.logged', { activity: { kind: act.kind ?? 'call', key: `${row.id}-${row.version + 1}` } })
      case 'edit':
        return change(entity, row, act.values ?? {}, act, `${one}.updated`)
      case 'delete':
        records.remove(entity, row.id)
        tell('record.deleted', entity, row, act.by ?? 'api')
        return { ok: true, row }
      case 'merge': {
        const into = find(entity, act.into)
        if (!into || into.id === row.id) return { ok: false, message: 'into names no other record' }
        records.remove(entity, row.id, into.id)
        tell('record.merged', entity, row, act.by ?? 'api', { mergedInto: into.id })
        return { ok: true, row: into }
      }
      default:
        return { ok: false, message: `${act.action} is nothing to do with a ${one}` }
    }
  }

  const convert: Acts['convert'] = (id, parts, by) => {
    const lead = records.get('leads', id)
    if (!lead) return { kind: 'missing' }
    if (lead.status === 'converted') {
      const ref = (value: Value | undefined) => (typeof value === 'string' ? value : null)
      return { kind: 'already', lead, account: ref(lead.accountId), contact: ref(lead.contactId), opportunity: ref(lead.opportunityId) }
    }
    const account = part(records, 'accounts', parts.accountId ?? lead.accountId, parts.account, by)
    if (account.kind !== 'row') return account.kind === 'none' ? { kind: 'invalid', message: 'account is required' } : account
    const contact = part(records, 'contacts', parts.contactId ?? lead.contactId, parts.contact && { ...parts.contact, accountId: account.row.id }, by)
    if (contact.kind !== 'row' && contact.kind !== 'none') return contact
    const made = records.create('opportunities', { ...ofLead(lead), ...parts.opportunity, accountId: account.row.id, leadId: lead.id }, by, true)
    if (made.kind !== 'written')
      return { kind: 'invalid', message: made.kind === 'invalid' ? made.fields.map(({ field, message }) => `${field} ${message}`).join(', ') : made.kind }
    const person = contact.kind === 'row' ? contact.row : null
    const opportunity = person ? (records.set('opportunities', made.row.id, { roles: { [person.id]: 'contact' } }, by) ?? made.row) : made.row
    const converted =
      records.set('leads', id, { status: 'converted', accountId: account.row.id, contactId: person?.id ?? null, opportunityId: opportunity.id }, by) ?? lead
    tell('lead.converted', 'leads', converted, by, { converted: { account: account.row.id, contact: person?.id ?? null, opportunity: opportunity.id } })
    return { kind: 'converted', lead: converted, account: account.row, contact: person, opportunity }
  }

  return {
    tell,
    convert,
    perform: (act) => {
      const named: [Entity, string | undefined][] = [
        ['leads', act.lead],
        ['opportunities', act.opportunity],
        ['accounts', act.account],
        ['contacts', act.contact],
      ]
      const [entity, name] = named.find(([, given]) => given !== undefined) ?? (['leads', undefined] as const)
      const row = find(entity, name)
      if (!row) return { ok: false, message: `no ${SINGULAR[entity]} ${name ?? ''}`.trim() }
      const done = entity === 'leads' ? onLead(act, row) : entity === 'opportunities' ? onOpportunity(act, row) : onAny(act, entity, row)
      if (done.ok) changed()
      return done
    },
  }
}

type Part =
  | { kind: 'row'; row: Row }
  | { kind: 'none' }
  | { kind: 'invalid'; message: string }
  | { kind: 'duplicate'; entity: Entity; candidates: readonly Row[] }

function part(records: Records, entity: Entity, id: Value | undefined, values: Values | undefined, by: string): Part {
  const known = typeof id === 'string' ? records.get(entity, id) : undefined
  if (known) return { kind: 'row', row: known }
  if (values === undefined) return { kind: 'none' }
  const made = records.create(entity, values, by, false)
  if (made.kind === 'written') return { kind: 'row', row: made.row }
  if (made.kind === 'duplicate') return { kind: 'duplicate', entity, candidates: made.candidates }
  return { kind: 'invalid', message: made.kind === 'invalid' ? made.fields.map(({ field, message }) => `${field} ${message}`).join(', ') : made.kind }
}

/** Field of the opportunity, and the field of the lead it is taken from. */
const TAKEN_OVER = { name: 'title', product: 'product', amount: 'amount', ownerId: 'ownerId', description: 'description', url: 'url' } as const

function ofLead(lead: Row): Values {
  const values: Record<string, Value> = {}
  for (const [field, from] of Object.entries(TAKEN_OVER)) {
    const value = lead[from]
    if (value !== undefined && value !== null) values[field] = value
  }
  return values
}
