/** How relations are shown beside the account they are seen from. */

import { accountName } from '../../flow/names.ts'
import { relationsOf } from '../../flow/relations.ts'
import type { AccountProfile } from '../../lead/match/profile.ts'
import { RELATION_KINDS } from '../../lead/match/relations.ts'
import type { Db } from '../../store/db.ts'
import * as identity from '../../store/identity.ts'
import type { Relation } from '../../store/relations.ts'
import { instant, iso, z } from '../routes.ts'

export const relationEvidenceSchema = z.object({
  domain: z.string().nullable().openapi({ description: 'What the hub found it by' }),
  names: z.array(z.string()).openapi({ description: 'How the two were called then' }),
  events: z.array(z.string()).openapi({ description: 'What showed it' }),
  times: z
    .int()
    .nullable()
    .openapi({ description: 'How often both were told with the domain, up to 20; of an agency, how often it brought news of the other' }),
  reason: z.string().nullable().openapi({ description: 'What a person said' }),
})

export const relatedSchema = z.object({
  id: z.string(),
  kind: z.enum(RELATION_KINDS),
  account: z.string(),
  name: z.string().nullable(),
  direction: z.enum(['to', 'from']).nullable().openapi({ description: 'agency: this account works for the other (to), or the other for this one (from)' }),
  since: instant,
  by: z.string(),
  evidence: relationEvidenceSchema,
})

export async function shownRelated(db: Db, account: identity.AccountRow): Promise<z.input<typeof relatedSchema>[]> {
  const related = await relationsOf(db, account.id)
  const others = new Map((await identity.accounts(db, [...new Set(related.map(({ other }) => other))])).map((row) => [row.id, row]))
  return related.map((one) => {
    const other = others.get(one.other)!
    const { id, kind, direction, since, by } = one
    return {
      id,
      kind,
      account: other.id,
      name: accountName(other),
      direction,
      since: iso(since),
      by,
      evidence: shownEvidence(one, account.profile, other.profile),
    }
  })
}

export function shownEvidence({ kind, domain, evidence }: Relation, ...profiles: readonly AccountProfile[]): z.input<typeof relationEvidenceSchema> {
  const { names = [], events = [], reason = null } = evidence
  const told = () => Math.min(...profiles.map((profile) => profile.told[domain!] ?? 0))
  return { domain, names: [...names], events: [...events], times: domain === null ? null : kind === 'agency' ? events.length : told(), reason }
}
