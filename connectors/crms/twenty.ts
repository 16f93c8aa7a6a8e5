/** Twenty: companies, people and opportunities with ids that the hub makes of its keys; no leads, no roles. */
import { defaulting, optional, secret, text } from '../../core/connector.ts'
import { defineCrm } from '../../core/crm.ts'
import { withoutSlash } from '../address.ts'
import { BATCH, writeMany } from '../twenty/batch.ts'
import { checkWorkspace, describeObjects } from '../twenty/describe.ts'
import { listRecords } from '../twenty/list.ts'
import { addNotes } from '../twenty/notes.ts'
import { eraseRecord, findRecord, writeRecord } from '../twenty/records.ts'

const OBJECT = { account: 'company', contact: 'person', lead: 'opportunity', opportunity: 'opportunity' } as const

export default defineCrm({
  id: 'twenty',
  label: 'Twenty',
  docs: 'https://docs.twenty.com/developers/extend/api',
  about: 'Open-source CRM. A hand-over becomes company, person and opportunity; sales accepts by moving it to the next stage.',
  fields: {
    url: defaulting(text('Address', 'Of the server, as in the browser; api.twenty.com for the cloud'), 'https://api.twenty.com'),
    webUrl: optional(text('Address for people', 'Where people open records, if it is another one, e.g. https://company.twenty.com')),
    apiKey: secret('API key', 'Settings > APIs & Webhooks > Create key; it expires on the date chosen there'),
    keyField: optional(
      text(
        'Field of the key',
        'API name of a text field added to companies, people and opportunities. The hub needs none, as it makes the ids itself, but people see there what comes from it',
      ),
    ),
  },
  baseUrl: ({ url = '' }) => `${withoutSlash(url).replace(/\/rest$/, '')}/rest`,
  auth: { kind: 'headers', headers: ({ apiKey = '' }) => ({ authorization: `Bearer ${apiKey}` }) },
  capabilities: {
    entities: ['account', 'contact', 'opportunity'],
    key: { account: 'upsert', contact: 'upsert', opportunity: 'upsert' },
    convert: 'none',
    leadNeeds: [],
    roles: false,
    notes: ['account', 'contact', 'opportunity'],
    back: 'webhook',
  },

  check: checkWorkspace,
  describe: describeObjects,
  find: findRecord,
  write: writeRecord,
  note: addNotes,
  batch: { most: BATCH, entities: ['account', 'contact', 'opportunity'], write: writeMany },
  erase: eraseRecord,
  list: listRecords,

  recordUrl: (entity, remoteId, { url = '', webUrl }) => `${withoutSlash(webUrl || url)}/object/${OBJECT[entity]}/${remoteId}`,
})
