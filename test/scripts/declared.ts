/** The contract played with the CRMs that are declared in YAML: one set of talks, told in the words of each. */
import { expect } from 'vitest'
import type { Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Crm } from '../../core/crm.ts'
import { type CrmScript, type Talk, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

/** How a CRM writes what all of them have. */
interface Words {
  settings: Settings
  /** The hub's key among the fields. */
  keyed: (key: string, fields: JsonObject) => JsonObject
  row: (id: string, fields: JsonObject) => JsonObject
  many: (kind: 'account' | 'contact' | 'opportunity', ...rows: JsonObject[]) => Json
  one: (kind: 'account' | 'contact' | 'opportunity', row: JsonObject) => Json
  entities: number
  account: JsonObject
  /** The same account with another city. */
  moved: JsonObject
  label: string
  contact: JsonObject
  opportunity: JsonObject
  /** Its fields that say when it was made; where the CRM lists its records. */
  made?: JsonObject
  /** Searches that evidence of an account leads to. */
  searches: number
  gone: Reply
  notes: (...texts: string[]) => Json
  contacts: (...ids: string[]) => Json
  deleted: Reply
}

const ok = (body: Json) => reply(200, body)

function script(words: Words, more: Readonly<Record<string, Talk>> = {}): CrmScript {
  const { settings, keyed, row, many, one, account, contact, opportunity } = words
  const stored = (id: string, key: string | null, fields: JsonObject) => row(id, key === null ? fields : keyed(key, fields))
  const none = ok(many('account'))
  const note = { key: 'evt_1', entity: 'opportunity', remoteId: '12', at: 0, title: 'fair scan', text: 'wants a demo' } as const
  return {
    settings,
    talks: {
      check: {
        begin: (crm, given) => crm.check(given),
        replies: Array.from({ length: words.entities }, (_, i) => ok(many((['account', 'contact', 'opportunity'] as const)[Math.min(i, 2)]!))),
        result: { kind: 'ok', detail: expect.stringMatching(/^connected/) },
      },
      describe: {
        begin: (crm, given) => crm.describe!(given),
        replies: [],
        result: { kind: 'described', entities: expect.objectContaining({ account: expect.objectContaining({ open: false }) }) },
      },
      'find by key': {
        begin: (crm, given) => crm.find('account', 'acc_1', {}, given),
        replies: [ok(many('account', stored('7', 'acc_1', account), stored('8', 'acc_10', account)))],
        result: { kind: 'found', candidates: [{ remoteId: '7', rule: 'key', label: words.label }] },
      },
      'find by evidence': {
        begin: (crm, given) => crm.find('account', 'acc_1', { name: 'Hallbauer GmbH', postalCode: '90762', domain: 'hallbauer.example' }, given),
        replies: [none, ...Array.from({ length: words.searches }, () => ok(many('account', stored('7', null, account), stored('8', 'acc_9', account))))],
        result: { kind: 'found', candidates: [{ remoteId: '7', rule: 'name, postal code', label: words.label }] },
      },
      'find nothing': {
        begin: (crm, given) => crm.find('opportunity', 'led_1', {}, given),
        replies: [ok(many('opportunity'))],
        result: { kind: 'found', candidates: [] },
      },
      'create the account': {
        begin: (crm, given) => crm.write(writes.account(account), given),
        replies: [reply(201, one('account', stored('7', 'acc_1', account)))],
        result: { kind: 'delivered', remoteId: '7', created: true },
      },
      'update the account': {
        begin: (crm, given) => crm.write(writes.account(words.moved, { remoteId: '7' }), given),
        replies: [reply(200, one('account', stored('7', 'acc_1', account)), { etag: 'W/"3"' }), ok(one('account', stored('7', 'acc_1', words.moved)))],
        result: { kind: 'delivered', remoteId: '7', created: false },
      },
      'update nothing': {
        begin: (crm, given) => crm.write(writes.account(account, { remoteId: '7' }), given),
        replies: [ok(one('account', stored('7', 'acc_1', account)))],
        result: { kind: 'unchanged', remoteId: '7' },
      },
      'account is gone': {
        begin: (crm, given) => crm.write(writes.account(account, { remoteId: '7' }), given),
        replies: [words.gone],
        result: expect.objectContaining({ kind: 'notFound' }),
      },
      'create the contact': {
        begin: (crm, given) => crm.write(writes.contact(contact), given),
        replies: [reply(201, one('contact', stored('8', 'con_1', contact)))],
        result: { kind: 'delivered', remoteId: '8', created: true },
      },
      'create the opportunity': {
        begin: (crm, given) => crm.write(writes.opportunity(opportunity), given),
        replies: [reply(201, one('opportunity', stored('12', 'led_1', opportunity)))],
        result: { kind: 'delivered', remoteId: '12', created: true },
      },
      'set a role': {
        begin: (crm, given) => crm.link!({ opportunity: '12', contact: '8', role: 'Contact' }, given),
        replies: [ok(words.contacts('9')), ok({})],
        result: { kind: 'delivered', remoteId: '12', created: false },
      },
      'role is set': {
        begin: (crm, given) => crm.link!({ opportunity: '12', contact: '8', role: 'Contact' }, given),
        replies: [ok(words.contacts('9', '8'))],
        result: { kind: 'unchanged', remoteId: '12' },
      },
      'add notes': {
        begin: (crm, given) => crm.note!([note, { ...note, key: 'evt_2' }], given),
        replies: [ok(words.notes('x\n[leitwerk evt_2]')), reply(201, {})],
        result: { kind: 'delivered', remoteId: '12', created: false },
      },
      'notes are there': {
        begin: (crm, given) => crm.note!([note], given),
        replies: [ok(words.notes('fair scan\nwants a demo\n[leitwerk evt_1]'))],
        result: { kind: 'unchanged', remoteId: '12' },
      },
      'erase the contact': {
        begin: (crm, given) => crm.erase!({ entity: 'contact', remoteId: '8', key: 'con_1' }, given),
        replies: [ok(one('contact', stored('8', 'con_1', contact))), words.deleted],
        result: { kind: 'delivered', remoteId: '8', created: false },
      },
      'contact is erased': {
        begin: (crm, given) => crm.erase!({ entity: 'contact', remoteId: '8', key: 'con_1' }, given),
        replies: [words.gone],
        result: { kind: 'unchanged', remoteId: '8' },
      },
      ...more,
    },
  }
}

const lists = (words: Words): Readonly<Record<string, Talk>> => {
  const listed = (kind: 'account' | 'contact' | 'opportunity', fields: JsonObject, expected: Json): Talk => ({
    begin: (crm: Crm, given) => crm.list!(kind, null, given),
    replies: [ok(words.many(kind, words.row('7', words.keyed('acc_1', fields))))],
    result: { kind: 'listed', cursor: null, records: [expect.objectContaining({ remoteId: '7', hubKey: 'acc_1', ...(expected as JsonObject) })] },
  })
  return {
    'list accounts': listed('account', words.account, {
      company: expect.objectContaining({ name: 'Hallbauer GmbH', postalCode: '90762' }),
      person: undefined,
    } as unknown as Json),
    'list opportunities': listed('opportunity', { ...words.opportunity, ...words.made }, { createdOn: '2025-06-17' }),
    'list contacts': listed('contact', words.contact, {
      person: { firstName: 'Katharina', lastName: 'Vogt', email: 'k.vogt@hallbauer.example' },
      company: undefined,
    } as unknown as Json),
  }
}

const suite: Words = {
  settings: { url: 'https://crm.company.example/legacy/', clientId: 'c1', clientSecret: 'suite-secret-42', keyField: 'leitwerk_key_c' },
  keyed: (key, fields) => ({ ...fields, leitwerk_key_c: key }),
  row: (id, attributes) => ({ type: 'x', id, attributes }),
  many: (_, ...rows) => ({ data: rows }),
  one: (_, row) => ({ data: row }),
  entities: 4,
  account: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', billing_address_postalcode: '90762', billing_address_city: 'Fürth' },
  moved: { name: 'Hallbauer GmbH', billing_address_city: 'Nürnberg' },
  label: 'Hallbauer GmbH, Fürth',
  contact: { first_name: 'Katharina', last_name: 'Vogt', email1: 'k.vogt@hallbauer.example' },
  opportunity: { name: 'Presses', amount: 48000 },
  made: { date_entered: '2025-06-17T22:30:00+00:00' },
  searches: 1,
  gone: reply(400, { errors: { status: 400, title: null, detail: 'Accounts module with id 7 is not found' } }),
  notes: (...texts) => ({ data: texts.map((description, i) => ({ type: 'Note', id: `n${i}`, attributes: { description } })) }),
  contacts: (...ids) => ({ data: ids.map((id) => ({ type: 'Contact', id })) }),
  deleted: reply(200, { meta: { message: 'Record with id 8 is deleted' } }),
}

const refusedBySuite = (detail: string) => reply(400, { errors: { status: 400, title: null, detail } })

export const suitecrm = script(suite, {
  ...lists(suite),
  'check: field of the key missing': {
    begin: (crm, settings) => crm.check(settings),
    replies: [ok({ data: [] }), refusedBySuite('Filter field leitwerk_key_c in Contact module is not found')],
    result: {
      kind: 'problem',
      problem: expect.stringContaining('SuiteCRM cannot search Contacts by leitwerk_key_c: Filter field leitwerk_key_c'),
      field: 'keyField',
      todo: 'Add a text field leitwerk_key_c to Contacts in SuiteCRM, or name the one that is there.',
    },
  },
  'create the account, it is there already': {
    begin: (crm, settings) => crm.write(writes.account(suite.account), settings),
    replies: [refusedBySuite('Bean Accounts with id 5f is already exist'), ok({ data: [suite.row('7', suite.keyed('acc_1', suite.account))] })],
    result: expect.objectContaining({ kind: 'duplicate', candidates: [{ remoteId: '7', rule: 'key', label: 'Hallbauer GmbH, Fürth' }] }),
  },
  'create the account, it was there and is deleted': {
    begin: (crm, settings) => crm.write(writes.account(suite.account), settings),
    replies: [refusedBySuite('Bean Accounts with id 5f is already exist'), ok({ data: [] }), ok({ data: [] })],
    result: expect.objectContaining({ kind: 'invalid', reason: expect.stringContaining('cannot be found') }),
  },
  'create the account, a field is unknown': {
    begin: (crm, settings) => crm.write(writes.account({ ...suite.account, score_c: 54 }), settings),
    replies: [refusedBySuite('Property score_c in Account module is invalid')],
    result: {
      kind: 'invalid',
      reason: 'Property score_c in Account module is invalid: add the field in Studio, or correct its name',
      fields: [{ field: 'score_c', message: 'Property score_c in Account module is invalid' }],
    },
  },
  'complete an account found there': {
    begin: (crm, settings) => crm.write(writes.account({ name: 'Other', phone_office: '+49 911 1' }, { remoteId: '7', completeOnly: true }), settings),
    replies: [ok({ data: suite.row('7', { ...suite.account, phone_office: '', leitwerk_key_c: '' }) }), ok({ data: suite.row('7', {}) })],
    result: { kind: 'delivered', remoteId: '7', created: false },
  },
  'leave to sales what is theirs': {
    begin: (crm, settings) => crm.write(writes.opportunity({ name: 'Presses', sales_stage: 'Prospecting', amount: 1 }, { remoteId: '12' }), settings),
    replies: [ok({ data: suite.row('12', suite.keyed('led_1', { name: 'Presses', sales_stage: 'Closed Won', amount: '48000', account_id: 'a-9' })) })],
    result: { kind: 'unchanged', remoteId: '12' },
  },
  'find an open lead by mail': {
    begin: (crm, settings) => crm.find('lead', 'led_1', { email: 'k.vogt@hallbauer.example' }, settings),
    replies: [ok({ data: [] }), ok({ data: [suite.row('3', { ...suite.contact, status: 'Dead' }), suite.row('4', { ...suite.contact, status: 'New' })] })],
    result: { kind: 'found', candidates: [{ remoteId: '4', rule: 'email', label: 'Katharina Vogt' }] },
  },
  'write an owner': {
    begin: (crm, settings) =>
      crm.write(writes.account({ name: 'Hallbauer GmbH', assigned_user_id: { find: 'User', by: { email1: 'anna.berg@vertrieb.example' } } }), settings),
    replies: [ok({ data: [suite.row('u1', { email1: 'Anna.Berg@vertrieb.example' })] }), reply(201, { data: suite.row('7', {}) })],
    result: { kind: 'delivered', remoteId: '7', created: true },
  },
})

const sap: Words = {
  settings: { url: 'https://my123456.crm.company.example', user: 'LEITWERK', password: 'sap-password-42', keyField: 'Z_LeitwerkKey', noteType: 'S001' },
  keyed: (key, fields) => ({ ...fields, extensions: { Z_LeitwerkKey: key, Z_Other: 'x' } }),
  row: (id, fields) => ({ id, ...fields }),
  many: (_, ...rows) => ({ value: rows }),
  one: (_, row) => ({ value: row }),
  entities: 4,
  account: { firstLineName: 'Hallbauer GmbH', defaultAddress: { postalCode: '90762', cityName: 'Fürth' } },
  moved: { firstLineName: 'Hallbauer GmbH', defaultAddress: { cityName: 'Nürnberg' } },
  label: 'Hallbauer GmbH, Fürth',
  contact: { givenName: 'Katharina', familyName: 'Vogt', eMail: 'k.vogt@hallbauer.example' },
  opportunity: { name: 'Presses' },
  made: { adminData: { createdOn: '2025-06-17T22:30:00.000Z' } },
  searches: 1,
  gone: reply(404, { error: { code: '404', message: 'not found' } }),
  notes: (...texts) => ({ value: texts.map((plainContent, i) => ({ id: `n${i}`, plainContent })) }),
  contacts: (...ids) => ({ value: { id: '12', contacts: ids.map((partyId, i) => ({ id: `x${i}`, partyId })) } }),
  deleted: reply(204),
}

export const sapSalesCloud = script(sap, {
  ...lists(sap),
  'find a name with a quote in it': {
    begin: (crm, settings) => crm.find('account', 'acc_1', { name: "L'Atelier GmbH" }, settings),
    replies: [ok({ value: [] }), ok({ value: [] })],
    result: { kind: 'found', candidates: [] },
  },
  'update the account, somebody was faster': {
    begin: (crm, settings) => crm.write(writes.account(sap.moved, { remoteId: '7' }), settings),
    replies: [
      reply(200, { value: sap.row('7', sap.keyed('acc_1', sap.account)) }, { etag: 'W/"3"' }),
      reply(412, { error: { code: '412', message: 'Precondition failed' } }),
    ],
    result: { kind: 'conflict', reason: 'HTTP 412: Precondition failed' },
  },
  'create the account, a field is refused': {
    begin: (crm, settings) => crm.write(writes.account(sap.account), settings),
    replies: [reply(400, { error: { code: 'x', message: 'Enter a valid country', details: [{ target: 'defaultAddress/country' }] } })],
    result: { kind: 'invalid', reason: 'Enter a valid country', fields: [{ field: 'defaultAddress/country', message: 'Enter a valid country' }] },
  },
})

const fresh: Words = {
  settings: { url: 'https://hallbauer.crm.company.example', apiKey: 'fresh-key-4242', keyField: 'cf_leitwerk_key' },
  keyed: (key, fields) => ({ ...fields, custom_field: { cf_leitwerk_key: key } }),
  row: (id, fields) => ({ id: Number(id), ...fields }),
  many: (kind, ...rows) => ({ [{ account: 'sales_accounts', contact: 'contacts', opportunity: 'deals' }[kind]]: rows }),
  one: (kind, row) => ({ [{ account: 'sales_account', contact: 'contact', opportunity: 'deal' }[kind]]: row }),
  entities: 3,
  account: { name: 'Hallbauer GmbH', zipcode: '90762', city: 'Fürth' },
  moved: { name: 'Hallbauer GmbH', city: 'Nürnberg' },
  label: 'Hallbauer GmbH, Fürth',
  contact: { first_name: 'Katharina', last_name: 'Vogt', email: 'k.vogt@hallbauer.example' },
  opportunity: { name: 'Presses', amount: 48000 },
  searches: 1,
  gone: reply(404, { errors: { code: 404, message: ['Not found'] } }),
  notes: (...texts) => ({ notes: texts.map((description, i) => ({ id: i, description })) }),
  contacts: (...ids) => ({ deal: { id: 12 }, contacts: ids.map((id) => ({ id: Number(id) })) }),
  deleted: reply(200, true),
}

export const freshsales = script(fresh, {
  'create the contact, the address is taken': {
    begin: (crm, settings) => crm.write(writes.contact(fresh.contact), settings),
    replies: [reply(400, { errors: { code: 400, message: ['Email is not unique'] } }), ok({ contacts: [] }), ok({ contacts: [fresh.row('8', fresh.contact)] })],
    result: { kind: 'duplicate', entity: 'contact', reason: 'Email is not unique', candidates: [{ remoteId: '8', rule: 'email', label: 'Katharina Vogt' }] },
  },
  'write an owner out of all there are': {
    begin: (crm, settings) =>
      crm.write(writes.account({ name: 'Hallbauer GmbH', owner_id: { find: 'User', by: { email: 'anna.berg@vertrieb.example' } } }), settings),
    replies: [
      ok({
        users: [
          { id: 1, email: 'anna.berg@vertrieb.example' },
          { id: 2, email: 'ben.kraft@vertrieb.example' },
        ],
      }),
      reply(201, { sales_account: { id: 7 } }),
    ],
    result: { kind: 'delivered', remoteId: '7', created: true },
  },
})
