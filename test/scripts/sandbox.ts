/** The contract played with the sandbox CRM. */
import { expect } from 'vitest'
import type { Json } from '../../core/connector.ts'
import { type CrmScript, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

const ok = (body: Json) => reply(200, body)
const made = (body: Json) => reply(201, body)
const list = (...items: Json[]) => ok({ total: items.length, items })
const account = { name: 'Hallbauer GmbH', postalCode: '90762', city: 'Fürth' }
const stored = (more: object = {}) => ({ id: 'A7', version: 3, ...account, externalKey: 'acc_1', ...more }) as Json
const opportunity = { name: 'Presses', amount: 48000 }
const note = { key: 'evt_1', entity: 'opportunity', remoteId: 'O12', at: 0, title: 'fair_scan', text: 'wants a demo' } as const
const conversion = { leadKey: 'led_1', leadRemoteId: 'L3', account: writes.account(account, { remoteId: 'A7' }), opportunity: writes.opportunity(opportunity) }

export const sandbox: CrmScript = {
  settings: { url: 'http://127.0.0.1:8790', token: 'sandbox-token' },
  talks: {
    check: {
      begin: (crm, settings) => crm.check(settings),
      replies: [ok({ user: 'api', product: 'Leitwerk sandbox CRM' })],
      result: { kind: 'ok', detail: 'connected to Leitwerk sandbox CRM' },
    },
    describe: {
      begin: (crm, settings) => crm.describe!(settings),
      replies: [
        ok({
          entities: {
            accounts: { fields: [{ name: 'name', type: 'text', required: true, readOnly: false, maxLength: 20_000 }] },
            contacts: { fields: [{ name: 'email', type: 'email', required: false, readOnly: false, maxLength: 20_000 }] },
            leads: { fields: [{ name: 'status', type: 'text', required: false, readOnly: false, maxLength: 20_000, options: ['new', 'accepted'] }] },
            opportunities: { fields: [{ name: 'accountId', type: 'text', required: true, readOnly: false, maxLength: 20_000, of: 'accounts' }] },
          },
        }),
      ],
      result: {
        kind: 'described',
        entities: {
          account: {
            label: 'accounts',
            open: false,
            fields: [{ name: 'name', label: 'name', type: 'text', required: true, readOnly: false, maxLength: 20_000 }],
          },
          contact: {
            label: 'contacts',
            open: false,
            fields: [{ name: 'email', label: 'email', type: 'text', required: false, readOnly: false, maxLength: 20_000, format: 'email' }],
          },
          lead: {
            label: 'leads',
            open: false,
            fields: [
              {
                name: 'status',
                label: 'status',
                type: 'choice',
                required: false,
                readOnly: false,
                choices: [
                  { value: 'new', label: 'new' },
                  { value: 'accepted', label: 'accepted' },
                ],
              },
            ],
          },
          opportunity: {
            label: 'opportunities',
            open: false,
            fields: [{ name: 'accountId', label: 'accountId', type: 'reference', required: true, readOnly: false, provided: true, references: 'accounts' }],
          },
        },
      },
    },
    'find by key': {
      begin: (crm, settings) => crm.find('account', 'acc_1', {}, settings),
      replies: [list(stored())],
      result: { kind: 'found', candidates: [{ remoteId: 'A7', rule: 'key', label: 'Hallbauer GmbH, Fürth' }] },
    },
    'find by evidence': {
      begin: (crm, settings) => crm.find('account', 'acc_1', { name: 'Hallbauer', vatId: 'DE136695976', postalCode: '90762' }, settings),
      replies: [
        list(),
        list(stored({ id: 'A1', externalKey: null, vatId: 'DE136695976' })),
        list(stored({ id: 'A2', externalKey: null, postalCode: '1' }), stored({ id: 'A3', externalKey: 'acc_9' })),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: 'A1', rule: 'vatId', label: 'Hallbauer GmbH, Fürth' },
          { remoteId: 'A2', rule: 'name', label: 'Hallbauer GmbH, Fürth' },
        ],
      },
    },
    'find nothing': {
      begin: (crm, settings) => crm.find('lead', 'led_1', { email: 'k.vogt@hallbauer.example' }, settings),
      replies: [list()],
      result: { kind: 'found', candidates: [] },
    },
    'create the account': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [made(stored({ version: 1 }))],
      result: { kind: 'delivered', remoteId: 'A7', created: true, version: '1' },
    },
    'create the contact, sandbox sees duplicates': {
      begin: (crm, settings) => crm.write(writes.contact({ lastName: 'Vogt', email: 'k.vogt@hallbauer.example' }), settings),
      replies: [reply(409, { error: 'duplicate', candidates: [{ id: 'C1', lastName: 'Vogt', firstName: 'Katharina', email: 'k.vogt@hallbauer.example' }] })],
      result: expect.objectContaining({ kind: 'duplicate', candidates: [{ remoteId: 'C1', rule: 'email', label: 'Katharina Vogt' }] }),
    },
    'create the lead, all duplicates are other leads of the hub': {
      begin: (crm, settings) => crm.write(writes.lead({ title: 'Hallbauer' }), settings),
      replies: [reply(409, { error: 'duplicate', candidates: [{ id: 'L1', title: 'Hallbauer', externalKey: 'led_9' }] }), made({ id: 'L2', version: 1 })],
      result: { kind: 'delivered', remoteId: 'L2', created: true, version: '1' },
    },
    'create the account, value refused': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, employees: 'many' }), settings),
      replies: [reply(400, { error: 'validation', fields: [{ field: 'employees', message: 'must be a number' }] })],
      result: { kind: 'invalid', reason: 'employees must be a number', fields: [{ field: 'employees', message: 'must be a number' }] },
    },
    'update the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, city: 'Nürnberg' }, { remoteId: 'A7' }), settings),
      replies: [ok(stored()), ok(stored({ version: 4 }))],
      result: { kind: 'delivered', remoteId: 'A7', created: false, version: '4' },
    },
    'update nothing': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: 'A7' }), settings),
      replies: [ok(stored())],
      result: { kind: 'unchanged', remoteId: 'A7', version: '3' },
    },
    'somebody changed the account in between': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, city: 'x' }, { remoteId: 'A7' }), settings),
      replies: [ok(stored()), reply(412, { error: 'changed' })],
      result: expect.objectContaining({ kind: 'conflict' }),
    },
    'complete an account found there': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, name: 'Other', phone: '1' }, { remoteId: 'A7', completeOnly: true }), settings),
      replies: [ok(stored({ externalKey: null })), ok(stored({ version: 4 }))],
      result: { kind: 'delivered', remoteId: 'A7', created: false, version: '4' },
    },
    'account is gone': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: 'A7' }), settings),
      replies: [reply(410, { error: 'merged', mergedInto: 'A8' })],
      result: { kind: 'gone', reason: 'the record was merged into another one', mergedInto: 'A8' },
    },
    'leave to sales what is theirs': {
      begin: (crm, settings) => crm.write(writes.lead({ title: 'Hallbauer', ownerEmail: 'anna@vertrieb.example', amount: 1 }, { remoteId: 'L3' }), settings),
      replies: [ok({ id: 'L3', version: 2, title: 'Hallbauer', ownerId: 'u2', amount: 48000, externalKey: 'led_1' })],
      result: { kind: 'unchanged', remoteId: 'L3', version: '2' },
    },
    'create the opportunity': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity, { links: { account: 'A7', contact: 'C8', lead: 'L3' } }), settings),
      replies: [made({ id: 'O12', version: 1 })],
      result: { kind: 'delivered', remoteId: 'O12', created: true, version: '1' },
    },
    convert: {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [
        ok({ id: 'L3', status: 'accepted' }),
        ok({ kind: 'converted', lead: { id: 'L3' }, account: { id: 'A7' }, contact: null, opportunity: { id: 'O12' } }),
      ],
      result: { kind: 'converted', already: false, account: 'A7', opportunity: 'O12' },
    },
    'convert again': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [ok({ id: 'L3', status: 'converted', accountId: 'A7', contactId: 'C8', opportunityId: 'O12' })],
      result: { kind: 'converted', already: true, account: 'A7', contact: 'C8', opportunity: 'O12' },
    },
    'set a role': {
      begin: (crm, settings) => crm.link!({ opportunity: 'O12', contact: 'C8', role: 'it' }, settings),
      replies: [ok({ id: 'O12', roles: {} }), ok({ id: 'O12', roles: { C8: 'it' } })],
      result: { kind: 'delivered', remoteId: 'O12', created: false },
    },
    'role is set': {
      begin: (crm, settings) => crm.link!({ opportunity: 'O12', contact: 'C8', role: 'it' }, settings),
      replies: [ok({ id: 'O12', roles: { C8: 'it' } })],
      result: { kind: 'unchanged', remoteId: 'O12' },
    },
    'add notes': {
      begin: (crm, settings) => crm.note!([note, { ...note, key: 'evt_2' }], settings),
      replies: [list({ id: 'N1', externalKey: 'evt_2' }), made({ id: 'N2' })],
      result: { kind: 'delivered', remoteId: 'O12', created: false },
    },
    'notes are there': {
      begin: (crm, settings) => crm.note!([note], settings),
      replies: [list({ id: 'N1', externalKey: 'evt_1' })],
      result: { kind: 'unchanged', remoteId: 'O12' },
    },
    'erase the contact': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: 'C8', key: 'con_1' }, settings),
      replies: [ok({ id: 'C8', version: 1 }), list({ id: 'N1' }, { id: 'N2' }), reply(204), reply(204), reply(204)],
      result: { kind: 'delivered', remoteId: 'C8', created: false },
    },
    'erased, what it was merged into stays': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: 'C8', key: 'con_1' }, settings),
      replies: [reply(410, { error: 'merged', mergedInto: 'C9' })],
      result: { kind: 'gone', reason: 'the record was merged into another one', mergedInto: 'C9' },
    },
    'contact is erased': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: 'C8', key: 'con_1' }, settings),
      replies: [reply(410, { error: 'deleted' })],
      result: { kind: 'unchanged', remoteId: 'C8' },
    },
    'erase notes': {
      begin: (crm, settings) => crm.eraseNotes!({ entity: 'lead', remoteId: 'L3', keys: ['evt_2'] }, settings),
      replies: [list({ id: 'N1', externalKey: 'evt_1' }, { id: 'N2', externalKey: 'evt_2' }), reply(204)],
      result: { kind: 'delivered', remoteId: 'L3', created: false },
    },
    'list accounts': {
      begin: (crm, settings) => crm.list!('account', null, settings),
      replies: [list(stored({ vatId: 'DE136695976', phone: '+49 911 1', employees: 80 }), { id: 'A9', version: 1, name: 'Nur Name' })],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          {
            remoteId: 'A7',
            hubKey: 'acc_1',
            label: 'Hallbauer GmbH, Fürth',
            accountId: null,
            company: { ...account, vatId: 'DE136695976' },
            person: { phone: '+49 911 1' },
          },
          { remoteId: 'A9', hubKey: null, label: 'Nur Name', accountId: null, company: { name: 'Nur Name' }, person: undefined },
        ],
      },
    },
    'list contacts': {
      begin: (crm, settings) => crm.list!('contact', 'C1', settings),
      replies: [list({ id: 'C8', firstName: 'Katharina', lastName: 'Vogt', email: 'k.vogt@hallbauer.example', function: 'it', accountId: 'A7' })],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          {
            remoteId: 'C8',
            hubKey: null,
            label: 'Katharina Vogt',
            accountId: 'A7',
            company: undefined,
            person: { firstName: 'Katharina', lastName: 'Vogt', email: 'k.vogt@hallbauer.example' },
          },
        ],
      },
    },
    'list opportunities': {
      begin: (crm, settings) => crm.list!('opportunity', 'O1', settings),
      replies: [list({ id: 'O12', name: 'Presses', status: 'lost', accountId: 'A7', externalKey: 'led_1', createdAt: '2025-06-17T22:30:00.000Z' })],
      result: {
        kind: 'listed',
        cursor: null,
        records: [
          { remoteId: 'O12', hubKey: 'led_1', label: 'Presses', accountId: 'A7', company: undefined, person: undefined, closed: true, createdOn: '2025-06-17' },
        ],
      },
    },
    'list leads, a page of many': {
      begin: (crm, settings) => crm.list!('lead', null, settings),
      replies: [
        list(...Array.from({ length: 200 }, (_, i) => ({ id: `L${i + 1}`, title: 'Presses', site: 'Werk Linz', status: 'rejected', accountId: 'A7' }))),
      ],
      result: expect.objectContaining({
        cursor: 'L200',
        records: expect.arrayContaining([
          { remoteId: 'L1', hubKey: null, label: 'Presses', accountId: 'A7', company: { site: 'Werk Linz' }, person: undefined, closed: true },
        ]),
      }),
    },
  },
}
