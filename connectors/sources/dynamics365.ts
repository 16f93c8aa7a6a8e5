/**
 * The way back from Dynamics 365: leads and opportunities that changed, told by its change tracking and, sooner, by its
 * webhooks. Both only name a record; what it is now is read through the CRM connection.
 */
import { type Call, defineSource, type Json, type JsonObject, optional, type PollPage, type Reply, type Settings, secret } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { at, list, noApi, page, record, relative, TABLE } from '../dynamics365/api.ts'
import { isExpired, isMissing, refused } from '../dynamics365/errors.ts'
import { textOf } from '../texts.ts'

type Told = 'lead' | 'opportunity'

const SHARED = ['statecode', 'statuscode', 'modifiedon', '_modifiedby_value', '_ownerid_value', '_parentaccountid_value', '_parentcontactid_value']
const READ: Readonly<Record<Told, { select: readonly string[]; expand: string }>> = {
  lead: { select: ['leadid', ...SHARED, 'merged', '_masterid_value'], expand: 'owninguser($select=fullname,internalemailaddress)' },
  opportunity: {
    select: ['opportunityid', ...SHARED, 'salesstage', 'stepname', 'estimatedvalue', 'actualvalue', '_originatingleadid_value'],
    expand: 'owninguser($select=fullname,internalemailaddress),transactioncurrencyid($select=isocurrencycode)',
  },
}
const QUALIFIED = 1

interface Hint {
  entity: Told
  id: string
  deleted: boolean
}

export default defineSource({
  id: 'dynamics365',
  label: 'Dynamics 365 changes',
  docs: 'https://learn.microsoft.com/power-apps/developer/data-platform/use-change-tracking-synchronize-data-external-systems',
  about: 'Reads what sales did with leads and opportunities: status, stage, owner, amount, qualification, merges and deletions.',
  fields: {
    code: optional(
      secret(
        'Key of the webhook',
        'WebhookKey of the web hook, which comes as ?code=, or the value of its header x-leitwerk-key; only where webhooks are used',
      ),
    ),
  },
  verify: {
    kind: 'anyOf',
    checks: [
      { kind: 'token', at: { query: 'code' }, field: 'code' },
      { kind: 'token', at: { header: 'x-leitwerk-key' }, field: 'code' },
    ],
  },
  // Of all errors only 502, 503 and 504 are tried once more.
  answers: { success: { status: 200 }, overload: { status: 503 } },
  dedupe: ["entity and id ? entity & ':' & id & ':' & version", 'OperationId'],
  connection: 'dynamics365',
  *hydrate({ payload }, settings) {
    const hint = hintIn(payload)
    if (hint === null) return { kind: 'hydrated', payload: null }
    const gone = { kind: 'hydrated' as const, payload: { entity: hint.entity, id: hint.id, deleted: true } }
    if (hint.deleted) return gone
    const reply = yield reading(hint, settings)
    if (isMissing(reply)) return gone
    if (!succeeded(reply)) return refused(reply)
    if (!isObject(reply.body)) return noApi()
    const key = textOf(reply.body[settings.keyColumn ?? ''])
    const row: JsonObject = { ...reply.body, ...(key !== '' && { hubKey: key }) }
    if (hint.entity !== 'lead' || row.statecode !== QUALIFIED) return { kind: 'hydrated', payload: row }
    const became = yield* list(
      'opportunities',
      { select: ['opportunityid'], filter: `_originatingleadid_value eq ${hint.id}`, order: 'createdon asc' },
      'opportunity of the lead',
    )
    return became.ok ? { kind: 'hydrated', payload: { ...row, opportunity: became.rows[0]?.opportunityid ?? null } } : became.refusal
  },
  poll: { everySeconds: 60, page: changedSince },
  setup: [
    {
      de: 'Richten Sie zuerst die Verbindung zu Dynamics 365 ein; diese Quelle verwendet deren Adresse und Anmeldung.',
      en: 'Configure the connection to Dynamics 365 first; this source uses its address and login.',
    },
    {
      de: 'Öffnen Sie unter make.powerapps.com „Tables“, dort Lead und Opportunity, dann „Properties > Advanced options“, und schalten Sie „Track changes“ ein. Der Anwendungsbenutzer braucht für beide Tabellen das Leserecht in der ganzen Organisation.',
      en: 'make.powerapps.com > Tables > Lead and Opportunity > Properties > Advanced options: switch on Track changes. The application user needs the right to read both tables of the whole organisation.',
    },
    {
      de: 'Um von Änderungen sofort zu hören, registrieren Sie zusätzlich einen Webhook („Plug-in Registration Tool > Register New Web Hook“): Adresse {url}, Authentifizierung WebhookKey mit dem Schlüssel der Einstellungen.',
      en: 'To hear of changes at once, register a web hook as well (Plug-in Registration Tool > Register New Web Hook): address {url}, authentication WebhookKey with the key of the settings.',
    },
    {
      de: 'Registrieren Sie darunter asynchrone Schritte für Update und Delete von lead und opportunity, gefiltert auf statecode, statuscode, ownerid, salesstage und estimatedvalue.',
      en: 'Under it register asynchronous steps for Update and Delete of lead and opportunity, filtered to statecode, statuscode, ownerid, salesstage and estimatedvalue.',
    },
  ],
  onFailure:
    'A call that fails with 502, 503 or 504 is made once more, others are not; the next poll finds what was missed. Changes are kept for 7 days, then the hub reads all records anew.',
  evidence: 'vendor documentation',
})

const reading = ({ entity, id }: Hint, { keyColumn = '' }: Settings): Call => ({
  method: 'GET',
  path: at(record(entity, id), { $select: [...READ[entity].select, keyColumn].filter((name) => name !== '').join(','), $expand: READ[entity].expand }),
  headers: { prefer: 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"' },
  purpose: `read the ${entity} of a notice`,
})

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Of a webhook (RemoteExecutionContext) or of the poll below. */
function hintIn(payload: Json): Hint | null {
  if (!isObject(payload)) return null
  const entity = textOf(payload.entity) || textOf(payload.PrimaryEntityName)
  const id = textOf(payload.id) || textOf(payload.PrimaryEntityId)
  if ((entity !== 'lead' && entity !== 'opportunity') || !GUID.test(id)) return null
  return { entity, id, deleted: payload.deleted === true || payload.MessageName === 'Delete' }
}

// --- polling ------------------------------------------------------------------------------------

/** Where to go on in each table: the next page or the changes since; null for all records from the beginning. */
type Cursor = Record<Told, string | null>

const START: Cursor = { lead: null, opportunity: null }

function* changedSince(text: string | null, settings: Settings): Generator<Call, PollPage | Refusal, Reply> {
  const cursor = { ...(text === null ? START : (JSON.parse(text) as Cursor)) } // written below
  const bodies: JsonObject[] = []
  let more = false
  for (const entity of ['lead', 'opportunity'] as const) {
    const reply = yield tracking(entity, cursor[entity], settings)
    if (cursor[entity] !== null && isExpired(reply)) {
      cursor[entity] = null
      more = true
      continue
    }
    const read = page(reply)
    if (!read.ok) return read.refusal
    bodies.push(...read.rows.flatMap((row) => hintOf(entity, row, settings)))
    const since = isObject(reply.body) ? relative(reply.body['@odata.deltaLink']) : null
    cursor[entity] = read.next ?? since ?? cursor[entity]
    more ||= read.next !== null
  }
  return { bodies, cursor: JSON.stringify(cursor), more }
}

/** Only what tells our records from others: change tracking takes no filter. */
const tracking = (entity: Told, from: string | null, { keyColumn = '' }: Settings): Call => ({
  method: 'GET',
  path:
    from ??
    at(`/${TABLE[entity as Entity].set}`, { $select: [keyColumn, 'modifiedon', ...(entity === 'opportunity' ? ['_originatingleadid_value'] : [])].join(',') }),
  headers: { prefer: 'odata.track-changes' },
  purpose: `read the changes of ${entity} records`,
})

/** Records with our key, and opportunities made of a lead; of deleted ones nothing but the id is left. */
function hintOf(entity: Told, row: JsonObject, { keyColumn = '' }: Settings): JsonObject[] {
  if (row.reason === 'deleted') return [{ entity, id: row.id ?? null, version: 'deleted', deleted: true }]
  if (textOf(row[keyColumn]) === '' && textOf(row._originatingleadid_value) === '') return []
  return [{ entity, id: row[TABLE[entity as Entity].id] ?? null, version: /\d+/.exec(textOf(row['@odata.etag']))?.[0] ?? textOf(row.modifiedon) }]
}
