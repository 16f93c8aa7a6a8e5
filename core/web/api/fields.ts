/** Single fields of accounts and contacts: which value is shown, who said it, and a person's word on it. */
import type { AccountProfile } from '../../lead/match/profile.ts'
import { orderOf } from '../../lead/told.ts'
import type { Said } from '../../store/said.ts'
import { type Api, iso, route, z } from '../routes.ts'

export const shownFieldSchema = z
  .object({
    field: z.string(),
    value: z.unknown(),
    at: z.string(),
    by: z.string().nullable().openapi({ description: 'Who said so; null: a submission did' }),
    event: z.string().nullable(),
    trust: z.int().nullable().openapi({ description: 'Of the source, 1 to 9' }),
    rule: z.enum(['person', 'newest', 'first']).openapi({ description: 'A person decides; else trust, then completeness, then the newest or the first' }),
  })
  .openapi('ShownField')

/** What is shown of a company, field by field. */
export function accountFields(profile: AccountProfile, said: readonly Said[]): z.input<typeof shownFieldSchema>[] {
  const byPerson = said.map(({ field, value, at, by }) => ({ field, value, at: iso(at), by, event: null, trust: null, rule: 'person' as const }))
  const told = Object.entries(profile.facts).flatMap(([name, claim]) => {
    const { value, at, event, trust } = claim
    const parts: [string, unknown][] = name === 'address' && typeof value === 'object' ? Object.entries(value) : [[name, value]]
    return parts.map(([field, one]) => ({ field, value: one, at: iso(at), by: null, event, trust, rule: orderOf(name) }))
  })
  return [...byPerson, ...told.filter(({ field }) => !byPerson.some((one) => one.field === field))].sort((a, b) => (a.field < b.field ? -1 : 1))
}

export function fieldRoutes(api: Api): void {
  const { act } = api.app
  const params = z.object({ id: z.string(), field: z.string() })
  for (const what of ['account', 'contact'] as const) {
    const path = `/v1/${what}s/{id}/fields/{field}`
    route(
      api,
      {
        method: 'put',
        path,
        role: 'ops',
        group: 'Identity',
        summary: `Say what a field of the ${what} is: it is shown and goes to the CRMs, whatever submissions tell`,
        params,
        body: z.object({ value: z.union([z.string().max(500), z.number()]), reason: z.string().max(500).optional() }),
        answer: z.object({ said: z.boolean() }),
      },
      async ({ params: { id, field }, body, by }) => {
        await act.say({ subject: id, field, ...body }, by)
        return { said: true }
      },
    )
    route(
      api,
      {
        method: 'delete',
        path,
        role: 'ops',
        group: 'Identity',
        summary: `Take it back: what submissions tell of the ${what} counts again`,
        params,
        answer: z.object({ said: z.boolean() }),
      },
      async ({ params: { id, field }, by }) => {
        await act.say({ subject: id, field, value: null }, by)
        return { said: false }
      },
    )
  }
}
