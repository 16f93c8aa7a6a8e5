/** How an address should stand in an audience, by all that is known now: told of as a member, taken off, or forgotten. */
import { createHash } from 'node:crypto'
import type { Member, MemberProduct } from '../audience.ts'
import { canonical } from '../canonical.ts'
import type { Json } from '../connector.ts'
import { permission } from '../lead/permission.ts'
import type { AudienceEntry } from '../setup.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import type { MemberRow } from '../store/members.ts'
import * as nurture from '../store/nurture.ts'
import { nurtures } from './audiences.ts'
import type { Context } from './context.ts'
import { toldToken } from './form-token.ts'
import { accountName, unitName } from './names.ts'
import { leadsOf, personOf, type Seat, seatsOf } from './seats.ts'

export type Standing = { kind: 'in'; member: Member } | { kind: 'out'; withdrawnAt: number | null } | { kind: 'erased' }

export async function standingOf(db: Db, on: Context, audience: AudienceEntry, { address, email }: Pick<MemberRow, 'address' | 'email'>): Promise<Standing> {
  if (await consents.isSuppressed(db, [address])) return { kind: 'erased' }
  const { consent } = on.setup.nurturing
  const heard = await consents.heard(db, address)
  const allowed = permission(heard, audience.consent, consent)
  if (!allowed.given) return { kind: 'out', withdrawnAt: allowed.withdrawnAt }
  const seats = await seatsOf(db, on, email)
  const products = await productsOf(db, audience, seats)
  if (!products) return { kind: 'out', withdrawnAt: null }
  // Who was to get something a moment ago may have withdrawn that since.
  const offered = nurtures(on.setup) && permission(heard, consent.purposes, consent).given ? await nurture.of(db, address) : []
  const next = (product: string) => offered.find((row) => row.product === product)?.offered ?? null
  const [unit] = await identity.unitsByIds(db, [seats[0]!.contact.unitId])
  const [account] = await identity.accounts(db, [seats[0]!.contact.accountId])
  const { firstName, lastName, language, function: does } = await personOf(db, on, seats)
  return {
    kind: 'in',
    member: {
      email,
      firstName,
      lastName,
      language: language?.slice(0, 2).toLowerCase(),
      function: does,
      account: (account && accountName(account)) ?? undefined,
      unit: (unit && unitName(unit)) ?? undefined,
      consents: allowed.consents,
      ...(on.setup.nurturing.profile.inAudiences && { form: toldToken(on, address, seats[0]!.contact.id) }),
      products: nurtures(on.setup) ? products.map((one) => ({ ...one, next: next(one.product) })) : products,
    },
  }
}

/** Whether they may be told of, whoever they are by now. */
export const isAllowed = async (db: Db, { setup }: Pick<Context, 'setup'>, { consent }: AudienceEntry, address: string): Promise<boolean> =>
  !(await consents.isSuppressed(db, [address])) && permission(await consents.heard(db, address), consent, setup.nurturing.consent).given

/** What is to be done there. */
export type MemberStep = 'put' | 'leave' | 'erase'

/** @returns null where all is as it should be */
export function stepOf(entry: AudienceEntry, row: MemberRow, standing: Standing): MemberStep | null {
  // Off one list by the will of somebody else is off the next one as well.
  if (standing.kind === 'in') return row.hash === hashOfMember(entry, standing.member) || (row.state === 'off' && isOfOtherList(entry, row)) ? null : 'put'
  if (row.state === 'new') return null
  if (standing.kind === 'erased') return 'erase'
  const isOver = row.state === 'out' || (row.state === 'off' && row.takenOff === 'left')
  return isOver && (row.takenOff === 'withdrawn' || standing.withdrawnAt === null) ? null : 'leave'
}

/** The member's id over there, as it is kept: with the list that it was told on. */
export const idOnList = ({ audience, settings }: AudienceEntry, remoteId: string): string => `${settings[audience.list] ?? ''}/${remoteId}`

/** Whoever was told of on another list is new on this one. */
export const isOfOtherList = (entry: AudienceEntry, { remoteId }: Pick<MemberRow, 'remoteId'>): boolean =>
  remoteId !== null && !remoteId.startsWith(idOnList(entry, ''))

/** What is told, and with which settings: where both are as before, nothing is called. That somebody agreed once more is no news. */
export const hashOfMember = ({ audience, settings }: AudienceEntry, member: Member): string => {
  const shown = Object.fromEntries(Object.entries(settings).filter(([name]) => audience.fields[name]?.secret !== true))
  const purposes = member.consents.map(({ purpose }) => purpose)
  // Nothing to come is as if nothing had ever been said of it, so that beginning to nurture is no news for everybody.
  const products = member.products.map(({ next, ...one }) => (next ? { ...one, next } : one))
  return createHash('sha256')
    .update(canonical(JSON.parse(JSON.stringify({ member: { ...member, products, consents: purposes }, shown })) as Json)) // the cast: plain data; JSON drops what is absent
    .digest('base64url')
    .slice(0, 24)
}

/** Null: of these people nobody is told. */
async function productsOf(db: Db, { products, isOfAll }: AudienceEntry, seats: readonly Seat[]): Promise<MemberProduct[] | null> {
  if (seats.length === 0) return null
  const { ofProduct, any } = await leadsOf(db, seats)
  const found = products.map((product) => ({ product, lead: ofProduct(product) }))
  if (found.every(({ lead }) => lead === undefined) && (any || !isOfAll)) return null
  return found.map(({ product, lead }) => ({ product, class: lead?.state.class?.value ?? null, stage: lead?.state.stage ?? null }))
}
