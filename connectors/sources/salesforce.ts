/** Salesforce's back-channel: leads of the hub and the opportunities they became, read every minute by the time of their last change. */
import { createHash } from 'node:crypto'
import { type Call, defineSource, type JsonObject, optional, type PollPage, type Reply, type Settings, text } from '../../core/connector.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { dataPath, query } from '../salesforce/api.ts'
import { listOf } from '../salesforce/find.ts'
import { noApi, refused } from '../salesforce/refusals.ts'
import { beginning, isName, quoted, type Soql, within } from '../salesforce/soql.ts'
import { textOf } from '../texts.ts'

const PAGE = 200
/** Changes become visible when their transaction ends, later than the time they carry; so far back is read again. */
const OVERLAP_MS = 300_000
/** Versions remembered so that the overlap tells nothing twice. */
const REMEMBERED = 3_000

const COMMON = ['Id', 'OwnerId', 'Owner.Name', 'Owner.Email', 'IsDeleted', 'LastModifiedById', 'SystemModstamp']
const LEAD = [...COMMON, 'Status', 'MasterRecordId', 'IsConverted', 'ConvertedAccountId', 'ConvertedContactId', 'ConvertedOpportunityId']
const OPPORTUNITY = [...COMMON, 'StageName', 'IsClosed', 'IsWon', 'Amount']

/** `converted`: what sales made of the hub's leads without the key of the hub on it. */
const STREAMS = ['lead', 'opportunity', 'converted'] as const
type Stream = (typeof STREAMS)[number]

/** What is read next of a stream: everything behind this time and id. */
interface Position {
  at: string
  id: string
  /** Versions told already, so far as they may be read again. */
  seen: string[]
}

interface Cursor {
  positions: Readonly<Record<Stream, Position>>
  /** Id of the user that the hub works as. */
  me: string
}

export default defineSource({
  id: 'salesforce',
  label: 'Salesforce changes',
  docs: 'https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/',
  about: "Reads what sales did with the hub's leads and the opportunities they became: status, conversion, stage, owner, amount, merges and deletions.",
  fields: {
    leadFields: optional(text('Further fields of leads', 'API names, separated by commas, for the mapping: e.g. Rejection_Reason__c')),
    opportunityFields: optional(
      text('Further fields of opportunities', 'API names, separated by commas, for the mapping: e.g. Loss_Reason__c, CurrencyIsoCode'),
    ),
  },
  // It never calls us: whatever comes to its address is refused.
  verify: { kind: 'anyOf', checks: [] },
  dedupe: ["id & '@' & version"],
  connection: 'salesforce',
  poll: { everySeconds: 60, page: readPage },
  setup: [
    {
      de: 'Richten Sie zuerst die Verbindung zu Salesforce ein; diese Quelle verwendet deren Adresse und Zugangsdaten.',
      en: 'Configure the connection to Salesforce first; this source uses its address and credentials.',
    },
    {
      de: 'Öffnen Sie „Setup > Object Manager > Lead > Fields“, „Map Lead Fields“: Lassen Sie das Feld des Schlüssels von Lead das von Opportunity füllen.',
      en: 'In Setup > Object Manager > Lead > Fields, Map Lead Fields: let the field of the key of Lead fill that of Opportunity.',
    },
    {
      de: 'Legen Sie für Gründe von Ablehnungen und Verlusten eigene Felder an und nennen Sie diese in den Einstellungen.',
      en: 'Have reasons of rejections and losses as fields of your own, and name them in the settings.',
    },
  ],
  onFailure: 'Nothing is lost: the next poll goes on where the last one stopped; what was deleted is told for as long as it lies in the recycle bin, 15 days.',
  evidence: 'vendor documentation',
})

const BEGINNING: Position = { at: '', id: '', seen: [] }
const START: Cursor['positions'] = { lead: BEGINNING, opportunity: BEGINNING, converted: BEGINNING }

function* readPage(text: string | null, settings: Settings): Generator<Call, PollPage | Refusal, Reply> {
  const unnamed = [...listOf(settings.leadFields ?? ''), ...listOf(settings.opportunityFields ?? '')].filter((field) => !isName(field))
  if (unnamed.length > 0) return { kind: 'invalid', reason: `${unnamed.join(', ')}: no name of a field; correct the settings of the source`, fields: [] }
  const cursor = text === null ? null : (JSON.parse(text) as Cursor) // written below
  const me = cursor?.me ?? (yield* ownUser(settings))
  if (typeof me !== 'string') return me
  const positions = { ...(cursor?.positions ?? START) }
  const bodies: JsonObject[] = []
  let more = false
  for (const stream of STREAMS) {
    const before = positions[stream]
    const found = yield* query(settings, soqlOf(stream, before, settings), `read changes of ${stream} records`, true)
    if (!found.ok) return found.refusal
    const told = found.rows.map((row) => bodyOf(row, stream, me, settings))
    const isFull = !found.complete || told.length === PAGE
    bodies.push(...told.filter((body) => !before.seen.includes(versionOf(body))))
    positions[stream] = positionBehind(told, before, isFull)
    more ||= isFull
  }
  return { bodies, cursor: JSON.stringify({ positions, me } satisfies Cursor), more }
}

/** The list of resources ends the address of the identity with the id of the user. */
function* ownUser(settings: Settings): Generator<Call, string | Refusal, Reply> {
  const reply = yield { method: 'GET', path: dataPath(settings, '/'), purpose: 'ask who we are' }
  if (!succeeded(reply)) return refused(reply, 'lead')
  return isObject(reply.body) ? (textOf(reply.body.identity).split('/').at(-1) ?? '') : noApi()
}

/** Only those of the hub: their key is that of a lead. Times are not unique, so the id decides between equal ones. */
function soqlOf(stream: Stream, { at, id }: Position, { keyField = '', leadFields = '', opportunityFields = '' }: Settings): Soql {
  const isLead = stream === 'lead'
  const further = listOf(isLead ? leadFields : opportunityFields)
  const fields = [...new Set([...(isLead ? LEAD : OPPORTUNITY), keyField, ...further])]
  const ours = `${keyField} LIKE ${beginning('led_')}`
  const where = [
    stream === 'converted' ? `${keyField} = null AND Id IN ${within({ fields: ['ConvertedOpportunityId'], from: 'Lead', where: [ours] })}` : ours,
    ...(at === '' ? [] : [`(SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > ${quoted(id)}))`]),
  ]
  return { fields, from: isLead ? 'Lead' : 'Opportunity', where, order: ['SystemModstamp', 'Id'], limit: PAGE }
}

/** Behind the last one while there are more, else a while before it: later polls look there again. */
function positionBehind(told: readonly JsonObject[], before: Position, isFull: boolean): Position {
  const last = told.at(-1)
  if (last === undefined) return before
  const at = textOf(last.changedAt)
  const seen = [...new Set([...before.seen, ...told.map(versionOf)])]
  if (isFull) return { at, id: textOf(last.id), seen: seen.slice(-REMEMBERED) }
  const from = new Date(Date.parse(at) - OVERLAP_MS).toISOString()
  return { at: from, id: '', seen: seen.filter((one) => one.slice(one.indexOf('@') + 1) >= from).slice(-REMEMBERED) }
}

function bodyOf(row: JsonObject, stream: Stream, me: string, { keyField = '' }: Settings): JsonObject {
  const owner = isObject(row.Owner) ? row.Owner : {}
  return {
    entity: stream === 'lead' ? 'lead' : 'opportunity',
    id: row.Id ?? null,
    key: row[keyField] ?? null,
    changedAt: row.SystemModstamp ?? null,
    changedBy: row.LastModifiedById ?? null,
    /** The hub's own write: nothing that sales did. */
    own: row.LastModifiedById === me,
    /** Times are whole seconds: what changed twice within one differs in content only. */
    version: `${textOf(row.SystemModstamp)}-${createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 12)}`,
    owner: { id: row.OwnerId ?? null, name: owner.Name ?? null, email: owner.Email ?? null },
    record: row,
  }
}

const versionOf = ({ id, version }: JsonObject): string => `${id}@${version}`
