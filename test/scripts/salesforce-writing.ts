/** Talks with Salesforce that write: records, several at once, conversion, roles, notes, erasure. */
import { expect } from 'vitest'
import { type Talk, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'
import {
  account,
  conversion,
  done,
  duplicates,
  field,
  lead,
  note,
  ok,
  opportunity,
  person,
  refusedBy,
  row,
  rows,
  shape,
  soap,
  storedAccount,
  upserted,
  user,
} from './salesforce-replies.ts'

export const writing: Readonly<Record<string, Talk>> = {
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
    begin: (crm, settings) => crm.write(writes.account({ ...account, Name: 'Other', Phone: '+49 911 1' }, { remoteId: '001A', completeOnly: true }), settings),
    replies: [rows(storedAccount({ Leitwerk_Id__c: null, Phone: null })), done()],
    result: { kind: 'delivered', remoteId: '001A', created: false },
  },
  'leave to sales what is theirs': {
    begin: (crm, settings) =>
      crm.write(writes.opportunity({ ...opportunity, Amount: 1 }, { remoteId: '006O', links: { account: '001A', contact: '003C' } }), settings),
    replies: [rows(row('Opportunity', { Id: '006O', IsDeleted: false, ...opportunity, StageName: 'Negotiation', AccountId: '001Z', Leitwerk_Id__c: 'led_1' }))],
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
  'add notes to several': {
    begin: (crm, settings) =>
      crm.batch!.note!(
        [[note, { ...note, key: 'evt_2' }], [{ ...note, key: 'evt_3', entity: 'lead', remoteId: '00QL' }], [{ ...note, key: 'evt_4', remoteId: '006P' }]],
        settings,
      ),
    replies: [
      rows(row('Task', { Id: '00T1', Subject: 'x [leitwerk evt_2]' }), row('Task', { Id: '00T2', Subject: 'x [leitwerk evt_4]' })),
      rows(),
      ok([
        { id: '00T3', success: true, errors: [] },
        { success: false, errors: [{ statusCode: 'STRING_TOO_LONG', message: 'Subject: too large', fields: ['Subject'] }] },
      ]),
    ],
    result: [{ kind: 'delivered', remoteId: '006O', created: false }, expect.objectContaining({ kind: 'invalid' }), { kind: 'unchanged', remoteId: '006P' }],
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
}
