/** Pipedrive: leads that need a person or an organization, converted by its own job; the hub's key in an own field of each kind. */
import { defaulting, optional, type Reply, type Settings, secret, text } from '../../core/connector.ts'
import { type Checked, defineCrm } from '../../core/crm.ts'
import { succeeded } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import { isObject } from '../changes.ts'
import { judgingCredentials } from '../oauth.ts'
import { allowances, dataOf, isPage, NAME, refused } from '../pipedrive/api.ts'
import { convertLead } from '../pipedrive/convert.ts'
import { describeRecords } from '../pipedrive/describe.ts'
import { codeOf, missingKey, readFields } from '../pipedrive/fields.ts'
import { findRecord } from '../pipedrive/find.ts'
import { listRecords } from '../pipedrive/list.ts'
import { auth, credential, loginHosts } from '../pipedrive/login.ts'
import { addNotes, takePart } from '../pipedrive/notes.ts'
import { eraseRecord, writeRecord } from '../pipedrive/records.ts'
import { problem, wrongAddress } from '../problem.ts'
import { textOf } from '../texts.ts'

const PLACE = { account: 'organization', contact: 'person', lead: 'leads/inbox', opportunity: 'deal' } as const

export default defineCrm({
  id: 'pipedrive',
  label: 'Pipedrive',
  docs: 'https://developers.pipedrive.com/docs/api/v1',
  about:
    'Sales CRM from the cloud. A hand-over becomes a lead of an organization and a person, which sales (or the hub) converts into a deal; further contacts become participants of the deal, whose role Pipedrive does not keep.',
  fields: {
    url: text('Address', "The company's own, as in the browser: https://company.pipedrive.com"),
    apiToken: optional(
      secret(
        'API token',
        'Personal preferences > API, of a user made for the hub who sees all records; its permission set allows the use of the API. Not with OAuth',
      ),
    ),
    clientId: optional(
      text(
        'Client id',
        'With OAuth instead of an API token: of an app in the Developer Hub with full access to contacts, deals and leads, and leave to read users, activities and to search',
      ),
    ),
    clientSecret: optional(secret('Client secret', 'With OAuth: of the same app, beside the client id')),
    refreshToken: optional(
      secret(
        'Refresh token',
        'With OAuth: given once for the code that a user made for the hub, who sees all records, brings back from installing the app. It stays the same, and ends when it was not used for 60 days or the app was taken out; the hub fetches the access tokens, which end after an hour, and stores none',
      ),
    ),
    oauthUrl: defaulting(text('Login server', 'Where access tokens of OAuth come from, the same for all companies'), 'https://oauth.pipedrive.com'),
    keyField: defaulting(
      text(
        'Field of the key',
        'Name of a text field added to organizations, to persons, and to leads and deals (Company settings > Data fields), by which the hub finds its records again',
      ),
      'Leitwerk ID',
    ),
    vatField: optional(text('Field of the VAT id', 'Name of an own field of organizations, to find them by it')),
  },
  wrong: judgingCredentials('apiToken'),
  baseUrl: ({ url = '' }) => withoutSlash(url).replace(/\/(?:api\/)?v[12]$/, ''),
  hosts: loginHosts,
  auth,
  capabilities: {
    entities: ['account', 'contact', 'lead', 'opportunity'],
    key: { account: 'field', contact: 'field', lead: 'field', opportunity: 'field' },
    convert: 'native',
    leadNeeds: ['account', 'contact'],
    roles: true,
    notes: ['account', 'contact', 'lead', 'opportunity'],
    back: 'webhook',
  },

  *check(settings) {
    const { keyField = '' } = settings
    const me = yield { method: 'GET', path: '/api/v1/users/me', purpose: 'ask who we are' }
    const user = dataOf(me)
    if (!isObject(user)) return notConnected(me, settings)
    for (const entity of ['account', 'contact', 'opportunity'] as const) {
      const fields = yield* readFields(entity)
      if (!fields.ok) return fields.refusal
      const code = codeOf(fields.value, keyField)
      if (code === undefined) return noKeyField(missingKey(entity === 'opportunity' ? 'lead' : entity, keyField), NAME[entity], keyField)
    }
    const leads = yield { method: 'GET', path: '/api/v1/leads', query: { limit: '1' }, purpose: 'read leads' }
    if (dataOf(leads) === undefined) return refused(leads)
    return { kind: 'ok', detail: `connected to ${textOf(user.company_name) || 'Pipedrive'}; the key stands in "${keyField}"` }
  },

  describe: describeRecords,
  find: findRecord,
  write: writeRecord,
  convert: convertLead,
  link: takePart,
  note: addNotes,
  erase: eraseRecord,
  list: listRecords,
  limits: allowances,

  recordUrl: (entity, remoteId, { url = '' }) => `${withoutSlash(url)}/${PLACE[entity]}/${remoteId}`,
})

function notConnected(reply: Reply, settings: Settings): Checked | ReturnType<typeof refused> {
  if (reply.status === 401) {
    const { field, todo } = credential(settings)
    return problem('Pipedrive does not accept the token', field, todo)
  }
  if (reply.status === 404 || (succeeded(reply) && isPage(reply.body)))
    return wrongAddress('the API of Pipedrive', 'Enter the address that people open in the browser, up to .pipedrive.com.')
  return refused(reply)
}

const noKeyField = (what: string, records: string, keyField: string): Checked =>
  problem(
    what,
    'keyField',
    `Company settings > Data fields > ${records === 'deals' ? 'Lead/deal' : records === 'persons' ? 'Person' : 'Organization'}: add a field of type Text named "${keyField}".`,
  )
