/** The contract played with HubSpot: replies as its documentation shows them, properties as texts. */
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../core/connector.ts'
import { type CrmScript, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

const ok = (body: Json) => reply(200, body, { 'x-hubspot-ratelimit-remaining': '189' })
const record = (id: string, properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  id,
  properties,
  createdAt: '2026-09-15T08:30:00.000Z',
  updatedAt: '2026-09-15T08:30:00.000Z',
  archived: false,
  ...more,
})
const rows = (...results: Json[]) => ok({ results })
const batch = (...results: Json[]) => ok({ status: 'COMPLETE', results })
const error = (status: number, category: string, message: string, more: JsonObject = {}) =>
  reply(status, { status: 'error', category, message, correlationId: 'c0ffee00-0000-4000-8000-000000000000', ...more })
const nothing = error(404, 'OBJECT_NOT_FOUND', 'resource not found')
const associations = (kinds: Readonly<Record<string, readonly string[]>>): JsonObject => ({
  associations: Object.fromEntries(Object.entries(kinds).map(([kind, ids]) => [kind, { results: ids.map((id) => ({ id, type: `x_to_${kind}` })) }])),
})
const key = (name: string) => ok({ name: 'leitwerk_id', label: name, type: 'string', fieldType: 'text', hasUniqueValue: true })
const account = { name: 'Hallbauer GmbH', domain: 'hallbauer.example', zip: '90762', city: 'Fürth' }
const stored = (more: JsonObject = {}) => record('7', { ...account, website: null, leitwerk_id: 'acc_1', ...more })
const contact = { firstname: 'Katharina', lastname: 'Vogt', email: 'k.vogt@hallbauer.example' }
const opportunity = { dealname: 'Presses', dealstage: 'appointmentscheduled', amount: 48000 }
const owner = { find: 'owner', by: { email: 'anna@vertrieb.example' }, optional: true }
const taken = error(409, 'CONFLICT', 'Contact already exists. Existing ID: 8')
const note = { key: 'evt_1', entity: 'opportunity', remoteId: '12', at: 0, title: '2026-09-01 fair_scan', text: 'wants a <demo>' } as const
const refusedBatch = error(
  400,
  'VALIDATION_ERROR',
  'Property values were not valid: [{"isValid":false,"message":"x","error":"PROPERTY_DOESNT_EXIST","name":"shoesize"}]',
)
const person = writes.contact(contact, { key: 'con_2', remoteId: '8' })
const several = [
  writes.account(account),
  writes.account({ ...account, name: 'Hallbauer AG' }, { key: 'acc_2', remoteId: '9' }),
  writes.account(account, { key: 'acc_3', remoteId: '10' }),
]

const property = (name: string, label: string, more: JsonObject = {}): JsonObject => ({
  name,
  label,
  type: 'string',
  fieldType: 'text',
  options: [],
  calculated: false,
  ...more,
})
const field = (name: string, label: string, more: object = {}) => ({ name, label, type: 'text', required: false, readOnly: false, ...more })

export const hubspot: CrmScript = {
  settings: {
    url: 'https://api.hubapi.com',
    portal: '62515000',
    token: 'pat-eu1-secret-123456',
    apiVersion: '2026-03',
    keyField: 'leitwerk_id',
    vatField: 'vat_id',
    leads: 'yes',
    qualifiedStage: 'qualified-stage-id',
    endedStages: 'qualified-stage-id, unqualified-stage-id',
  },
  allowances: {
    headers: {
      'x-hubspot-ratelimit-max': '190',
      'x-hubspot-ratelimit-remaining': '188',
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
      'x-hubspot-ratelimit-daily': '650000',
      'x-hubspot-ratelimit-daily-remaining': '649000',
    },
    read: [
      { limit: 'burst', left: 188, renewsMs: 10_000 },
      { limit: 'day', left: 649_000, renewsMs: 86_400_000 },
    ],
  },
  talks: {
    check: {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok({ portalId: 62515000, uiDomain: 'app-eu1.hubspot.com' }), key('companies'), key('contacts'), key('leads'), key('deals')],
      result: { kind: 'ok', detail: 'connected to the account 62515000; the key stands in leitwerk_id' },
    },
    'check: without leads': {
      begin: (crm, settings) => crm.check({ ...settings, leads: 'no' }),
      replies: [ok({ portalId: 62515000 }), key('companies'), key('contacts'), key('deals')],
      result: { kind: 'ok', detail: 'connected to the account 62515000; the key stands in leitwerk_id' },
    },
    'check: token of another account': {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok({ portalId: 99 })],
      result: {
        kind: 'problem',
        problem: 'The access token belongs to the account 99',
        field: 'portal',
        todo: 'Enter 99, or the token of the other account.',
      },
    },
    'check: property of the key missing': {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok({ portalId: 62515000 }), key('companies'), error(404, 'OBJECT_NOT_FOUND', 'Property does not exist')],
      result: {
        kind: 'problem',
        problem: 'HubSpot has no property leitwerk_id on contacts',
        field: 'keyField',
        todo: 'Settings > Properties > contacts > Create property: internal name leitwerk_id, type single-line text, and under Rules: require unique values.',
      },
    },
    'check: property of the key not unique': {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok({ portalId: 62515000 }), ok({ name: 'leitwerk_id', hasUniqueValue: false })],
      result: expect.objectContaining({ kind: 'problem', field: 'keyField', problem: 'The property leitwerk_id of companies is not unique' }),
    },
    'check: scope missing': {
      begin: (crm, settings) => crm.check(settings),
      replies: [
        ok({ portalId: 62515000 }),
        key('companies'),
        key('contacts'),
        error(403, 'MISSING_SCOPES', 'x', { errors: [{ message: 'x', context: { requiredGranularScopes: ['crm.objects.leads.read'] } }] }),
      ],
      result: {
        kind: 'problem',
        problem: 'HubSpot denies reading leads: the app of the hub has no right to this: give it the scope crm.objects.leads.read',
        field: 'token',
        todo: 'Add the scopes crm.objects.leads.read and .write to the app of the hub. Without Sales Hub Professional set leads to no.',
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
        rows(
          property('name', 'Company name'),
          property('leitwerk_id', 'Leitwerk', { hasUniqueValue: true }),
          property('topics', 'Topics', { type: 'enumeration', fieldType: 'checkbox', options: [{ value: 'press', label: 'Press' }] }),
          property('old', 'Old', { archived: true }),
        ),
        rows(property('email', 'Email'), property('hubspot_owner_id', 'Owner', { type: 'enumeration', externalOptions: true, referencedObjectType: 'OWNER' })),
        rows(property('hs_lead_name', 'Lead name'), property('hs_pipeline_stage', 'Stage', { type: 'enumeration', fieldType: 'select' })),
        rows({ id: 'lead-pipeline-id', label: 'Leads', stages: [{ id: 'new-stage-id', label: 'New' }] }),
        rows(
          property('dealname', 'Deal name'),
          property('pipeline', 'Pipeline', { type: 'enumeration', fieldType: 'select', externalOptions: true }),
          property('amount', 'Amount', { type: 'number' }),
          property('closedate', 'Close date', { type: 'datetime' }),
          property('hs_is_closed', 'Closed', { type: 'bool', calculated: true }),
          property('hs_object_id', 'Record id', { type: 'number', modificationMetadata: { readOnlyValue: true } }),
          property('place', 'Place', { type: 'object_coordinates' }),
        ),
        rows({ id: 'default', label: 'Sales', stages: [] }),
      ],
      result: {
        kind: 'described',
        entities: {
          account: {
            label: 'companies',
            open: false,
            fields: [
              field('name', 'Company name'),
              field('leitwerk_id', 'Leitwerk', { provided: true }),
              field('topics', 'Topics', { type: 'choices', choices: [{ value: 'press', label: 'Press' }] }),
            ],
          },
          contact: {
            label: 'contacts',
            open: false,
            fields: [field('email', 'Email', { format: 'email' }), field('hubspot_owner_id', 'Owner', { type: 'reference', references: 'owner' })],
          },
          lead: {
            label: 'leads',
            open: false,
            fields: [
              field('hs_lead_name', 'Lead name', { required: true }),
              field('hs_pipeline_stage', 'Stage', { type: 'choice', choices: [{ value: 'new-stage-id', label: 'New' }] }),
            ],
          },
          opportunity: {
            label: 'deals',
            open: false,
            fields: [
              field('dealname', 'Deal name', { required: true }),
              field('pipeline', 'Pipeline', { type: 'choice', choices: [{ value: 'default', label: 'Sales' }] }),
              field('amount', 'Amount', { type: 'number' }),
              field('closedate', 'Close date', { type: 'datetime' }),
              field('hs_is_closed', 'Closed', { type: 'boolean', readOnly: true }),
              field('hs_object_id', 'Record id', { type: 'number', readOnly: true }),
              field('place', 'Place', { type: 'other' }),
            ],
          },
        },
      },
    },
    'find by key': {
      begin: (crm, settings) => crm.find('account', 'acc_1', {}, settings),
      replies: [ok(stored())],
      result: { kind: 'found', candidates: [{ remoteId: '7', rule: 'key', label: 'Hallbauer GmbH, Fürth' }] },
    },
    'find by evidence': {
      begin: (crm, settings) =>
        crm.find('account', 'acc_1', { name: 'Hallbauer', postalCode: '90762', domain: 'hallbauer.example', vatId: 'DE136695976' }, settings),
      replies: [
        nothing,
        rows(
          stored({ leitwerk_id: null, zip: '10115' }),
          { ...stored({ leitwerk_id: null, vat_id: 'DE 136695976', name: 'HB Tools' }), id: '2' },
          { ...stored({ leitwerk_id: 'acc_9' }), id: '3' },
          { ...stored({ leitwerk_id: null, vat_id: 'DE811569869' }), id: '4' },
        ),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: '2', rule: 'vatId', label: 'HB Tools, Fürth' },
          { remoteId: '7', rule: 'name, domain', label: 'Hallbauer GmbH, Fürth' },
        ],
      },
    },
    'find a contact by address': {
      begin: (crm, settings) => crm.find('contact', 'con_1', { email: 'k.vogt@hallbauer.example', lastName: 'Vogt' }, settings),
      replies: [nothing, ok(record('8', { ...contact, email: 'kv@hallbauer.example', hs_additional_emails: 'x@y.example;K.Vogt@hallbauer.example' }))],
      result: { kind: 'found', candidates: [{ remoteId: '8', rule: 'email', label: 'Katharina Vogt' }] },
    },
    'find an open lead of that person': {
      begin: (crm, settings) => crm.find('lead', 'led_1', { email: 'k.vogt@hallbauer.example' }, settings),
      replies: [
        nothing,
        ok(record('8', contact, associations({ leads: ['31', '32'] }))),
        batch(
          record('31', { hs_lead_name: 'Presses', hs_pipeline_stage: 'attempting-stage-id', leitwerk_id: null }),
          record('32', { hs_lead_name: 'Mills', hs_pipeline_stage: 'unqualified-stage-id', leitwerk_id: null }),
        ),
      ],
      result: { kind: 'found', candidates: [{ remoteId: '31', rule: 'email', label: 'Presses' }] },
    },
    'find nothing': { begin: (crm, settings) => crm.find('opportunity', 'led_1', {}, settings), replies: [nothing], result: { kind: 'found', candidates: [] } },
    'create the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, hubspot_owner_id: owner, topics: ['press', 'saw'] }), settings),
      replies: [rows({ id: '701', email: 'anna@vertrieb.example' }), batch({ ...stored(), new: true })],
      result: { kind: 'delivered', remoteId: '7', created: true },
    },
    'create the account, owners are hidden': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, hubspot_owner_id: owner }), settings),
      replies: [rows(), batch({ ...stored(), new: true })],
      result: expect.objectContaining({ kind: 'delivered', remarks: ['hubspot_owner_id stays empty: there is no owner with email anna@vertrieb.example'] }),
    },
    'create the account that another process made': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [batch({ ...stored(), new: false })],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'create the account, value refused': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, shoesize: '43' }), settings),
      replies: [refusedBatch],
      result: {
        kind: 'invalid',
        reason: 'shoesize: does not exist in HubSpot: create the property (Settings > Properties) or correct its name',
        fields: [{ field: 'shoesize', message: 'does not exist in HubSpot: create the property (Settings > Properties) or correct its name' }],
      },
    },
    'create the contact': {
      begin: (crm, settings) => crm.write(writes.contact(contact), settings),
      replies: [batch({ ...record('8', contact), new: true }), ok({ status: 'COMPLETE', results: [] })],
      result: { kind: 'delivered', remoteId: '8', created: true },
    },
    'create the contact, HubSpot has the address': {
      begin: (crm, settings) => crm.write(writes.contact(contact), settings),
      replies: [taken, ok(record('8', { ...contact, leitwerk_id: null }))],
      result: expect.objectContaining({ kind: 'duplicate', entity: 'contact', candidates: [{ remoteId: '8', rule: 'email', label: 'Katharina Vogt' }] }),
    },
    'create the contact, the address is of another contact of the hub': {
      begin: (crm, settings) => crm.write(writes.contact(contact), settings),
      replies: [
        taken,
        ok(record('8', { ...contact, leitwerk_id: 'con_9' })),
        batch({ ...record('18', { ...contact, email: null }), new: true }),
        ok({ status: 'COMPLETE', results: [] }),
      ],
      result: {
        kind: 'delivered',
        remoteId: '18',
        created: true,
        remarks: ['email stays empty: HubSpot keeps an address on one contact only, and another one has it'],
      },
    },
    'create the contact all the same': {
      begin: (crm, settings) => crm.write(writes.contact(contact, { insist: true }), settings),
      replies: [taken, batch({ ...record('18', { ...contact, email: null }), new: true }), ok({ status: 'COMPLETE', results: [] })],
      result: expect.objectContaining({ kind: 'delivered', remoteId: '18', created: true }),
    },
    'create the lead': {
      begin: (crm, settings) => crm.write(writes.lead({ hs_lead_name: 'Presses' }, { links: { account: '7', contact: '8' } }), settings),
      replies: [reply(201, record('31', { hs_lead_name: 'Presses' }))],
      result: { kind: 'delivered', remoteId: '31', created: true },
    },
    'create the lead that another process made': {
      begin: (crm, settings) => crm.write(writes.lead({ hs_lead_name: 'Presses' }, { links: { account: '7', contact: '8' } }), settings),
      replies: [
        error(
          400,
          'VALIDATION_ERROR',
          'Property values were not valid: [{"isValid":false,"message":"31 already has that value.","error":"CONFLICTING_UNIQUE_VALUE","name":"leitwerk_id"}]',
        ),
      ],
      result: expect.objectContaining({ kind: 'conflict' }),
    },
    'update the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, city: 'Nürnberg' }, { remoteId: '7' }), settings),
      replies: [ok(stored()), ok(stored({ city: 'Nürnberg' }))],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'update nothing': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, numberofemployees: 240, topics: ['saw', 'press'] }, { remoteId: '7' }), settings),
      replies: [ok(stored({ numberofemployees: '240.0', topics: 'press;saw' }))],
      result: { kind: 'unchanged', remoteId: '7' },
    },
    'complete an account found there': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, name: 'Other', phone: '+49 911 1' }, { remoteId: '7', completeOnly: true }), settings),
      replies: [ok(stored({ leitwerk_id: null, phone: null })), ok(stored({ phone: '+49 911 1' }))],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'tie a contact whose company was not tied yet': {
      begin: (crm, settings) => crm.write(writes.contact(contact, { remoteId: '8' }), settings),
      replies: [ok(record('8', { ...contact, leitwerk_id: 'con_1' })), ok({ status: 'COMPLETE', results: [] })],
      result: { kind: 'delivered', remoteId: '8', created: false },
    },
    'leave to sales what is theirs': {
      begin: (crm, settings) => crm.write(writes.opportunity({ ...opportunity, amount: 1 }, { remoteId: '12' }), settings),
      replies: [
        ok(
          record(
            '12',
            { dealname: 'Presses', dealstage: 'contractsent', amount: '50000', leitwerk_id: 'led_1' },
            associations({ companies: ['99'], contacts: ['98'] }),
          ),
        ),
      ],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'account is gone': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [nothing],
      result: { kind: 'notFound', reason: 'resource not found' },
    },
    'account was merged': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [ok({ ...stored(), id: '70' })],
      result: { kind: 'gone', reason: 'the record was merged into 70', mergedInto: '70' },
    },
    'create the opportunity': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity), settings),
      replies: [
        batch({ ...record('12', { dealname: 'Presses' }), new: true }),
        ok({ status: 'COMPLETE', results: [] }),
        ok({ status: 'COMPLETE', results: [] }),
      ],
      result: { kind: 'delivered', remoteId: '12', created: true },
    },
    'create the opportunity of a lead': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity, { links: { lead: '31' } }), settings),
      replies: [
        batch({ ...record('12', { dealname: 'Presses' }), new: true }),
        ok(record('31', { hs_pipeline_stage: 'attempting-stage-id' })),
        ok(record('31', { hs_pipeline_stage: 'qualified-stage-id' })),
        ok({ status: 'COMPLETE', results: [] }),
      ],
      result: { kind: 'delivered', remoteId: '12', created: true },
    },
    'create the opportunity, a field is missing': {
      begin: (crm, settings) => crm.write(writes.opportunity({ amount: 1 }), settings),
      replies: [
        error(400, 'VALIDATION_ERROR', 'Error creating DEAL. Some required properties were not set.', { context: { properties: ['dealname', 'dealstage'] } }),
      ],
      result: {
        kind: 'invalid',
        reason: 'dealname: is required; dealstage: is required',
        fields: [
          { field: 'dealname', message: 'is required' },
          { field: 'dealstage', message: 'is required' },
        ],
      },
    },
    'set a role': {
      begin: (crm, settings) => crm.link!({ opportunity: '12', contact: '8', role: 'Evaluator' }, settings),
      replies: [
        rows({ toObjectId: 8, associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 3, label: null }] }),
        rows({ category: 'USER_DEFINED', typeId: 41, label: 'Evaluator' }),
        ok({ fromObjectId: 12, toObjectId: 8, labels: ['Evaluator'] }),
      ],
      result: { kind: 'delivered', remoteId: '12', created: false },
    },
    'set a role that HubSpot has no label for': {
      begin: (crm, settings) => crm.link!({ opportunity: '12', contact: '8', role: 'Evaluator' }, settings),
      replies: [rows(), rows({ category: 'HUBSPOT_DEFINED', typeId: 3, label: null }), ok({ status: 'COMPLETE', results: [] })],
      result: {
        kind: 'delivered',
        remoteId: '12',
        created: false,
        remarks: ['the role Evaluator is left out: HubSpot has no label of that name between deals and contacts'],
      },
    },
    'role is set': {
      begin: (crm, settings) => crm.link!({ opportunity: '12', contact: '8', role: 'Evaluator' }, settings),
      replies: [rows({ toObjectId: 8, associationTypes: [{ category: 'USER_DEFINED', typeId: 41, label: 'Evaluator' }] })],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'add notes': {
      begin: (crm, settings) => crm.note!([note, { ...note, key: 'evt_2' }], settings),
      replies: [
        rows({ toObjectId: 51 }),
        batch(record('51', { hs_note_body: '<div>x<br>[leitwerk evt_2]</div>' })),
        reply(201, { status: 'COMPLETE', results: [record('52', {})] }),
      ],
      result: { kind: 'delivered', remoteId: '12', created: false },
    },
    'notes are there': {
      begin: (crm, settings) => crm.note!([note], settings),
      replies: [
        ok({ results: [{ toObjectId: 51 }], paging: { next: { after: 'p2' } } }),
        batch(record('51', { hs_note_body: 'by hand' })),
        rows({ toObjectId: 52 }),
        batch(record('52', { hs_note_body: 'x<br>[leitwerk evt_1]' })),
      ],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'write several': {
      begin: (crm, settings) => crm.batch!.write(several, settings),
      replies: [
        batch({ ...stored({ leitwerk_id: 'acc_2' }), id: '9' }, { ...stored({ leitwerk_id: 'acc_3' }), id: '10' }),
        batch({ ...stored(), id: '9' }),
        batch({ ...stored(), new: true, objectWriteTraceId: 'acc_1' }),
      ],
      result: [
        { kind: 'delivered', remoteId: '7', created: true },
        { kind: 'delivered', remoteId: '9', created: false },
        { kind: 'unchanged', remoteId: '10' },
      ],
    },
    'write several, one is refused': {
      begin: (crm, settings) => crm.batch!.write([writes.account(account), writes.account({ ...account, shoesize: '43' }, { key: 'acc_2' })], settings),
      replies: [refusedBatch, batch({ ...stored(), new: true }), refusedBatch],
      result: [{ kind: 'delivered', remoteId: '7', created: true }, expect.objectContaining({ kind: 'invalid' })],
    },
    'write several, HubSpot says which one is refused': {
      begin: (crm, settings) => crm.batch!.write([writes.account(account), writes.account({ ...account, industry: 'x' }, { key: 'acc_2' })], settings),
      replies: [
        reply(207, {
          status: 'COMPLETE',
          results: [{ ...stored(), new: true, objectWriteTraceId: 'acc_1' }],
          numErrors: 1,
          errors: [
            {
              status: 'error',
              category: 'VALIDATION_ERROR',
              message:
                'Property values were not valid: [{"isValid":false,"message":"x was not one of the allowed options","error":"INVALID_OPTION","name":"industry"}]',
              context: { objectWriteTraceId: ['acc_2'] },
            },
          ],
        }),
      ],
      result: [
        { kind: 'delivered', remoteId: '7', created: true },
        {
          kind: 'invalid',
          reason: 'industry: x was not one of the allowed options',
          fields: [{ field: 'industry', message: 'x was not one of the allowed options' }],
        },
      ],
    },
    'write several contacts, one of them is gone': {
      begin: (crm, settings) => crm.batch!.write([writes.contact(contact), person, { ...person, key: 'con_3', remoteId: '80' }], settings),
      replies: [
        reply(207, {
          status: 'COMPLETE',
          results: [record('8', { ...contact, leitwerk_id: 'con_2' })],
          numErrors: 1,
          errors: [{ status: 'error', category: 'OBJECT_NOT_FOUND', message: 'Could not get some objects', context: { ids: ['80'] } }],
        }),
        batch(),
        batch({ ...record('18', { ...contact, leitwerk_id: 'con_1' }), new: true }),
        batch(),
      ],
      result: [
        { kind: 'delivered', remoteId: '18', created: true },
        { kind: 'delivered', remoteId: '8', created: false },
        { kind: 'notFound', reason: 'HubSpot has no such record any more' },
      ],
    },
    'erase the contact': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '8', key: 'con_1' }, settings),
      replies: [ok(record('8', {})), reply(204)],
      result: { kind: 'delivered', remoteId: '8', created: false },
    },
    'erase the lead': {
      begin: (crm, settings) => crm.erase!({ entity: 'lead', remoteId: '31', key: 'led_1' }, settings),
      replies: [ok(record('31', {})), reply(204)],
      result: { kind: 'delivered', remoteId: '31', created: false },
    },
    'contact is erased': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '8', key: 'con_1' }, settings),
      replies: [nothing],
      result: { kind: 'unchanged', remoteId: '8' },
    },
    'list accounts': {
      begin: (crm, settings) => crm.list!('account', null, settings),
      replies: [
        ok({
          results: [stored({ address: 'Industriestr. 12', country: 'DE', numberofemployees: '240', vat_id: 'DE136695976' })],
          paging: { next: { after: '100' } },
        }),
      ],
      result: {
        kind: 'listed',
        cursor: '100',
        records: [
          {
            remoteId: '7',
            hubKey: 'acc_1',
            label: 'Hallbauer GmbH, Fürth',
            accountId: null,
            company: {
              name: 'Hallbauer GmbH',
              website: 'hallbauer.example',
              vatId: 'DE136695976',
              street: 'Industriestr. 12',
              postalCode: '90762',
              city: 'Fürth',
              country: 'DE',
              employees: 240,
            },
            person: undefined,
          },
        ],
      },
    },
    'list opportunities': {
      begin: (crm, settings) => crm.list!('opportunity', null, settings),
      replies: [rows(record('12', { dealname: 'Presses', leitwerk_id: 'led_1', createdate: '2025-06-17T22:30:00.000Z' }, associations({ companies: ['7'] })))],
      result: {
        kind: 'listed',
        cursor: null,
        records: [{ remoteId: '12', hubKey: 'led_1', label: 'Presses', accountId: '7', company: undefined, person: undefined, createdOn: '2025-06-17' }],
      },
    },
    'list contacts': {
      begin: (crm, settings) => crm.list!('contact', '100', settings),
      replies: [rows(record('8', { ...contact, jobtitle: 'Head of production', leitwerk_id: null }, associations({ companies: ['7'] })))],
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
            person: { firstName: 'Katharina', lastName: 'Vogt', email: 'k.vogt@hallbauer.example', jobTitle: 'Head of production' },
          },
        ],
      },
    },
  },
}
