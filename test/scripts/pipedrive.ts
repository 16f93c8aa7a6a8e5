/** The contract played with Pipedrive: replies in the shape of the vendor's reference and of its client's models. */
import { expect } from 'vitest'
import type { Json, JsonObject, Reply } from '../../core/connector.ts'
import { type CrmScript, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

const ok = (data: Json, cursor: string | null = null) => reply(200, { success: true, data, additional_data: { next_cursor: cursor } })
const none = ok([])
/** How Pipedrive itself says that something is not there. */
const missing = (what: string) => reply(404, { success: false, error: `${what} not found`, error_info: 'Please check developers.pipedrive.com', data: null })
const found = (...items: Json[]) => ok({ items: items.map((item) => ({ result_score: 1, item })) })
const field = (field_code: string, field_name: string, field_type: string, options: Json = null): Json => ({
  field_code,
  field_name,
  field_type,
  is_custom_field: field_code.length === 40,
  options,
})
const [ORG, PERSON, DEAL, VAT, REGION] = ['a', 'b', 'c', '9', 'e'].map((letter) => letter.repeat(40)) as [string, string, string, string, string]
const regions = [
  { id: 31, label: 'North' },
  { id: 32, label: 'South' },
]
const orgFields = ok([
  field('name', 'Name', 'varchar'),
  field('website', 'Website', 'varchar'),
  field('add_time', 'Created', 'date'),
  field(VAT, 'VAT id', 'varchar'),
  field(ORG, 'Leitwerk ID', 'varchar'),
])
const personFields = ok([field('name', 'Name', 'varchar'), field(PERSON, 'Leitwerk ID', 'varchar')])
const dealFields = ok([field('title', 'Title', 'varchar'), field(REGION, 'Region', 'enum', regions), field(DEAL, 'Leitwerk ID', 'varchar')])
const me = ok({ id: 11, name: 'Hub', company_name: 'Kranwerk', company_domain: 'kranwerk' })

const account = { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', address: { value: 'Industriestr. 12, Fürth' } }
const stored = (more: JsonObject = {}): JsonObject => ({
  id: 7,
  ...account,
  address: { value: 'Industriestr. 12, Fürth', postal_code: '90762', locality: 'Fürth' },
  owner_id: 11,
  is_deleted: false,
  custom_fields: { [ORG]: 'acc_1' },
  ...more,
})
const foreign = (id: number, more: JsonObject = {}): JsonObject => stored({ id, custom_fields: {}, ...more })
const contact = { name: 'Katharina Vogt', emails: [{ value: 'k.vogt@hallbauer.example', primary: true, label: 'work' }] }
const lead = { id: 'l3', title: 'Hallbauer: presses', person_id: 8, organization_id: 7, is_archived: false }
const opportunity = { title: 'Presses', value: 48000, currency: 'EUR' }
const deal = (more: JsonObject = {}): JsonObject => ({
  id: 12,
  ...opportunity,
  person_id: 8,
  org_id: 7,
  status: 'open',
  is_deleted: false,
  custom_fields: { [DEAL]: 'led_1' },
  ...more,
})
const conversion = {
  leadKey: 'led_1',
  leadRemoteId: 'l3',
  account: writes.account({}, { remoteId: '7' }),
  contact: writes.contact({}, { remoteId: '8' }),
  opportunity: writes.opportunity({ ...opportunity, stage_id: { find: 'Stage', by: { name: 'Qualified' } } }, { links: {} }),
}
const stages = ok([
  { id: 1, name: 'Qualified', pipeline_id: 1, is_deleted: false },
  { id: 2, name: 'Offer', pipeline_id: 1, is_deleted: false },
])
const note = { key: 'evt_1', entity: 'opportunity', remoteId: '12', at: 0, title: '2026-09-01 fair_scan', text: 'wants a demo & "more"' } as const
const erased = { entity: 'contact', remoteId: '8', key: 'con_1' } as const
const refusing = (error: string, more: JsonObject = {}): Reply => reply(400, { success: false, error, ...more })
const label = { name: 'label', label: 'label', type: 'text' as const, required: false, readOnly: false }
const listOf = (format: object) => [
  { name: 'value', label: 'value', type: 'text' as const, required: true, readOnly: false, ...format },
  { name: 'primary', label: 'primary', type: 'boolean' as const, required: false, readOnly: false },
  label,
]

export const pipedrive: CrmScript = {
  settings: { url: 'https://kranwerk.pipedrive.com', apiToken: 'pd-token-123456', keyField: 'Leitwerk ID', vatField: 'VAT id' },
  allowances: {
    headers: {
      'x-ratelimit-remaining': '18',
      'x-ratelimit-reset': '2',
      'x-daily-ratelimit-token-remaining': '29990',
      date: 'Tue, 15 Sep 2026 18:00:00 GMT',
    },
    read: [
      { limit: 'burst', left: 18, renewsMs: 2_000 },
      { limit: 'day', left: 1_499, renewsMs: 21_600_000 },
    ],
  },
  talks: {
    check: {
      begin: (crm, settings) => crm.check(settings),
      replies: [me, orgFields, personFields, dealFields, reply(200, { success: true, data: null })],
      result: { kind: 'ok', detail: 'connected to Kranwerk; the key stands in "Leitwerk ID"' },
    },
    'check: field of the key missing': {
      begin: (crm, settings) => crm.check(settings),
      replies: [me, orgFields, ok([field('name', 'Name', 'varchar')])],
      result: {
        kind: 'problem',
        problem: 'Pipedrive has no field "Leitwerk ID" of persons',
        field: 'keyField',
        todo: 'Company settings > Data fields > Person: add a field of type Text named "Leitwerk ID".',
      },
    },
    'check: another program': {
      begin: (crm, settings) => crm.check(settings),
      replies: [reply(200, '<!doctype html><title>Shop</title>')],
      result: expect.objectContaining({ kind: 'problem', field: 'url' }),
    },
    describe: {
      begin: (crm, settings) => crm.describe!(settings),
      replies: [ok([field('name', 'Name', 'varchar')], 'page2'), orgFields, personFields, dealFields],
      result: {
        kind: 'described',
        entities: {
          account: expect.objectContaining({
            label: 'Organization',
            open: false,
            fields: expect.arrayContaining([
              { name: 'name', label: 'Name', type: 'text', required: true, readOnly: false },
              { name: 'website', label: 'Website', type: 'text', required: false, readOnly: false },
              { name: 'VAT id', label: 'VAT id', type: 'text', required: false, readOnly: false, maxLength: 255 },
              { name: 'Leitwerk ID', label: 'Leitwerk ID', type: 'text', required: false, readOnly: false, provided: true, maxLength: 255 },
              { name: 'add_time', label: 'Created', type: 'other', required: false, readOnly: true },
            ]),
          }),
          contact: expect.objectContaining({
            label: 'Person',
            fields: expect.arrayContaining([
              { name: 'emails', label: 'emails', type: 'other', required: false, readOnly: false, entries: listOf({ format: 'email' }) },
              { name: 'org_id', label: 'org_id', type: 'reference', required: false, readOnly: false, provided: true, references: 'Organization' },
            ]),
          }),
          lead: expect.objectContaining({ label: 'Lead' }),
          opportunity: expect.objectContaining({
            label: 'Deal',
            fields: expect.arrayContaining([
              {
                name: 'Region',
                label: 'Region',
                type: 'choice',
                required: false,
                readOnly: false,
                choices: [
                  { value: 'North', label: 'North' },
                  { value: 'South', label: 'South' },
                ],
              },
            ]),
          }),
        },
      },
    },
    'find by key': {
      begin: (crm, settings) => crm.find('account', 'acc_1', {}, settings),
      replies: [
        orgFields,
        found({ id: 7, name: 'Hallbauer GmbH', address: 'Fürth', custom_fields: ['acc_1'] }, { id: 9, name: 'Copy', custom_fields: ['acc_10'] }),
      ],
      result: { kind: 'found', candidates: [{ remoteId: '7', rule: 'key', label: 'Hallbauer GmbH' }] },
    },
    'find by key what no search finds yet': {
      begin: (crm, settings) => crm.find('opportunity', 'led_1', {}, settings),
      replies: [dealFields, found(), ok([deal({ id: 13, custom_fields: {} }), deal()])],
      result: { kind: 'found', candidates: [{ remoteId: '12', rule: 'key', label: 'Presses' }] },
    },
    'find by evidence': {
      begin: (crm, settings) =>
        crm.find('account', 'acc_1', { name: 'Hallbauer', postalCode: '90762', domain: 'hallbauer.example', vatId: 'DE136695976' }, settings),
      replies: [
        orgFields,
        found(),
        none,
        found({ id: 1 }, { id: 3 }, { id: 4 }),
        found({ id: 2 }),
        ok([
          foreign(1, { address: { value: 'Berlin', postal_code: '10115' } }),
          foreign(2, { name: 'HB Tools', custom_fields: { [VAT]: 'DE 136695976' } }),
          foreign(3, { custom_fields: { [ORG]: 'acc_9' } }),
          foreign(4, { custom_fields: { [VAT]: 'DE811569869' } }),
        ]),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: '2', rule: 'vatId', label: 'HB Tools, Fürth' },
          { remoteId: '1', rule: 'name, domain', label: 'Hallbauer GmbH' },
        ],
      },
    },
    'find an open lead by the mail of its person': {
      begin: (crm, settings) => crm.find('lead', 'led_1', { email: 'k.vogt@hallbauer.example' }, settings),
      replies: [dealFields, found(), none, found({ id: 8 }), ok([lead, { ...lead, id: 'l4', is_archived: true }, { ...lead, id: 'l5', [DEAL]: 'led_9' }])],
      result: { kind: 'found', candidates: [{ remoteId: 'l3', rule: 'email', label: 'Hallbauer: presses' }] },
    },
    'find nothing': {
      begin: (crm, settings) => crm.find('contact', 'con_1', { email: 'k.vogt@hallbauer.example' }, settings),
      replies: [personFields, found(), reply(200, { success: true, data: null }), found()],
      result: { kind: 'found', candidates: [] },
    },
    'find nothing without the field of the key': {
      begin: (crm, settings) => crm.find('contact', 'con_1', {}, settings),
      replies: [ok([])],
      result: expect.objectContaining({ kind: 'invalid', reason: 'Pipedrive has no field "Leitwerk ID" of persons' }),
    },
    'create the account': {
      begin: (crm, settings) =>
        crm.write(writes.account({ ...account, owner_id: { find: 'User', by: { email: 'anna@vertrieb.example' }, optional: true } }), settings),
      replies: [orgFields, ok([{ id: 12, email: 'anna@vertrieb.example', active_flag: true }]), ok(stored({ owner_id: 12 }))],
      result: { kind: 'delivered', remoteId: '7', created: true },
    },
    'create the account, no such user': {
      begin: (crm, settings) =>
        crm.write(writes.account({ name: 'Hallbauer GmbH', owner_id: { find: 'User', by: { name: 'Nobody' }, optional: true } }), settings),
      replies: [orgFields, none, ok(stored())],
      result: { kind: 'delivered', remoteId: '7', created: true, remarks: ['owner_id stays empty: there is no User with name Nobody'] },
    },
    'create the account, something else is looked up': {
      begin: (crm, settings) => crm.write(writes.account({ owner_id: { find: 'Team', by: { name: 'South' } } }), settings),
      replies: [orgFields],
      result: expect.objectContaining({ kind: 'invalid', reason: expect.stringContaining('possible are User, Stage and Pipeline') }),
    },
    'create the account, a field is ignored': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, linkedin: 'x' }), settings),
      replies: [orgFields, ok(stored())],
      result: expect.objectContaining({ kind: 'invalid', fields: [{ field: 'linkedin', message: 'was ignored by Pipedrive' }] }),
    },
    'create the contact': {
      begin: (crm, settings) => crm.write(writes.contact(contact), settings),
      replies: [personFields, ok({ id: 8, ...contact, org_id: 7, custom_fields: { [PERSON]: 'con_1' } })],
      result: { kind: 'delivered', remoteId: '8', created: true },
    },
    'create the lead': {
      begin: (crm, settings) => crm.write(writes.lead({ title: 'Hallbauer: presses', Region: 'South' }, { links: { account: '7', contact: '8' } }), settings),
      replies: [dealFields, ok({ ...lead, [DEAL]: 'led_1', [REGION]: 32 })],
      result: { kind: 'delivered', remoteId: 'l3', created: true },
    },
    'update the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, name: 'Hallbauer AG', 'VAT id': 'DE136695976' }, { remoteId: '7' }), settings),
      replies: [orgFields, ok(stored()), ok(stored({ name: 'Hallbauer AG', custom_fields: { [ORG]: 'acc_1', [VAT]: 'DE136695976' } }))],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'update nothing': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [orgFields, ok(stored())],
      result: { kind: 'unchanged', remoteId: '7' },
    },
    'complete an account found there': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, name: 'Other' }, { remoteId: '7', completeOnly: true }), settings),
      replies: [orgFields, ok(foreign(7, { website: null })), ok(stored())],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'leave to sales what is theirs': {
      begin: (crm, settings) => crm.write(writes.opportunity({ ...opportunity, title: 'Other', value: 1 }, { remoteId: '12' }), settings),
      replies: [dealFields, ok(deal({ org_id: 9, person_id: 3, value: 60000 }))],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'account is gone': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [orgFields, missing('Organization')],
      result: { kind: 'notFound', reason: 'HTTP 404: Organization not found' },
    },
    'account was deleted': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [orgFields, ok(stored({ is_deleted: true }))],
      result: expect.objectContaining({ kind: 'gone' }),
    },
    'create the opportunity': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity), settings),
      replies: [dealFields, ok(deal())],
      result: { kind: 'delivered', remoteId: '12', created: true },
    },
    'create the opportunity, value refused': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity), settings),
      replies: [dealFields, refusing('Validation failed: owner_id: User not found or not accessible.', { code: 'ERR_SCHEMA_VALIDATION_FAILED' })],
      result: {
        kind: 'invalid',
        reason: 'Validation failed: owner_id: User not found or not accessible.',
        fields: [{ field: 'owner_id', message: 'User not found or not accessible.' }],
      },
    },
    convert: {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [
        ok(lead),
        reply(200, { success: true, data: null }),
        dealFields,
        stages,
        ok({ conversion_id: 'cv-1' }),
        ok({ conversion_id: 'cv-1', status: 'running' }),
        ok({ conversion_id: 'cv-1', status: 'completed', deal_id: 12 }),
        ok(deal({ value: null, currency: null })),
        ok(deal()),
      ],
      result: { kind: 'converted', already: false, account: '7', contact: '8', opportunity: '12' },
    },
    'convert, a job of before has ended': {
      begin: (crm, settings) => crm.convert!({ ...conversion, opportunity: writes.opportunity(opportunity, { links: {} }) }, settings),
      replies: [
        ok(lead),
        ok([
          { id: 1, content: 'x' },
          { id: 2, content: 'Leitwerk is converting this lead. [leitwerk conversion cv-0]' },
        ]),
        dealFields,
        ok({ conversion_id: 'cv-0', status: 'completed', deal_id: 12 }),
        ok(deal({ currency: 'EUR' })),
      ],
      result: { kind: 'converted', already: false, account: '7', contact: '8', opportunity: '12' },
    },
    'convert, a job of before came to nothing': {
      begin: (crm, settings) => crm.convert!({ ...conversion, opportunity: writes.opportunity(opportunity, { links: {} }) }, settings),
      replies: [
        ok(lead),
        ok([{ id: 2, content: '[leitwerk conversion cv-0]' }]),
        dealFields,
        ok({ conversion_id: 'cv-0', status: 'failed' }),
        ok({ conversion_id: 'cv-1' }),
        ok({ conversion_id: 'cv-1', status: 'completed', deal_id: 12 }),
        ok(deal()),
      ],
      result: { kind: 'converted', already: false, account: '7', contact: '8', opportunity: '12' },
    },
    'convert again': {
      begin: (crm, settings) => crm.convert!({ ...conversion, opportunity: writes.opportunity(opportunity, { links: {} }) }, settings),
      replies: [missing('Lead'), dealFields, found({ id: 12, title: 'Presses', custom_fields: ['led_1'] }), dealFields, ok(deal())],
      result: { kind: 'converted', already: true, account: '7', contact: '8', opportunity: '12' },
    },
    'convert a lead that was deleted': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [missing('Lead'), dealFields, found(), none, ok([deal({ custom_fields: {}, source_lead_id: 'l9' })])],
      result: expect.objectContaining({ kind: 'gone' }),
    },
    'set a role': {
      begin: (crm, settings) => crm.link!({ opportunity: '12', contact: '9', role: 'purchasing' }, settings),
      replies: [ok(deal()), ok([{ id: 1, person_id: { value: 8 } }]), ok({ id: 2, person_id: { value: 9 } })],
      result: { kind: 'delivered', remoteId: '12', created: false },
    },
    'role is set': {
      begin: (crm, settings) => crm.link!({ opportunity: '12', contact: '9', role: 'purchasing' }, settings),
      replies: [ok(deal()), ok([{ id: 1, person: { id: 9 } }])],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'add notes': {
      begin: (crm, settings) => crm.note!([note, { ...note, key: 'evt_2' }], settings),
      replies: [ok([{ id: 1, content: '<b>x</b><br>[leitwerk evt_2]' }]), ok({ id: 2, content: 'x' })],
      result: { kind: 'delivered', remoteId: '12', created: false },
    },
    'notes are there': {
      begin: (crm, settings) => crm.note!([note], settings),
      replies: [ok([{ id: 1, content: '<b>fair</b><br>[leitwerk evt_1]' }])],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'erase the contact': {
      begin: (crm, settings) => crm.erase!(erased, settings),
      replies: [ok({ id: 8, ...contact, is_deleted: false }), ok({ id: 8 })],
      result: { kind: 'delivered', remoteId: '8', created: false },
    },
    'contact is erased': {
      begin: (crm, settings) => crm.erase!(erased, settings),
      replies: [missing('Person')],
      result: { kind: 'unchanged', remoteId: '8' },
    },
    'list accounts': {
      begin: (crm, settings) => crm.list!('account', 'page2', settings),
      replies: [
        orgFields,
        ok([stored({ custom_fields: { [ORG]: 'acc_1', [VAT]: 'DE136695976' } }), foreign(9, { name: 'Nordlicht', website: null, address: null })], 'page3'),
      ],
      result: {
        kind: 'listed',
        cursor: 'page3',
        records: [
          {
            remoteId: '7',
            hubKey: 'acc_1',
            label: 'Hallbauer GmbH, Fürth',
            accountId: null,
            company: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', vatId: 'DE136695976', postalCode: '90762', city: 'Fürth' },
            person: undefined,
          },
          { remoteId: '9', hubKey: null, label: 'Nordlicht', accountId: null, company: { name: 'Nordlicht' }, person: undefined },
        ],
      },
    },
    'list contacts': {
      begin: (crm, settings) => crm.list!('contact', null, settings),
      replies: [
        personFields,
        ok([
          { id: 8, ...contact, first_name: 'Katharina', last_name: 'Vogt', org_id: 7, phones: [], custom_fields: { [PERSON]: 'con_1' } },
          { id: 9, name: 'info', org_id: null, emails: null, phones: [{ value: '+49 911 1' }], custom_fields: {} },
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
            accountId: '7',
            company: undefined,
            person: { firstName: 'Katharina', lastName: 'Vogt', email: 'k.vogt@hallbauer.example' },
          },
          { remoteId: '9', hubKey: null, label: 'info', accountId: null, company: undefined, person: { fullName: 'info', phone: '+49 911 1' } },
        ],
      },
    },
    'list opportunities': {
      begin: (crm, settings) => crm.list!('opportunity', null, settings),
      replies: [dealFields, ok([deal({ status: 'lost', add_time: '2025-06-17T22:30:00Z' })])],
      result: {
        kind: 'listed',
        cursor: null,
        records: [{ remoteId: '12', hubKey: 'led_1', label: 'Presses', accountId: '7', company: undefined, person: undefined, createdOn: '2025-06-17' }],
      },
    },
    'list leads': {
      begin: (crm, settings) => crm.list!('lead', '100', settings),
      replies: [dealFields, ok(Array.from({ length: 100 }, (_, i) => ({ ...lead, id: `l${i}` })))],
      result: expect.objectContaining({ kind: 'listed', cursor: '200' }),
    },
  },
}
