/** Dynamics 365 against a stand-in that remembers: the whole way of a hand-over, and what goes wrong on it. */
import dynamics365 from '../connectors/crms/dynamics365.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { dynamicsFake } from './helpers/dynamics365-fake.ts'

const FIELDS = {
  account: { name: 'Hallbauer GmbH', websiteurl: 'https://hallbauer.example', address1_postalcode: '90762', industrycode: 33 },
  contact: { firstname: 'Katharina', lastname: 'Vogt', emailaddress1: 'k.vogt@hallbauer.example' },
  lead: {
    subject: 'Presses',
    firstname: 'Katharina',
    lastname: 'Vogt',
    emailaddress1: 'k.vogt@hallbauer.example',
    companyname: 'Hallbauer GmbH',
    leadsourcecode: 7,
  },
  opportunity: {
    name: 'Presses',
    estimatedvalue: 48000,
    estimatedclosedate: '2026-12-14',
    'ownerid@odata.bind': { find: 'systemuser', by: { internalemailaddress: 'anna.berg@vertrieb.example' }, optional: true },
  },
}

liveContract('dynamics365', dynamics365, async () => {
  const fake = await dynamicsFake()
  return {
    settings: fake.settings,
    wrong: { field: 'clientSecret', value: 'another-secret-000' },
    nowhere: 'Entra ID knows no environment of Dynamics 365 at this address in this tenant',
    count: async (entity) => fake.rows(entity).length,
    edit: async (entity, id, fields) => fake.edit(entity, id, fields),
    remove: async (entity, id) => fake.remove(entity, id),
    fields: FIELDS,
    edited: { field: 'websiteurl', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
    close: fake.close,
  }
})
