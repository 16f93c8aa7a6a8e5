/** The contract played with Salesforce: replies as its REST and SOAP documentation shows them. */
import { expect } from 'vitest'
import type { Json } from '../../core/connector.ts'
import { type CrmScript, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

const HEADERS = { 'sforce-limit-info': 'api-usage=10018/100000' }
const ok = (body: Json, status = 200) => reply(status, body, HEADERS)
const done = () => reply(204, '', HEADERS)
const rows = (...records: Json[]) => ok({ totalSize: records.length, done: true, records })
const row = (type: string, values: object): Json => ({ attributes: { type, url: `/services/data/v64.0/sobjects/${type}/x` }, ...values })
const refusedBy = (status: number, errorCode: string, message = '', fields: string[] = []) => reply(status, [{ errorCode, message, fields }], HEADERS)

const account = { Name: 'Hallbauer GmbH', Website: 'https://hallbauer.example', BillingPostalCode: '90762', BillingCity: 'Fürth' }
const storedAccount = (more: object = {}) =>
  row('Account', { Id: '001A', ...account, Leitwerk_Id__c: 'acc_1', OwnerId: '005A', IsDeleted: false, MasterRecordId: null, ...more })
const opportunity = { Name: 'Presses', Amount: 48000, CloseDate: '2026-12-14', StageName: 'Prospecting' }
const note = { key: 'evt_1', entity: 'opportunity', remoteId: '006O', at: 0, title: '2026-09-01 fair_scan', text: 'wants a demo' } as const
const user = { find: 'User', by: { Email: "o'hara@vertrieb.example", IsActive: true }, optional: true }
const person = { LastName: 'Vogt', Email: 'k.vogt@hallbauer.example' }
const lead = (more: object = {}) =>
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
const conversion = {
  leadKey: 'led_1',
  leadRemoteId: '00QL',
  account: writes.account(account, { remoteId: '001A' }),
  contact: writes.contact(person, { remoteId: '003C', links: {} }),
  opportunity: writes.opportunity(opportunity, { links: {} }),
}
const soap = (inside: string) =>
  reply(
    200,
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><soapenv:Body><convertLeadResponse><result>${inside}</result></convertLeadResponse></soapenv:Body></soapenv:Envelope>`,
  )
const duplicates = (allowSave: boolean, ...ids: string[]) =>
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
const upserted = (id: string, created: boolean) => ok({ id, success: true, errors: [], created }, created ? 201 : 200)
const field = (name: string, more: object = {}): Json => ({
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
const keyField = field('Leitwerk_Id__c', { externalId: true, unique: true })
const shape = (name: string, ...fields: Json[]) => ok({ name, label: name, createable: true, updateable: true, fields: [keyField, ...fields] })
const plain = { required: false, readOnly: false }
const described = { name: 'Leitwerk_Id__c', label: 'Leitwerk_Id__c', type: 'text', ...plain, provided: true, maxLength: 80 }
const VERSIONS = ok([
  { label: "Spring '25", url: '/services/data/v63.0', version: '63.0' },
  { label: "Summer '25", url: '/services/data/v64.0', version: '64.0' },
])

export const salesforce: CrmScript = {
  settings: {
    url: 'https://company.lightning.force.com/lightning/page/home',
    clientId: 'consumer-key',
    clientSecret: 'consumer-secret-9876',
    keyField: 'Leitwerk_Id__c',
    vatField: 'VAT_Id__c',
    apiVersion: '64.0',
    overStatuses: 'Closed - Not Converted, Unqualified',
    taskStatus: 'Completed',
  },
  allowances: {
    headers: { 'sforce-limit-info': 'api-usage=4990/5000; per-app-api-usage=17/250(appName=hub)' },
    read: [
      { left: 10, renewsMs: 86_400_000 },
      { left: 233, renewsMs: 86_400_000 },
    ],
  },
  talks: {
    check: {
      begin: (crm, settings) => crm.check(settings),
      replies: [VERSIONS, shape('Account'), shape('Contact'), shape('Lead'), shape('Opportunity')],
      result: { kind: 'ok', detail: 'connected; the key stands in Leitwerk_Id__c' },
    },
    'check: field of the key missing': {
      begin: (crm, settings) => crm.check(settings),
      replies: [VERSIONS, ok({ name: 'Account', label: 'Account', createable: true, updateable: true, fields: [field('Name')] })],
      result: expect.objectContaining({ kind: 'problem', field: 'keyField', todo: expect.stringContaining('Object Manager > Account > Fields: add a field') }),
    },
    'check: field of the key is not unique': {
      begin: (crm, settings) => crm.check(settings),
      replies: [
        VERSIONS,
        ok({ name: 'Account', label: 'Account', createable: true, updateable: true, fields: [field('Leitwerk_Id__c', { externalId: true })] }),
      ],
      result: expect.objectContaining({ kind: 'problem', field: 'keyField', todo: expect.stringContaining('tick Unique') }),
    },
    'check: field of the key may not be written': {
      begin: (crm, settings) => crm.check(settings),
      replies: [
        VERSIONS,
        ok({
          name: 'Account',
          label: 'Account',
          createable: true,
          updateable: true,
          fields: [field('Leitwerk_Id__c', { externalId: true, unique: true, updateable: false })],
        }),
      ],
      result: expect.objectContaining({ kind: 'problem', field: 'keyField', problem: expect.stringContaining('may not edit') }),
    },
    'check: no right to create leads': {
      begin: (crm, settings) => crm.check(settings),
      replies: [VERSIONS, shape('Account'), shape('Contact'), ok({ name: 'Lead', createable: false, updateable: true, fields: [keyField] })],
      result: expect.objectContaining({ kind: 'problem', problem: 'The user of the connection may not create and edit Lead' }),
    },
    'check: an object is hidden': {
      begin: (crm, settings) => crm.check(settings),
      replies: [VERSIONS, refusedBy(404, 'NOT_FOUND', 'The requested resource does not exist')],
      result: expect.objectContaining({ kind: 'problem', problem: 'The user of the connection does not see the object Account' }),
    },
    'check: a version that the org does not have': {
      begin: (crm, settings) => crm.check({ ...settings, apiVersion: '99.0' }),
      replies: [VERSIONS],
      result: expect.objectContaining({ kind: 'problem', field: 'apiVersion', todo: 'Enter one of its versions; the newest is 64.0.' }),
    },
    'check: another program': {
      begin: (crm, settings) => crm.check(settings),
      replies: [reply(200, '<!doctype html><title>Shop</title>')],
      result: expect.objectContaining({ kind: 'problem', field: 'url' }),
    },
    describe: {
      begin: (crm, settings) => crm.describe!(settings),
      replies: [
        shape(
          'Account',
          field('Name', { nillable: false, length: 255 }),
          field('Id', { type: 'id', nillable: false, defaultedOnCreate: true, createable: false, updateable: false, length: 18 }),
          field('Industry', {
            type: 'picklist',
            picklistValues: [
              { active: true, value: 'Machinery', label: 'Maschinenbau' },
              { active: false, value: 'Old', label: 'Old' },
            ],
          }),
        ),
        shape('Contact', field('Email', { type: 'email' }), field('AccountId', { type: 'reference', length: 18, referenceTo: ['Account'] })),
        shape('Lead', field('Status', { type: 'picklist', nillable: false, defaultedOnCreate: true })),
        shape('Opportunity', field('Amount', { type: 'currency', length: 0 }), field('Where__c', { type: 'location', length: 0 })),
      ],
      result: {
        kind: 'described',
        entities: {
          account: {
            label: 'Account',
            open: false,
            fields: [
              described,
              { name: 'Name', label: 'Name', type: 'text', required: true, readOnly: false, maxLength: 255 },
              { name: 'Id', label: 'Id', type: 'reference', required: false, readOnly: true },
              { name: 'Industry', label: 'Industry', type: 'choice', ...plain, choices: [{ value: 'Machinery', label: 'Maschinenbau' }] },
            ],
          },
          contact: {
            label: 'Contact',
            open: false,
            fields: [
              described,
              { name: 'Email', label: 'Email', type: 'text', ...plain, maxLength: 80, format: 'email' },
              { name: 'AccountId', label: 'AccountId', type: 'reference', ...plain, provided: true, references: 'Account' },
            ],
          },
          lead: { label: 'Lead', open: false, fields: [described, { name: 'Status', label: 'Status', type: 'choice', ...plain }] },
          opportunity: {
            label: 'Opportunity',
            open: false,
            fields: [
              described,
              { name: 'Amount', label: 'Amount', type: 'number', ...plain },
              { name: 'Where__c', label: 'Where__c', type: 'other', ...plain },
            ],
          },
        },
      },
    },
    'find by key': {
      begin: (crm, settings) => crm.find('account', 'acc_1', {}, settings),
      replies: [rows(storedAccount())],
      result: { kind: 'found', candidates: [{ remoteId: '001A', rule: 'key', label: 'Hallbauer GmbH, Fürth' }] },
    },
    'find by evidence': {
      begin: (crm, settings) =>
        crm.find('account', 'acc_1', { name: "O'Hallbauer", postalCode: '90762', domain: 'hall_bauer.example', vatId: 'DE136695976' }, settings),
      replies: [
        rows(),
        rows(
          storedAccount({ Id: '001B', Name: "O'Hallbauer GmbH", Leitwerk_Id__c: null }),
          storedAccount({ Id: '001C', Leitwerk_Id__c: null, VAT_Id__c: 'DE 136695976', Name: 'HB Tools' }),
          storedAccount({ Id: '001D', Leitwerk_Id__c: 'acc_9' }),
          storedAccount({ Id: '001E', Leitwerk_Id__c: null, VAT_Id__c: 'DE811569869' }),
        ),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: '001C', rule: 'vatId', label: 'HB Tools, Fürth' },
          { remoteId: '001B', rule: 'name, postal code', label: "O'Hallbauer GmbH, Fürth" },
        ],
      },
    },
    'find nothing': { begin: (crm, settings) => crm.find('opportunity', 'led_1', {}, settings), replies: [rows()], result: { kind: 'found', candidates: [] } },
    'find an open lead by mail': {
      begin: (crm, settings) => crm.find('lead', 'led_1', { email: 'k.vogt@hallbauer.example' }, settings),
      replies: [rows(), rows(row('Lead', { Id: '00QL', Name: 'Katharina Vogt', Company: 'Hallbauer', ...person }))],
      result: { kind: 'found', candidates: [{ remoteId: '00QL', rule: 'email', label: 'Katharina Vogt, Hallbauer' }] },
    },
    'create the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, OwnerId: user }), settings),
      replies: [rows(row('User', { Id: '005A' })), upserted('001A', true)],
      result: { kind: 'delivered', remoteId: '001A', created: true },
    },
    'create the account, somebody was quicker': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [upserted('001A', false)],
      result: { kind: 'delivered', remoteId: '001A', created: false },
    },
    'create the account, the key stands on several': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [reply(300, ['/services/data/v64.0/sobjects/Account/001A', '/services/data/v64.0/sobjects/Account/001B'])],
      result: expect.objectContaining({
        kind: 'duplicate',
        candidates: [
          { remoteId: '001A', rule: 'key', label: '001A' },
          { remoteId: '001B', rule: 'key', label: '001B' },
        ],
      }),
    },
    'create the account, a duplicate rule alerts': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [duplicates(true, '001X'), rows(storedAccount({ Id: '001X', Leitwerk_Id__c: null, Website: null }))],
      result: expect.objectContaining({ kind: 'duplicate', candidates: [{ remoteId: '001X', rule: 'name, postal code', label: 'Hallbauer GmbH, Fürth' }] }),
    },
    'create the account, all duplicates are other accounts of the hub': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [duplicates(true, '001X'), rows(storedAccount({ Id: '001X', Leitwerk_Id__c: 'acc_9' })), upserted('001A', true)],
      result: { kind: 'delivered', remoteId: '001A', created: true },
    },
    'create the account, a duplicate rule blocks': {
      begin: (crm, settings) => crm.write(writes.account(account, { insist: true }), settings),
      replies: [duplicates(false, '001X')],
      result: expect.objectContaining({ kind: 'invalid', reason: expect.stringContaining('Standard_Account_Duplicate_Rule') }),
    },
    'create the account all the same': {
      begin: (crm, settings) => crm.write(writes.account(account, { insist: true }), settings),
      replies: [upserted('001A', true)],
      result: { kind: 'delivered', remoteId: '001A', created: true },
    },
    'update the account': {
      begin: (crm, settings) =>
        crm.write(writes.account({ ...account, BillingCity: 'Nürnberg', Topics__c: ['Presses', 'Cranes'] }, { remoteId: '001A' }), settings),
      replies: [rows(storedAccount({ Topics__c: 'Presses;Cranes' })), done()],
      result: { kind: 'delivered', remoteId: '001A', created: false },
    },
    'update nothing': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, Seen__c: '2026-09-15T08:30:00.000Z' }, { remoteId: '001A' }), settings),
      replies: [rows(storedAccount({ Seen__c: '2026-09-15T08:30:00.000+0000' }))],
      result: { kind: 'unchanged', remoteId: '001A' },
    },
    'complete an account found there': {
      begin: (crm, settings) =>
        crm.write(writes.account({ ...account, Name: 'Other', Phone: '+49 911 1' }, { remoteId: '001A', completeOnly: true }), settings),
      replies: [rows(storedAccount({ Leitwerk_Id__c: null, Phone: null })), done()],
      result: { kind: 'delivered', remoteId: '001A', created: false },
    },
    'leave to sales what is theirs': {
      begin: (crm, settings) =>
        crm.write(writes.opportunity({ ...opportunity, Amount: 1 }, { remoteId: '006O', links: { account: '001A', contact: '003C' } }), settings),
      replies: [
        rows(row('Opportunity', { Id: '006O', IsDeleted: false, ...opportunity, StageName: 'Negotiation', AccountId: '001Z', Leitwerk_Id__c: 'led_1' })),
      ],
      result: { kind: 'unchanged', remoteId: '006O' },
    },
    'leave a converted lead alone': {
      begin: (crm, settings) => crm.write(writes.lead({ ...person, Title: 'Head' }, { remoteId: '00QL' }), settings),
      replies: [rows(lead({ IsConverted: true, ...person }))],
      result: { kind: 'unchanged', remoteId: '00QL' },
    },
    'account is gone': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '001A' }), settings),
      replies: [rows()],
      result: { kind: 'notFound', reason: 'Salesforce has no account 001A, or the user may not see it' },
    },
    'account was merged': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '001A' }), settings),
      replies: [rows(storedAccount({ IsDeleted: true, MasterRecordId: '001M' }))],
      result: { kind: 'gone', reason: 'the account was merged into another in Salesforce', mergedInto: '001M' },
    },
    'create the opportunity': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity), settings),
      replies: [upserted('006O', true)],
      result: { kind: 'delivered', remoteId: '006O', created: true },
    },
    'write several': {
      begin: (crm, settings) =>
        crm.batch!.write(
          [
            writes.account(account, { remoteId: '001A' }),
            writes.account({ ...account, Name: 'Neu GmbH' }, { key: 'acc_2' }),
            writes.account({ ...account, BillingCity: 'Linz' }, { key: 'acc_3', remoteId: '001C' }),
          ],
          settings,
        ),
      replies: [
        rows(storedAccount(), storedAccount({ Id: '001C', Leitwerk_Id__c: 'acc_3' })),
        ok([{ id: '001C', success: true, errors: [] }]),
        ok([{ id: '001B', success: true, errors: [], created: true }]),
      ],
      result: [
        { kind: 'unchanged', remoteId: '001A' },
        { kind: 'delivered', remoteId: '001B', created: true },
        { kind: 'delivered', remoteId: '001C', created: false },
      ],
    },
    'write several, one is refused': {
      begin: (crm, settings) => crm.batch!.write([writes.account(account), writes.account({ Website: 'x' }, { key: 'acc_2' })], settings),
      replies: [
        ok([
          { id: '001A', success: true, errors: [], created: true },
          { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [Name]', fields: ['Name'] }] },
        ]),
      ],
      result: [
        { kind: 'delivered', remoteId: '001A', created: true },
        expect.objectContaining({ kind: 'invalid', fields: [{ field: 'Name', message: 'Required fields are missing: [Name]' }] }),
      ],
    },
    'write several, one names a field that is not there': {
      begin: (crm, settings) => crm.batch!.write([writes.account({ ...account, Score__c: 54 }), writes.account(account, { key: 'acc_2' })], settings),
      replies: [
        refusedBy(400, 'INVALID_FIELD', "No such column 'Score__c' on sobject of type Account"),
        ok([{ id: '001B', success: true, errors: [], created: true }]),
      ],
      result: [
        expect.objectContaining({ kind: 'invalid', fields: [{ field: 'Score__c', message: 'does not exist in Salesforce, or is hidden' }] }),
        { kind: 'delivered', remoteId: '001B', created: true },
      ],
    },
    convert: {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [
        rows(lead()),
        rows(),
        upserted('006O', true),
        rows(row('LeadStatus', { ApiName: 'Qualified' })),
        soap('<accountId>001A</accountId><contactId>003C</contactId><leadId>00QL</leadId><opportunityId>006O</opportunityId><success>true</success>'),
      ],
      result: { kind: 'converted', already: false, account: '001A', contact: '003C', opportunity: '006O' },
    },
    'convert, the answer of an earlier try was lost': {
      begin: (crm, settings) => crm.convert!(conversion, { ...settings, convertedStatus: 'Done & <won>' }),
      replies: [
        rows(lead()),
        rows(row('Opportunity', { Id: '006O' })),
        soap('<accountId>001A</accountId><contactId>003C</contactId><opportunityId>006O</opportunityId><success>true</success>'),
      ],
      result: { kind: 'converted', already: false, account: '001A', contact: '003C', opportunity: '006O' },
    },
    'convert a lead of a queue': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [
        rows(lead({ OwnerId: '00GQ' })),
        rows(row('Opportunity', { Id: '006O' })),
        rows(row('LeadStatus', { ApiName: 'Qualified' })),
        rows(row('Opportunity', { Id: '006O', OwnerId: '005A' })),
        soap('<accountId>001A</accountId><contactId>003C</contactId><opportunityId>006O</opportunityId><success>true</success>'),
      ],
      result: { kind: 'converted', already: false, account: '001A', contact: '003C', opportunity: '006O' },
    },
    'convert again': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [rows(lead({ IsConverted: true, ConvertedAccountId: '001Z', ConvertedContactId: '003Z' })), rows(row('Opportunity', { Id: '006O' }))],
      result: { kind: 'converted', already: true, account: '001Z', contact: '003Z', opportunity: '006O' },
    },
    'convert, Salesforce refuses': {
      begin: (crm, settings) => crm.convert!(conversion, { ...settings, convertedStatus: 'Qualified' }),
      replies: [
        rows(lead()),
        rows(row('Opportunity', { Id: '006O' })),
        soap('<errors><message>budget &amp; date first</message><statusCode>FIELD_CUSTOM_VALIDATION_EXCEPTION</statusCode></errors><success>false</success>'),
      ],
      result: expect.objectContaining({ kind: 'invalid', reason: 'Salesforce says FIELD_CUSTOM_VALIDATION_EXCEPTION: budget & date first' }),
    },
    'set a role': {
      begin: (crm, settings) => crm.link!({ opportunity: '006O', contact: '003C', role: 'Evaluator' }, settings),
      replies: [rows(row('OpportunityContactRole', { Id: '00KR', Role: null })), done()],
      result: { kind: 'delivered', remoteId: '006O', created: false },
    },
    'add a role': {
      begin: (crm, settings) => crm.link!({ opportunity: '006O', contact: '003C', role: 'Evaluator' }, settings),
      replies: [rows(), ok({ id: '00KR', success: true, errors: [] }, 201)],
      result: { kind: 'delivered', remoteId: '006O', created: false },
    },
    'role is set': {
      begin: (crm, settings) => crm.link!({ opportunity: '006O', contact: '003C', role: 'Evaluator' }, settings),
      replies: [rows(row('OpportunityContactRole', { Id: '00KR', Role: 'Evaluator' }))],
      result: { kind: 'unchanged', remoteId: '006O' },
    },
    'add notes': {
      begin: (crm, settings) => crm.note!([note, { ...note, key: 'evt_2' }], settings),
      replies: [rows(row('Task', { Id: '00T1', Subject: 'x [leitwerk evt_2]' })), ok([{ id: '00T2', success: true, errors: [] }])],
      result: { kind: 'delivered', remoteId: '006O', created: false },
    },
    'notes are there': {
      begin: (crm, settings) => crm.note!([note], settings),
      replies: [rows(row('Task', { Id: '00T1', Subject: '2026-09-01 fair_scan [leitwerk evt_1]' }))],
      result: { kind: 'unchanged', remoteId: '006O' },
    },
    'erase the contact': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '003C', key: 'con_1' }, settings),
      replies: [rows(row('Contact', { Id: '003C' })), done()],
      result: { kind: 'delivered', remoteId: '003C', created: false },
    },
    'erase a contact with cases': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '003C', key: 'con_1' }, settings),
      replies: [
        rows(row('Contact', { Id: '003C' })),
        refusedBy(400, 'DELETE_FAILED', 'Your attempt to delete it could not be completed'),
        shape('Contact', field('LastName'), field('Email'), field('Fax', { updateable: false })),
        rows(row('Contact', { Id: '003C', LastName: 'Vogt', Email: 'k.vogt@hallbauer.example', Leitwerk_Id__c: 'con_1' })),
        done(),
      ],
      result: { kind: 'delivered', remoteId: '003C', created: false },
    },
    'contact is erased': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '003C', key: 'con_1' }, settings),
      replies: [rows()],
      result: { kind: 'unchanged', remoteId: '003C' },
    },
    'list accounts': {
      begin: (crm, settings) => crm.list!('account', '0019', settings),
      replies: [rows(storedAccount({ VAT_Id__c: 'DE136695976', BillingCountry: '' }))],
      result: {
        kind: 'listed',
        records: [
          {
            remoteId: '001A',
            hubKey: 'acc_1',
            label: 'Hallbauer GmbH, Fürth',
            accountId: null,
            company: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', postalCode: '90762', city: 'Fürth', vatId: 'DE136695976' },
            person: undefined,
          },
        ],
        cursor: null,
      },
    },
    'list contacts': {
      begin: (crm, settings) => crm.list!('contact', null, settings),
      replies: [
        ok({
          totalSize: 2,
          done: false,
          nextRecordsUrl: '/x',
          records: [row('Contact', { Id: '003C', Name: 'Katharina Vogt', AccountId: '001A', ...person })],
        }),
      ],
      result: {
        kind: 'listed',
        records: [
          {
            remoteId: '003C',
            hubKey: null,
            label: 'Katharina Vogt',
            accountId: '001A',
            company: undefined,
            person: { lastName: 'Vogt', email: 'k.vogt@hallbauer.example' },
          },
        ],
        cursor: '003C',
      },
    },
  },
}
