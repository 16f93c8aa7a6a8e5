/** A dry run: what bringing one lead into one CRM would do there now, beside what stands there. Reads, and writes nothing anywhere. */
import type { FieldChange, Rehearsal, RehearsedStep } from '../action-data.ts'
import type { Call, Dialogue, Json, JsonObject, Reply } from '../connector.ts'
import type { Entity, Write } from '../crm.ts'
import type { Context } from '../flow/context.ts'
import { endpointOf } from '../flow/deliver.ts'
import { type Asked, foresee, type Transform } from '../flow/foresee.ts'
import type { Mapping } from '../mapped.ts'
import { adoption, type Refusal } from '../outcome.ts'
import type { ConnectionEntry } from '../setup.ts'
import type { LeadRow } from '../store/leads.ts'
import type { Store } from '../store/store.ts'
import type { Converse, Rehearsed } from '../talk.ts'

interface Parts {
  store: Store
  on: Context
  converse: Converse
  transform: Transform
}

/** @returns the steps in their order; the first that could not be taken is the last one */
export async function rehearse(parts: Parts, connection: ConnectionEntry, mapping: Mapping, lead: LeadRow): Promise<Rehearsal> {
  const seen = await foresee(parts, connection, mapping, lead)
  const about = { lead: lead.id, connection: connection.id, unchanged: seen.unchanged }
  if (seen.record.kind === 'held') return { ...about, steps: [{ ...nothing('map'), action: 'stops', reason: seen.record.reason }] }
  const run = new Run(parts.converse, connection)
  const steps: RehearsedStep[] = []
  for (const asked of seen.asked) {
    const step = await run.step(asked)
    steps.push(step)
    if (step.action === 'stops') break
  }
  return { ...about, steps }
}

const nothing = (what: string): RehearsedStep => ({ what, action: 'unchanged', call: null, changes: [], reason: null })

class Run {
  private readonly converse: Converse
  private readonly connection: ConnectionEntry
  /** Records that are there although the hub does not know of them yet, under the names that foreseen ones have. */
  private readonly found = new Map<string, string>()

  constructor(converse: Converse, connection: ConnectionEntry) {
    this.converse = converse
    this.connection = connection
  }

  async step(asked: Asked): Promise<RehearsedStep> {
    const { crm, settings } = this.connection
    const known = (id: string) => this.found.get(id) ?? id
    switch (asked.kind) {
      case 'write':
        return this.write(asked)
      case 'link': {
        const link = { ...asked.link, opportunity: known(asked.link.opportunity), contact: known(asked.link.contact) }
        return this.played(`role ${link.role}`, [link.opportunity, link.contact], () => crm.link!(link, settings))
      }
      case 'note': {
        const remoteId = known(asked.notes[0]?.remoteId ?? '')
        const notes = asked.notes.map((note) => ({ ...note, remoteId }))
        return this.played(notes.length === 1 ? 'note' : `${notes.length} notes`, [remoteId], () => crm.note!(notes, settings))
      }
      case 'convert': {
        const { account, contact, leadRemoteId } = asked.conversion
        const there = (write: Write | undefined) => write && { ...write, remoteId: known(write.remoteId ?? '') }
        const parts = { ...(account && { account: there(account)! }), ...(contact && { contact: there(contact)! }) }
        const conversion = { ...asked.conversion, ...parts, leadRemoteId: known(leadRemoteId) }
        return this.played('convert the lead', [conversion.leadRemoteId, conversion.account?.remoteId ?? '', conversion.contact?.remoteId ?? ''], () =>
          crm.convert!(conversion, settings),
        )
      }
    }
  }

  private async write({ write, evidence }: Extract<Asked, { kind: 'write' }>): Promise<RehearsedStep> {
    const { crm, settings, label, adopt } = this.connection
    const what = `${write.entity} ${write.key}`
    const links = Object.fromEntries(Object.entries(write.links).map(([entity, id]) => [entity, this.found.get(id) ?? id])) as Partial<Record<Entity, string>>
    let { remoteId, completeOnly } = write
    if (remoteId === undefined && !write.insist) {
      const { result } = await this.ask(crm.find(write.entity, write.key, evidence, settings))
      if (result.kind !== 'found') return { ...nothing(what), action: 'stops', reason: 'reason' in result ? result.reason : null }
      const choice = adoption(result.candidates)
      if (choice.kind === 'ask' || (choice.kind === 'adopt' && adopt === 'ask' && choice.candidate.rule !== 'key')) {
        const names = result.candidates.map(({ label: name, rule }) => `${name} (${rule})`).join(', ')
        return { ...nothing(what), action: 'stops', reason: `a person is asked which record of ${label} it is: ${names}` }
      }
      if (choice.kind === 'adopt') {
        remoteId = choice.candidate.remoteId
        completeOnly = choice.candidate.rule !== 'key'
        this.found.set(newId(write), remoteId)
      }
    }
    const { remoteId: _before, ...rest } = write
    const said = await this.said(
      what,
      crm.write({ ...rest, links, ...(remoteId !== undefined && { remoteId }), ...(completeOnly && { completeOnly }) }, settings),
    )
    return { ...said, action: said.action === 'changes' ? (remoteId === undefined ? 'creates' : 'updates') : said.action }
  }

  /** What concerns records that are not there yet needs no look. */
  private async played(what: string, ids: readonly string[], begin: () => Dialogue<{ kind: string }>): Promise<RehearsedStep> {
    if (ids.some((id) => id.startsWith('new '))) return { ...nothing(what), action: 'creates' }
    return this.said(what, begin())
  }

  private async said(what: string, dialogue: Dialogue<{ kind: string }>): Promise<RehearsedStep> {
    const read: Json[] = []
    const { result } = await this.ask(watched(dialogue, read))
    if (result.kind === 'rehearsed') {
      const { method, path, body, form } = (result as Rehearsed).call
      return { ...nothing(what), action: 'changes', call: `${method} ${path}`, changes: changesOf(body ?? form ?? null, read) }
    }
    if (result.kind === 'unchanged' || result.kind === 'converted') return nothing(what)
    return { ...nothing(what), action: 'stops', reason: 'reason' in result ? String(result.reason) : result.kind }
  }

  private ask<Result extends { kind: string }>(dialogue: Dialogue<Result>): Promise<{ result: Result | Refusal | Rehearsed }> {
    return this.converse(dialogue, endpointOf(this.connection), { timeoutMs: this.connection.timeoutMs, dryRun: true })
  }
}

const newId = ({ entity, key }: Write): string => `new ${entity} ${key}`

/** Passes a dialogue on and keeps what was read. */
function* watched<Result>(dialogue: Dialogue<Result>, read: Json[]): Generator<Call, Result, Reply> {
  let step = dialogue.next()
  while (!step.done) {
    const reply = yield step.value
    read.push(reply.body)
    step = dialogue.next(reply)
  }
  return step.value
}

/** The values that a call carries, each beside the one of the same name in whatever was read last that has such names. */
function changesOf(sent: Json, read: readonly Json[]): FieldChange[] {
  const wanted = leaves(sent)
  const names = [...wanted.keys()]
  const present = read
    .flatMap(objectsIn)
    .map((one) => ({ one, hits: names.filter((name) => name in one).length }))
    .filter(({ hits }) => hits > 0)
    .reduce<{ one: JsonObject; hits: number } | null>((best, next) => (best === null || next.hits >= best.hits ? next : best), null)
  return names.map((field) => ({ field, from: present?.one[field] ?? null, to: wanted.get(field)! }))
}

/** Innermost names with their values. */
function leaves(value: Json, found = new Map<string, Json>()): Map<string, Json> {
  if (Array.isArray(value)) for (const one of value) leaves(one, found)
  else if (value !== null && typeof value === 'object')
    for (const [name, one] of Object.entries(value)) {
      if (one !== null && typeof one === 'object') leaves(one, found)
      else found.set(name, one)
    }
  return found
}

function objectsIn(value: Json): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn)
  if (value === null || typeof value !== 'object') return []
  return [value, ...Object.values(value).flatMap(objectsIn)]
}
