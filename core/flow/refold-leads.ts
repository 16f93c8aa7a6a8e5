/**
 * Other rules over what is known: leads folded anew, page by page, by the rules in force. What left the house stays; what
 * falls due by them is handed over. Also says when the rules have changed since all leads were folded.
 */
import { createHash } from 'node:crypto'
import { fold, handoverDue } from '../lead/fold.ts'
import type { LeadState } from '../lead/lead-state.ts'
import type { Rules } from '../lead/rules.ts'
import type { Refolded, RefoldPage } from '../lead-data.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as issues from '../store/issues.ts'
import * as leadFacts from '../store/lead-facts.ts'
import * as leads from '../store/leads.ts'
import * as operation from '../store/operation.ts'
import { refold } from './advance.ts'
import type { Context } from './context.ts'
import { accountName } from './names.ts'
import { raiseIssue } from './raise-issue.ts'

const CAUSE = 'rules|changed'
/** The rules by which all leads are folded; those of a run that has begun; those that were told of. */
const [FOLDED, BEGUN, TOLD] = ['rules_folded', 'rules_begun', 'rules_told'] as const
const MIXED = 'several'

/** @returns what became, or with `dryRun` would become, of the next leads by id; `last` is null behind the last one */
export async function refoldLeads(db: Db, on: Context, { after, limit, dryRun }: RefoldPage, by: string): Promise<Refolded> {
  const { rules } = on.setup
  if (after === null && !dryRun) await operation.setMeta(db, BEGUN, hashOf(rules))
  const rows = await leads.behind(db, after ?? '', limit)
  const names = await namesOf(db, rows)
  const result: Refolded = { leads: rows.length, last: null, handovers: 0, changed: [] }
  for (const row of rows) {
    const before = lookOf(row.state)
    const { state } = fold(rules, await leadFacts.ofLead(db, row.id))
    const handover = handoverDue(state)
    if (handover !== null) result.handovers++
    const now = lookOf(state)
    if (handover !== null || JSON.stringify(before) !== JSON.stringify(now))
      result.changed.push({ lead: row.id, accountName: names.get(row.accountId) ?? null, product: row.product, before, after: now, handover })
    if (!dryRun) await refold(db, on, row.id)
  }
  result.last = rows.length === limit ? rows.at(-1)!.id : null
  if (result.last === null && !dryRun) await finish(db, on, by)
  return result
}

async function finish(db: Db, on: Context, by: string): Promise<void> {
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'leads.refolded', subject: 'funnel', detail: null })
  const hash = hashOf(on.setup.rules)
  if ((await operation.knownMeta(db, BEGUN)) !== hash) return // it was begun by other rules
  await operation.setMeta(db, FOLDED, hash)
  await issues.closeCause(db, CAUSE, on.now())
}

/** Opens an issue where leads are still as other rules left them. */
export async function noteRules(db: Db, on: Context): Promise<void> {
  const hash = hashOf(on.setup.rules)
  const folded = await operation.knownMeta(db, FOLDED)
  const isNew = folded === undefined && (await leads.behind(db, '', 1)).length === 0
  if (isNew) return operation.setMeta(db, FOLDED, hash)
  if (folded === hash) return issues.closeCause(db, CAUSE, on.now())
  // A run by other rules does not end as if these had never held.
  if ((await operation.knownMeta(db, BEGUN)) !== hash) await operation.setMeta(db, BEGUN, '')
  await operation.setMeta(db, FOLDED, MIXED) // from now on some follow other rules, also if these are taken back
  if ((await operation.knownMeta(db, TOLD)) === hash) return
  await operation.setMeta(db, TOLD, hash)
  await raiseIssue(db, on, {
    cause: CAUSE,
    kind: 'agreement',
    subject: 'funnel',
    title: 'Funnel, score or content have changed: a lead follows the new rules from its next touch on',
    todo: '`leitwerk lead refold --dry-run` shows what they make of all leads; `leitwerk lead refold` does it. What was handed over stays so.',
  })
}

const hashOf = (rules: Rules): string => createHash('sha256').update(JSON.stringify(rules)).digest('hex')

/** Where phases are not kept they are the stages. */
const lookOf = (state: LeadState): Refolded['changed'][number]['before'] => ({
  stage: state.stage,
  class: state.class?.value ?? null,
  phase: state.phase === undefined ? state.stage : state.phase,
})

async function namesOf(db: Db, rows: readonly leads.LeadRow[]): Promise<Map<string, string | null>> {
  const accounts = await identity.accounts(db, [...new Set(rows.map(({ accountId }) => accountId))])
  return new Map(accounts.map((account) => [account.id, accountName(account)]))
}
