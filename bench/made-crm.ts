/** A CRM in this process, made of labelled records: an account per real company, each person a contact, spelt as they were sent. */
import sandbox from '../connectors/crms/sandbox.ts'
import type { Crm, Entity, Recorded } from '../core/crm.ts'
import type { MatchRecord } from '../core/match-record.ts'
import { eventOf } from '../core/work/match-records.ts'
import type { Truth } from './match-score.ts'

export interface MadeAccount extends Recorded {
  /** Whose account it really is. */
  truth: string
}

export interface MadeCrm {
  accounts: readonly MadeAccount[]
  contacts: readonly Recorded[]
}

const PAGE = 200

/** @param most accounts; whose company nobody named has none */
export function madeOf(records: readonly MatchRecord[], truth: ReadonlyMap<string, Truth>, most: number): MadeCrm {
  const byCompany = new Map<string, MatchRecord[]>()
  for (const record of records) {
    const { account_id, resolvable } = truth.get(record.record_id)!
    if (resolvable !== 'none') byCompany.set(account_id, [...(byCompany.get(account_id) ?? []), record])
  }
  const accounts: MadeAccount[] = []
  const contacts: Recorded[] = []
  for (const [company, told] of byCompany) {
    if (accounts.length === most) break
    const fullest = told.filter((one) => one.company !== undefined).sort((a, b) => fullness(b) - fullness(a))[0]
    if (!fullest) continue
    const remoteId = `A${accounts.length + 1}`
    accounts.push({ ...recordOf(remoteId, fullest), person: phoneOf(fullest), truth: company })
    for (const one of peopleOf(told, truth)) contacts.push({ ...recordOf(`C${contacts.length + 1}`, one), company: undefined, accountId: remoteId })
  }
  return { accounts, contacts }
}

/** Each person once, as they were sent first; shared mailboxes are nobody's. */
function peopleOf(told: readonly MatchRecord[], truth: ReadonlyMap<string, Truth>): MatchRecord[] {
  const first = new Map<string, MatchRecord>()
  for (const one of told) {
    const contact = truth.get(one.record_id)!.contact_id
    if (contact !== null && !first.has(contact)) first.set(contact, one)
  }
  return [...first.values()]
}

const fullness = (record: MatchRecord): number => ['street', 'postal_code', 'city', 'website', 'vat_id', 'phone'].filter((field) => field in record).length

function recordOf(remoteId: string, record: MatchRecord): Recorded {
  const { company, person } = eventOf(record)
  return { remoteId, hubKey: null, label: record.company ?? record.email ?? remoteId, accountId: null, company, person }
}

const phoneOf = ({ phone }: MatchRecord): Recorded['person'] => (phone === undefined ? undefined : { phone })

export function crmOf({ accounts, contacts }: MadeCrm): Crm {
  const all: Partial<Record<Entity, readonly Recorded[]>> = { account: accounts, contact: contacts }
  return {
    ...sandbox,
    id: 'made',
    capabilities: { ...sandbox.capabilities, entities: ['account', 'contact'] },
    // biome-ignore lint/correctness/useYield: it has everything at hand
    *list(entity, cursor) {
      const from = Number(cursor ?? 0)
      const rows = all[entity] ?? []
      return { kind: 'listed', records: rows.slice(from, from + PAGE), cursor: from + PAGE < rows.length ? String(from + PAGE) : null }
    },
  }
}
