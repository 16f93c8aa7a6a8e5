/** Answers of Salesforce as its REST and SOAP documentation shows them, and what is written and read in the scripts. */
import type { Json } from '../../core/connector.ts'
import { writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

export const HEADERS = { 'sforce-limit-info': 'api-usage=10018/100000' }
export const ok = (body: Json, status = 200) => reply(status, body, HEADERS)
export const done = () => reply(204, '', HEADERS)
export const rows = (...records: Json[]) => ok({ totalSize: records.length, done: true, records })
export const row = (type: string, values: object): Json => ({ attributes: { type, url: `/services/data/v64.0/sobjects/${type}/x` }, ...values })
export const refusedBy = (status: number, errorCode: string, message = '', fields: string[] = []) => reply(status, [{ errorCode, message, fields }], HEADERS)

export const account = { Name: 'Hallbauer GmbH', Website: 'https://hallbauer.example', BillingPostalCode: '90762', BillingCity: 'Fürth' }
export const storedAccount = (more: object = {}) =>
  row('Account', { Id: '001A', ...account, Leitwerk_Id__c: 'acc_1', OwnerId: '005A', IsDeleted: false, MasterRecordId: null, ...more })
export const opportunity = { Name: 'Presses', Amount: 48000, CloseDate: '2026-12-14', StageName: 'Prospecting' }
export const note = { key: 'evt_1', entity: 'opportunity', remoteId: '006O', at: 0, title: '2026-09-01 fair_scan', text: 'wants a demo' } as const
export const user = { find: 'User', by: { Email: "o'hara@vertrieb.example", IsActive: true }, optional: true }
export const person = { LastName: 'Vogt', Email: 'k.vogt@hallbauer.example' }
export const lead = (more: object = {}) =>
  row('Lead', {
    Id: '00QL',
    IsDeleted: false,
    MasterRecordId: null,
    IsConverted: false,
    ConvertedAccountId: null,
    ConvertedContactId: null,
    ConvertedOpportunityId: null,
    OwnerId: '005A',
    ...more,
  })
export const conversion = {
  leadKey: 'led_1',
  leadRemoteId: '00QL',
  account: writes.account(account, { remoteId: '001A' }),
  contact: writes.contact(person, { remoteId: '003C', links: {} }),
  opportunity: writes.opportunity(opportunity, { links: {} }),
}
export const soap = (inside: string) =>
  reply(
    200,
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><soapenv:Body><convertLeadResponse><result>${inside}</result></convertLeadResponse></soapenv:Body></soapenv:Envelope>`,
  )
export const duplicates = (allowSave: boolean, ...ids: string[]) =>
  reply(400, [
    {
      duplicateResut: {
        allowSave,
        duplicateRule: 'Standard_Account_Duplicate_Rule',
        duplicateRuleEntityType: 'Account',
        errorMessage: 'Use one of these records?',
        matchResults: [
          { entityType: 'Lead', matchRecords: [{ record: { Id: '00QX' } }] },
          { entityType: 'Account', matchRecords: ids.map((Id) => ({ matchConfidence: 100, record: { attributes: { type: 'Account' }, Id } })) },
        ],
      },
      errorCode: 'DUPLICATES_DETECTED',
      message: 'Use one of these records?',
    },
  ])
export const upserted = (id: string, created: boolean) => ok({ id, success: true, errors: [], created }, created ? 201 : 200)
export const field = (name: string, more: object = {}): Json => ({
  name,
  label: name,
  type: 'string',
  length: 80,
  nillable: true,
  defaultedOnCreate: false,
  createable: true,
  updateable: true,
  externalId: false,
  unique: false,
  picklistValues: [],
  referenceTo: [],
  ...more,
})
export const keyField = field('Leitwerk_Id__c', { externalId: true, unique: true })
export const shape = (name: string, ...fields: Json[]) => ok({ name, label: name, createable: true, updateable: true, fields: [keyField, ...fields] })
export const plain = { required: false, readOnly: false }
export const described = { name: 'Leitwerk_Id__c', label: 'Leitwerk_Id__c', type: 'text', ...plain, provided: true, maxLength: 80 }
export const VERSIONS = ok([
  { label: "Spring '25", url: '/services/data/v63.0', version: '63.0' },
  { label: "Summer '25", url: '/services/data/v64.0', version: '64.0' },
])
