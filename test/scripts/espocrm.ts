/** The contract played with EspoCRM: replies as 8.4.2 gave them (test/data/crm-wire), else as its documentation says. */
import { expect } from 'vitest'
import type { Json } from '../../core/connector.ts'
import { type CrmScript, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

const ok = (body: Json) => reply(200, body, { 'x-app-timestamp': '1795282426' })
const list = (...rows: Json[]) => ok({ total: -1, list: rows })
const account = { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', billingAddressPostalCode: '90762', billingAddressCity: 'Fürth' }
const stored = (more: object = {}) => ({ id: 'a7', ...account, cHubExternalId: 'acc_1', assignedUserId: null, ...more }) as Json
const opportunity = { name: 'Presses', amount: 48000, closeDate: '2026-12-14', stage: 'Prospecting' }
const note = { key: 'evt_1', entity: 'opportunity', remoteId: 'o12', at: 0, title: '2026-09-01 fair_scan', text: 'wants a demo' } as const
const duplicate = (...rows: Json[]) => reply(409, rows, { 'x-status-reason': 'duplicate' })
const user = { find: 'User', by: { emailAddress: 'anna@vertrieb.example' }, optional: true }
const conversion = {
  leadKey: 'led_1',
  leadRemoteId: 'l3',
  account: writes.account(account),
  contact: writes.contact({ lastName: 'Vogt', emailAddress: 'k.vogt@hallbauer.example' }, { links: {} }),
  opportunity: writes.opportunity(opportunity, { links: {} }),
}

/** The same choice in accounts and leads. */
const industry = {
  name: 'industry',
  label: 'industry',
  type: 'choice' as const,
  required: false,
  readOnly: false,
  choices: [
    { value: '', label: '' },
    { value: 'Machinery', label: 'Machinery' },
  ],
}

export const espocrm: CrmScript = {
  settings: {
    url: 'https://crm.company.example',
    apiKey: 'espo-key-123456',
    authentication: 'hmac',
    secretKey: 'espo-secret-9876',
    keyField: 'cHubExternalId',
    vatField: 'cVatId',
  },
  talks: {
    check: {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok({ type: 'varchar' }), ok({ type: 'varchar' }), ok({ type: 'varchar' }), ok({ type: 'varchar' }), list()],
      result: { kind: 'ok', detail: 'connected; the key stands in cHubExternalId' },
    },
    'check: field of the key missing': {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok({ type: 'varchar' }), ok(null)],
      result: {
        kind: 'problem',
        problem: 'EspoCRM has no field cHubExternalId on Contact',
        field: 'keyField',
        todo: 'Administration > Entity Manager > Contact > Fields: add a field of type Varchar named hubExternalId.',
      },
    },
    'check: another program': {
      begin: (crm, settings) => crm.check(settings),
      replies: [reply(200, '<!doctype html><title>Shop</title>')],
      result: expect.objectContaining({ kind: 'problem', field: 'url' }),
    },
    describe: {
      begin: (crm, settings) => crm.describe!(settings),
      replies: [
        ok({
          name: { type: 'varchar', required: true },
          industry: { type: 'enum', options: ['', 'Machinery'] },
          billingAddress: { type: 'address' },
          billingAddressCity: { type: 'varchar', maxLength: 100 },
          cMap: { type: 'aFieldOfAnExtension' },
        }),
        ok([]),
        ok({
          name: { type: 'personName' },
          lastName: { type: 'varchar', required: true },
          status: { type: 'enum', required: true, options: ['New', 'Dead'], default: 'New' },
          industry: { type: 'enum', optionsReference: 'Account.industry' },
          region: { type: 'enum', optionsReference: 'Region.kind' },
          topics: { type: 'multiEnum', options: ['A', 'B'], allowCustomOptions: true },
          emailAddress: { type: 'email' },
          createdAt: { type: 'datetime', readOnly: true },
        }),
        ok({ amount: { type: 'currency', required: true }, account: { type: 'link', required: true }, contacts: { type: 'linkMultiple' } }),
        ok({
          Global: { scopeNames: { Lead: 'Interessent' }, fields: { name: 'Name' } },
          Lead: { fields: { status: 'Status' }, options: { status: { Dead: 'Tot' } } },
        }),
        ok({ kind: { type: 'enum', options: ['North'] } }),
      ],
      result: {
        kind: 'described',
        entities: {
          account: {
            label: 'Account',
            open: true,
            fields: [
              { name: 'name', label: 'Name', type: 'text', required: true, readOnly: false },
              industry,
              { name: 'billingAddressCity', label: 'billingAddressCity', type: 'text', required: false, readOnly: false, maxLength: 100 },
            ],
          },
          lead: {
            label: 'Interessent',
            open: false,
            fields: [
              { name: 'name', label: 'Name', type: 'other', required: false, readOnly: true },
              { name: 'lastName', label: 'lastName', type: 'text', required: true, readOnly: false },
              {
                name: 'status',
                label: 'Status',
                type: 'choice',
                required: false,
                readOnly: false,
                choices: [
                  { value: 'New', label: 'New' },
                  { value: 'Dead', label: 'Tot' },
                ],
              },
              industry,
              { name: 'region', label: 'region', type: 'choice', required: false, readOnly: false, choices: [{ value: 'North', label: 'North' }] },
              { name: 'topics', label: 'topics', type: 'choices', required: false, readOnly: false },
              { name: 'emailAddress', label: 'emailAddress', type: 'text', required: false, readOnly: false, format: 'email' },
              { name: 'emailAddressData', label: 'emailAddress', type: 'other', required: false, readOnly: false },
              { name: 'emailAddressIsOptedOut', label: 'emailAddress', type: 'boolean', required: false, readOnly: false },
              { name: 'emailAddressIsInvalid', label: 'emailAddress', type: 'boolean', required: false, readOnly: false },
              { name: 'createdAt', label: 'createdAt', type: 'datetime', required: false, readOnly: true },
            ],
          },
          opportunity: {
            label: 'Opportunity',
            open: false,
            fields: [
              { name: 'amount', label: 'amount', type: 'number', required: true, readOnly: false },
              { name: 'amountCurrency', label: 'amount', type: 'text', required: false, readOnly: false },
              { name: 'accountId', label: 'account', type: 'reference', required: true, readOnly: false, provided: true },
              { name: 'accountName', label: 'account', type: 'text', required: false, readOnly: true },
              { name: 'contactsIds', label: 'contacts', type: 'other', required: false, readOnly: false, provided: true },
              { name: 'contactsColumns', label: 'contacts', type: 'object', required: false, readOnly: false },
              { name: 'contactsNames', label: 'contacts', type: 'object', required: false, readOnly: true },
            ],
          },
        },
      },
    },
    'find by key': {
      begin: (crm, settings) => crm.find('account', 'acc_1', {}, settings),
      replies: [list(stored())],
      result: { kind: 'found', candidates: [{ remoteId: 'a7', rule: 'key', label: 'Hallbauer GmbH, Fürth' }] },
    },
    'find by evidence': {
      begin: (crm, settings) =>
        crm.find('account', 'acc_1', { name: 'Hallbauer', postalCode: '90762', domain: 'hallbauer.example', vatId: 'DE136695976' }, settings),
      replies: [
        list(),
        list(
          stored({ id: 'a1', cHubExternalId: null, billingAddressPostalCode: '10115' }),
          stored({ id: 'a2', cHubExternalId: null, cVatId: 'DE 136695976', name: 'HB Tools' }),
          stored({ id: 'a3', cHubExternalId: 'acc_9' }),
          stored({ id: 'a4', cHubExternalId: null, cVatId: 'DE811569869' }),
        ),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: 'a2', rule: 'vatId', label: 'HB Tools, Fürth' },
          { remoteId: 'a1', rule: 'name, domain', label: 'Hallbauer GmbH, Fürth' },
        ],
      },
    },
    'find nothing': { begin: (crm, settings) => crm.find('opportunity', 'led_1', {}, settings), replies: [list()], result: { kind: 'found', candidates: [] } },
    'find an open lead by mail': {
      begin: (crm, settings) => crm.find('lead', 'led_1', { email: 'k.vogt@hallbauer.example' }, settings),
      replies: [list(), list({ id: 'l1', name: 'Katharina Vogt', lastName: 'Vogt', emailAddress: 'k.vogt@hallbauer.example', accountName: 'Hallbauer' })],
      result: { kind: 'found', candidates: [{ remoteId: 'l1', rule: 'email', label: 'Katharina Vogt, Hallbauer' }] },
    },
    'create the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, assignedUserId: user }), settings),
      replies: [list({ id: 'u1' }), ok(stored({ assignedUserId: 'u1' }))],
      result: { kind: 'delivered', remoteId: 'a7', created: true },
    },
    'create the account, EspoCRM sees duplicates': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [duplicate({ id: 'a1', name: 'Hallbauer GmbH' })],
      result: expect.objectContaining({ kind: 'duplicate', candidates: [{ remoteId: 'a1', rule: 'name', label: 'Hallbauer GmbH' }] }),
    },
    'create the lead, all duplicates are other leads of the hub': {
      begin: (crm, settings) => crm.write(writes.lead({ lastName: 'Vogt', emailAddress: 'k.vogt@hallbauer.example' }), settings),
      replies: [
        duplicate({ id: 'l1', name: 'Katharina Vogt', emailAddress: 'k.vogt@hallbauer.example', cHubExternalId: 'led_9' }),
        ok({ id: 'l2', lastName: 'Vogt', emailAddress: 'k.vogt@hallbauer.example', cHubExternalId: 'led_1' }),
      ],
      result: { kind: 'delivered', remoteId: 'l2', created: true },
    },
    'create the account all the same': {
      begin: (crm, settings) => crm.write(writes.account(account, { insist: true }), settings),
      replies: [ok(stored())],
      result: { kind: 'delivered', remoteId: 'a7', created: true },
    },
    'create the account, fields ignored': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, cScore: 54 }), settings),
      replies: [ok(stored())],
      result: expect.objectContaining({ kind: 'invalid', fields: [{ field: 'cScore', message: 'was ignored by EspoCRM' }] }),
    },
    'update the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, billingAddressCity: 'Nürnberg' }, { remoteId: 'a7' }), settings),
      replies: [ok(stored()), ok(stored({ billingAddressCity: 'Nürnberg' }))],
      result: { kind: 'delivered', remoteId: 'a7', created: false },
    },
    'update nothing': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: 'a7' }), settings),
      replies: [ok(stored())],
      result: { kind: 'unchanged', remoteId: 'a7' },
    },
    'complete an account found there': {
      begin: (crm, settings) =>
        crm.write(writes.account({ ...account, name: 'Other', phoneNumber: '+49 911 1' }, { remoteId: 'a7', completeOnly: true }), settings),
      replies: [ok(stored({ cHubExternalId: null })), ok(stored({ phoneNumber: '+49911 1' }))],
      result: { kind: 'delivered', remoteId: 'a7', created: false },
    },
    'leave to sales what is theirs': {
      begin: (crm, settings) =>
        crm.write(writes.opportunity({ ...opportunity, amount: 1 }, { remoteId: 'o12', links: { account: 'a7', contact: 'c8' } }), settings),
      replies: [ok({ ...opportunity, id: 'o12', stage: 'Negotiation', accountId: 'a9', contactsIds: ['c1'], cHubExternalId: 'led_1' })],
      result: { kind: 'unchanged', remoteId: 'o12' },
    },
    'account is gone': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: 'a7' }), settings),
      replies: [reply(404, '', { 'x-status-reason': 'Record a7 does not exist.' })],
      result: { kind: 'notFound', reason: 'HTTP 404: Record a7 does not exist.' },
    },
    'account was deleted': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: 'a7' }), settings),
      replies: [ok(stored({ deleted: true }))],
      result: expect.objectContaining({ kind: 'gone' }),
    },
    'create the opportunity': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity), settings),
      replies: [ok({ id: 'o12', ...opportunity, accountId: '7', cHubExternalId: 'led_1' })],
      result: { kind: 'delivered', remoteId: 'o12', created: true },
    },
    'create the opportunity, value refused': {
      begin: (crm, settings) => crm.write(writes.opportunity({ ...opportunity, stage: 'Maybe' }), settings),
      replies: [
        reply(
          400,
          { messageTranslation: { label: 'validationFailure', scope: null, data: { field: 'stage', type: 'valid' } } },
          { 'x-status-reason': 'Field validation failure; entityType: Opportunity, field: stage, type: valid.' },
        ),
      ],
      result: {
        kind: 'invalid',
        reason: 'Field validation failure; entityType: Opportunity, field: stage, type: valid.',
        fields: [{ field: 'stage', message: 'valid' }],
      },
    },
    convert: {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [
        ok({ id: 'l3', status: 'In Process' }),
        ok({ id: 'l3', status: 'Converted', createdAccountId: 'a7', createdContactId: 'c8', createdOpportunityId: 'o12' }),
      ],
      result: { kind: 'converted', already: false, account: 'a7', contact: 'c8', opportunity: 'o12' },
    },
    'convert into what is there': {
      begin: (crm, settings) =>
        crm.convert!({ ...conversion, account: { ...conversion.account, remoteId: 'a7' }, contact: { ...conversion.contact, remoteId: 'c8' } }, settings),
      replies: [ok({ id: 'l3', status: 'New' }), ok({ id: 'l3', status: 'Converted', createdOpportunityId: 'o12' })],
      result: { kind: 'converted', already: false, account: 'a7', contact: 'c8', opportunity: 'o12' },
    },
    'convert again': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [ok({ id: 'l3', status: 'Converted', createdAccountId: 'a7', createdContactId: null, createdOpportunityId: null }), list({ id: 'o12' })],
      result: { kind: 'converted', already: true, account: 'a7', opportunity: 'o12' },
    },
    'convert, EspoCRM sees duplicates': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [
        ok({ id: 'l3', status: 'New' }),
        duplicate({ id: 'c5', _entityType: 'Contact', name: 'Katharina Vogt', lastName: 'Vogt', emailAddress: 'k.vogt@hallbauer.example' }),
      ],
      result: expect.objectContaining({ kind: 'duplicate', entity: 'contact', candidates: [{ remoteId: 'c5', rule: 'email', label: 'Katharina Vogt' }] }),
    },
    'set a role': {
      begin: (crm, settings) => crm.link!({ opportunity: 'o12', contact: 'c8', role: 'Evaluator' }, settings),
      replies: [ok({ id: 'o12', contactsIds: ['c1', 'c8'], contactsColumns: { c1: { role: 'Influencer' } } }), ok({ id: 'o12' })],
      result: { kind: 'delivered', remoteId: 'o12', created: false },
    },
    'role is set': {
      begin: (crm, settings) => crm.link!({ opportunity: 'o12', contact: 'c8', role: 'Evaluator' }, settings),
      replies: [ok({ id: 'o12', contactsIds: ['c8'], contactsColumns: { c8: { role: 'Evaluator' } } })],
      result: { kind: 'unchanged', remoteId: 'o12' },
    },
    'add notes': {
      begin: (crm, settings) => crm.note!([note, { ...note, key: 'evt_2' }], settings),
      replies: [list({ id: 'n1', type: 'Post', post: 'x\n[leitwerk evt_2]' }), ok({ id: 'n2', type: 'Post' })],
      result: { kind: 'delivered', remoteId: 'o12', created: false },
    },
    'notes are there': {
      begin: (crm, settings) => crm.note!([note], settings),
      replies: [list({ id: 'n1', post: '2026-09-01 fair_scan\nwants a demo\n[leitwerk evt_1]' })],
      result: { kind: 'unchanged', remoteId: 'o12' },
    },
    'erase the contact': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: 'c8', key: 'con_1' }, settings),
      replies: [ok({ id: 'c8', lastName: 'Vogt' }), ok({ id: 'c8', lastName: '[erased]' }), ok(true)],
      result: { kind: 'delivered', remoteId: 'c8', created: false },
    },
    'erase the contact, it may not be deleted': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: 'c8', key: 'con_1' }, settings),
      replies: [ok({ id: 'c8', lastName: 'Vogt' }), ok({ id: 'c8', lastName: '[erased]' }), reply(403, '', { 'x-status-reason': 'No delete access.' })],
      result: expect.objectContaining({ kind: 'delivered', remarks: [expect.stringContaining('may not delete')] }),
    },
    'erase what the opportunity says': {
      begin: (crm, settings) => crm.erase!({ entity: 'opportunity', remoteId: 'o12', key: 'led_1' }, settings),
      replies: [ok({ id: 'o12', description: 'Katharina Vogt asked' }), ok({ id: 'o12' })],
      result: { kind: 'delivered', remoteId: 'o12', created: false },
    },
    'contact is erased': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: 'c8', key: 'con_1' }, settings),
      replies: [reply(404, '', { 'x-status-reason': 'Record c8 does not exist.' })],
      result: { kind: 'unchanged', remoteId: 'c8' },
    },
    'list accounts': {
      begin: (crm, settings) => crm.list!('account', null, settings),
      replies: [list(stored({ cVatId: 'DE136695976', phoneNumber: '+49911 1', emailAddress: null }))],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          {
            remoteId: 'a7',
            hubKey: 'acc_1',
            label: 'Hallbauer GmbH, Fürth',
            accountId: null,
            company: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', vatId: 'DE136695976', postalCode: '90762', city: 'Fürth' },
            person: { phone: '+49911 1' },
          },
        ],
      },
    },
    'list contacts': {
      begin: (crm, settings) => crm.list!('contact', '400', settings),
      replies: [
        list({ id: 'c8', name: 'Katharina Vogt', firstName: 'Katharina', lastName: 'Vogt', emailAddress: 'k.vogt@hallbauer.example', accountId: 'a7' }),
      ],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          {
            remoteId: 'c8',
            hubKey: null,
            label: 'Katharina Vogt',
            accountId: 'a7',
            company: undefined,
            person: { firstName: 'Katharina', lastName: 'Vogt', email: 'k.vogt@hallbauer.example' },
          },
        ],
      },
    },
    'list opportunities': {
      begin: (crm, settings) => crm.list!('opportunity', null, settings),
      replies: [list({ id: 'o12', name: 'Presses', stage: 'Closed Won', accountId: 'a7', cHubExternalId: 'led_1', createdAt: '2025-06-17 22:30:00' })],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          { remoteId: 'o12', hubKey: 'led_1', label: 'Presses', accountId: 'a7', company: undefined, person: undefined, closed: true, createdOn: '2025-06-17' },
        ],
      },
    },
    'list leads, a page of many': {
      begin: (crm, settings) => crm.list!('lead', '200', settings),
      replies: [
        list(...Array.from({ length: 200 }, (_, i) => ({ id: `l${i}`, name: 'Katharina Vogt', lastName: 'Vogt', accountName: 'Hallbauer', status: 'Dead' }))),
      ],
      result: expect.objectContaining({
        cursor: 'l199',
        records: expect.arrayContaining([
          {
            remoteId: 'l0',
            hubKey: null,
            label: 'Katharina Vogt, Hallbauer',
            accountId: null,
            company: { name: 'Hallbauer' },
            person: { lastName: 'Vogt' },
            closed: true,
          },
        ]),
      }),
    },
  },
}
