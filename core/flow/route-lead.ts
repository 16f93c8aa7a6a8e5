/** Who gets a lead that is handed over: by the rules, in turns, and within what each can take on in a month. */
import type { LeadState } from '../lead/lead-state.ts'
import { localDay } from '../lead/local-time.ts'
import { asksForAccount, asksForRelated, partnerOf, type Related, routesOf } from '../lead/route.ts'
import type { Db } from '../store/db.ts'
import * as leads from '../store/leads.ts'
import * as turns from '../store/turns.ts'
import type { Context } from './context.ts'
import { raiseIssue } from './raise-issue.ts'
import { relationsOf } from './relations.ts'

/** Who has the lead already keeps it, be their number full or not. It counts for whoever gets it. */
export async function ownerFor(db: Db, on: Context, state: Pick<LeadState, 'attributes' | 'declined' | 'owner'>, lead: leads.LeadRow): Promise<string | null> {
  const owner = standing(on, state.owner)
  return owner === null ? routed(db, on, state, lead) : turns.next(db, [owner], () => null, monthOf(on))
}

/** @returns null when no rule fits, or all have their number: the CRM's own assignment decides */
export async function routed(db: Db, on: Context, state: Pick<LeadState, 'attributes' | 'declined'>, lead: leads.LeadRow): Promise<string | null> {
  const { routing, perMonth } = on.setup
  const { accountId, product } = lead
  const routes = routesOf(routing, {
    product,
    attributes: state.attributes,
    accountOwner: asksForAccount(routing) ? standing(on, (await leads.ownersOf(db, [accountId], product))[0]?.owner ?? null) : null,
    related: asksForRelated(routing) ? await relatedTo(db, on, lead) : [],
    declined: state.declined ?? [],
  })
  const month = monthOf(on)
  for (const names of routes) {
    const owner = await turns.next(db, names, (name) => perMonth[name] ?? null, month)
    if (owner !== null) return owner
  }
  if (routes.length > 0) await tellOfFull(db, on, product, month, routes.flat())
  return null
}

const monthOf = ({ setup, now }: Context) => localDay(now(), setup.rules.timeZone).slice(0, 7)

/** A partner who is not configured any more is nobody. */
const standing = ({ setup }: Pick<Context, 'setup'>, owner: string | null): string | null => {
  const partner = partnerOf(owner)
  return partner === null || setup.partners.has(partner) ? owner : null
}

const tellOfFull = (db: Db, on: Context, product: string, month: string, names: readonly string[]) =>
  raiseIssue(db, on, {
    cause: `agreement|full|${product}|${month}`,
    kind: 'agreement',
    subject: product,
    title: `Everybody who may get leads of ${product} has as many as agreed for ${month}`,
    todo: `Leads go to the CRM without an owner. Raise agreement.perMonth of ${[...new Set(names)].join(', ')}, or add a rule of routing behind them.`,
  })

/** Those whose leads were handed over come first. */
async function relatedTo(db: Db, on: Context, { accountId, product }: leads.LeadRow): Promise<Related[]> {
  const related = await relationsOf(db, accountId)
  const owners = await leads.ownersOf(
    db,
    related.map(({ other }) => other),
    product,
  )
  const place = new Map(owners.map(({ account }, i) => [account, i]))
  return related
    .sort((a, b) => (place.get(a.other) ?? owners.length) - (place.get(b.other) ?? owners.length) || (a.id < b.id ? -1 : 1))
    .map(({ kind, direction, other }) => ({
      kind,
      isAgency: direction === 'to',
      owner: standing(on, owners.find(({ account }) => account === other)?.owner ?? null),
    }))
}
