import espocrm from '../connectors/crms/espocrm.ts'
import sandbox from '../connectors/crms/sandbox.ts'
import type { Entity } from '../core/crm.ts'
import { startSandbox } from '../sandbox/server.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { espoFake } from './helpers/espocrm-fake.ts'

const ESPO: Readonly<Record<Entity, string>> = { account: 'Account', contact: 'Contact', lead: 'Lead', opportunity: 'Opportunity' }
const PLURAL: Readonly<Record<Entity, string>> = { account: 'accounts', contact: 'contacts', lead: 'leads', opportunity: 'opportunities' }

liveContract('espocrm', espocrm, async () => {
  const fake = await espoFake()
  return {
    settings: { url: fake.url, apiKey: fake.apiKey, authentication: 'hmac', secretKey: fake.secretKey, keyField: 'cHubExternalId' },
    wrong: { field: 'apiKey', value: 'another-key-000' },
    count: async (entity) => fake.rows(ESPO[entity]).length,
    edit: async (entity, id, fields) => fake.edit(ESPO[entity], id, fields),
    remove: async (entity, id) => fake.remove(ESPO[entity], id),
    fields: {
      account: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', billingAddressPostalCode: '90762' },
      contact: { firstName: 'Katharina', lastName: 'Vogt', emailAddress: 'k.vogt@hallbauer.example' },
      lead: { firstName: 'Katharina', lastName: 'Vogt', emailAddress: 'k.vogt@hallbauer.example', accountName: 'Hallbauer GmbH', status: 'New' },
      opportunity: {
        name: 'Presses',
        amount: 48000,
        closeDate: '2026-12-14',
        stage: 'Prospecting',
        assignedUserId: { find: 'User', by: { emailAddress: 'anna.berg@vertrieb.example' }, optional: true },
      },
    },
    edited: { field: 'website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
    close: fake.close,
  }
})

liveContract('sandbox', sandbox, async () => {
  const server = await startSandbox({ listen: '127.0.0.1:0', token: 'live-token' })
  const headers = { authorization: 'Bearer live-token', 'content-type': 'application/json' }
  return {
    settings: { url: server.url, token: 'live-token' },
    wrong: { field: 'token', value: 'another' },
    count: async (entity) => ((await (await fetch(`${server.url}/_state`)).json()) as { counts: Record<string, number> }).counts[PLURAL[entity]]!,
    edit: async (entity, id, values) =>
      void (await fetch(`${server.url}/_act`, { method: 'POST', headers, body: JSON.stringify({ action: 'edit', [entity]: id, values }) })),
    remove: async (entity, id) => void (await fetch(`${server.url}/api/${PLURAL[entity]}/${id}`, { method: 'DELETE', headers })),
    fields: {
      account: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', postalCode: '90762' },
      contact: { firstName: 'Katharina', lastName: 'Vogt', email: 'k.vogt@hallbauer.example' },
      lead: { title: 'Hallbauer: presses', product: 'press', ownerEmail: 'anna.berg@vertrieb.example' },
      opportunity: { name: 'Presses', amount: 48000, ownerEmail: 'anna.berg@vertrieb.example' },
    },
    edited: { field: 'website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
    close: server.close,
  }
})
