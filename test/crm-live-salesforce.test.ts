/** Salesforce under the live contract, against a stand-in that keeps its documented rules. */
import salesforce from '../connectors/crms/salesforce.ts'
import type { Entity } from '../core/connector.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { salesforceFake } from './helpers/salesforce-fake.ts'

const OBJECT: Readonly<Record<Entity, string>> = { account: 'Account', contact: 'Contact', lead: 'Lead', opportunity: 'Opportunity' }
const SETTINGS = {
  keyField: 'Leitwerk_Id__c',
  apiVersion: '64.0',
  overStatuses: 'Closed - Not Converted, Unqualified',
  taskStatus: 'Completed',
}

liveContract('salesforce', salesforce, async () => {
  const fake = await salesforceFake()
  return {
    settings: { ...SETTINGS, url: fake.url, clientId: fake.clientId, clientSecret: fake.clientSecret },
    wrong: { field: 'clientSecret', value: 'another-secret-000' },
    count: async (entity) => fake.rows(OBJECT[entity]).length,
    edit: async (entity, id, fields) => fake.tables.edit(OBJECT[entity], id, fields),
    remove: async (entity, id) => fake.tables.remove(OBJECT[entity], id),
    nameField: 'Name',
    fields: {
      account: { Name: 'Hallbauer GmbH', Website: 'https://hallbauer.example', BillingPostalCode: '90762' },
      contact: { FirstName: 'Katharina', LastName: 'Vogt', Email: 'k.vogt@hallbauer.example' },
      lead: { FirstName: 'Katharina', LastName: 'Vogt', Email: 'k.vogt@hallbauer.example', Company: 'Hallbauer GmbH', Status: 'New' },
      opportunity: {
        Name: 'Presses',
        Amount: 48000,
        CloseDate: '2026-12-14',
        StageName: 'Prospecting',
        OwnerId: { find: 'User', by: { Email: 'anna.berg@vertrieb.example', IsActive: true }, optional: true },
      },
    },
    edited: { field: 'Website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
    harmless: ['lead.Status', 'lead.LeadSource', 'lead.Salutation', 'contact.Salutation', 'opportunity.StageName', 'opportunity.LeadSource'],
    close: fake.close,
  }
})
