/** The contract played with Tryton: replies as 6.0.29 gave them. */
import { expect } from 'vitest'
import type { Json } from '../../core/connector.ts'
import { type CrmScript, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

const ok = (result: Json) => reply(200, { id: 1, result })
const failed = (...error: Json[]) => reply(200, { id: 1, error })
const preferences = ok({ company: 1, 'company.rec_name': 'Leitwerk Test GmbH', language: 'en', groups: [14, 12] })
const all = { read: true, write: true, create: true, delete: true }
const party = (more: object = {}) =>
  ({
    id: 7,
    name: 'Hallbauer GmbH',
    code: 'acc_1',
    active: 1,
    replaced_by: null,
    _timestamp: '1795292455.1',
    'addresses.': [{ id: 3, street: 'Weg 1', postal_code: '90762', city: 'Fürth', 'country.': null }],
    'contact_mechanisms.': [{ id: 4, type: 'website', value: 'https://hallbauer.example' }],
    'identifiers.': [],
    ...more,
  }) as Json
const opportunity = (more: object = {}) =>
  ({
    id: 12,
    state: 'lead',
    _timestamp: '1795292455.2',
    party: 7,
    contact: 5,
    description: 'Presses',
    amount: { __class__: 'Decimal', decimal: '48000.00' },
    employee: null,
    ...more,
  }) as Json
const account = {
  name: 'Hallbauer GmbH',
  addresses: [{ street: 'Weg 1', postal_code: '90762', city: 'Fürth' }],
  contact_mechanisms: [{ type: 'phone', value: '+49 911 47110' }],
  identifiers: [],
}
const described = (type: string, string: string, more: object = {}) => ({ type, string, required: false, readonly: false, states: '{}', ...more })
const addresses = ok({
  street: described('text', 'Street'),
  country: described('many2one', 'Country', { relation: 'country.country' }),
  party: described('many2one', 'Party', { required: true, relation: 'party.party' }),
})
const identifiers = ok({
  type: described('selection', 'Type', { selection: 'get_types', selection_change_with: [] }),
  code: described('char', 'Code', { required: true, size: 40 }),
})
const parties = ok({
  name: described('char', 'Name'),
  code: described('char', 'Code', { required: true }),
  phone: described('char', 'Phone', { readonly: true }),
  addresses: described('one2many', 'Addresses', { relation: 'party.address' }),
  identifiers: described('one2many', 'Identifiers', { relation: 'party.identifier' }),
})
const opportunities = ok({
  state: described('selection', 'State', {
    required: true,
    readonly: true,
    selection: [
      ['lead', 'Lead'],
      ['won', 'Won'],
    ],
    selection_change_with: [],
  }),
  company: described('many2one', 'Company', { required: true, relation: 'company.company' }),
  start_date: described('date', 'Start Date', { required: true }),
  priority: described('selection', 'Priority', { required: true, selection: 'get_priorities', selection_change_with: ['state'] }),
})
const today = { __class__: 'date', year: 2026, month: 11, day: 22 }
const partyFields = (types: object[] | null) => [
  { name: 'name', label: 'Name', type: 'text', required: false, readOnly: false },
  { name: 'code', label: 'Code', type: 'text', required: true, readOnly: false, provided: true },
  { name: 'phone', label: 'Phone', type: 'text', required: false, readOnly: true },
  {
    name: 'addresses',
    label: 'Addresses',
    type: 'object',
    required: false,
    readOnly: false,
    entries: [
      { name: 'street', label: 'Street', type: 'text', required: false, readOnly: false },
      { name: 'country', label: 'Country', type: 'reference', required: false, readOnly: false, references: 'country.country' },
      { name: 'party', label: 'Party', type: 'reference', required: true, readOnly: false, provided: true, references: 'party.party' },
    ],
  },
  {
    name: 'identifiers',
    label: 'Identifiers',
    type: 'object',
    required: false,
    readOnly: false,
    entries: [
      { name: 'type', label: 'Type', type: 'choice', required: false, readOnly: false, ...(types && { choices: types }) },
      { name: 'code', label: 'Code', type: 'text', required: true, readOnly: false, maxLength: 40 },
    ],
  },
]
const opportunityFields = [
  {
    name: 'state',
    label: 'State',
    type: 'choice',
    required: false,
    readOnly: false,
    choices: [
      { value: 'lead', label: 'Lead' },
      { value: 'opportunity', label: 'Opportunity' },
    ],
  },
  { name: 'company', label: 'Company', type: 'reference', required: true, readOnly: false, provided: true, references: 'company.company' },
  { name: 'start_date', label: 'Start Date', type: 'date', required: false, readOnly: false },
  { name: 'priority', label: 'Priority', type: 'choice', required: true, readOnly: false },
]
const whole = (types: object[] | null) => ({
  kind: 'described',
  entities: {
    account: { label: 'party.party', open: false, fields: partyFields(types) },
    contact: { label: 'party.party', open: false, fields: partyFields(types) },
    opportunity: { label: 'sale.opportunity', open: false, fields: opportunityFields },
  },
})
const note = { key: 'evt_1', entity: 'opportunity', remoteId: '12', at: 0, title: '2026-09-01 fair_scan', text: 'wants a demo' } as const
const gone = writes.account({ name: 'Weg GmbH' }, { key: 'acc_9', remoteId: '9' })
const known = { kind: 'found', candidates: [{ remoteId: '7', rule: 'key', label: 'Hallbauer GmbH, Fürth' }] }

export const tryton: CrmScript = {
  settings: { url: 'https://tryton.company.example:8000', database: 'crm', user: 'hub', password: 'a-long-password', language: 'en' },
  statuses: { 404: 'unauthorised', 405: 'unauthorised' },
  talks: {
    check: {
      begin: (crm, settings) => crm.check(settings),
      replies: [preferences, ok({ 'party.party': all, 'sale.opportunity': all, 'ir.note': all })],
      result: { kind: 'ok', detail: 'connected as hub, company Leitwerk Test GmbH' },
    },
    'check: no company': {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok({ language: 'en' })],
      result: expect.objectContaining({ kind: 'problem', field: 'user', problem: 'The user hub belongs to no company' }),
    },
    'check: module missing': {
      begin: (crm, settings) => crm.check(settings),
      replies: [preferences, failed("'sale.opportunity'", '')],
      result: expect.objectContaining({ kind: 'problem', problem: 'The module sale_opportunity is not activated' }),
    },
    'check: no right to write': {
      begin: (crm, settings) => crm.check(settings),
      replies: [preferences, ok({ 'party.party': all, 'sale.opportunity': { ...all, create: false }, 'ir.note': all })],
      result: expect.objectContaining({ kind: 'problem', problem: 'The user hub may not create and change sale.opportunity' }),
    },
    describe: {
      begin: (crm, settings) => crm.describe!(settings),
      replies: [
        parties,
        ok({}),
        addresses,
        ok({ party: null }),
        identifiers,
        ok({}),
        ok([
          [null, ''],
          ['eu_vat', 'European VAT'],
        ]),
        opportunities,
        ok({ company: null, start_date: today }),
      ],
      result: whole([{ value: 'eu_vat', label: 'European VAT' }]),
    },
    'describe, choices that Tryton fails to compute': {
      begin: (crm, settings) => crm.describe!(settings),
      replies: [parties, ok({}), addresses, ok({}), identifiers, ok({}), failed("'get_types'", ''), opportunities, ok({ start_date: today })],
      result: whole(null),
    },
    'find by key': { begin: (crm, settings) => crm.find('account', 'acc_1', {}, settings), replies: [ok([party()])], result: known },
    'find by key, merged away': {
      begin: (crm, settings) => crm.find('account', 'acc_1', {}, settings),
      replies: [ok([party({ replaced_by: 9, active: 0 })])],
      result: { kind: 'found', candidates: [{ remoteId: '9', rule: 'key', label: 'Hallbauer GmbH, Fürth' }] },
    },
    'find by evidence': {
      begin: (crm, settings) => crm.find('account', 'acc_1', { name: 'Hallbauer', postalCode: '90762' }, settings),
      replies: [
        ok([]),
        ok([
          party({ id: 20, code: '20' }),
          party({ id: 21, code: '21', 'addresses.': [] }),
          party({ id: 22, code: 'acc_2' }),
          party({ id: 23, code: '23', name: 'Hallbauer Immobilien GmbH' }),
        ]),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: '20', rule: 'name, postal code', label: 'Hallbauer GmbH, Fürth' },
          { remoteId: '21', rule: 'name', label: 'Hallbauer GmbH' },
        ],
      },
    },
    'find a person': {
      begin: (crm, settings) => crm.find('contact', 'con_1', { email: 'K.Vogt@hallbauer.example', lastName: 'Vogt' }, settings),
      replies: [
        ok([]),
        ok([
          party({
            id: 30,
            code: '30',
            name: 'Dr. Katharina Vogt',
            'contact_mechanisms.': [{ id: 1, type: 'email', value: 'k.vogt@hallbauer.example' }],
            'addresses.': [],
          }),
          party({
            id: 31,
            code: '31',
            name: 'Jonas Adler',
            'contact_mechanisms.': [{ id: 2, type: 'email', value: 'k.vogt@hallbauer.example' }],
            'addresses.': [],
          }),
        ]),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: '30', rule: 'email', label: 'Dr. Katharina Vogt' },
          { remoteId: '31', rule: 'email, other name', label: 'Jonas Adler' },
        ],
      },
    },
    'find nothing': {
      begin: (crm, settings) => crm.find('opportunity', 'led_1', {}, settings),
      replies: [ok([])],
      result: { kind: 'found', candidates: [] },
    },
    'create the account': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [ok([7])],
      result: { kind: 'delivered', remoteId: '7', created: true },
    },
    'create the account, made by another at the same time': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [failed('UserError', ['The code on party must be unique.', '', null]), ok([party()])],
      result: expect.objectContaining({ kind: 'duplicate', candidates: known.candidates }),
    },
    'create the account, VAT id refused': {
      begin: (crm, settings) => crm.write(writes.account({ name: 'Hallbauer GmbH', identifiers: [{ type: 'eu_vat', code: 'DE123' }] }), settings),
      replies: [failed('UserError', ['The European VAT Number "DE123" for party "Hallbauer GmbH" is not valid.', '', null]), ok([]), ok([7])],
      result: expect.objectContaining({ kind: 'delivered', remoteId: '7', created: true, remarks: [expect.stringContaining('without its type')] }),
    },
    'create the account, field unknown': {
      begin: (crm, settings) => crm.write(writes.account({ name: 'Hallbauer GmbH', shoe_size: '43' }), settings),
      replies: [failed("'shoe_size'", ''), ok({ name: {} })],
      result: expect.objectContaining({ kind: 'invalid', fields: [{ field: 'shoe_size', message: 'does not exist in Tryton' }] }),
    },
    'update the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, name: 'Hallbauer AG' }, { remoteId: '7' }), settings),
      replies: [ok([party()]), ok(null)],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'update nothing': {
      begin: (crm, settings) =>
        crm.write(writes.account({ ...account, contact_mechanisms: [{ type: 'website', value: 'http://Hallbauer.example/' }] }, { remoteId: '7' }), settings),
      replies: [ok([party()])],
      result: { kind: 'unchanged', remoteId: '7' },
    },
    'complete an account found there': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, name: 'Hallbauer Tools' }, { remoteId: '7', completeOnly: true }), settings),
      replies: [ok([party({ code: '20', 'addresses.': [{ id: 3, street: null, postal_code: '90762', city: null }] })]), ok(null)],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'somebody changed the account in between': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [ok([party()]), failed('ConcurrencyException', 'Records were modified in the meanwhile')],
      result: expect.objectContaining({ kind: 'conflict' }),
    },
    'account is gone': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [ok([])],
      result: expect.objectContaining({ kind: 'notFound' }),
    },
    'account was merged': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [ok([party({ replaced_by: 9 })])],
      result: expect.objectContaining({ kind: 'gone', mergedInto: '9' }),
    },
    'create the contact': {
      begin: (crm, settings) =>
        crm.write(writes.contact({ name: 'Dr. Katharina Vogt', contact_mechanisms: [{ type: 'email', value: 'k.vogt@hallbauer.example' }] }), settings),
      replies: [ok([8])],
      result: { kind: 'delivered', remoteId: '8', created: true },
    },
    'create the opportunity': {
      begin: (crm, settings) =>
        crm.write(
          writes.opportunity({
            description: 'Presses',
            amount: 48000,
            employee: { find: 'company.employee', by: { 'party.contact_mechanisms.value': 'anna@vertrieb.example' }, optional: true },
            state: 'lead',
          }),
          settings,
        ),
      replies: [
        ok([{ id: 3 }]),
        ok([]),
        ok([
          { id: 4, type: 'phone' },
          { id: 5, type: 'email' },
        ]),
        preferences,
        ok([12]),
      ],
      result: { kind: 'delivered', remoteId: '12', created: true },
    },
    'create the opportunity, employee unknown': {
      begin: (crm, settings) =>
        crm.write(
          writes.opportunity(
            { employee: { find: 'company.employee', by: { 'party.contact_mechanisms.value': 'x@vertrieb.example' }, optional: true } },
            { links: {} },
          ),
          settings,
        ),
      replies: [ok([]), ok([]), preferences, ok([12])],
      result: expect.objectContaining({
        kind: 'delivered',
        remarks: ['employee stays empty: there is no company.employee with party.contact_mechanisms.value x@vertrieb.example'],
      }),
    },
    'find the opportunity again instead of making a second': {
      begin: (crm, settings) => crm.write(writes.opportunity({ description: 'Presses', amount: 48000 }, { links: { account: '7' } }), settings),
      replies: [ok([{ id: 12, number: '7', description: 'Presses' }]), ok([opportunity()])],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'several opportunities carry the key': {
      begin: (crm, settings) => crm.write(writes.opportunity({ description: 'Presses' }), settings),
      replies: [
        ok([
          { id: 12, number: '7', description: 'Presses' },
          { id: 13, number: '8', description: '' },
        ]),
      ],
      result: expect.objectContaining({
        kind: 'duplicate',
        candidates: [
          { remoteId: '12', rule: 'key', label: 'Presses' },
          { remoteId: '13', rule: 'key', label: '8' },
        ],
      }),
    },
    'move the opportunity on': {
      begin: (crm, settings) => crm.write(writes.opportunity({ state: 'opportunity', employee: 3 }, { remoteId: '12', links: { account: '7' } }), settings),
      replies: [ok([opportunity()]), ok(null), ok([{ id: 12, state: 'lead' }]), ok(null)],
      result: { kind: 'delivered', remoteId: '12', created: false },
    },
    'leave to sales what is theirs': {
      begin: (crm, settings) =>
        crm.write(writes.opportunity({ amount: 1, employee: 4, description: 'other' }, { remoteId: '12', links: { account: '7' } }), settings),
      replies: [ok([opportunity({ employee: 3 })])],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'leave a closed opportunity alone': {
      begin: (crm, settings) => crm.write(writes.opportunity({ payment_term: 4 }, { remoteId: '12', links: {} }), settings),
      replies: [ok([opportunity({ state: 'lost', payment_term: null })])],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'opportunity is gone': {
      begin: (crm, settings) => crm.write(writes.opportunity({ description: 'x' }, { remoteId: '12', links: {} }), settings),
      replies: [ok([])],
      result: expect.objectContaining({ kind: 'notFound' }),
    },
    'add notes': {
      begin: (crm, settings) => crm.note!([note, { ...note, key: 'evt_2' }], settings),
      replies: [ok([{ id: 1, message: 'x\n[leitwerk evt_2]' }]), ok([2])],
      result: { kind: 'delivered', remoteId: '12', created: false },
    },
    'notes are there': {
      begin: (crm, settings) => crm.note!([note], settings),
      replies: [ok([{ id: 1, message: '2026-09-01 fair_scan\n[leitwerk evt_1]' }])],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'write several': {
      begin: (crm, settings) =>
        crm.batch!.write([writes.account(account), writes.account({ name: 'Hallbauer AG' }, { key: 'acc_2', remoteId: '7' }), gone], settings),
      replies: [ok([11]), ok([party({ code: 'acc_2' })]), ok(null)],
      result: [
        { kind: 'delivered', remoteId: '11', created: true },
        { kind: 'delivered', remoteId: '7', created: false },
        { kind: 'notFound', reason: 'Tryton has no party 9 any more' },
      ],
    },
    'write several, one is refused': {
      begin: (crm, settings) => crm.batch!.write([writes.account({ name: 'A' }, { key: 'acc_2' }), writes.account({ name: 'B', shoe_size: '43' })], settings),
      replies: [failed("'shoe_size'", ''), ok([11]), failed("'shoe_size'", ''), ok({ name: {} })],
      result: [
        { kind: 'delivered', remoteId: '11', created: true },
        expect.objectContaining({ kind: 'invalid', fields: [{ field: 'shoe_size', message: 'does not exist in Tryton' }] }),
      ],
    },
    'write several, somebody changed one in between': {
      begin: (crm, settings) =>
        crm.batch!.write(
          [writes.account({ name: 'Hallbauer AG' }, { remoteId: '7' }), writes.account({ name: 'Hallbauer GmbH' }, { remoteId: '8', key: 'acc_2' })],
          settings,
        ),
      replies: [
        ok([party(), party({ id: 8, code: 'acc_2' })]),
        failed('ConcurrencyException', 'Records were modified in the meanwhile'),
        ok([party()]),
        failed('ConcurrencyException', 'Records were modified in the meanwhile'),
      ],
      result: [expect.objectContaining({ kind: 'conflict' }), { kind: 'unchanged', remoteId: '8' }],
    },
    'erase the contact': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '7', key: 'con_1' }, settings),
      replies: [ok([party()]), ok([{ id: 3 }]), ok(null), ok(null)],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'erase the contact, documents refer to it': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '7', key: 'con_1' }, settings),
      replies: [ok([party()]), ok([]), failed('UserError', ['The record is used by "Invoice".', '', null]), ok(null)],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'erase what the opportunity says': {
      begin: (crm, settings) => crm.erase!({ entity: 'opportunity', remoteId: '12', key: 'led_1' }, settings),
      replies: [ok([opportunity({ comment: 'Katharina Vogt asked' })]), ok(null)],
      result: { kind: 'delivered', remoteId: '12', created: false },
    },
    'contact is erased': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '7', key: 'con_1' }, settings),
      replies: [ok([])],
      result: { kind: 'unchanged', remoteId: '7' },
    },
    'list accounts': {
      begin: (crm, settings) => crm.list!('account', '6', settings),
      replies: [ok([party({ 'identifiers.': [{ code: 'DE136695976' }] }), party({ id: 8, code: 'con_1', name: 'Katharina Vogt' })])],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          {
            remoteId: '7',
            hubKey: 'acc_1',
            label: 'Hallbauer GmbH, Fürth',
            accountId: null,
            company: {
              name: 'Hallbauer GmbH',
              website: 'https://hallbauer.example',
              vatId: 'DE136695976',
              street: 'Weg 1',
              postalCode: '90762',
              city: 'Fürth',
            },
            person: undefined,
          },
        ],
      },
    },
    'list contacts': {
      begin: (crm, settings) => crm.list!('contact', null, settings),
      replies: [
        ok([
          party({
            id: 8,
            code: 'con_1',
            name: 'Katharina Vogt',
            'addresses.': [],
            'contact_mechanisms.': [{ type: 'email', value: 'k.vogt@hallbauer.example' }],
          }),
        ]),
      ],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          {
            remoteId: '8',
            hubKey: 'con_1',
            label: 'Katharina Vogt',
            accountId: null,
            company: undefined,
            person: { fullName: 'Katharina Vogt', email: 'k.vogt@hallbauer.example' },
          },
        ],
      },
    },
    'list opportunities': {
      begin: (crm, settings) => crm.list!('opportunity', null, settings),
      replies: [
        ok([
          { id: 12, description: 'Presses', reference: 'led_1', party: 7, state: 'lost', start_date: { __class__: 'date', year: 2025, month: 6, day: 17 } },
          { id: 13, description: 'Pumps', reference: null, party: 7, state: 'lead', start_date: { __class__: 'date', year: 2025, month: 6, day: 18 } },
        ]),
      ],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          { remoteId: '12', hubKey: 'led_1', label: 'Presses', accountId: '7', company: undefined, person: undefined, createdOn: '2025-06-17' },
          { remoteId: '13', hubKey: null, label: 'Pumps', accountId: '7', company: undefined, person: undefined },
        ],
      },
    },
  },
}
