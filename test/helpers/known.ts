/** What a hub knows, in a form in which two hubs can be compared. */
import * as identity from '../../core/store/identity.ts'
import * as leadSteps from '../../core/store/lead-steps.ts'
import * as ledger from '../../core/store/ledger.ts'
import type { TestHub } from './hub.ts'

/** All that a hub knows of leads, without ids and times of its own. */
export async function knownTo(hub: Pick<TestHub, 'store' | 'leads'>): Promise<unknown> {
  const { db } = hub.store
  const leads = await hub.leads()
  const shown = await Promise.all(
    leads.map(async (lead) => {
      const unit = await identity.unit(db, lead.unitId)
      const [account] = await identity.accounts(db, [lead.accountId])
      const contacts = await identity.contactsOfUnit(db, lead.unitId, 100)
      const { stage, touches, cycle, attributes, firstTouch, lastTouchAt, nurtured, engagement, owner, orders } = lead.state
      // Its points follow from the state's engagement, but fade: they are those of the moment in which they were counted last.
      const row = await db.get<{ fit: string; handover: string }>('select fit, handover from lead where id = $1', [lead.id])
      return {
        account: unordered({ ...account!.profile, facts: withoutEvents(account!.profile.facts) }),
        unit: unordered(unit!.profile),
        contacts: unordered(contacts.map(({ profile }) => profile)),
        product: lead.product,
        state: {
          stage,
          class: lead.state.class?.value,
          touches,
          cycle,
          attributes,
          firstTouch,
          lastTouchAt,
          nurtured,
          engagement,
          owner,
          orders,
          offer: lead.state.offer?.lane,
        },
        row,
        steps: (await leadSteps.ofLead(db, lead.id)).map(({ kind, data }) => ({ kind, ...('offer' in data ? { lane: data.lane } : data) })),
      }
    }),
  )
  const { accounts, units, contacts, leads: count } = await ledger.totals(db)
  return { counts: { accounts, units, contacts, leads: count }, leads: shown.sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b))) }
}

/** Ids of events are a hub's own. */
const withoutEvents = (facts: object): object => Object.fromEntries(Object.entries(facts).map(([field, claim]) => [field, { ...claim, event: null }]))

/** Lists in one order: parallel writers learn in any. */
export function unordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unordered).sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compare(a, b))
      .map(([key, inner]) => [key, unordered(inner)]),
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
