/** Talks with Salesforce that change nothing: its check, its description, records found and listed. */
import { expect } from 'vitest'
import type { Sought } from '../../core/crm.ts'
import type { Talk } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'
import { described, field, keyField, ok, person, plain, refusedBy, row, rows, shape, storedAccount, VERSIONS } from './salesforce-replies.ts'

const several = ['Adler Pumpen', 'Hallbauer GmbH'].map((name, i): Sought => ({ entity: 'account', key: `acc_${i + 2}`, evidence: { name } }))

export const reading: Readonly<Record<string, Talk>> = {
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
    replies: [VERSIONS, ok({ name: 'Account', label: 'Account', createable: true, updateable: true, fields: [field('Leitwerk_Id__c', { externalId: true })] })],
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
          fields: [described, { name: 'Amount', label: 'Amount', type: 'number', ...plain }, { name: 'Where__c', label: 'Where__c', type: 'other', ...plain }],
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
  'find several': {
    begin: (crm, settings) =>
      crm.batch!.find!(
        [
          { entity: 'account', key: 'acc_1', evidence: { name: 'Adler Pumpen', vatId: 'DE811569869' } },
          { entity: 'account', key: 'acc_2', evidence: { name: 'Hallbauer GmbH', postalCode: '90762', domain: 'hallbauer.example' } },
          { entity: 'account', key: 'acc_3', evidence: { name: 'Nordlicht' } },
        ],
        settings,
      ),
    replies: [
      rows(storedAccount()),
      rows(storedAccount({ Id: '001B', Leitwerk_Id__c: null }), storedAccount({ Id: '001C', Leitwerk_Id__c: null, Name: 'Adler Pumpen', Website: '' })),
    ],
    result: [
      { kind: 'found', candidates: [{ remoteId: '001A', rule: 'key', label: 'Hallbauer GmbH, Fürth' }] },
      { kind: 'found', candidates: [{ remoteId: '001B', rule: 'name, postal code', label: 'Hallbauer GmbH, Fürth' }] },
      { kind: 'found', candidates: [] },
    ],
  },
  'find several: too much for one query': {
    begin: (crm, settings) => crm.batch!.find!(several, settings),
    replies: [rows(), refusedBy(400, 'QUERY_TIMEOUT', 'Your query request was running for too long.')],
    result: { kind: 'conflict', reason: 'Salesforce says QUERY_TIMEOUT: Your query request was running for too long.' },
  },
  'find several: a server that gives up': {
    begin: (crm, settings) => crm.batch!.find!(several, settings),
    replies: [refusedBy(500, 'REQUEST_RUNNING_TOO_LONG', 'Your request was running for too long, and has been stopped.')],
    result: expect.objectContaining({ kind: 'conflict' }),
  },
  'find several: too long an address': {
    begin: (crm, settings) => crm.batch!.find!(several, settings),
    replies: [reply(414, '<html><title>URI Too Long</title></html>')],
    result: expect.objectContaining({ kind: 'invalid' }),
  },
  'find several: a server that rests': {
    begin: (crm, settings) => crm.batch!.find!(several, settings),
    replies: [refusedBy(503, 'SERVER_UNAVAILABLE', 'Server temporarily unavailable')],
    result: expect.objectContaining({ kind: 'transient' }),
  },
  'find one: a query that takes too long': {
    begin: (crm, settings) => crm.find('account', 'acc_2', { name: 'Hallbauer GmbH' }, settings),
    replies: [refusedBy(400, 'QUERY_TIMEOUT', 'Your query request was running for too long.')],
    result: expect.objectContaining({ kind: 'transient' }),
  },
  'find nothing': { begin: (crm, settings) => crm.find('opportunity', 'led_1', {}, settings), replies: [rows()], result: { kind: 'found', candidates: [] } },
  'find an open lead by mail': {
    begin: (crm, settings) => crm.find('lead', 'led_1', { email: 'k.vogt@hallbauer.example' }, settings),
    replies: [rows(), rows(row('Lead', { Id: '00QL', Name: 'Katharina Vogt', Company: 'Hallbauer', ...person }))],
    result: { kind: 'found', candidates: [{ remoteId: '00QL', rule: 'email', label: 'Katharina Vogt, Hallbauer' }] },
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
  'list opportunities': {
    begin: (crm, settings) => crm.list!('opportunity', null, settings),
    replies: [
      rows(row('Opportunity', { Id: '006O', Name: 'Presses', AccountId: '001A', Leitwerk_Id__c: 'led_1', CreatedDate: '2025-06-17T22:30:00.000+0000' })),
    ],
    result: {
      kind: 'listed',
      cursor: null,
      records: [{ remoteId: '006O', hubKey: 'led_1', label: 'Presses', accountId: '001A', company: undefined, person: undefined, createdOn: '2025-06-17' }],
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
}
