/** Records that only the hub has, as people know them: by name and place. */
import type { AccountProfile } from '../lead/match/profile.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as leads from '../store/leads.ts'
import { type Own, onlyHub } from '../store/reconciled-gaps.ts'
import { accountName, unitName } from './names.ts'

export interface OwnRecord {
  entity: Own
  hubId: string
  name: string | null
  /** Postal code and town, else the site. */
  place: string | null
}

export async function ownRecords(db: Db, connection: string, entity: Own, limit: number): Promise<OwnRecord[]> {
  const { rows: ids } = await onlyHub(db, connection, entity, undefined, limit)
  const found = await Promise.all(ids.map((id) => FOUND[entity](db, id)))
  return ids.map((hubId, i) => ({ entity, hubId, name: found[i]?.name ?? null, place: found[i]?.place ?? null }))
}

type Known = Pick<OwnRecord, 'name' | 'place'>

const FOUND: Readonly<Record<Own, (db: Db, id: string) => Promise<Known>>> = {
  account: knownAccount,
  contact: async (db, id) => {
    const [contact] = await identity.contacts(db, [id])
    const at = await knownAccount(db, contact?.accountId)
    const person = contact?.profile.mails[0] ?? contact?.profile.names[0]
    return { ...at, name: joined([person, at.name], ', ') }
  },
  lead: async (db, id) => {
    const lead = await leads.find(db, id)
    const at = await knownAccount(db, lead?.accountId)
    const unit = lead && (await identity.unit(db, lead.unitId))
    return { name: joined([at.name, lead?.product], ', '), place: (unit && (unitName(unit) ?? placeOf(unit.profile))) ?? at.place }
  },
}

async function knownAccount(db: Db, id: string | undefined): Promise<Known> {
  const account = id === undefined ? undefined : await identity.standing(db, id)
  return { name: account ? accountName(account) : null, place: account ? placeOf(account.profile) : null }
}

/** Towns are kept as keys. */
function placeOf({ places: [place] }: Pick<AccountProfile, 'places'>): string | null {
  const town = place?.city?.replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase())
  return joined([place?.postalCode, town], ' ')
}

const joined = (parts: readonly (string | null | undefined)[], by: string): string | null => parts.filter(Boolean).join(by) || null
