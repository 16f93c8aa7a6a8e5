/** Zoho CRM's notices of changed records, which name them only, and a poll beside them: a channel of notices lives a week at the most. */
import { defineSource, type JsonObject, optional, secret, text } from '../../core/connector.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { refused, rowsOf } from '../zoho/api.ts'
import { changedRecords } from '../zoho/changes.ts'

const READ: ReadonlySet<string> = new Set(['Leads', 'Deals'])

export default defineSource({
  id: 'zoho',
  label: 'Zoho CRM events',
  docs: 'https://www.zoho.com/crm/developer/docs/api/v8/notifications/overview.html',
  about: 'Tells what sales did with leads and deals: status, conversion, stage, owner, amount, deletion; the hub reads them again.',
  fields: {
    token: secret('Token', 'Chosen for the channel, at most 50 characters; Zoho sends it back in every notice, which is the only proof of origin'),
    channelId: optional(text('Channel id', 'Number chosen for the channel: with it the hub renews the channel every day')),
  },
  verify: { kind: 'token', at: { body: 'token' }, field: 'token' },
  answers: { success: { status: 200 } },
  split: 'ids.{"id": $, "module": %.module, "operation": %.operation, "time": %.server_time}',
  dedupe: ["id & ':' & operation & ':' & $string(time)"],
  connection: 'zoho',
  *hydrate({ payload }) {
    const { module, operation, id } = isObject(payload) ? payload : {}
    const name = textOf(module)
    if (!READ.has(name) || typeof id !== 'string' || !/^\d{1,25}$/.test(id)) return { kind: 'hydrated', payload: null }
    const gone: JsonObject = { data: [{ id }], deleted: true }
    if (operation === 'delete') return { kind: 'hydrated', payload: gone }
    const path = `/crm/v8/${name}/${id}`
    const reply = yield { method: 'GET', path, purpose: 'record of a notice' }
    if (rowsOf(reply)?.length) return { kind: 'hydrated', payload: reply.body }
    if (reply.status !== 204 && reply.status !== 404) return outOfReach(reply.status) ?? refused(reply)
    if (name !== 'Leads') return { kind: 'hydrated', payload: gone }
    // A converted lead hides among the converted ones.
    const converted = yield { method: 'GET', path, query: { converted: 'true' }, purpose: 'lead that was converted' }
    return rowsOf(converted)?.length ? { kind: 'hydrated', payload: converted.body } : { kind: 'hydrated', payload: gone }
  },
  poll: { everySeconds: 300, page: changedRecords },
  setup: [
    {
      de: 'Richten Sie zuerst die Verbindung zu Zoho CRM ein; diese Quelle verwendet deren Adresse und Anmeldung.',
      en: 'Configure the connection to Zoho CRM first; this source uses its address and login.',
    },
    {
      de: 'Öffnen Sie einen Kanal: POST https://www.zohoapis.eu/crm/v8/actions/watch {"watch":[{"channel_id":"1000000068001","events":["Leads.all","Deals.all"],"channel_expiry":"a time within a week","token":"the token","notify_url":"{url}"}]}; „a time within a week“ ersetzen Sie durch eine Zeit binnen einer Woche, „the token“ durch das Token.',
      en: 'Open a channel: POST https://www.zohoapis.eu/crm/v8/actions/watch {"watch":[{"channel_id":"1000000068001","events":["Leads.all","Deals.all"],"channel_expiry":"a time within a week","token":"the token","notify_url":"{url}"}]}.',
    },
    {
      de: 'Tragen Sie Token und Kanal-Id in die Einstellungen ein; der Hub erneuert den Kanal dann täglich.',
      en: 'Enter token and channel id in the settings; the hub then renews the channel every day.',
    },
    {
      de: 'Passen Sie Status und Phasen in der Abbildung an die Ihrer Organisation an.',
      en: 'Adapt the statuses and stages in the mapping to those of your organisation.',
    },
  ],
  onFailure: 'Whether it repeats is not documented; what was missed comes with the poll.',
  evidence: 'vendor documentation',
})

/** The login is fine, only this record is out of reach: no reason to pause the connection. */
const outOfReach = (status: number) =>
  status === 403 ? { kind: 'notFound' as const, reason: 'HTTP 403: the user of the client may not see this record' } : null
