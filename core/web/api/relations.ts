/** Relations between accounts: looked at, set, refused. */

import { accountName } from '../../flow/names.ts'
import { RELATION_KINDS } from '../../lead/match/relations.ts'
import * as identity from '../../store/identity.ts'
import * as relations from '../../store/relations.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, pageOf, pageQuery, route, z } from '../routes.ts'
import { relationEvidenceSchema, shownEvidence } from './related.ts'

const relationSchema = z
  .object({
    id: z.string(),
    kind: z.enum(RELATION_KINDS),
    a: z.string().openapi({ description: 'Account; of an agency the one that works for the other' }),
    aName: z.string().nullable(),
    b: z.string(),
    bName: z.string().nullable(),
    since: instant,
    by: z.string().openapi({ description: '`hub`: found; else who set it' }),
    evidence: relationEvidenceSchema,
    refusedAt: instant.nullable(),
  })
  .openapi('Relation')

export function relationRoutes(api: Api): void {
  const { store, act } = api.app
  const shown = async (rows: readonly relations.Relation[]) => {
    const known = new Map((await identity.accounts(store.db, [...new Set(rows.flatMap(({ a, b }) => [a, b]))])).map((row) => [row.id, row]))
    return rows.map((row) => {
      const [a, b] = [known.get(row.a)!, known.get(row.b)!]
      return {
        id: row.id,
        kind: row.kind,
        a: row.a,
        aName: accountName(a),
        b: row.b,
        bName: accountName(b),
        since: iso(row.since),
        by: row.by,
        evidence: shownEvidence(row, a.profile, b.profile),
        refusedAt: isoOrNull(row.refusedAt),
      }
    })
  }
  const one = async (id: string) => {
    const row = await relations.find(store.db, id)
    if (!row) throw notFound('relation', id)
    return (await shown([row]))[0]!
  }

  route(
    api,
    {
      method: 'get',
      path: '/v1/relations',
      role: 'viewer',
      group: 'Identity',
      summary: 'Accounts that are related and not one, newest first; refused ones, too',
      query: pageQuery.extend({
        account: z.string().max(80).optional().openapi({ description: 'All of this account, on one page' }),
        state: z.enum(['standing', 'refused']).optional(),
      }),
      answer: pageOf(relationSchema),
    },
    async ({ query: { account, state, cursor, limit } }) => {
      if (account === undefined) {
        const page = await relations.list(store.db, { state, before: cursor, limit })
        return { items: await shown(page.rows), next: page.next }
      }
      const rows = await relations.of(store.db, account)
      return { items: await shown(rows.filter(({ a, b, refusedAt }) => a !== b && (!state || (refusedAt !== null) === (state === 'refused')))), next: null }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/relations',
      role: 'ops',
      group: 'Identity',
      summary: 'Two accounts are related; they stay two. Takes the place of what people said of the pair before',
      body: z.object({ a: z.string().max(80), b: z.string().max(80), kind: z.enum(RELATION_KINDS), reason: z.string().max(500).optional() }),
      answer: relationSchema,
      status: 201,
    },
    async ({ body, by }) => one(await act.setRelation(body, by)),
  )

  route(
    api,
    {
      method: 'delete',
      path: '/v1/relations/{id}',
      role: 'ops',
      group: 'Identity',
      summary: 'They are not related so: what the hub found is not found again, what a person set is gone',
      params: idParam,
      answer: relationSchema,
    },
    async ({ params, by }) => {
      const before = await one(params.id)
      await act.refuseRelation(params.id, by)
      return relations.find(store.db, params.id).then((row) => (row ? one(row.id) : before))
    },
  )
}
