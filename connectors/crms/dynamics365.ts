/** Dynamics 365 Sales through the Web API of Dataverse: the hub's key as alternate key, leads of its own, native qualification. */
import { defaulting, optional, secret, text } from '../../core/connector.ts'
import { defineCrm, type Entity } from '../../core/crm.ts'
import { ROOT } from '../dynamics365/api.ts'
import { writeRecords } from '../dynamics365/batch.ts'
import { checkEnvironment } from '../dynamics365/check.ts'
import { convertLead } from '../dynamics365/convert.ts'
import { describeTables } from '../dynamics365/describe.ts'
import { findRecord, listRecords } from '../dynamics365/find.ts'
import { authorityOf, entraSession, originOf } from '../dynamics365/login.ts'
import { eraseRecord, writeRecord } from '../dynamics365/records.ts'
import { addNotes, setRole } from '../dynamics365/related.ts'

const ENTITIES: readonly Entity[] = ['account', 'contact', 'lead', 'opportunity']

export default defineCrm({
  id: 'dynamics365',
  label: 'Dynamics 365 Sales',
  docs: 'https://learn.microsoft.com/power-apps/developer/data-platform/webapi/overview',
  about: 'A hand-over becomes a lead, which sales (or the hub) qualifies into account, contact and opportunity.',
  fields: {
    url: text('Address', 'Of the environment as in the browser, e.g. https://company.crm4.dynamics.com'),
    tenant: text('Tenant', 'Id of the directory, or one of its domains (Entra admin center > Overview)'),
    clientId: text(
      'Client id',
      'Application (client) id of an app registration of its own for the hub; the app must also be an application user of the environment',
    ),
    clientSecret: secret('Client secret', 'The value, not the id, of a secret of that app registration (Certificates & secrets)'),
    authority: defaulting(
      text('Address for the login', 'Another one only in national clouds, e.g. https://login.microsoftonline.us'),
      'https://login.microsoftonline.com',
    ),
    keyColumn: defaulting(
      text(
        'Column of the key',
        'Logical name of a text column on Account, Contact, Lead and Opportunity, each with an alternate key of that column alone (make.powerapps.com > Tables > Keys); the prefix is the one of your publisher',
      ),
      'new_hubkey',
    ),
    vatColumn: optional(text('Column of the VAT id', 'Logical name of an own column of Account, to find accounts by it')),
    qualifiedStatus: defaulting(
      text('Status of a qualified lead', 'Number of the status reason that a lead gets when the hub qualifies it; 3 unless it was changed'),
      '3',
    ),
  },
  baseUrl: (settings) => `${originOf(settings)}${ROOT}`,
  hosts: (settings) => [URL.parse(authorityOf(settings))?.host ?? ''],
  auth: entraSession,
  capabilities: {
    entities: ENTITIES,
    key: { account: 'upsert', contact: 'upsert', lead: 'upsert', opportunity: 'upsert' },
    convert: 'native',
    leadNeeds: [],
    roles: true,
    notes: ENTITIES,
    back: 'both',
  },
  check: checkEnvironment,
  describe: describeTables,
  find: findRecord,
  write: writeRecord,
  convert: convertLead,
  link: setRole,
  note: addNotes,
  erase: eraseRecord,
  list: listRecords,
  batch: { most: 30, entities: ENTITIES, write: writeRecords },
  recordUrl: (entity, remoteId, settings) => `${originOf(settings)}/main.aspx?pagetype=entityrecord&etn=${entity}&id=${remoteId}`,
})
