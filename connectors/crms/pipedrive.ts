/** Pipedrive: leads that need a person or an organization, converted by its own job; the hub's key in an own field of each kind. */
import { type Checked, defaulting, defineCrm, optional, type Reply, secret, text } from '../../core/connector.ts'
import { succeeded } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import { isObject } from '../changes.ts'
import { allowances, dataOf, isPage, NAME, refused } from '../pipedrive/api.ts'
import { convertLead } from '../pipedrive/convert.ts'
import { describeRecords } from '../pipedrive/describe.ts'
import { codeOf, missingKey, readFields } from '../pipedrive/fields.ts'
import { findRecord } from '../pipedrive/find.ts'
import { listRecords } from '../pipedrive/list.ts'
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
    apiToken: secret('API token', 'Personal preferences > API, of a user made for the hub who sees all records; its permission set allows the use of the API'),
    keyField: defaulting(
      text(
        'Field of the key',
        'Name of a text field added to organizations, to persons, and to leads and deals (Company settings > Data fields), by which the hub finds its records again',
      ),
      'Leitwerk ID',
    ),
    vatField: optional(text('Field of the VAT id', 'Name of an own field of organizations, to find them by it')),
  },
  baseUrl: ({ url = '' }) => withoutSlash(url).replace(/\/(?:api\/)?v[12]$/, ''),
  auth: { kind: 'headers', headers: ({ apiToken = '' }) => ({ 'x-api-token': apiToken }) },
  capabilities: {
    entities: ['account', 'contact', 'lead', 'opportunity'],
    key: { account: 'field', contact: 'field', lead: 'field', opportunity: 'field' },
    convert: 'native',
    leadNeeds: ['account', 'contact'],
    roles: true,
    notes: ['account', 'contact', 'lead', 'opportunity'],
    back: 'webhook',
  },

  *check({ keyField = '' }) {
    const me = yield { method: 'GET', path: '/api/v1/users/me', purpose: 'ask who we are' }
    const user = dataOf(me)
    if (!isObject(user)) return notConnected(me)
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

function notConnected(reply: Reply): Checked | ReturnType<typeof refused> {
  if (reply.status === 401)
    return problem(
      'Pipedrive does not accept the API token',
      'apiToken',
      'Copy the token anew from Personal preferences > API of the user made for the hub; a token made later ends the earlier one.',
    )
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
