/** HubSpot: companies, contacts, leads and deals; the hub's key in a unique property that the administrator adds. */
import { defaulting, optional, secret, text } from '../../core/connector.ts'
import { type Allowance, defineCrm } from '../../core/crm.ts'
import { withoutSlash } from '../address.ts'
import { OBJECT_ID } from '../hubspot/api.ts'
import { BATCHED, MOST, writeMany } from '../hubspot/batch.ts'
import { checkAccount } from '../hubspot/check.ts'
import { describeObjects } from '../hubspot/describe.ts'
import { findRecord } from '../hubspot/find.ts'
import { eraseRecord, listRecords } from '../hubspot/list.ts'
import { auth } from '../hubspot/login.ts'
import { addNotes } from '../hubspot/notes.ts'
import { writeRecord } from '../hubspot/records.ts'
import { setRole } from '../hubspot/ties.ts'
import { judgingCredentials } from '../oauth.ts'

const DAY_MS = 86_400_000

export default defineCrm({
  id: 'hubspot',
  label: 'HubSpot',
  docs: 'https://developers.hubspot.com/docs/api-reference/latest/crm/understanding-the-crm',
  about: 'A hand-over becomes company, contact and lead; the deal is made when the hub converts the lead, or at once where the account has no leads.',
  fields: {
    url: defaulting(text('Address', 'Of the API, the same for all accounts'), 'https://api.hubapi.com'),
    portal: text('Account id', 'The Hub ID: at the top right in HubSpot, under the name of the account'),
    token: optional(
      secret(
        'Access token',
        'Settings > Integrations > Private Apps > the app of the hub > Auth. Scopes: crm.objects.companies, .contacts, .leads and .deals, each .read and .write, crm.schemas of the same for reading, crm.objects.owners.read. Not with OAuth',
      ),
    ),
    clientId: optional(text('Client id', 'With OAuth instead of an access token: of an app with the same scopes, on its page Auth')),
    clientSecret: optional(secret('Client secret', 'With OAuth: of the same app, beside the client id')),
    refreshToken: optional(
      secret(
        'Refresh token',
        'With OAuth: given once for the code that an administrator of the account brings back from installing the app. It stays the same until the app is taken out of the account; the hub fetches the access tokens, which end after 30 minutes, and stores none',
      ),
    ),
    apiVersion: defaulting(text('Version of the API', 'A date as HubSpot names its versions, or v3 for the one before'), '2026-03'),
    keyField: defaulting(
      text(
        'Property of the key',
        'A single-line text with unique values, added to companies, contacts, leads and deals, by which the hub finds its records again',
      ),
      'leitwerk_id',
    ),
    vatField: optional(text('Property of the VAT id', 'Internal name of an own property of companies, to find companies by it')),
    leads: {
      ...defaulting(text('Leads', 'Whether the account has the object Leads (Sales Hub Professional); with no, set handover.as to opportunity'), 'yes'),
      options: ['yes', 'no'],
    },
    qualifiedStage: defaulting(
      text('Stage of a qualified lead', 'Internal id of the stage of leads that a lead is moved to when the hub makes a deal of it; empty: it stays'),
      'qualified-stage-id',
    ),
    endedStages: defaulting(
      text('Stages of ended leads', 'Internal ids, separated by commas: such a lead is not taken up again, and not moved'),
      'qualified-stage-id, unqualified-stage-id',
    ),
  },
  wrong: judgingCredentials('token'),
  baseUrl: ({ url = '' }) => withoutSlash(url),
  auth,
  capabilities: {
    entities: ['account', 'contact', 'lead', 'opportunity'],
    key: { account: 'upsert', contact: 'upsert', lead: 'unique', opportunity: 'upsert' },
    convert: 'emulated',
    leadNeeds: ['account', 'contact'],
    roles: true,
    notes: ['account', 'contact', 'lead', 'opportunity'],
    back: 'webhook',
  },

  check: checkAccount,
  describe: describeObjects,
  find: findRecord,
  write: writeRecord,
  link: setRole,
  note: addNotes,
  batch: { most: MOST, entities: BATCHED, write: writeMany },
  erase: eraseRecord,
  list: listRecords,

  limits: (headers) =>
    [
      allowance('burst', headers['x-hubspot-ratelimit-remaining'], headers['x-hubspot-ratelimit-interval-milliseconds']),
      // It renews at midnight of the account, at a time that no header says.
      allowance('day', headers['x-hubspot-ratelimit-daily-remaining'], String(DAY_MS)),
    ].filter((one) => one !== null),

  recordUrl: (entity, remoteId, { portal = '' }) => `https://app.hubspot.com/contacts/${portal}/record/${OBJECT_ID[entity]}/${remoteId}`,
})

function allowance(limit: string, left: string | undefined, renewsMs: string | undefined): Allowance | null {
  return left !== undefined && renewsMs !== undefined && /^\d+$/.test(left) && /^\d+$/.test(renewsMs)
    ? { limit, left: Number(left), renewsMs: Number(renewsMs) }
    : null
}
