/**
 * Odoo's back-channel: leads and opportunities that changed, asked for every few seconds; a webhook of an automation rule
 * only makes it faster. Nothing that a webhook says is believed: the record it names is read again.
 */
import { defaulting, defineSource, type Json, type JsonObject, secret, text } from '../../core/connector.ts'
import { domainOf, orderOf, PAGE, readCursor, turned } from '../odoo/cursor.ts'
import { searchRead } from '../odoo/rpc.ts'
import { TOLD, toldOf } from '../odoo/told.ts'

export default defineSource({
  id: 'odoo',
  label: 'Odoo leads and opportunities',
  docs: 'https://www.odoo.com/documentation/18.0/applications/studio/automated_actions/webhooks.html',
  about: 'Reads what sales did with leads and opportunities: converted, stage, salesperson, expected revenue, won, lost and why.',
  fields: {
    pathKey: secret('Key in the address', 'A long random word of your own, the last part of the address that the automation rule calls'),
    scope: {
      ...defaulting(text('Records', 'all: every lead and opportunity of Odoo; own: only those the hub made there, not those it found there'), 'all'),
      options: ['all', 'own'],
    },
  },
  // Odoo signs nothing, so whoever knows the address may call; all it brings about is a look at a record.
  verify: { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
  split: '$delivery.method = "POLL" ? $ : {"id": $exists(_id) ? _id : id, "changedAt": write_date}',
  dedupe: ['version', "id and changedAt ? $string(id) & ':' & changedAt", "id ? $string(id) & ':' & $delivery.id"],
  connection: 'odoo',
  *hydrate({ payload }, settings) {
    const { id, version } = (payload ?? {}) as { id?: Json; version?: Json }
    // Polled: it was read a moment ago. A webhook cannot give a version, see `split`.
    if (version !== undefined) return { kind: 'hydrated', payload }
    if (typeof id !== 'number' || !Number.isSafeInteger(id) || id <= 0) return { kind: 'hydrated', payload: null }
    const found = yield* searchRead(settings, 'crm.lead', [['id', '=', id]], TOLD, 'lead of a notice', { limit: 1 })
    if (!found.ok) return found.refusal
    const [row] = found.rows
    if (!row) return { kind: 'hydrated', payload: { id, deleted: true } satisfies JsonObject }
    const told = yield* toldOf([row], settings)
    return told.ok ? { kind: 'hydrated', payload: told.bodies[0] ?? null } : told.refusal
  },
  poll: {
    everySeconds: 15,
    *page(text, settings) {
      const cursor = readCursor(text)
      const found = yield* searchRead(settings, 'crm.lead', domainOf(cursor), TOLD, 'read changed leads', { limit: PAGE, order: orderOf(cursor) })
      if (!found.ok) return found.refusal
      const { fresh, cursor: next, more } = turned(cursor, found.rows)
      const told = yield* toldOf(fresh, settings)
      if (!told.ok) return told.refusal
      const bodies = told.bodies.filter(({ key }) => settings.scope !== 'own' || key !== null)
      return { bodies, cursor: JSON.stringify(next), more }
    },
  },
  setup: [
    {
      de: 'Richten Sie zuerst die Verbindung zu Odoo ein; diese Quelle verwendet deren Adresse, Benutzer und Schlüssel und fragt von selbst nach Änderungen.',
      en: 'Configure the connection to Odoo first; this source uses its address, user and key, and asks for changes by itself.',
    },
    {
      de: 'Um von Änderungen sofort zu hören: Entwicklermodus, „Settings > Technical > Automation Rules“, Modell „Lead/Opportunity“, beim Speichern, Aktion „Send Webhook Notification“ an {url}/KEY; KEY ist der Schlüssel in der Adresse.',
      en: 'To hear of changes at once: developer mode, Settings > Technical > Automation Rules, model Lead/Opportunity, on save, action Send Webhook Notification to {url}/KEY, where KEY is the key in the address.',
    },
    {
      de: 'Passen Sie die Phasen am Anfang der Abbildung an die Pipeline an, unter ihren englischen Namen.',
      en: 'Adapt the stages at the top of the mapping to the pipeline, by their English names.',
    },
  ],
  onFailure:
    'The webhook is sent once, within the transaction and with a second to answer; what gets lost or is rolled back does not matter, because the next poll reads what stands in Odoo.',
  evidence: 'source code',
})
