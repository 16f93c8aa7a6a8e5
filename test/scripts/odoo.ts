/** The contract played with Odoo over JSON-RPC: replies as 17 gave them (test/data/crm-wire), else as its source says. */
import { expect } from 'vitest'
import type { Json } from '../../core/connector.ts'
import { type CrmScript, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

const ok = (result: Json) => reply(200, { jsonrpc: '2.0', id: 1, result })
const fault = (name: string, message: string) =>
  reply(200, { jsonrpc: '2.0', id: 1, error: { code: 200, message: 'Odoo Server Error', data: { name, message } } })
const loaded = (...ids: number[]) => ok({ ids, messages: [], nextrow: 0 })
const refused = (...messages: { record: number; message: string; field?: string }[]) =>
  ok({ ids: false, messages: messages.map((one) => ({ type: 'error', rows: { from: one.record, to: one.record }, ...one })), nextrow: 0 })
const unknownKey = fault('builtins.ValueError', 'External ID not found in the system: __leitwerk__.acc_1')
const noMethod = fault('builtins.AttributeError', "The method 'res.partner.check_access_rights' does not exist")
const metadata = (...rows: [number, string | null][]) =>
  ok(rows.map(([id, key]) => ({ id, xmlid: key ?? false, xmlids: key === null ? [] : [{ xmlid: key, noupdate: false }] })))
const account = { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', zip: '90762', city: 'Fürth' }
const stored = (more: object = {}) =>
  ({ id: 7, vat: false, email: false, phone: false, street: false, country_id: [57, 'Germany'], ...account, ...more }) as Json
const opportunity = { name: 'Presses', expected_revenue: 48000 }
const lead = (more: object = {}) => ({ id: 31, type: 'lead', active: true, partner_id: false, ...more }) as Json
const user = { find: 'res.users', by: { login: 'anna@vertrieb.example' }, optional: true }
const note = { key: 'evt_1', entity: 'opportunity', remoteId: '31', at: 0, title: '2026-09-01 fair_scan', text: 'wants a <b>demo</b>' } as const
const conversion = {
  leadKey: 'led_1',
  leadRemoteId: '31',
  account: writes.account({}, { remoteId: '7' }),
  contact: writes.contact({}, { remoteId: '8' }),
  opportunity: writes.opportunity(opportunity, { links: {} }),
}
const person = (more: object = {}) => ({ id: 8, name: 'Katharina Vogt', email: 'k.vogt@hallbauer.example', phone: false, function: false, ...more }) as Json
const personal = ok({ email: { type: 'char' }, phone: { type: 'char' } })
const several = ['acc_1', 'acc_2', 'acc_3'].map((key) => writes.account({ name: `Hallbauer ${key}` }, { key }))

export const odoo: CrmScript = {
  settings: {
    url: 'https://odoo.company.example',
    api: 'json-rpc',
    database: 'company',
    login: 'hub',
    apiKey: 'odoo-key-0123456789',
    module: '__leitwerk__',
  },
  statuses: { 404: 'unauthorised', 405: 'unauthorised' },
  talks: {
    check: {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok(1), ok(true), ok(true), ok(1), ok(true), ok(true)],
      result: { kind: 'ok', detail: 'connected by json-rpc; the keys stand in external ids of __leitwerk__' },
    },
    'check, by JSON-2': {
      begin: (crm, settings) => crm.check({ ...settings, api: 'json-2' }),
      replies: [reply(200, 1), reply(200, true), reply(200, true), reply(200, 0), reply(200, true), reply(200, true)],
      result: expect.objectContaining({ kind: 'ok' }),
    },
    'check, by JSON-RPC of 19': {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok(1), noMethod, ok(true), noMethod, ok(true), ok(1), noMethod, ok(true), noMethod, ok(true)],
      result: expect.objectContaining({ kind: 'ok' }),
    },
    'check: app missing': {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok(1), ok(true), ok(true), fault('odoo.exceptions.UserError', "Object crm.lead doesn't exist")],
      result: { kind: 'problem', problem: 'This Odoo has no crm.lead', field: null, todo: 'Apps: install CRM.' },
    },
    'check: no right to read': {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok(1), ok(true), ok(true), fault('odoo.exceptions.AccessError', 'You are not allowed to access Lead/Opportunity records.')],
      result: expect.objectContaining({ kind: 'problem', todo: 'Settings > Users: give this user Sales: User, All Documents.' }),
    },
    'check: no right to write': {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok(1), ok(true), ok(false)],
      result: expect.objectContaining({ kind: 'problem', problem: 'The user may not read, create and change res.partner' }),
    },
    describe: {
      begin: (crm, settings) => crm.describe!(settings),
      replies: [
        ok({
          name: { type: 'char', string: 'Name', required: false, readonly: false },
          parent_id: { type: 'many2one', string: 'Company', required: false, readonly: false, relation: 'res.partner' },
          image_1920: { type: 'binary', string: 'Image', required: false, readonly: false },
        }),
        ok({}),
        ok({
          name: { type: 'char', string: 'Opportunity', required: true, readonly: false },
          type: {
            type: 'selection',
            string: 'Type',
            required: true,
            readonly: false,
            selection: [
              ['lead', 'Lead'],
              ['opportunity', ''],
            ],
          },
          expected_revenue: { type: 'monetary', string: 'Expected Revenue', required: false, readonly: false },
          date_closed: { type: 'datetime', string: 'Closed Date', required: true, readonly: true },
        }),
        ok({ type: 'lead' }),
      ],
      result: {
        kind: 'described',
        entities: expect.objectContaining({
          account: {
            label: 'res.partner',
            open: false,
            fields: [
              { name: 'name', label: 'Name', type: 'text', required: true, readOnly: false },
              { name: 'parent_id', label: 'Company', type: 'reference', required: false, readOnly: false, references: 'res.partner' },
              { name: 'image_1920', label: 'Image', type: 'other', required: false, readOnly: false },
            ],
          },
          opportunity: {
            label: 'crm.lead',
            open: false,
            fields: [
              { name: 'name', label: 'Opportunity', type: 'text', required: true, readOnly: false },
              {
                name: 'type',
                label: 'Type',
                type: 'choice',
                required: false,
                readOnly: false,
                provided: true,
                choices: [
                  { value: 'lead', label: 'Lead' },
                  { value: 'opportunity', label: 'opportunity' },
                ],
              },
              { name: 'expected_revenue', label: 'Expected Revenue', type: 'number', required: false, readOnly: false },
              { name: 'date_closed', label: 'Closed Date', type: 'datetime', required: false, readOnly: true },
            ],
          },
        }),
      },
    },
    'find by key': {
      begin: (crm, settings) => crm.find('account', 'acc_1', {}, settings),
      replies: [ok(['res.partner', 7]), ok([stored()])],
      result: { kind: 'found', candidates: [{ remoteId: '7', rule: 'key', label: 'Hallbauer GmbH, Fürth' }] },
    },
    'find by evidence': {
      begin: (crm, settings) =>
        crm.find('account', 'acc_1', { name: 'Hallbauer', postalCode: '90762', domain: 'hallbauer.example', vatId: 'DE136695976' }, settings),
      replies: [
        unknownKey,
        ok([
          stored({ id: 1, zip: '10115' }),
          stored({ id: 2, name: 'HB Tools', vat: 'DE136695976' }),
          stored({ id: 3 }),
          stored({ id: 4, vat: 'DE811569869' }),
        ]),
        metadata([1, null], [2, 'base.main_partner'], [3, '__leitwerk__.acc_9'], [4, null]),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: '2', rule: 'vatId', label: 'HB Tools, Fürth' },
          { remoteId: '1', rule: 'name, domain', label: 'Hallbauer GmbH, Fürth' },
        ],
      },
    },
    'find nothing': {
      begin: (crm, settings) => crm.find('opportunity', 'led_1', {}, settings),
      replies: [unknownKey],
      result: { kind: 'found', candidates: [] },
    },
    'find a person': {
      begin: (crm, settings) => crm.find('contact', 'con_1', { email: 'K.Vogt@hallbauer.example', lastName: 'Vogt' }, settings),
      replies: [
        unknownKey,
        ok([person({ parent_id: [7, 'Hallbauer GmbH'] }), person({ id: 9, name: 'Jonas Adler', parent_id: false })]),
        metadata([8, null], [9, null]),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: '8', rule: 'email', label: 'Katharina Vogt, Hallbauer GmbH' },
          { remoteId: '9', rule: 'email, other name', label: 'Jonas Adler' },
        ],
      },
    },
    'find an open lead by mail': {
      begin: (crm, settings) => crm.find('lead', 'led_1', { email: 'k.vogt@hallbauer.example' }, settings),
      replies: [
        unknownKey,
        ok([lead({ name: 'Presses', contact_name: 'Katharina Vogt', email_from: 'k.vogt@hallbauer.example', partner_name: 'Hallbauer' })]),
        metadata([31, null]),
      ],
      result: { kind: 'found', candidates: [{ remoteId: '31', rule: 'email', label: 'Presses, Hallbauer' }] },
    },
    'create the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, user_id: user, active: true }), settings),
      replies: [ok([{ id: 6 }]), loaded(7)],
      result: { kind: 'delivered', remoteId: '7', created: true },
    },
    'create the account, by JSON-2': {
      begin: (crm, settings) => crm.write(writes.account(account), { ...settings, api: 'json-2' }),
      replies: [reply(200, { ids: [7], messages: [], nextrow: 0 })],
      result: { kind: 'delivered', remoteId: '7', created: true },
    },
    'create the account, somebody else at the same time': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [refused({ record: 0, message: 'could not serialize access due to concurrent update\n' })],
      result: { kind: 'transient', reason: 'somebody wrote to Odoo at the same time' },
    },
    'create the account, VAT id refused': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, vat: 'DE123' }), settings),
      replies: [refused({ record: 0, message: 'The VAT number [DE123] for partner [Hallbauer GmbH] does not seem to be valid.' }), loaded(7)],
      result: expect.objectContaining({ kind: 'delivered', remoteId: '7', created: true, remarks: [expect.stringContaining('VAT id was left out')] }),
    },
    'create the account, field unknown': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, x_score: 54 }), settings),
      replies: [fault('builtins.KeyError', "'x_score'"), ok({ name: {}, website: {}, zip: {}, city: {}, is_company: {} })],
      result: expect.objectContaining({ kind: 'invalid', fields: [{ field: 'x_score', message: 'does not exist in Odoo' }] }),
    },
    'create the contact': {
      begin: (crm, settings) => crm.write(writes.contact({ name: 'Katharina Vogt', email: 'k.vogt@hallbauer.example' }), settings),
      replies: [loaded(8)],
      result: { kind: 'delivered', remoteId: '8', created: true },
    },
    'create the lead, owner unknown': {
      begin: (crm, settings) => crm.write(writes.lead({ name: 'Presses', user_id: user }), settings),
      replies: [ok([]), loaded(31)],
      result: {
        kind: 'delivered',
        remoteId: '31',
        created: true,
        remarks: ['user_id stays empty: there is no res.users with login anna@vertrieb.example'],
      },
    },
    'update the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, city: 'Nürnberg' }, { remoteId: '7' }), settings),
      replies: [ok([stored()]), ok(true)],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'update nothing': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, comment: 'A & B<br/>C', vat: null }, { remoteId: '7' }), settings),
      replies: [ok([stored({ comment: '<p>A &amp; B<br>C</p>' })])],
      result: { kind: 'unchanged', remoteId: '7' },
    },
    'update the account, VAT id refused': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, city: 'Nürnberg', vat: 'DE123' }, { remoteId: '7' }), settings),
      replies: [
        ok([stored()]),
        fault('odoo.exceptions.ValidationError', 'The VAT number [DE123] for partner [Hallbauer GmbH] does not seem to be valid.'),
        ok({ city: {}, vat: {} }),
        ok(true),
      ],
      result: expect.objectContaining({ kind: 'delivered', remarks: [expect.stringContaining('VAT id was left out')] }),
    },
    'complete an account found there': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, name: 'Other', phone: '+49 911 1' }, { remoteId: '7', completeOnly: true }), settings),
      replies: [ok([stored()]), ok(true)],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'account is gone': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [ok([]), unknownKey],
      result: { kind: 'notFound', reason: 'Odoo has no res.partner 7 any more' },
    },
    'account was merged': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [ok([]), ok(['res.partner', 9])],
      result: expect.objectContaining({ kind: 'gone', mergedInto: '9' }),
    },
    'create the opportunity': {
      begin: (crm, settings) => crm.write(writes.opportunity({ ...opportunity, tag_ids: [1, 2] }), settings),
      replies: [loaded(31)],
      result: { kind: 'delivered', remoteId: '31', created: true },
    },
    'leave to sales what is theirs': {
      begin: (crm, settings) => crm.write(writes.opportunity({ ...opportunity, expected_revenue: 1, user_id: 6 }, { remoteId: '31' }), settings),
      replies: [ok([{ id: 31, type: 'opportunity', name: 'Presses', expected_revenue: 60000, user_id: [2, 'Administrator'], partner_id: [9, 'Other'] }])],
      result: { kind: 'unchanged', remoteId: '31' },
    },
    convert: {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [
        ok([lead()]),
        ok([{ id: 31, name: 'Presses', expected_revenue: 48000 }]),
        ok([2]),
        ok(true),
        ok({ type: 'ir.actions.act_window' }),
        ok([lead({ type: 'opportunity' })]),
      ],
      result: { kind: 'converted', already: false, account: '7', contact: '8', opportunity: '31' },
    },
    'convert again': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [ok([lead({ type: 'opportunity' })])],
      result: { kind: 'converted', already: true, account: '7', contact: '8', opportunity: '31' },
    },
    'convert, making account and contact': {
      begin: (crm, settings) =>
        crm.convert!(
          { leadKey: 'led_1', leadRemoteId: '31', account: writes.account(account), contact: writes.contact({ name: 'Katharina Vogt' }, { links: {} }) },
          settings,
        ),
      replies: [
        ok([lead()]),
        ok(['res.partner', 7]),
        unknownKey,
        loaded(8),
        ok([2]),
        ok(true),
        reply(200, { jsonrpc: '2.0', id: 1 }),
        ok([lead({ type: 'opportunity' })]),
      ],
      result: { kind: 'converted', already: false, account: '7', contact: '8', opportunity: '31' },
    },
    'convert a lost lead': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [ok([lead({ active: false })])],
      result: expect.objectContaining({ kind: 'invalid', reason: expect.stringContaining('restore it') }),
    },
    'add notes': {
      begin: (crm, settings) => crm.note!([note, { ...note, key: 'evt_2' }], settings),
      replies: [ok([{ id: 1, body: '<p>x<br>[leitwerk evt_2]</p>' }]), ok(133)],
      result: { kind: 'delivered', remoteId: '31', created: false },
    },
    'notes are there': {
      begin: (crm, settings) => crm.note!([note], settings),
      replies: [ok([{ id: 1, body: '<p>2026-09-01 fair_scan<br>[leitwerk evt_1]</p>' }])],
      result: { kind: 'unchanged', remoteId: '31' },
    },
    'write several': {
      begin: (crm, settings) => crm.batch!.write([several[0]!, { ...several[1]!, remoteId: '7' }, { ...several[2]!, remoteId: '9' }], settings),
      replies: [ok([{ id: 7, name: 'Old name' }]), loaded(11), loaded(7)],
      result: [
        { kind: 'delivered', remoteId: '11', created: true },
        { kind: 'delivered', remoteId: '7', created: false },
        { kind: 'notFound', reason: 'Odoo has no res.partner 9 any more' },
      ],
    },
    'write several, one is refused': {
      begin: (crm, settings) => crm.batch!.write(several, settings),
      replies: [refused({ record: 1, message: "No matching record found for name 'Nowhere' in field 'Country'", field: 'country_id' }), loaded(11, 13)],
      result: [
        { kind: 'delivered', remoteId: '11', created: true },
        expect.objectContaining({
          kind: 'invalid',
          fields: [{ field: 'country_id', message: "No matching record found for name 'Nowhere' in field 'Country'" }],
        }),
        { kind: 'delivered', remoteId: '13', created: true },
      ],
    },
    'erase the contact': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '8', key: 'con_1' }, settings),
      replies: [personal, ok([person()]), ok(true)],
      result: { kind: 'delivered', remoteId: '8', created: false },
    },
    'erase the contact, invoices refer to it': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '8', key: 'con_1' }, settings),
      replies: [personal, ok([person()]), fault('odoo.exceptions.ValidationError', 'another model requires the record being deleted'), ok(true)],
      result: expect.objectContaining({ kind: 'delivered', remarks: [expect.stringContaining('chatter')] }),
    },
    'erase the person from the opportunity': {
      begin: (crm, settings) => crm.erase!({ entity: 'opportunity', remoteId: '31', key: 'led_1' }, settings),
      replies: [ok({ contact_name: {}, email_from: {} }), ok([lead({ name: 'Presses', contact_name: 'Katharina Vogt', email_from: false })]), ok(true)],
      result: expect.objectContaining({ kind: 'delivered' }),
    },
    'contact is erased': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '8', key: 'con_1' }, settings),
      replies: [personal, ok([person({ name: '[erased]', email: false })])],
      result: { kind: 'unchanged', remoteId: '8' },
    },
    'list accounts': {
      begin: (crm, settings) => crm.list!('account', '3', settings),
      replies: [ok([stored({ vat: 'DE136695976' })]), metadata([7, '__leitwerk__.acc_1'])],
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
              postalCode: '90762',
              city: 'Fürth',
              country: 'Germany',
            },
            person: undefined,
          },
        ],
      },
    },
    'list opportunities': {
      begin: (crm, settings) => crm.list!('opportunity', null, settings),
      replies: [
        ok([
          { id: 12, name: 'Presses', partner_id: [7, 'Hallbauer GmbH'], active: false, create_date: '2025-06-17 22:30:00', date_conversion: false },
          { id: 13, name: 'Pumps', partner_id: false, active: true, create_date: '2025-05-02 08:00:00', date_conversion: '2025-07-01 08:00:00' },
        ]),
        metadata([12, '__leitwerk__.led_1'], [13, null]),
      ],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          expect.objectContaining({ remoteId: '12', hubKey: 'led_1', closed: true, createdOn: '2025-06-17' }),
          expect.objectContaining({ remoteId: '13', hubKey: null, createdOn: '2025-07-01' }),
        ],
      },
    },
    'list contacts': {
      begin: (crm, settings) => crm.list!('contact', null, settings),
      replies: [ok([person({ parent_id: [7, 'Hallbauer GmbH'], function: 'Production' })]), metadata([8, null])],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          {
            remoteId: '8',
            hubKey: null,
            label: 'Katharina Vogt, Hallbauer GmbH',
            accountId: '7',
            company: undefined,
            person: { fullName: 'Katharina Vogt', email: 'k.vogt@hallbauer.example', jobTitle: 'Production' },
          },
        ],
      },
    },
  },
}
