/** The contract played with Dynamics 365: replies as Microsoft documents them for the Web API of Dataverse 9.2. */
import { expect } from 'vitest'
import type { Json, JsonObject, Reply } from '../../core/connector.ts'
import { type CrmScript, writes } from '../contract/crm.contract.ts'
import { reply } from '../helpers/playing.ts'

const ok = (body: Json) => reply(200, body, { 'odata-version': '4.0' })
const created = (body: Json) => reply(201, body, { 'preference-applied': 'return=representation' })
const list = (...rows: Json[]) => ok({ value: rows })
const error = (status: number, code: string, message: string) => reply(status, { error: { code, message } })
const part = ({ status, body }: Reply) =>
  `--batchresponse_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 ${status} X\r\nOData-Version: 4.0\r\n\r\n${JSON.stringify(body)}\r\n`
const batch = (...replies: Reply[]) => ok(`${replies.map(part).join('')}--batchresponse_1--\r\n`)

const account = { name: 'Hallbauer GmbH', websiteurl: 'https://hallbauer.example', address1_postalcode: '90762', address1_city: 'Fürth' }
const stored = (more: JsonObject = {}): JsonObject => ({
  '@odata.etag': 'W/"11"',
  accountid: 'a7',
  ...account,
  new_hubkey: 'acc_1',
  _ownerid_value: 'u9',
  merged: false,
  ...more,
})
const opportunity = { name: 'Presses', estimatedvalue: 48000, estimatedclosedate: '2026-12-14' }
const lead = (more: JsonObject = {}): JsonObject => ({
  '@odata.etag': 'W/"21"',
  leadid: 'l3',
  statecode: 0,
  _parentaccountid_value: null,
  _parentcontactid_value: null,
  ...more,
})
const user = { find: 'systemuser', by: { internalemailaddress: 'anna@vertrieb.example' }, optional: true }
const note = { key: 'evt_1', entity: 'opportunity', remoteId: 'o12', at: 0, title: '2026-09-01 fair_scan', text: 'wants a demo' } as const
const known = (entity: 'account' | 'contact', key: string, remoteId: string) => ({ entity, key, fields: {}, links: {}, remoteId })
const conversion = {
  leadKey: 'led_1',
  leadRemoteId: 'l3',
  account: known('account', 'acc_1', 'a7'),
  contact: known('contact', 'con_1', 'c8'),
  opportunity: writes.opportunity(opportunity, { links: {} }),
}
const made = (entity: string, id: string): Json => ({ '@odata.type': `#Microsoft.Dynamics.CRM.${entity}`, [`${entity}id`]: id })

const label = (text: string): Json => ({ UserLocalizedLabel: { Label: text, LanguageCode: 1031 } })
const column = (LogicalName: string, AttributeType: string, more: JsonObject = {}): Json => ({
  LogicalName,
  AttributeType,
  AttributeTypeName: { Value: `${AttributeType}Type` },
  AttributeOf: null,
  RequiredLevel: { Value: 'None' },
  IsValidForCreate: true,
  IsValidForUpdate: true,
  IsPrimaryId: false,
  DisplayName: label(LogicalName),
  ...more,
})
const option = (Value: number, text: string, more: JsonObject = {}): Json => ({ Value, Label: label(text), ...more })
/** Definition, columns, texts, memos, times, choices, statuses, lookups of a table. */
const table = (name: string, columns: Json[], more: { texts?: Json[]; times?: Json[]; choices?: Json[]; statuses?: Json[]; lookups?: Json[] } = {}) => [
  ok({ LogicalName: name, DisplayName: label(name) }),
  list(...columns),
  list(...(more.texts ?? [])),
  list(),
  list(...(more.times ?? [])),
  list(...(more.choices ?? [])),
  list(...(more.statuses ?? [])),
  list(...(more.lookups ?? [])),
]
const field = (name: string, type: string, more: object = {}) => ({ name, label: name, type, required: false, readOnly: false, ...more })
const lookup = (attribute: string, property: string, to: string): Json => ({
  ReferencingAttribute: attribute,
  ReferencingEntityNavigationPropertyName: property,
  ReferencedEntity: to,
})
const rights = ['Account', 'Contact', 'Lead', 'Opportunity']
  .flatMap((name) => ['Create', 'Read', 'Write', 'Append', 'AppendTo'].map((right) => `prv${right}${name}`))
  .concat('prvCreateNote', 'prvReadNote', 'prvAppendNote')
const held = (names: readonly string[]) => ok({ RolePrivileges: names.map((PrivilegeName) => ({ Depth: 'Global', PrivilegeName })) })
const key = (status = 'Active') => list({ LogicalName: 'k', KeyAttributes: ['new_hubkey'], EntityKeyIndexStatus: status })
const who = ok({ UserId: 'u1' })

export const dynamics365: CrmScript = {
  settings: {
    url: 'https://company.crm4.dynamics.example/main.aspx',
    tenant: 'company.example',
    clientId: 'a7b1de0a-0000-0000-0000-000000000002',
    clientSecret: 'entra~secret-9876',
    authority: 'https://login.example',
    keyColumn: 'new_hubkey',
    vatColumn: 'new_vatid',
    qualifiedStatus: '3',
  },
  talks: {
    check: {
      begin: (crm, settings) => crm.check(settings),
      replies: [who, held(rights), key(), key(), key(), key()],
      result: { kind: 'ok', detail: 'connected; the key stands in new_hubkey' },
    },
    'check: rights missing': {
      begin: (crm, settings) => crm.check(settings),
      replies: [who, held(rights.filter((name) => name !== 'prvCreateLead'))],
      result: expect.objectContaining({ kind: 'problem', problem: 'The application user lacks rights: prvCreateLead' }),
    },
    'check: no alternate key': {
      begin: (crm, settings) => crm.check(settings),
      replies: [who, held(rights), key(), list({ LogicalName: 'other', KeyAttributes: ['emailaddress1'], EntityKeyIndexStatus: 'Active' })],
      result: expect.objectContaining({ kind: 'problem', field: 'keyColumn', problem: 'The table Contact has no alternate key of the column new_hubkey' }),
    },
    'check: the key is being built': {
      begin: (crm, settings) => crm.check(settings),
      replies: [who, held(rights), key('InProgress')],
      result: expect.objectContaining({ kind: 'problem', problem: 'The alternate key of the table Account is not ready: InProgress' }),
    },
    describe: {
      begin: (crm, settings) => crm.describe!(settings),
      replies: [
        ...table(
          'account',
          [
            column('accountid', 'Uniqueidentifier', { IsPrimaryId: true }),
            column('name', 'String', { RequiredLevel: { Value: 'ApplicationRequired' } }),
            column('new_hubkey', 'String'),
            column('industrycode', 'Picklist'),
            column('industrycodename', 'Virtual', { AttributeOf: 'industrycode' }),
            column('new_topics', 'Virtual', { AttributeTypeName: { Value: 'MultiSelectPicklistType' } }),
            column('entityimage', 'Virtual', { AttributeTypeName: { Value: 'ImageType' } }),
            column('createdon', 'DateTime', { IsValidForCreate: false, IsValidForUpdate: false }),
          ],
          {
            texts: [{ LogicalName: 'name', MaxLength: 160 }],
            times: [{ LogicalName: 'createdon', DateTimeBehavior: { Value: 'UserLocal' } }],
            choices: [{ LogicalName: 'industrycode', OptionSet: { Options: [option(33, 'Großhandel')] }, GlobalOptionSet: null }],
          },
        ),
        ...table('contact', [column('parentcustomerid', 'Customer')], {
          lookups: [lookup('parentcustomerid', 'parentcustomerid_account', 'account'), lookup('parentcustomerid', 'parentcustomerid_contact', 'contact')],
        }),
        ...table('lead', [column('statuscode', 'Status'), column('new_code', 'String', { RequiredLevel: { Value: 'SystemRequired' } })], {
          statuses: [{ LogicalName: 'statuscode', OptionSet: { Options: [option(1, 'Neu', { State: 0 }), option(3, 'Qualifiziert', { State: 1 })] } }],
        }),
        ...table('opportunity', [column('estimatedclosedate', 'DateTime'), column('estimatedvalue', 'Money'), column('statecode', 'State')], {
          times: [{ LogicalName: 'estimatedclosedate', DateTimeBehavior: { Value: 'DateOnly' } }],
        }),
      ],
      result: {
        kind: 'described',
        entities: {
          account: {
            label: 'account',
            open: false,
            fields: [
              field('name', 'text', { maxLength: 160 }),
              field('new_hubkey', 'text', { provided: true }),
              field('industrycode', 'choice', { choices: [{ value: 33, label: 'Großhandel' }] }),
              field('new_topics', 'other'),
              field('createdon', 'datetime', { readOnly: true }),
            ],
          },
          contact: {
            label: 'contact',
            open: false,
            fields: [
              field('parentcustomerid_account@odata.bind', 'reference', { label: 'parentcustomerid', references: 'account', provided: true }),
              field('parentcustomerid_contact@odata.bind', 'reference', { label: 'parentcustomerid', references: 'contact' }),
            ],
          },
          lead: {
            label: 'lead',
            open: false,
            fields: [field('statuscode', 'choice', { choices: [{ value: 1, label: 'Neu' }] }), field('new_code', 'text', { required: true })],
          },
          opportunity: {
            label: 'opportunity',
            open: false,
            fields: [field('estimatedclosedate', 'date'), field('estimatedvalue', 'number'), field('statecode', 'integer')],
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
        crm.find('account', 'acc_1', { name: "Hallbauer's Sohn GmbH", postalCode: '90762', domain: 'hallbauer.example', vatId: 'DE136695976' }, settings),
      replies: [
        list(),
        list(
          stored({ accountid: 'a1', new_hubkey: null, name: "Hallbauer's Sohn", address1_postalcode: '10115' }),
          stored({ accountid: 'a2', new_hubkey: null, new_vatid: 'DE 136695976', name: 'HB Tools' }),
          stored({ accountid: 'a3', new_hubkey: 'acc_9' }),
        ),
      ],
      result: {
        kind: 'found',
        candidates: [
          { remoteId: 'a2', rule: 'vatId', label: 'HB Tools, Fürth' },
          { remoteId: 'a1', rule: 'name, domain', label: "Hallbauer's Sohn, Fürth" },
        ],
      },
    },
    'find nothing': { begin: (crm, settings) => crm.find('opportunity', 'led_1', {}, settings), replies: [list()], result: { kind: 'found', candidates: [] } },
    'find an open lead by mail': {
      begin: (crm, settings) => crm.find('lead', 'led_1', { email: 'k.vogt@hallbauer.example' }, settings),
      replies: [
        list(),
        list({
          leadid: 'l1',
          fullname: 'Katharina Vogt',
          lastname: 'Vogt',
          emailaddress1: null,
          emailaddress2: 'k.vogt@hallbauer.example',
          companyname: 'Hallbauer',
        }),
      ],
      result: { kind: 'found', candidates: [{ remoteId: 'l1', rule: 'email', label: 'Katharina Vogt, Hallbauer' }] },
    },
    'create the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, 'ownerid@odata.bind': user }), settings),
      replies: [list({ systemuserid: 'u1' }), created({ '@odata.etag': 'W/"12"', accountid: 'a7' })],
      result: { kind: 'delivered', remoteId: 'a7', created: true, version: 'W/"12"' },
    },
    'create the account, which was made before': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [error(412, '', 'A record with matching key values already exists.'), ok(stored())],
      result: { kind: 'unchanged', remoteId: 'a7', version: 'W/"11"' },
    },
    'create the account, a rule sees duplicates': {
      begin: (crm, settings) => crm.write(writes.account(account), settings),
      replies: [
        error(412, '0x80040333', 'A record was not created or updated because a duplicate of the current record already exists.'),
        list({ accountid: 'a1' }),
        list(stored({ accountid: 'a1', new_hubkey: null })),
      ],
      result: expect.objectContaining({ kind: 'duplicate', candidates: [{ remoteId: 'a1', rule: 'name, postal code', label: 'Hallbauer GmbH, Fürth' }] }),
    },
    'create the lead, all duplicates are other leads of the hub': {
      begin: (crm, settings) => crm.write(writes.lead({ lastname: 'Vogt', emailaddress1: 'k.vogt@hallbauer.example' }), settings),
      replies: [
        error(412, '0x80040333', 'A record was not created or updated because a duplicate of the current record already exists.'),
        list({ leadid: 'l1' }),
        list({ leadid: 'l1', fullname: 'Katharina Vogt', emailaddress1: 'k.vogt@hallbauer.example', new_hubkey: 'led_9' }),
        created({ leadid: 'l2' }),
      ],
      result: { kind: 'delivered', remoteId: 'l2', created: true },
    },
    'create the account all the same': {
      begin: (crm, settings) => crm.write(writes.account(account, { insist: true }), settings),
      replies: [created({ accountid: 'a7' })],
      result: { kind: 'delivered', remoteId: 'a7', created: true },
    },
    'update the account': {
      begin: (crm, settings) => crm.write(writes.account({ ...account, address1_city: 'Nürnberg' }, { remoteId: 'a7' }), settings),
      replies: [ok(stored()), ok({ '@odata.etag': 'W/"12"', accountid: 'a7' })],
      result: { kind: 'delivered', remoteId: 'a7', created: false, version: 'W/"12"' },
    },
    'update nothing, the owner is who it should be': {
      begin: (crm, settings) =>
        crm.write(writes.account({ ...account, 'ownerid@odata.bind': user }, { remoteId: 'a7', rules: { 'ownerid@odata.bind': 'hub' } }), settings),
      replies: [list({ systemuserid: 'U9' }), ok(stored())],
      result: { kind: 'unchanged', remoteId: 'a7', version: 'W/"11"' },
    },
    'complete an account found there': {
      begin: (crm, settings) =>
        crm.write(writes.account({ ...account, name: 'Other', telephone1: '+49 911 1' }, { remoteId: 'a7', completeOnly: true }), settings),
      replies: [ok(stored({ new_hubkey: null })), ok({ accountid: 'a7' })],
      result: { kind: 'delivered', remoteId: 'a7', created: false },
    },
    'leave to sales what is theirs': {
      begin: (crm, settings) =>
        crm.write(writes.opportunity({ ...opportunity, estimatedvalue: 1 }, { remoteId: 'o12', links: { account: 'a7', contact: 'c8' } }), settings),
      replies: [ok({ ...opportunity, opportunityid: 'o12', statecode: 0, _parentaccountid_value: 'a9', _parentcontactid_value: 'c1', new_hubkey: 'led_1' })],
      result: { kind: 'unchanged', remoteId: 'o12' },
    },
    'leave alone what sales closed': {
      begin: (crm, settings) => crm.write(writes.opportunity({ ...opportunity, name: 'Other' }, { remoteId: 'o12' }), settings),
      replies: [ok({ opportunityid: 'o12', statecode: 1, name: 'Presses' })],
      result: { kind: 'unchanged', remoteId: 'o12' },
    },
    'account is gone': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: 'a7' }), settings),
      replies: [error(404, '0x80040217', 'account With Id = a7 Does Not Exist')],
      result: { kind: 'notFound', reason: 'account With Id = a7 Does Not Exist' },
    },
    'account was merged': {
      begin: (crm, settings) => crm.write(writes.account(account, { remoteId: 'a7' }), settings),
      replies: [ok(stored({ merged: true, _masterid_value: 'a8', statecode: 1 }))],
      result: expect.objectContaining({ kind: 'gone', mergedInto: 'a8' }),
    },
    'create the opportunity': {
      begin: (crm, settings) => crm.write(writes.opportunity(opportunity), settings),
      replies: [created({ opportunityid: 'o12' })],
      result: { kind: 'delivered', remoteId: 'o12', created: true },
    },
    convert: {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [
        ok(lead()),
        ok({ leadid: 'l3' }),
        ok({ value: [made('opportunity', 'o12')] }),
        ok({
          '@odata.etag': 'W/"31"',
          opportunityid: 'o12',
          statecode: 0,
          name: 'Topic',
          new_hubkey: null,
          _parentaccountid_value: 'a7',
          _parentcontactid_value: 'c8',
        }),
        ok({ opportunityid: 'o12' }),
      ],
      result: { kind: 'converted', already: false, account: 'a7', contact: 'c8', opportunity: 'o12' },
    },
    'convert into records that are not there yet': {
      begin: (crm, settings) =>
        crm.convert!({ ...conversion, account: writes.account(account), contact: writes.contact({ lastname: 'Vogt' }, { links: {} }) }, settings),
      replies: [
        ok(lead()),
        ok({ value: [made('account', 'a7'), made('contact', 'c8'), made('opportunity', 'o12')] }),
        ok(stored({ new_hubkey: null })),
        ok({ accountid: 'a7' }),
        ok({ contactid: 'c8', lastname: 'Vogt', _parentcustomerid_value: 'a7', new_hubkey: null }),
        ok({ contactid: 'c8' }),
        ok({ opportunityid: 'o12', statecode: 0, name: 'Topic', new_hubkey: null }),
        ok({ opportunityid: 'o12' }),
      ],
      result: { kind: 'converted', already: false, account: 'a7', contact: 'c8', opportunity: 'o12' },
    },
    'convert again': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [ok(lead({ statecode: 1 })), list({ opportunityid: 'o12', new_hubkey: 'led_1', _parentaccountid_value: 'a7', _parentcontactid_value: 'c8' })],
      result: { kind: 'converted', already: true, account: 'a7', contact: 'c8', opportunity: 'o12' },
    },
    'convert what sales had qualified': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [
        ok(lead({ statecode: 1 })),
        list({ opportunityid: 'o12', new_hubkey: null, _parentaccountid_value: 'a9', _parentcontactid_value: null }),
        ok({ opportunityid: 'o12', statecode: 0, name: 'Own words of sales', new_hubkey: null, estimatedvalue: 5, estimatedclosedate: null }),
        ok({ opportunityid: 'o12' }),
      ],
      result: { kind: 'converted', already: false, account: 'a9', contact: 'c8', opportunity: 'o12' },
    },
    'convert a lead that was disqualified': {
      begin: (crm, settings) => crm.convert!(conversion, settings),
      replies: [ok(lead({ statecode: 2 }))],
      result: expect.objectContaining({ kind: 'invalid', reason: expect.stringContaining('disqualified') }),
    },
    'set a role': {
      begin: (crm, settings) => crm.link!({ opportunity: 'o12', contact: 'c8', role: 'Influencer' }, settings),
      replies: [list({ connectionroleid: 'r1' }), list(), created({ connectionid: 'x1' })],
      result: { kind: 'delivered', remoteId: 'o12', created: false },
    },
    'change a role': {
      begin: (crm, settings) => crm.link!({ opportunity: 'o12', contact: 'c8', role: 'Influencer' }, settings),
      replies: [list({ connectionroleid: 'r1' }), list({ connectionid: 'x1', _record2roleid_value: 'r2' }), ok({ connectionid: 'x1' })],
      result: { kind: 'delivered', remoteId: 'o12', created: false },
    },
    'role is set': {
      begin: (crm, settings) => crm.link!({ opportunity: 'o12', contact: 'c8', role: 'Influencer' }, settings),
      replies: [list({ connectionroleid: 'r1' }), list({ connectionid: 'x1', _record2roleid_value: 'r1' })],
      result: { kind: 'unchanged', remoteId: 'o12' },
    },
    'role is unknown there': {
      begin: (crm, settings) => crm.link!({ opportunity: 'o12', contact: 'c8', role: 'Chief' }, settings),
      replies: [list()],
      result: expect.objectContaining({ kind: 'invalid', reason: expect.stringContaining("no connection role 'Chief'") }),
    },
    'add notes': {
      begin: (crm, settings) => crm.note!([note, { ...note, key: 'evt_2' }], settings),
      replies: [list({ annotationid: 'n1', notetext: '<p>x</p>[leitwerk evt_2]' }), created({ annotationid: 'n2' })],
      result: { kind: 'delivered', remoteId: 'o12', created: false },
    },
    'notes are there': {
      begin: (crm, settings) => crm.note!([note], settings),
      replies: [
        ok({
          value: [{ notetext: 'other' }],
          '@odata.nextLink': 'https://company.crm4.dynamics.example/api/data/v9.2/annotations?$select=notetext&$skiptoken=2',
        }),
        list({ annotationid: 'n1', notetext: 'wants a demo\n[leitwerk evt_1]' }),
      ],
      result: { kind: 'unchanged', remoteId: 'o12' },
    },
    'erase the contact': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: 'c8', key: 'con_1' }, settings),
      replies: [ok({ contactid: 'c8' }), reply(204)],
      result: { kind: 'delivered', remoteId: 'c8', created: false },
    },
    'contact is erased': {
      begin: (crm, settings) => crm.erase!({ entity: 'contact', remoteId: 'c8', key: 'con_1' }, settings),
      replies: [error(404, '0x80040217', 'contact With Id = c8 Does Not Exist')],
      result: { kind: 'unchanged', remoteId: 'c8' },
    },
    'list accounts': {
      begin: (crm, settings) => crm.list!('account', null, settings),
      replies: [
        ok({
          value: [stored({ new_vatid: 'DE136695976' })],
          '@odata.nextLink': 'https://company.crm4.dynamics.example/api/data/v9.2/accounts?$select=accountid&$skiptoken=%3Ccookie%3E',
        }),
      ],
      result: {
        kind: 'listed',
        records: [
          {
            remoteId: 'a7',
            hubKey: 'acc_1',
            label: 'Hallbauer GmbH, Fürth',
            accountId: null,
            company: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', vatId: 'DE136695976', postalCode: '90762', city: 'Fürth' },
            person: undefined,
          },
        ],
        cursor: '/accounts?$select=accountid&$skiptoken=%3Ccookie%3E',
      },
    },
    'list contacts': {
      begin: (crm, settings) => crm.list!('contact', '/contacts?$skiptoken=2', settings),
      replies: [
        list({ contactid: 'c8', fullname: 'Katharina Vogt', lastname: 'Vogt', emailaddress1: 'k.vogt@hallbauer.example', _parentcustomerid_value: 'a7' }),
      ],
      result: {
        kind: 'listed',
        records: [
          {
            remoteId: 'c8',
            hubKey: null,
            label: 'Katharina Vogt',
            accountId: 'a7',
            company: undefined,
            person: { lastName: 'Vogt', email: 'k.vogt@hallbauer.example' },
          },
        ],
        cursor: null,
      },
    },
    'list opportunities': {
      begin: (crm, settings) => crm.list!('opportunity', null, settings),
      replies: [
        list({ opportunityid: 'o12', name: 'Presses', statecode: 1, createdon: '2025-06-17T22:30:00Z', new_hubkey: 'led_1', _parentaccountid_value: 'a7' }),
      ],
      result: {
        kind: 'listed',
        cursor: null,
        records: [{ remoteId: 'o12', hubKey: 'led_1', label: 'Presses', accountId: 'a7', company: undefined, person: undefined, createdOn: '2025-06-17' }],
      },
    },
    'write several': {
      begin: (crm, settings) =>
        crm.batch!.write(
          [
            writes.account({ ...account, 'ownerid@odata.bind': user }),
            writes.account({ ...account, 'ownerid@odata.bind': user }, { key: 'acc_2', remoteId: 'a8' }),
            writes.account({ ...account, address1_city: 'Nürnberg' }, { key: 'acc_3', remoteId: 'a9' }),
          ],
          settings,
        ),
      replies: [
        list({ systemuserid: 'u9' }),
        batch(ok(stored({ accountid: 'a8', new_hubkey: 'acc_2' })), ok(stored({ accountid: 'a9', new_hubkey: 'acc_3' }))),
        batch(created({ accountid: 'a7' }), ok({ accountid: 'a9' })),
      ],
      result: [
        { kind: 'delivered', remoteId: 'a7', created: true },
        { kind: 'unchanged', remoteId: 'a8', version: 'W/"11"' },
        { kind: 'delivered', remoteId: 'a9', created: false },
      ],
    },
    'write several, one is refused': {
      begin: (crm, settings) => crm.batch!.write([writes.account({ shoeSize: '43' }), writes.account(account, { key: 'acc_2' })], settings),
      replies: [
        batch(
          error(
            400,
            '0x80048d19',
            "InnerException : Microsoft.OData.ODataException: The property 'shoeSize' does not exist on type 'Microsoft.Dynamics.CRM.account'.",
          ),
          created({ accountid: 'a8' }),
        ),
      ],
      result: [
        expect.objectContaining({ kind: 'invalid', fields: [expect.objectContaining({ field: 'shoeSize' })] }),
        { kind: 'delivered', remoteId: 'a8', created: true },
      ],
    },
  },
}
