/**
 * Every table of the schema, and what becomes of a person in it. A table that is not named here fails a test, so that whoever
 * adds one decides.
 */

/** Rows are looked through in the order of their key, and what names the person is taken out. */
export interface Sweep {
  key: readonly string[]
  /** Text or JSON. */
  texts: readonly string[]
  /** Of these, the ones that tell rows apart: a keyed hash takes their place as a whole. */
  hashed?: readonly string[]
  /** `redact`: the words go, the row stays; `delete`: the row goes. */
  how: 'redact' | 'delete'
  /** SQL for the account that a row belongs to: there any name is enough. Without it a full name is. */
  account?: string
  /** Rows are companies, whose names stay. */
  ofCompanies?: true
  /** Only addresses and numbers are looked for: rows are about companies, or about everybody. */
  byAddress?: true
  /** What works on the erasure itself writes here, so it is looked through again at the end. */
  late?: true
}

export interface TableFate {
  /** `values`: of persons; `ids`: only ids and keyed hashes that stand for them; `none`. */
  holds: 'values' | 'ids' | 'none'
  /** What is done in it, as the certificate says it; of tables that hold values. */
  done?: string
  sweep?: Sweep
}

const ofLead = (table: string) => `(select l.account_id from lead l where l.id = ${table}.lead_id)`
const ofEvent = (table: string, column: string) => `(select a.account_id from assignment a where a.event_id = ${table}.${column} and a.closed_at is null)`
const ids: TableFate = { holds: 'ids' }
const none: TableFate = { holds: 'none' }
const redacted = (key: readonly string[], texts: readonly string[], more: Partial<Sweep> = {}): TableFate => ({
  holds: 'values',
  done: 'words that name the person are taken out',
  sweep: { key, texts, how: 'redact', ...more },
})
const deleted = (key: readonly string[], texts: readonly string[], more: Partial<Sweep> = {}): TableFate => ({
  holds: 'values',
  done: 'rows that name the person are deleted',
  sweep: { key, texts, how: 'delete', ...more },
})

export const TABLES: Readonly<Record<string, TableFate>> = {
  // --- what arrived: see `flow/erase-deliveries.ts` -------------------------------------
  delivery: redacted(['id'], ['path', 'reason', 'items'], {
    account: '(select min(a.account_id) from event e join assignment a on a.event_id = e.id and a.closed_at is null where e.delivery_id = delivery.id)',
    late: true,
  }),
  delivery_raw: { holds: 'values', done: 'bytes, headers and address of requests that name the person are emptied; the row stays as erased' },
  delivery_fetched: { holds: 'values', done: 'what was fetched for these requests is deleted' },
  refusal: { holds: 'values', done: 'refused requests that name the person are deleted' },
  source_counter: none,
  refused_tally: none,
  // --- what happened --------------------------------------------------------------------
  event: redacted(['id', 'revision'], ['item_key', 'data'], { hashed: ['item_key'], account: ofEvent('event', 'id') }),
  event_personal: { holds: 'values', done: "of the person's events only the company is left; where others name the person, the words are taken out" },
  consent: { holds: 'values', done: 'what was said under their addresses is deleted' },
  suppression: ids,
  lead: redacted(['id'], ['state', 'class_by'], { account: 'account_id' }),
  lead_fact: redacted(['id'], ['data'], { account: ofLead('lead_fact') }),
  lead_step: redacted(['lead_id', 'seq'], ['data'], { account: ofLead('lead_step') }),
  lead_step_was: redacted(['seq'], ['data'], { account: 'account_id' }),
  crm_opportunity: ids,
  crm_opportunity_read: none,
  // --- who is who -------------------------------------------------------------------------
  contact: { holds: 'values', done: 'deleted' },
  account: redacted(['id'], ['profile', 'name_key'], { account: 'id', ofCompanies: true }),
  unit: redacted(['id'], ['profile', 'seed'], { account: 'account_id' }),
  identity_posting: deleted(['key', 'account_id', 'contact_id'], ['key'], { byAddress: true }),
  identity_key: deleted(['key'], ['key']),
  identity_frequency: none,
  identity_frequency_news: none,
  identity_touched: ids,
  identity_model: none,
  assignment: redacted(['event_id', 'decided_at'], ['evidence', 'runner_up'], { account: 'account_id' }),
  judgement: redacted(['id'], ['reason']),
  review: redacted(['id'], ['detail'], { account: 'account_id' }),
  merge: redacted(['id'], ['reason', 'before', 'undone_reason']),
  unit_change: redacted(['id'], ['reason']),
  said_field: redacted(['subject', 'field'], ['value', 'reason']),
  relation: redacted(['id'], ['evidence']),
  // --- what leaves --------------------------------------------------------------------------
  job: redacted(['seq'], ['code', 'reason'], { late: true }),
  attempt: redacted(['id'], ['step', 'reason', 'calls'], { late: true }),
  lane: ids,
  crosswalk: redacted(['connection', 'entity', 'hub_id'], ['url', 'known']),
  unlinked_report: ids,
  member: { holds: 'values', done: 'deleted once the e-mail tool has forgotten the person' },
  notice: redacted(['id'], ['data'], { late: true }),
  reader: { holds: 'values', done: 'deleted', sweep: { key: ['address'], texts: ['email'], how: 'delete', byAddress: true, late: true } },
  next_step: { holds: 'values', done: 'deleted' },
  told_content: { holds: 'values', done: 'deleted' },
  nurture_round: none,
  partner_offer: ids,
  turn: none,
  owner_month: none,
  connection_state: redacted(['connection'], ['reason'], { late: true }),
  pace: none,
  poll_cursor: redacted(['source'], ['cursor'], { byAddress: true }),
  crm_description: none,
  reconciliation: redacted(['id'], ['cursor', 'reason'], { byAddress: true }),
  reconciled: redacted(['connection', 'entity', 'remote_id'], ['label', 'document', 'evidence', 'others']),
  // --- lists ----------------------------------------------------------------------------------
  import_run: redacted(['id'], ['file', 'options', 'survey', 'reason']),
  import_piece: { holds: 'values', done: 'stored files that are not being worked on are deleted' },
  import_row: redacted(['run_id', 'n'], ['note'], { late: true }),
  list_row: { holds: 'values', done: 'fingerprints of rows that name the person are deleted' },
  // --- people and operation ---------------------------------------------------------------------
  issue: redacted(['id'], ['cause', 'subject', 'title', 'todo', 'acknowledged_note'], { hashed: ['cause'], late: true }),
  issue_moment: redacted(['issue_id', 'seq'], ['note']),
  audit: redacted(['id'], ['subject', 'detail'], { late: true }),
  idempotency: deleted(['key'], ['key', 'answer'], { late: true }),
  token: none,
  console_session: none,
  secret: none,
  setting: none,
  agreement_version: none,
  meta: none,
  mapping_version: redacted(['id'], ['cases', 'note']),
  mapping_activation: redacted(['seq'], ['note']),
  replay: redacted(['id'], ['filter', 'reason']),
  replay_item: ids,
  replay_lead: ids,
  replay_finding: redacted(['replay_id', 'kind', 'about', 'subject'], ['detail']),
  rotation: none,
  source_rhythm: none,
  source_hour: none,
  source_shape: redacted(['source', 'message'], ['doc'], { byAddress: true }),
  source_looked: none,
  migration: none,
  erasure: ids,
  erasure_step: ids,
}
