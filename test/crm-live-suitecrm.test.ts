/** SuiteCRM, declared in YAML, against a stand-in that remembers: the whole way of a hand-over. */
import { shipped } from '../core/compose/registry.ts'
import type { Entity } from '../core/connector.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { suiteFake } from './helpers/suitecrm-fake.ts'

const MODULE: Readonly<Record<Entity, string>> = { account: 'Accounts', contact: 'Contacts', lead: 'Leads', opportunity: 'Opportunities' }
const suitecrm = shipped.crms.find(({ id }) => id === 'suitecrm')!

liveContract('suitecrm', suitecrm, async () => {
  const fake = await suiteFake()
  return {
    settings: { url: fake.url, clientId: fake.clientId, clientSecret: fake.clientSecret, keyField: 'leitwerk_key_c' },
    wrong: { field: 'clientSecret', value: 'another-secret' },
    count: async (entity) => fake.rows(MODULE[entity]).length,
    edit: async (entity, id, fields) => fake.edit(MODULE[entity], id, fields),
    remove: async (entity, id) => fake.remove(MODULE[entity], id),
    fields: {
      account: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', billing_address_postalcode: '90762' },
      contact: { first_name: 'Katharina', last_name: 'Vogt', email1: 'k.vogt@hallbauer.example' },
      lead: { first_name: 'Katharina', last_name: 'Vogt', email1: 'k.vogt@hallbauer.example', account_name: 'Hallbauer GmbH', status: 'New' },
      opportunity: {
        name: 'Presses',
        amount: 48000,
        date_closed: '2026-12-14',
        sales_stage: 'Prospecting',
        assigned_user_id: { find: 'User', by: { email1: 'anna.berg@vertrieb.example' }, optional: true },
      },
    },
    edited: { field: 'website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
    // SuiteCRM's interface stores any text as a choice.
    harmless: ['contact.salutation', 'lead.salutation', 'lead.status', 'lead.lead_source', 'opportunity.sales_stage', 'opportunity.lead_source'],
    close: fake.close,
  }
})
