import odoo from '../connectors/crms/odoo.ts'
import type { Entity } from '../core/connector.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { odooFake } from './helpers/odoo-fake.ts'

const PARTNER = { account: true, contact: false } as const

for (const api of ['json-rpc', 'json-2'] as const)
  liveContract(`odoo by ${api}`, odoo, async () => {
    const fake = await odooFake()
    const model = (entity: Entity) => (entity === 'account' || entity === 'contact' ? 'res.partner' : 'crm.lead')
    const isOf = (entity: Entity) => (row: Record<string, unknown>) =>
      entity === 'account' || entity === 'contact' ? row.is_company === PARTNER[entity] : row.type === entity
    return {
      settings: { url: fake.url, api, database: fake.database, login: fake.login, apiKey: fake.apiKey, module: '__leitwerk__' },
      wrong: { field: 'apiKey', value: 'another-key-000' },
      count: async (entity) => fake.rows(model(entity)).filter(isOf(entity)).length,
      edit: async (entity, id, fields) => fake.edit(model(entity), Number(id), fields),
      remove: async (entity, id) => fake.remove(model(entity), Number(id)),
      fields: {
        account: {
          name: 'Hallbauer GmbH',
          website: 'https://hallbauer.example',
          zip: '90762',
          country_id: { find: 'res.country', by: { code: 'DE' }, optional: true },
        },
        contact: { name: 'Katharina Vogt', email: 'k.vogt@hallbauer.example' },
        lead: { name: 'Hallbauer GmbH, Presses', contact_name: 'Katharina Vogt', partner_name: 'Hallbauer GmbH', email_from: 'k.vogt@hallbauer.example' },
        opportunity: {
          name: 'Presses',
          expected_revenue: 48000,
          description: 'Class: A<br/>Unit: Werk Fürth',
          user_id: { find: 'res.users', by: { login: 'anna.berg@vertrieb.example' }, optional: true },
        },
      },
      edited: { field: 'website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
      close: fake.close,
    }
  })
