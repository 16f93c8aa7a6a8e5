/** `leitwerk connection reconcile`: the records of a CRM held against those of the hub, for a first load and ever after. */
import { type Command, Option } from 'commander'
import type { ReconciledDecision } from '../action-data.ts'
import type { Entity } from '../crm.ts'
import { ownRecords } from '../flow/only-hub.ts'
import { type Balance, progressOf, type Report, reportOf } from '../flow/reconciliation-report.ts'
import * as reconciled from '../store/reconciled.ts'
import * as gaps from '../store/reconciled-gaps.ts'
import type { AtHand, CliHost, Where } from './host.ts'
import { Failure, print, printJson, progressBar, table } from './print.ts'
import type { Shared } from './program.ts'

const SHOWN = ['pairs', 'ambiguous', 'onlyCrm', 'onlyHub', 'differences'] as const
type Shown = (typeof SHOWN)[number]

interface Options extends Where {
  accept?: string[]
  refuse?: string[]
  writeKeys: boolean
  anew: boolean
  show?: Shown
  json: boolean
}

export function reconcile(command: Command, host: CliHost, { located, json, exit }: Shared): void {
  located(
    command
      .command('reconcile')
      .description("Hold the CRM's records against the hub's: who is whom, who is only on one side. Goes on where it was interrupted; writes no link unasked")
      .argument('<id>'),
  )
    .option('--accept <what...>', 'strong: all clear pairs; or single ones, e.g. account:A17, or account:A17=acc_... for another one than proposed')
    .option('--refuse <record...>', 'records that are none of the hub, e.g. account:A17; they are not proposed again')
    .option('--write-keys', "write the hub's keys on records that were accepted", false)
    .option('--anew', 'begin again, though a run is unfinished', false)
    .addOption(new Option('--show <what>', 'list them, from the last run').choices(SHOWN))
    .addOption(json)
    .action(async (id: string, options: Options) => exit(await host.withHub(options, (hub) => act(hub, id, options))))
}

async function act(hub: AtHand, id: string, options: Options): Promise<number> {
  if (!hub.setup.connections.has(id)) throw new Failure(`there is no connection '${id}'; known are ${[...hub.setup.connections.keys()].join(', ') || 'none'}`)
  const { accept = [], refuse = [] } = options
  const single = accept.filter((one) => one !== 'strong')
  if (single.length + refuse.length > 0) return decide(hub, id, single, refuse, options)
  if (options.show !== undefined && accept.length === 0) {
    const list = await listed(hub, id, options.show)
    if (options.json) printJson({ [options.show]: list.rows })
    else printListed(list)
    return 0
  }
  const { id: run } = await hub.act.startReconciliation(
    { connection: id, ...(accept.includes('strong') && { accept: 'strong' }), writeKeys: options.writeKeys, anew: options.anew },
    'cli',
  )
  await followed(hub, id, run)
  const report = (await reportOf(hub.store.db, id))!
  const list = options.show && (await listed(hub, id, options.show))
  if (options.json) printJson({ ...shown(report), ...(list && { listed: list.rows }) })
  else {
    tell(id, report)
    if (list) printListed(list)
  }
  return report.run.state === 'done' ? 0 : 1
}

// --- running ----------------------------------------------------------------------------------------

/** Waits for the end; where no hub runs, this process works it off. */
async function followed({ store, runReconciliation }: AtHand, connection: string, run: string): Promise<void> {
  const bar = progressBar()
  let failed: unknown
  const here = runReconciliation?.(run)
  here?.catch((error) => {
    failed = error
  })
  for (;;) {
    const progress = await progressOf(store.db, connection)
    if (progress) bar.tell(...step(progress))
    if (progress?.run.state !== 'running') break
    if (failed !== undefined) throw failed
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  bar.end()
  await here
}

/** How many records there are is known once all are read. */
export function step({ run, read, weighed }: NonNullable<Awaited<ReturnType<typeof progressOf>>>): [text: string, done: number, total: number | null] {
  if (run.phase === 'read') return [`records read (${run.entity})`, read, null]
  if (run.phase === 'weigh') return [`records weighed (${run.entity})`, weighed, read]
  const doing = run.phase === 'accept' && run.accept ? ', accepting' : run.phase === 'keys' && run.writeKeys ? ', writing keys' : ''
  return [`records weighed${doing}`, weighed, read]
}

// --- deciding ---------------------------------------------------------------------------------------

async function decide(hub: AtHand, id: string, accept: readonly string[], refuse: readonly string[], { json }: Options): Promise<number> {
  const decision = await hub.act.decideReconciled({ connection: id, accept: accept.map(chosen), refuse: refuse.map(chosen) }, 'cli')
  if (json) printJson(decision)
  else tellDecision(decision)
  return decision.problems.length === 0 ? 0 : 1
}

const ENTITIES: readonly string[] = ['account', 'contact', 'lead', 'opportunity'] satisfies Entity[]

function chosen(text: string): { entity: Entity; remoteId: string; hubId?: string } {
  const [, entity = '', remoteId = '', hubId] = /^(\w+):(.+?)(?:=((?:acc|con|led)_\w+(?:-\d+)?))?$/s.exec(text) ?? []
  if (!ENTITIES.includes(entity) || remoteId === '') throw new Failure(`'${text}' is no record: write account:ID, contact:ID, lead:ID or opportunity:ID`)
  return { entity: entity as Entity, remoteId, ...(hubId !== undefined && { hubId }) }
}

function tellDecision({ accepted, refused, problems }: ReconciledDecision): void {
  print(`${accepted} accepted, ${refused} refused. What belongs to them is proposed at the next run.`)
  for (const { entity, remoteId, reason } of problems) print(`  ${entity}:${remoteId}: ${reason}`)
}

// --- telling ----------------------------------------------------------------------------------------

function shown({ run, read, entities, differences, keys, ...report }: Report) {
  const { pairs, ambiguous, onlyCrm, onlyHub, linked, accepted, refused } = report
  return {
    run: run.id,
    connection: run.connection,
    state: run.state,
    reason: run.reason,
    read,
    pairs,
    ambiguous,
    onlyCrm,
    onlyHub,
    linked,
    accepted,
    refused,
    entities,
    differences,
    keys,
  }
}

function tell(id: string, report: Report): void {
  const { run, entities, differences } = report
  if (run.state !== 'done')
    print(`${run.id} is ${run.state} (${run.phase})${run.reason ? `: ${run.reason}` : ''}. \`leitwerk connection reconcile ${id}\` goes on with it.\n`)
  const row = (name: string, one: Balance) => [name, one.pairs, one.accepted, one.ambiguous, one.onlyCrm, one.onlyHub, one.linked]
  const rows = Object.entries(entities).map(([entity, one]) => row(entity, one))
  print(table(['', 'pairs', 'accepted', 'ambiguous', 'only in the CRM', 'only in the hub', 'linked before'], [...rows, row('all', report)]))
  tellKeys(report)
  const open = Object.entries(differences ?? {}).filter(([, n]) => n > 0)
  if (open.length > 0) print(`\nHub and CRM differ: ${open.map(([kind, n]) => `${n} ${WORDS[kind as gaps.DifferenceKind]}`).join('; ')} (--show differences).`)
  if (run.state !== 'done') return
  if (report.pairs > report.accepted)
    print(`\nLook at the pairs with \`leitwerk connection reconcile ${id} --show pairs\`, take them over with --accept strong.`)
  if (report.ambiguous > 0) print(`What a person must decide: --show ambiguous, then --accept or --refuse with the record's id.`)
}

function tellKeys({ run, keys: { borne, missing } }: Report): void {
  if (borne + missing === 0) return
  const more = run.writeKeys ? 'the log names those that could not be written (reconciliation.key)' : '--write-keys writes the others'
  print(`\n${borne} of ${borne + missing} records that were there before the hub bear its key${missing === 0 || run.state !== 'done' ? '' : `: ${more}`}.`)
}

const WORDS: Readonly<Record<gaps.DifferenceKind, string>> = {
  notThere: 'linked, but not listed by the CRM',
  thereAgain: 'believed deleted, but listed',
  keyDiffers: "without the hub's key, or with another one",
  linkedTwice: 'that stand for two records of the hub',
  keyTwice: 'with a key that another record bears, too',
}

/** So many are printed; the API pages through all. */
const PRINTED = 200

interface Listed {
  /** As programs get them. */
  rows: readonly unknown[]
  /** As people do. */
  text: string
}

async function listed({ store: { db } }: AtHand, id: string, what: Shown): Promise<Listed> {
  const report = await progressOf(db, id)
  if (!report) throw new Failure(`${id} was never reconciled`)
  if (what === 'differences') {
    const rows = (await Promise.all(gaps.DIFFERENCES.map((kind) => gaps.differences(db, id, report.run.createdAt, kind, PRINTED)))).flat()
    const cells = rows.map(({ kind, entity, remoteId, hubId, other }) => [`${entity}:${remoteId}`, WORDS[kind], hubId, other])
    return { rows, text: table(['record', 'is', 'hub', 'other'], cells) }
  }
  if (what === 'onlyHub') {
    const rows = (await Promise.all(gaps.OWN.map((own) => ownRecords(db, id, own, PRINTED)))).flat()
    return {
      rows,
      text: table(
        ['record', 'in the hub', 'place'],
        rows.map(({ hubId, name, place }) => [hubId, name, place]),
      ),
    }
  }
  const records = await recordsOf(db, id, what)
  return { rows: records.map(told), text: table(['record', 'in the CRM', 'in the hub', 'bits', 'because'], records.map(rowOf)) }
}

function printListed({ rows, text }: Listed): void {
  print(text)
  if (rows.length >= PRINTED) print(`\nThere may be more than these ${rows.length}: the API lists all.`)
}

const STATES: Readonly<Record<Exclude<Shown, 'onlyHub' | 'differences'>, readonly reconciled.RecordState[]>> = {
  pairs: ['pair', 'accepted'],
  ambiguous: ['ambiguous'],
  onlyCrm: ['alone', 'refused'],
}

async function recordsOf(db: AtHand['store']['db'], id: string, what: keyof typeof STATES): Promise<reconciled.RecordRow[]> {
  const pages = await Promise.all(STATES[what].map((state) => reconciled.list(db, id, { state, limit: PRINTED })))
  return pages.flatMap(({ rows }) => rows).slice(0, PRINTED)
}

const told = ({ entity, remoteId, label, state, hubId, total, threshold, evidence, others, note }: reconciled.RecordRow) => ({
  entity,
  remoteId,
  label,
  state,
  hubId,
  total,
  threshold,
  evidence,
  others,
  note,
})

const BECAUSE: Readonly<Record<reconciled.RecordNote, string>> = {
  several: 'several are alike',
  weak: 'not enough agrees',
  twins: 'other records of the CRM are as close',
  taken: 'another record of the CRM stands for it already',
  key: 'bears a key that is not known here',
}

function rowOf({ entity, remoteId, label, hubId, others, total, evidence, note }: reconciled.RecordRow) {
  const grounds = evidence
    .filter(({ weight, field }) => weight !== 0 || field === 'key')
    .map(({ field, weight }) => `${field} ${weight > 0 ? '+' : ''}${Math.round(weight * 10) / 10}`)
  const candidates = [...(hubId === null ? [] : [hubId]), ...others.map((one) => one.hubId)]
  return [
    `${entity}:${remoteId}`,
    label,
    candidates.join(' or '),
    total,
    [...(note === null ? [] : [BECAUSE[note]]), grounds.join(', ')].filter((text) => text !== '').join(': '),
  ]
}
