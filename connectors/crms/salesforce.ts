/** Salesforce Sales Cloud: leads of its own, an atomic upsert by the hub's key, conversion by Salesforce itself, contact roles. */
import { defaulting, optional, secret, text } from '../../core/connector.ts'
import { defineCrm } from '../../core/crm.ts'
import { limitsOf } from '../salesforce/api.ts'
import { MOST, writeBatch } from '../salesforce/batch.ts'
import { checkOrg } from '../salesforce/check.ts'
import { convertLead } from '../salesforce/convert.ts'
import { describeEntities } from '../salesforce/describe.ts'
import { eraseRecord } from '../salesforce/erase.ts'
import { findRecord, findRecords } from '../salesforce/find.ts'
import { listRecords } from '../salesforce/list.ts'
import { addNotes, addNotesOfMany } from '../salesforce/notes.ts'
import { writeRecord } from '../salesforce/records.ts'
import { setRole } from '../salesforce/roles.ts'
import { auth, origin } from '../salesforce/session.ts'

export default defineCrm({
  id: 'salesforce',
  label: 'Salesforce',
  docs: 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/',
  about: 'Sales Cloud. A hand-over becomes a lead, which sales (or the hub) converts into account, contact and opportunity.',
  fields: {
    url: text(
      'Address',
      'My Domain of the org (Setup > My Domain), e.g. https://company.my.salesforce.com; of a sandbox https://company--uat.sandbox.my.salesforce.com',
    ),
    clientId: text(
      'Consumer key',
      'Setup > External Client App Manager: an app of its own for the hub with the scope api and the client credentials flow, run as a user of its own with the permission Convert Leads',
    ),
    clientSecret: secret('Consumer secret', 'Of that app, beside the consumer key'),
    keyField: defaulting(
      text(
        'Field of the key',
        'API name of a text field of 80 characters added to Account, Contact, Lead and Opportunity, Unique and External ID, by which the hub writes its records. In the field mapping of leads (Object Manager > Lead > Map Lead Fields) let the one of Lead fill the one of Opportunity',
      ),
      'Leitwerk_Id__c',
    ),
    vatField: optional(text('Field of the VAT id', 'API name of a field of Account, to find accounts by it')),
    apiVersion: defaulting(text('Version of the API', 'Of the REST and SOAP API, e.g. 64.0; every org has the last three years'), '64.0'),
    convertedStatus: optional(text('Status of converted leads', 'Only where there are several: the one the hub converts to. Else the first one is taken')),
    overStatuses: defaulting(
      text('Statuses of leads that are over', 'Separated by commas; a lead with such a status is not taken up again for a new hand-over'),
      'Closed - Not Converted, Unqualified',
    ),
    taskStatus: defaulting(text('Status of finished tasks', 'The history of a lead is added as tasks with this status'), 'Completed'),
  },
  baseUrl: origin,
  auth,
  capabilities: {
    entities: ['account', 'contact', 'lead', 'opportunity'],
    key: { account: 'upsert', contact: 'upsert', lead: 'upsert', opportunity: 'upsert' },
    convert: 'native',
    leadNeeds: [],
    roles: true,
    notes: ['account', 'contact', 'lead', 'opportunity'],
    back: 'both',
  },

  check: checkOrg,
  describe: describeEntities,
  find: findRecord,
  write: writeRecord,
  batch: { most: MOST, entities: ['account', 'contact', 'lead', 'opportunity'], write: writeBatch, find: findRecords, note: addNotesOfMany },
  convert: convertLead,
  link: setRole,
  note: addNotes,
  erase: eraseRecord,
  list: listRecords,
  limits: limitsOf,

  recordUrl: (_, remoteId, settings) => `${origin(settings)}/${remoteId}`,
})
