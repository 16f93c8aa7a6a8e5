/** Everything that a hub knows about who is who, with its ids, in an order that says nothing. For comparing one hub with itself. */
import * as frequencies from '../../core/store/frequencies.ts'
import * as leadFacts from '../../core/store/lead-facts.ts'
import * as leadSteps from '../../core/store/lead-steps.ts'
import * as leadStore from '../../core/store/leads.ts'
import type { TestHub } from './hub.ts'
import { unordered } from './known.ts'

export async function wholeState({ store }: Pick<TestHub, 'store'>): Promise<unknown> {
  const { db } = store
  await store.write(frequencies.takeIn)
  const rows = <R extends object>(text: string) => db.all<R & Record<string, unknown>>(text)
  const profiles = (all: readonly { profile: string; id: string }[]) => all.map(({ profile, ...row }) => ({ ...row, profile: unordered(JSON.parse(profile)) }))
  const leads = await leadStore.all(db)
  return {
    accounts: profiles(await rows<{ id: string; profile: string }>('select id, merged_into, name_key, profile from account order by id')),
    units: profiles(await rows<{ id: string; profile: string }>('select id, account_id, kind, merged_into, profile from unit order by id')),
    contacts: profiles(await rows<{ id: string; profile: string }>('select id, account_id, unit_id, merged_into, profile from contact order by id')),
    places: await rows('select event_id, account_id, unit_id, contact_id from assignment where closed_at is null order by event_id'),
    keys: await rows('select key, account_id, contact_id from identity_posting order by key, account_id, contact_id'),
    words: await rows('select word, accounts from identity_frequency order by word'),
    leads: await Promise.all(
      leads
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(async ({ updatedAt: _, steps: __, ...lead }) => ({
          ...lead,
          facts: (await leadFacts.ofLead(db, lead.id)).sort((a, b) => (a.id < b.id ? -1 : 1)),
          stepKinds: (await leadSteps.ofLead(db, lead.id)).map(({ kind, at, data }) => ({ kind, at, data })),
        })),
    ),
    links: await rows('select connection, entity, hub_id, remote_id, state from crosswalk order by connection, entity, hub_id'),
  }
}
