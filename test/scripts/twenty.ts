/** The contract played with Twenty: replies as 0.50 gave them (test/data/crm-wire), else as its source says. */
import { expect } from 'vitest'
import { uuidOf } from '../../connectors/twenty/api.ts'
import type { Json, JsonObject } from '../../core/connector.ts'
import { type CrmScript, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

const ok = (body: Json) => reply(200, body)
const made = (name: string, record: JsonObject) => reply(201, { data: { [name]: record } })
const rows = (object: string, ...found: JsonObject[]) =>
  ok({ data: { [object]: found }, totalCount: found.length, pageInfo: { hasNextPage: false, endCursor: null } })
const refusal = (error: string, message: string) => reply(400, { statusCode: 400, error, messages: [message] })
const taken = refusal('QueryFailedError', 'duplicate key value violates unique constraint "IDX_UNIQUE_2a32339058d0b6910b0834ddf81"')
const unknownField = refusal('Error', 'Field metadata for field "nofield" is missing in object metadata')
const id = uuidOf('account', 'acc_1')
const account = {
  name: 'Hallbauer GmbH',
  domainName: { primaryLinkUrl: 'https://hallbauer.example' },
  address: { addressPostcode: '90762', addressCity: 'Fürth' },
}
const stored = (more: JsonObject = {}): JsonObject => ({ id, ...account, deletedAt: null, leitwerkKey: 'acc_1', ...more })
const contact = { name: { firstName: 'Katharina', lastName: 'Vogt' }, emails: { primaryEmail: 'k.vogt@hallbauer.example' } }
const opportunity = { name: 'Presses', stage: 'NEW', amount: { amountMicros: 48_000_000_000, currencyCode: 'EUR' } }
const note = { key: 'evt_1', entity: 'opportunity', remoteId: '12', at: 0, title: '2026-09-01 fair_scan', text: 'wants a demo' } as const
const noteId = (key: string) => uuidOf('note', '12', key)
const targetId = (key: string) => uuidOf('noteTarget', '12', key)

const field = (name: string, type: string, more: JsonObject = {}): JsonObject => ({ name, label: name, type, isActive: true, isNullable: true, ...more })
const object = (nameSingular: string, ...fields: JsonObject[]): JsonObject => ({ nameSingular, labelSingular: nameSingular, fields })
const model = (...more: JsonObject[]) =>
  ok({
    data: {
      objects: [
        object('company', field('name', 'TEXT'), field('leitwerkKey', 'TEXT'), ...more),
        object(
          'person',
          field('emails', 'EMAILS'),
          field('leitwerkKey', 'TEXT'),
          field('company', 'RELATION', { relationDefinition: { direction: 'MANY_TO_ONE' } }),
        ),
        object(
          'opportunity',
          field('leitwerkKey', 'TEXT'),
          field('stage', 'SELECT', { options: [{ value: 'NEW', label: 'New' }], isNullable: false, defaultValue: "'NEW'" }),
        ),
      ],
    },
  })
const described = (name: string, type: string, more: object = {}) => ({ name, label: name, type, required: false, readOnly: false, ...more })

export const twenty: CrmScript = {
  settings: { url: 'https://crm.company.example', apiKey: 'twenty-key-123456', keyField: 'leitwerkKey' },
  talks: {
    check: {
      begin: (crm, settings) => crm.check(settings),
      replies: [model()],
      result: { kind: 'ok', detail: "connected; records get their ids from the hub's keys, which also stand in leitwerkKey" },
    },
    'check: wrong key': {
      begin: (crm, settings) => crm.check(settings),
      replies: [refusal('ForbiddenException', 'Forbidden resource')],
      result: expect.objectContaining({ kind: 'problem', field: 'apiKey' }),
    },
    'check: field of the key missing': {
      begin: (crm, settings) => crm.check({ ...settings, keyField: 'hubKey' }),
      replies: [model()],
      result: {
        kind: 'problem',
        problem: 'The object company has no field hubKey',
        field: 'keyField',
        todo: 'Settings > Data model > company > Add field: type Text, API name hubKey; or leave the setting empty.',
      },
    },
    'check: another program': {
      begin: (crm, settings) => crm.check(settings),
      replies: [reply(200, '<!doctype html><title>Shop</title>')],
      result: expect.objectContaining({ kind: 'problem', field: 'url' }),
    },
    'check: object switched off': {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok({ data: { objects: [] } })],
      result: expect.objectContaining({ kind: 'problem', problem: 'The workspace has no object company' }),
    },
    describe: {
      begin: (crm, settings) => crm.describe!(settings),
      replies: [
        model(
          field('id', 'UUID', { isNullable: false, defaultValue: 'uuid' }),
          field('createdBy', 'ACTOR'),
          field('people', 'RELATION', { relationDefinition: { direction: 'ONE_TO_MANY' } }),
          field('accountOwner', 'RELATION', { settings: { relationType: 'MANY_TO_ONE' } }),
          field('code', 'TEXT', { isNullable: false }),
          field('old', 'TEXT', { isActive: false }),
        ),
      ],
      result: {
        kind: 'described',
        entities: {
          account: {
            label: 'company',
            open: false,
            fields: [
              described('name', 'text'),
              described('leitwerkKey', 'text', { provided: true }),
              described('id', 'other', { readOnly: true }),
              described('createdBy', 'other', { readOnly: true }),
              described('accountOwnerId', 'reference', { label: 'accountOwner' }),
              described('code', 'text', { required: true }),
            ],
          },
          contact: {
            label: 'person',
            open: false,
            fields: [
              described('emails', 'object'),
              described('leitwerkKey', 'text', { provided: true }),
              described('companyId', 'reference', { label: 'company', provided: true }),
            ],
          },
          opportunity: {
            label: 'opportunity',
            open: false,
            fields: [described('leitwerkKey', 'text', { provided: true }), described('stage', 'choice', { choices: [{ value: 'NEW', label: 'New' }] })],
          },
        },
      },
    },
    'find by key': {
      begin: (crm, settings) => crm.find('account', 'acc_1', {}, settings),
      replies: [rows('companies', stored())],
      result: { kind: 'found', candidates: [{ remoteId: id, rule: 'key', label: 'Hallbauer GmbH, Fürth' }] },
    },
    'find by evidence': {
      begin: (crm, settings) => crm.find('account', 'acc_1', { name: 'Hallbauer', postalCode: '90762', domain: 'hallbauer.example' }, settings),
      replies: [
        rows('companies'),
        rows(
          'companies',
          stored({ id: '1', leitwerkKey: '', domainName: { primaryLinkUrl: '' } }),
          stored({ id: '2', leitwerkKey: '', name: 'HB Tools' }),
          stored({ id: '3', leitwerkKey: 'acc_9' }),
        ),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: '1', rule: 'name, postal code', label: 'Hallbauer GmbH, Fürth' },
          { remoteId: '2', rule: 'domain', label: 'HB Tools, Fürth' },
        ],
      },
    },
    'find a contact by address': {
      begin: (crm, settings) => crm.find('contact', 'con_1', { email: 'K.Vogt@hallbauer.example', lastName: 'Vogt' }, settings),
      replies: [rows('people'), rows('people', { id: '8', ...contact, companyId: '7' })],
      result: { kind: 'found', candidates: [{ remoteId: '8', rule: 'email', label: 'Katharina Vogt' }] },
    },
    'find nothing': {
      begin: (crm, settings) => crm.find('opportunity', 'led_1', {}, settings),
      replies: [rows('opportunities')],
      result: { kind: 'found', candidates: [] },
    },
    'create the account': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [made('createCompany', stored())],
      result: { kind: 'delivered', remoteId: id, created: true },
    },
    'create the account, the domain is taken': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [taken, rows('companies', stored({ id: '2', leitwerkKey: '' }))],
      result: expect.objectContaining({
        kind: 'duplicate',
        entity: 'account',
        candidates: [{ remoteId: '2', rule: 'name, postal code', label: 'Hallbauer GmbH, Fürth' }],
      }),
    },
    'create the account, the domain is of a sister company of the hub': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [taken, rows('companies', stored({ id: '2', leitwerkKey: 'acc_9' })), made('createCompany', stored({ domainName: null }))],
      result: expect.objectContaining({ kind: 'delivered', created: true, remarks: [expect.stringContaining('domainName stays empty')] }),
    },
    'create the account all the same': {
      begin: (crm, settings) => crm.write(writes.account(account, { insist: true }), settings),
      replies: [taken, made('createCompany', stored({ domainName: null }))],
      result: expect.objectContaining({ kind: 'delivered', created: true }),
    },
    'create the account that is in the bin': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [made('createCompany', stored({ deletedAt: '2026-09-01T00:00:00.000Z' }))],
      result: { kind: 'gone', reason: 'the account was deleted in Twenty; restore it there' },
    },
    'create the account, field unknown': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, nofield: 'x' }), settings),
      replies: [refusal('Error', 'Field metadata for field "nofield" is missing in object metadata')],
      result: {
        kind: 'invalid',
        reason: 'Twenty has no field nofield: add it (Settings > Data model) or correct its name',
        fields: [{ field: 'nofield', message: 'does not exist in Twenty' }],
      },
    },
    'create the contact': {
      begin: (crm, settings) => crm.write(writes.contact(contact), settings),
      replies: [made('createPerson', { id: uuidOf('contact', 'con_1'), ...contact, deletedAt: null })],
      result: { kind: 'delivered', remoteId: uuidOf('contact', 'con_1'), created: true },
    },
    'update the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, name: 'Hallbauer AG' }, { remoteId: '7' }), settings),
      replies: [rows('companies', stored({ id: '7' })), ok({ data: { updateCompany: stored({ id: '7' }) } })],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'update nothing': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [rows('companies', stored({ id: '7', domainName: { primaryLinkLabel: '', primaryLinkUrl: 'https://hallbauer.example', secondaryLinks: [] } }))],
      result: { kind: 'unchanged', remoteId: '7' },
    },
    'update the account, the domain is taken': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [rows('companies', stored({ id: '7', name: 'x', domainName: null })), taken, ok({ data: { updateCompany: stored({ id: '7' }) } })],
      result: expect.objectContaining({ kind: 'delivered', remoteId: '7', remarks: [expect.stringContaining('domainName stays empty')] }),
    },
    'complete an account found there': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, name: 'Other' }, { remoteId: '7', completeOnly: true }), settings),
      replies: [
        rows('companies', stored({ id: '7', leitwerkKey: '', domainName: { primaryLinkUrl: '', primaryLinkLabel: '' } })),
        ok({ data: { updateCompany: stored({ id: '7' }) } }),
      ],
      result: { kind: 'delivered', remoteId: '7', created: false },
    },
    'leave to sales what is theirs': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity, { remoteId: '12' }), settings),
      replies: [
        rows('opportunities', {
          id: '12',
          name: 'Presses',
          stage: 'MEETING',
          amount: { amountMicros: '1000000', currencyCode: 'EUR' },
          companyId: '99',
          pointOfContactId: '98',
          leitwerkKey: 'led_1',
        }),
      ],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'account is gone': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: '7' }), settings),
      replies: [rows('companies')],
      result: { kind: 'notFound', reason: 'Twenty has no such account any more' },
    },
    'create the opportunity': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity), settings),
      replies: [made('createOpportunity', { id: uuidOf('opportunity', 'led_1'), ...opportunity, deletedAt: null })],
      result: { kind: 'delivered', remoteId: uuidOf('opportunity', 'led_1'), created: true },
    },
    'create the opportunity, value refused': {
      begin: (crm, settings) => crm.write(writes.opportunity({ ...opportunity, stage: 'NOPE' }), settings),
      replies: [refusal('QueryFailedError', 'invalid input value for enum workspace_1wgvd1injqtife6y4rvfbu3h5.opportunity_stage_enum: "NOPE"')],
      result: { kind: 'invalid', reason: 'stage: NOPE is none of its options', fields: [{ field: 'stage', value: 'NOPE', message: 'is none of its options' }] },
    },
    'add notes': {
      begin: (crm, settings) => crm.note!([note, { ...note, key: 'evt_2' }], settings),
      replies: [
        rows('notes', { id: noteId('evt_2') }),
        rows('noteTargets'),
        made('createNote', { id: noteId('evt_1') }),
        made('createNoteTarget', { id: targetId('evt_1') }),
        made('createNoteTarget', { id: targetId('evt_2') }),
      ],
      result: { kind: 'delivered', remoteId: '12', created: false },
    },
    'notes are there': {
      begin: (crm, settings) => crm.note!([note], settings),
      replies: [rows('notes', { id: noteId('evt_1') }), rows('noteTargets', { id: targetId('evt_1') })],
      result: { kind: 'unchanged', remoteId: '12' },
    },
    'write several': {
      begin: (crm, settings) =>
        crm.batch!.write(
          [
            writes.account(account),
            writes.account({ ...account, name: 'Hallbauer AG' }, { key: 'acc_2', remoteId: '9' }),
            writes.account(account, { key: 'acc_3', remoteId: '10' }),
          ],
          settings,
        ),
      replies: [
        rows('companies', stored({ id: '9', leitwerkKey: 'acc_2' })),
        ok({ data: { updateCompany: stored({ id: '9' }) } }),
        reply(201, { data: { createCompanies: [stored()] } }),
      ],
      result: [
        { kind: 'delivered', remoteId: id, created: true },
        { kind: 'delivered', remoteId: '9', created: false },
        { kind: 'notFound', reason: 'Twenty has no such account any more' },
      ],
    },
    'write several, one is refused': {
      begin: (crm, settings) => crm.batch!.write([writes.account(account), writes.account({ ...account, nofield: 'x' }, { key: 'acc_2' })], settings),
      replies: [unknownField, reply(201, { data: { createCompanies: [stored()] } }), unknownField],
      result: [
        { kind: 'delivered', remoteId: id, created: true },
        expect.objectContaining({ kind: 'invalid', fields: [{ field: 'nofield', message: 'does not exist in Twenty' }] }),
      ],
    },
    'erase the contact': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '8', key: 'con_1' }, settings),
      replies: [rows('people', { id: '8', ...contact }), ok({ data: { updatePerson: { id: '8' } } }), ok({ data: { deletePerson: { id: '8' } } })],
      result: { kind: 'delivered', remoteId: '8', created: false },
    },
    'contact is erased': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: '8', key: 'con_1' }, settings),
      replies: [rows('people')],
      result: { kind: 'unchanged', remoteId: '8' },
    },
    'list accounts': {
      begin: (crm, settings) => crm.list!('account', null, settings),
      replies: [ok({ data: { companies: [stored()] }, pageInfo: { hasNextPage: true, endCursor: 'c1' } })],
      result: {
        kind: 'listed',
        cursor: 'c1',
        records: [
          {
            remoteId: id,
            hubKey: 'acc_1',
            label: 'Hallbauer GmbH, Fürth',
            accountId: null,
            company: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', postalCode: '90762', city: 'Fürth' },
            person: undefined,
          },
        ],
      },
    },
    'list opportunities': {
      begin: (crm, settings) => crm.list!('opportunity', null, settings),
      replies: [
        rows('opportunities', { id: '12', name: 'Presses', companyId: '7', leitwerkKey: 'led_1', createdAt: '2025-06-17T22:30:00.000Z', deletedAt: null }),
      ],
      result: {
        kind: 'listed',
        cursor: null,
        records: [{ remoteId: '12', hubKey: 'led_1', label: 'Presses', accountId: '7', company: undefined, person: undefined, createdOn: '2025-06-17' }],
      },
    },
    'list contacts': {
      begin: (crm, settings) => crm.list!('contact', 'c1', settings),
      replies: [rows('people', { id: '8', ...contact, companyId: '7', phones: { primaryPhoneCallingCode: '+49', primaryPhoneNumber: '911471123' } })],
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
            person: { firstName: 'Katharina', lastName: 'Vogt', email: 'k.vogt@hallbauer.example', phone: '+49911471123' },
          },
        ],
      },
    },
  },
}
