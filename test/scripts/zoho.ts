/** The contract played with Zoho CRM: replies in the shape of the vendor's reference for version 8. */
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../core/connector.ts'
import { type CrmScript, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

const rows = (...data: Json[]) => reply(200, { data, info: { more_records: false, next_page_token: null } })
const none = reply(204)
const written = (id: string, action: 'insert' | 'update') =>
  reply(200, { data: [{ code: 'SUCCESS', action, details: { id }, message: 'done', status: 'success' }] })
const problem = (code: string, details: JsonObject, message: string): JsonObject => ({ code, details, message, status: 'error' })
const field = (api_name: string, data_type: string, more: JsonObject = {}): Json => ({
  api_name,
  field_label: api_name,
  data_type,
  system_mandatory: false,
  read_only: false,
  length: 255,
  unique: {},
  pick_list_values: [],
  lookup: {},
  ...more,
})
const key = field('Leitwerk_ID', 'text', { unique: { casesensitive: '' } })
const fields = (...more: Json[]) => reply(200, { fields: [...more, key] })
const named = (...names: string[]) => fields(...names.map((name) => field(name, 'text')))
const accountFields = named('Account_Name', 'Website', 'Billing_Code', 'Owner')
const org = reply(200, { org: [{ company_name: 'Kranwerk' }] })

const account = { Account_Name: 'Hallbauer GmbH', Website: 'https://hallbauer.example', Billing_Code: '90762' }
const stored = (more: JsonObject = {}): JsonObject => ({
  id: '7',
  ...account,
  Billing_City: 'Fürth',
  Owner: { id: '701', name: 'Hub' },
  Leitwerk_ID: 'acc_1',
  ...more,
})
const contact = { First_Name: 'Katharina', Last_Name: 'Vogt', Email: 'k.vogt@hallbauer.example' }
const lead = { id: '3', Last_Name: 'Vogt', First_Name: 'Katharina', Company: 'Hallbauer', Email: 'k.vogt@hallbauer.example', $converted: false }
const opportunity = { Deal_Name: 'Presses', Amount: 48000, Stage: 'Qualification' }
const deal = (more: JsonObject = {}): JsonObject => ({
  id: '12',
  ...opportunity,
  Leitwerk_ID: 'led_1',
  Account_Name: { id: '7', name: 'Hallbauer' },
  Contact_Name: { id: '8', name: 'Vogt' },
  ...more,
})
const conversion = {
  leadKey: 'led_1',
  leadRemoteId: '3',
  account: writes.account({}, { remoteId: '7' }),
  contact: writes.contact({}, { remoteId: '8' }),
  opportunity: writes.opportunity(opportunity, { links: {} }),
}
const note = { key: 'evt_1', entity: 'opportunity', remoteId: '12', at: 0, title: '2026-09-01 fair_scan', text: 'wants a demo' } as const
const erased = { entity: 'contact', remoteId: '8', key: 'con_1' } as const
const roles = reply(200, { contact_roles: [{ id: '901', name: 'Evaluator' }] })
const plain = { required: false, readOnly: false }

export const zoho: CrmScript = {
  settings: {
    url: 'https://www.zohoapis.eu',
    clientId: '1000.CLIENT',
    clientSecret: 'zoho-secret-123',
    refreshToken: '1000.refresh-456',
    keyField: 'Leitwerk_ID',
    vatField: 'VAT_ID',
  },
  allowances: { headers: { 'x-api-credits-remaining': '48211' }, read: [{ limit: 'day', left: 48_211, renewsMs: 86_400_000 }] },
  talks: {
    check: {
      begin: (crm, settings) => crm.check(settings),
      replies: [org, fields(), fields(), fields(), fields()],
      result: { kind: 'ok', detail: 'connected to Kranwerk; the key stands in Leitwerk_ID' },
    },
    'check: field of the key missing': {
      begin: (crm, settings) => crm.check(settings),
      replies: [org, fields(), reply(200, { fields: [field('Account_Name', 'text')] })],
      result: {
        kind: 'problem',
        problem: 'Accounts has no field Leitwerk_ID',
        field: 'keyField',
        todo: expect.stringMatching(/^Setup > Modules and Fields > Accounts: .*Do not allow duplicate values/),
      },
    },
    'check: field of the key allows duplicates': {
      begin: (crm, settings) => crm.check(settings),
      replies: [org, reply(200, { fields: [field('Leitwerk_ID', 'text')] })],
      result: expect.objectContaining({ kind: 'problem', problem: 'Leitwerk_ID of Leads allows duplicate values', field: 'keyField' }),
    },
    describe: {
      begin: (crm, settings) => crm.describe!(settings),
      replies: [
        fields(field('Account_Name', 'text', { system_mandatory: true, length: 200 }), field('Created_Time', 'datetime', { read_only: true })),
        fields(field('Email', 'email', { length: 100 }), field('Account_Name', 'lookup', { lookup: { module: { api_name: 'Accounts' } } })),
        fields(
          field('Lead_Status', 'picklist', {
            pick_list_values: [
              { actual_value: 'Contacted', display_value: 'Kontaktiert', type: 'used' },
              { actual_value: 'Old', display_value: 'Alt', type: 'unused' },
            ],
          }),
          field('Owner', 'ownerlookup'),
        ),
        fields(field('Amount', 'currency'), field('Subform', 'subform')),
      ],
      result: {
        kind: 'described',
        entities: {
          account: {
            label: 'Accounts',
            open: false,
            fields: [
              { name: 'Account_Name', label: 'Account_Name', type: 'text', required: true, readOnly: false, maxLength: 200 },
              { name: 'Created_Time', label: 'Created_Time', type: 'datetime', required: false, readOnly: true },
              { name: 'Leitwerk_ID', label: 'Leitwerk_ID', type: 'text', ...plain, provided: true, maxLength: 255 },
            ],
          },
          contact: expect.objectContaining({
            fields: expect.arrayContaining([
              { name: 'Email', label: 'Email', type: 'text', ...plain, maxLength: 100, format: 'email' },
              { name: 'Account_Name', label: 'Account_Name', type: 'reference', ...plain, provided: true, references: 'Accounts' },
            ]),
          }),
          lead: expect.objectContaining({
            fields: expect.arrayContaining([
              { name: 'Lead_Status', label: 'Lead_Status', type: 'choice', ...plain, choices: [{ value: 'Contacted', label: 'Kontaktiert' }] },
              { name: 'Owner', label: 'Owner', type: 'reference', ...plain, references: 'User' },
            ]),
          }),
          opportunity: expect.objectContaining({
            fields: expect.arrayContaining([
              { name: 'Amount', label: 'Amount', type: 'number', ...plain },
              { name: 'Subform', label: 'Subform', type: 'other', ...plain },
            ]),
          }),
        },
      },
    },
    'find by key': {
      begin: (crm, settings) => crm.find('account', 'acc_1', {}, settings),
      replies: [rows(stored(), stored({ id: '9', Leitwerk_ID: 'acc_10' }))],
      result: { kind: 'found', candidates: [{ remoteId: '7', rule: 'key', label: 'Hallbauer GmbH, Fürth' }] },
    },
    'find by evidence': {
      begin: (crm, settings) => crm.find('account', 'acc_1', { name: 'Hallbauer (Nord) GmbH', domain: 'hallbauer.example', vatId: 'DE136695976' }, settings),
      replies: [
        none,
        rows(stored({ id: '1', Leitwerk_ID: null, Account_Name: 'Hallbauer (Nord)' }), stored({ id: '3', Leitwerk_ID: 'acc_9' })),
        rows(stored({ id: '2', Leitwerk_ID: null, Account_Name: 'HB Tools', VAT_ID: 'DE136695976' })),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: '2', rule: 'vatId', label: 'HB Tools, Fürth' },
          { remoteId: '1', rule: expect.any(String), label: 'Hallbauer (Nord), Fürth' },
        ],
      },
    },
    'find nothing': { begin: (crm, settings) => crm.find('opportunity', 'led_1', {}, settings), replies: [none], result: { kind: 'found', candidates: [] } },
    'find an open lead by mail': {
      begin: (crm, settings) => crm.find('lead', 'led_1', { email: 'k.vogt@hallbauer.example' }, settings),
      replies: [none, rows(lead, { ...lead, id: '4', Lead_Status: 'Junk Lead' })],
      result: { kind: 'found', candidates: [{ remoteId: '3', rule: 'email', label: 'Katharina Vogt, Hallbauer' }] },
    },
    'create the account': {
      begin: (crm, settings) =>
        crm.write(writes.account({ ...account, Owner: { find: 'User', by: { email: 'anna@vertrieb.example' }, optional: true } }), settings),
      replies: [reply(200, { users: [{ id: '702', email: 'Anna@vertrieb.example' }], info: {} }), accountFields, written('7', 'insert')],
      result: { kind: 'delivered', remoteId: '7', created: true },
    },
    'create the account, a campaign is looked up': {
      begin: (crm, settings) =>
        crm.write(writes.account({ Account_Name: 'HB', Owner: { find: 'Campaigns', by: { Campaign_Name: 'Spring' }, optional: true } }), settings),
      replies: [none, accountFields, written('7', 'insert')],
      result: { kind: 'delivered', remoteId: '7', created: true, remarks: ['Owner stays empty: there is no Campaigns with Campaign_Name Spring'] },
    },
    'create the account, the key was there': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [accountFields, written('7', 'update')],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'create the account, an unknown field': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, Score: 54 }), settings),
      replies: [accountFields],
      result: expect.objectContaining({ kind: 'invalid', fields: [{ field: 'Score', message: 'does not exist in Zoho CRM' }] }),
    },
    'create the contact, somebody has the address': {
      begin: (crm, settings) => crm.write(writes.contact(contact), settings),
      replies: [
        named('First_Name', 'Last_Name', 'Email', 'Account_Name'),
        reply(400, { data: [problem('DUPLICATE_DATA', { api_name: 'Email', id: '5' }, 'duplicate data')] }),
        rows({ id: '5', ...contact }),
      ],
      result: expect.objectContaining({ kind: 'duplicate', entity: 'contact', candidates: [{ remoteId: '5', rule: 'email', label: 'Katharina Vogt' }] }),
    },
    'update the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, Billing_City: 'Nürnberg' }, { remoteId: '7' }), settings),
      replies: [rows(stored()), written('7', 'update')],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'update nothing': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [rows(stored())],
      result: { kind: 'unchanged', remoteId: '7' },
    },
    'complete an account found there': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, Account_Name: 'Other' }, { remoteId: '7', completeOnly: true }), settings),
      replies: [rows(stored({ Leitwerk_ID: null, Website: null })), written('7', 'update')],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'leave to sales what is theirs': {
      begin: (crm, settings) => crm.write(writes.opportunity({ ...opportunity, Amount: 1, Stage: 'Qualification' }, { remoteId: '12' }), settings),
      replies: [rows(deal({ Stage: 'Closed Won', Account_Name: { id: '9' }, Contact_Name: { id: '2' } }))],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'account is gone': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [none],
      result: { kind: 'notFound', reason: 'Zoho CRM has no such record in Accounts any more' },
    },
    'create the opportunity': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity), settings),
      replies: [named('Deal_Name', 'Amount', 'Stage', 'Account_Name', 'Contact_Name'), written('12', 'insert')],
      result: { kind: 'delivered', remoteId: '12', created: true },
    },
    'create the opportunity, value refused': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity), settings),
      replies: [
        named('Deal_Name', 'Amount', 'Stage', 'Account_Name', 'Contact_Name'),
        reply(400, { data: [problem('INVALID_DATA', { api_name: 'Amount', expected_data_type: 'double' }, 'invalid data')] }),
      ],
      result: {
        kind: 'invalid',
        reason: 'Amount: invalid data; double is expected',
        fields: [{ field: 'Amount', message: 'invalid data; double is expected' }],
      },
    },
    convert: {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [
        rows(lead),
        reply(200, {
          data: [{ code: 'SUCCESS', status: 'success', message: 'x', details: { Accounts: { id: '7' }, Contacts: { id: '8' }, Deals: { id: '12' } } }],
        }),
      ],
      result: { kind: 'converted', already: false, account: '7', contact: '8', opportunity: '12' },
    },
    'convert, account and contact are to be made': {
      begin: (crm, settings) =>
        crm.convert!(
          { ...conversion, account: writes.account({ Account_Name: 'HB' }), contact: writes.contact({ Last_Name: 'Vogt' }, { links: {} }) },
          settings,
        ),
      replies: [
        rows(lead),
        accountFields,
        written('7', 'insert'),
        named('Last_Name', 'Account_Name'),
        written('8', 'insert'),
        reply(200, { data: [{ code: 'SUCCESS', status: 'success', message: 'x', details: { Accounts: '7', Contacts: '8', Deals: '12' } }] }),
      ],
      result: { kind: 'converted', already: false, account: '7', contact: '8', opportunity: '12' },
    },
    'convert, somebody was faster': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [
        rows(lead),
        reply(400, problem('ID_ALREADY_CONVERTED', { resource_path_index: 1 }, 'id already converted')),
        rows({ ...lead, $converted: true, Converted_Account: { id: '7' }, Converted_Contact: { id: '8' }, Converted_Deal: { id: '14' } }),
      ],
      result: { kind: 'converted', already: true, account: '7', contact: '8', opportunity: '14' },
    },
    'convert again': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [none, rows({ ...lead, $converted: true, $converted_detail: { account: '7', contact: '8', deal: null } }), rows(deal())],
      result: { kind: 'converted', already: true, account: '7', contact: '8', opportunity: '12' },
    },
    'convert a lead that was deleted': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [none, none],
      result: expect.objectContaining({ kind: 'gone' }),
    },
    'set a role': {
      begin: (crm, settings) => crm.link!({ opportunity: '12', contact: '8', role: 'Evaluator' }, settings),
      replies: [rows({ id: '8', Contact_Role: { id: '902', name: 'Purchasing' } }), roles, written('8', 'update')],
      result: { kind: 'delivered', remoteId: '12', created: false },
    },
    'role is set': {
      begin: (crm, settings) => crm.link!({ opportunity: '12', contact: '8', role: 'Evaluator' }, settings),
      replies: [rows({ id: '8', Contact_Role: { id: '901', name: 'Evaluator' } })],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'set a role that is not there': {
      begin: (crm, settings) => crm.link!({ opportunity: '12', contact: '8', role: 'King' }, settings),
      replies: [none, roles],
      result: expect.objectContaining({ kind: 'invalid', reason: expect.stringContaining('"King" is none of the roles: Evaluator') }),
    },
    'add notes': {
      begin: (crm, settings) => crm.note!([note, { ...note, key: 'evt_2' }], settings),
      replies: [rows({ id: 'n1', Note_Content: 'x\n[leitwerk evt_2]' }), written('n2', 'insert')],
      result: { kind: 'delivered', remoteId: '12', created: false },
    },
    'notes are there': {
      begin: (crm, settings) => crm.note!([note], settings),
      replies: [rows({ id: 'n1', Note_Content: 'wants a demo\n[leitwerk evt_1]' })],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'erase the contact': {
      begin: (crm, settings) => crm.erase!(erased, settings),
      replies: [rows({ id: '8', ...contact }), written('8', 'update')],
      result: { kind: 'delivered', remoteId: '8', created: false },
    },
    'contact is erased': { begin: (crm, settings) => crm.erase!(erased, settings), replies: [none], result: { kind: 'unchanged', remoteId: '8' } },
    'list accounts': {
      begin: (crm, settings) => crm.list!('account', 'token-2', settings),
      replies: [reply(200, { data: [stored({ VAT_ID: 'DE136695976' })], info: { more_records: true, next_page_token: 'token-3' } })],
      result: {
        kind: 'listed',
        cursor: 'token-3',
        records: [
          {
            remoteId: '7',
            hubKey: 'acc_1',
            label: 'Hallbauer GmbH, Fürth',
            accountId: null,
            company: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', vatId: 'DE136695976', postalCode: '90762', city: 'Fürth' },
            person: undefined,
          },
        ],
      },
    },
    'list contacts': {
      begin: (crm, settings) => crm.list!('contact', null, settings),
      replies: [rows({ id: '8', ...contact, Account_Name: { id: '7', name: 'Hallbauer' }, Leitwerk_ID: null })],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          {
            remoteId: '8',
            hubKey: null,
            label: 'Katharina Vogt',
            accountId: '7',
            company: undefined,
            person: { firstName: 'Katharina', lastName: 'Vogt', email: 'k.vogt@hallbauer.example' },
          },
        ],
      },
    },
    'list opportunities': {
      begin: (crm, settings) => crm.list!('opportunity', null, settings),
      replies: [rows({ id: '12', Deal_Name: 'Presses', Account_Name: { id: '7' }, Leitwerk_ID: 'led_1', Created_Time: '2025-06-17T00:30:00+02:00' })],
      result: {
        kind: 'listed',
        cursor: null,
        records: [{ remoteId: '12', hubKey: 'led_1', label: 'Presses', accountId: '7', company: undefined, person: undefined, createdOn: '2025-06-17' }],
      },
    },
    'list leads': {
      begin: (crm, settings) => crm.list!('lead', null, settings),
      replies: [rows({ ...lead, City: 'Fürth' })],
      result: expect.objectContaining({
        records: [
          expect.objectContaining({ company: { name: 'Hallbauer', city: 'Fürth' }, person: expect.objectContaining({ lastName: 'Vogt' }), accountId: null }),
        ],
      }),
    },
    'write several': {
      begin: (crm, settings) =>
        crm.batch!.write(
          [
            writes.account({ ...account, Billing_City: 'Nürnberg' }, { remoteId: '7' }),
            writes.account({ Account_Name: 'Nordlicht' }, { key: 'acc_2' }),
            writes.account({ Account_Name: 'Südwerk' }, { key: 'acc_3', remoteId: '9' }),
            writes.account({ Account_Name: 'Weg' }, { key: 'acc_4', remoteId: '10' }),
          ],
          settings,
        ),
      replies: [
        named('Account_Name', 'Website', 'Billing_Code', 'Billing_City'),
        rows(stored(), { id: '9', Account_Name: 'Südwerk', Leitwerk_ID: 'acc_3' }),
        written('7', 'update'),
        written('11', 'insert'),
      ],
      result: [
        { kind: 'delivered', remoteId: '7', created: false },
        { kind: 'delivered', remoteId: '11', created: true },
        { kind: 'unchanged', remoteId: '9' },
        expect.objectContaining({ kind: 'notFound' }),
      ],
    },
    'write several, one is refused': {
      begin: (crm, settings) =>
        crm.batch!.write(
          [writes.account({ Account_Name: 'A' }), writes.account({ Website: 'x' }, { key: 'acc_2' }), writes.account({ Shoe: '43' }, { key: 'acc_3' })],
          settings,
        ),
      replies: [
        accountFields,
        reply(207, {
          data: [
            { code: 'SUCCESS', action: 'insert', details: { id: '7' }, status: 'success' },
            problem('MANDATORY_NOT_FOUND', { api_name: 'Account_Name' }, 'required field not found'),
          ],
        }),
      ],
      result: [
        { kind: 'delivered', remoteId: '7', created: true },
        { kind: 'invalid', reason: 'Account_Name: required field not found', fields: [{ field: 'Account_Name', message: 'required field not found' }] },
        expect.objectContaining({ kind: 'invalid', fields: [{ field: 'Shoe', message: 'does not exist in Zoho CRM' }] }),
      ],
    },
  },
}
