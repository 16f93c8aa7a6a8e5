/** Zoho CRM: leads of its own, native conversion, contact roles; written by the hub's key in an own unique field. */
import { defaulting, optional, secret, text } from '../../core/connector.ts'
import { type Checked, defineCrm } from '../../core/crm.ts'
import { withoutSlash } from '../address.ts'
import { isEmpty } from '../changes.ts'
import { problem, wrongAddress } from '../problem.ts'
import { textOf } from '../texts.ts'
import { allowances, MODULE, MOST, refused, rowsOf } from '../zoho/api.ts'
import { writeBatch } from '../zoho/batch.ts'
import { convertLead } from '../zoho/convert.ts'
import { describeModules, readFields } from '../zoho/fields.ts'
import { findRecord, listRecords } from '../zoho/find.ts'
import { auth, loginHosts } from '../zoho/login.ts'
import { addNotes, setRole } from '../zoho/notes.ts'
import { eraseRecord, writeRecord } from '../zoho/records.ts'

export default defineCrm({
  id: 'zoho',
  label: 'Zoho CRM',
  docs: 'https://www.zoho.com/crm/developer/docs/api/v8/',
  about: 'CRM from the cloud, in several data centres. A hand-over becomes a lead, which sales (or the hub) converts into account, contact and deal.',
  fields: {
    url: text(
      'Address',
      'The API of your data centre: https://www.zohoapis.eu, .com, .in, .com.au, .jp, .ca, .sa or .com.cn; for a sandbox https://sandbox.zohoapis.eu',
    ),
    clientId: text('Client id', 'Of a self client in the API console of your data centre, e.g. https://api-console.zoho.eu'),
    clientSecret: secret('Client secret', 'Of the same client'),
    refreshToken: optional(
      secret('Refresh token', 'Made from a grant token of the self client with the scopes below; without it the hub logs in by client credentials'),
    ),
    organisation: optional(text('Organisation id', 'With client credentials only: Setup > Developer Hub > APIs, the number behind org')),
    scope: defaulting(
      text('Scopes', 'Asked for with client credentials; a refresh token has those it was made with'),
      'ZohoCRM.modules.ALL,ZohoCRM.settings.ALL,ZohoCRM.users.READ,ZohoCRM.org.READ,ZohoCRM.notifications.ALL',
    ),
    keyField: defaulting(
      text(
        'Field of the key',
        'API name of a single-line field added to Leads, Accounts, Contacts and Deals with "Do not allow duplicate values", by which the hub finds its records again',
      ),
      'Leitwerk_ID',
    ),
    vatField: optional(text('Field of the VAT id', 'API name of an own field of Accounts, to find them by it')),
    accountsUrl: optional(text('Accounts server', 'Only where it does not follow from the address')),
  },
  *wrong({ refreshToken, organisation }) {
    if (!refreshToken?.[0] && !organisation?.[0])
      yield { field: 'refreshToken', problem: 'is missing: give a refresh token, or the organisation id to log in by client credentials' }
  },
  baseUrl: ({ url = '' }) => withoutSlash(url).replace(/\/crm(?:\/v\d+)?$/, ''),
  hosts: loginHosts,
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

  *check({ keyField = '' }) {
    const reply = yield { method: 'GET', path: '/crm/v8/org', purpose: 'ask whose CRM it is' }
    const organisations = rowsOf(reply, 'org')
    if (!organisations) return reply.status === 404 ? otherAddress() : refused(reply)
    for (const entity of ['lead', 'account', 'contact', 'opportunity'] as const) {
      const fields = yield* readFields(entity)
      if (!fields.ok) return fields.refusal
      const field = fields.value.find(({ api_name }) => api_name === keyField)
      if (!field) return keyProblem(`${MODULE[entity]} has no field ${keyField}`, MODULE[entity], keyField)
      if (isEmpty(field.unique)) return keyProblem(`${keyField} of ${MODULE[entity]} allows duplicate values`, MODULE[entity], keyField)
    }
    return { kind: 'ok', detail: `connected to ${textOf(organisations[0]?.company_name) || 'Zoho CRM'}; the key stands in ${keyField}` }
  },

  describe: describeModules,
  find: findRecord,
  write: writeRecord,
  convert: convertLead,
  link: setRole,
  note: addNotes,
  erase: eraseRecord,
  list: listRecords,
  batch: { most: MOST, entities: ['account', 'contact', 'lead', 'opportunity'], write: writeBatch },
  limits: allowances,

  recordUrl: (entity, remoteId, settings) => `${browserOf(settings.url ?? '')}/crm/tab/${entity === 'opportunity' ? 'Potentials' : MODULE[entity]}/${remoteId}`,
})

/** People work at crm.zoho.eu where the API is at www.zohoapis.eu. */
const browserOf = (url: string): string =>
  url
    .replace(/\/+$/, '')
    .replace(/^https:\/\/(?:www\.)?zohoapis\./, 'https://crm.zoho.')
    .replace(/^https:\/\/sandbox\.zohoapis\./, 'https://crmsandbox.zoho.')

const otherAddress = (): Checked => wrongAddress('the API of Zoho CRM', 'Enter the API address of your data centre, e.g. https://www.zohoapis.eu.')

const keyProblem = (what: string, module: string, keyField: string): Checked =>
  problem(
    what,
    'keyField',
    `Setup > Modules and Fields > ${module}: add a single-line field, tick "Do not allow duplicate values", and give it the API name ${keyField} (Setup > Developer Hub > APIs > API names).`,
  )
