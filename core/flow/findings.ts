/** What a correction left without grounds: hand-overs, people's decisions, records in CRMs. Nothing of it is taken back; people are told. */

import { fold, handoverDue } from '../lead/fold.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as leadFacts from '../store/lead-facts.ts'
import type { Context } from './context.ts'
import { raiseIssue } from './raise-issue.ts'

/** Something outside the hub, or a person's word, that would not be there had the hub known then what it knows now. */
export interface Finding {
  /** `record`: an account or contact in a CRM, with nothing behind it, or under another company than here. */
  kind: 'handover' | 'decision' | 'record'
  /** Of the lead; of the account or contact for records. */
  about: string
  /** Id of the offer, the fact, or the record over there. */
  subject: string
  detail: string
}

/** Records in CRMs that people must look at. */
export async function strandedOf(db: Db, hubIds: readonly string[], what: string): Promise<Finding[]> {
  return (await crosswalk.ofHubIds(db, hubIds)).map(({ connection, entity, hubId, remoteId }) => ({
    kind: 'record',
    about: hubId,
    subject: `${connection} ${entity} ${remoteId}`,
    detail: `the ${entity} ${remoteId} in ${connection} stays: ${what}`,
  }))
}

/** What left the house, or was decided by a person, without the grounds that it had. It stays; a person is told. */
export async function findingsOf(db: Db, on: Context, leadId: string): Promise<Finding[]> {
  const facts = await leadFacts.ofLead(db, leadId)
  const findings: Finding[] = []
  const touches = facts.filter(({ body }) => body.kind === 'touch').length
  for (const fact of facts) {
    const { body } = fact
    if (body.kind === 'offer') {
      const then = fold(
        on.setup.rules,
        facts.filter((one) => one !== fact && one.at <= fact.at),
      )
      if (handoverDue(then.state) === null)
        findings.push({
          kind: 'handover',
          about: leadId,
          subject: body.offer,
          detail: `it was handed over to sales on ${new Date(fact.at).toISOString()} (${body.lane}); what is known now gives no reason to`,
        })
    } else if (touches === 0 && fact.by !== null && fact.by !== 'hub' && body.kind !== 'report')
      findings.push({ kind: 'decision', about: leadId, subject: fact.id, detail: `a person decided '${body.kind}', but no touch of the lead is left` })
  }
  return findings
}

const WHAT_TO_DO: Readonly<Record<Finding['kind'], string>> = {
  handover: 'Tell sales, or leave it with them: the hub takes nothing back by itself.',
  decision: 'Look at the lead, and decide anew if need be.',
  record: 'Look at the record in the CRM: the hub takes nothing back by itself.',
}

/** A correction that came by itself, e.g. a newer version of a submission, took away the grounds of something. */
export async function raiseFinding(db: Db, on: Context, { kind, about, detail }: Finding): Promise<void> {
  await raiseIssue(db, on, {
    cause: `correction|${kind}|${about}`,
    kind: 'review',
    subject: about,
    title: `${kind === 'record' ? 'After a correction' : `Lead ${about}`}: ${detail}`,
    todo: WHAT_TO_DO[kind],
  })
}
