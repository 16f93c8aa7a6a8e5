/** Consent of an address: what holds, how it came about, and writing down what was said. Addresses travel in bodies, never in an URL. */

import { pendingConsents } from '../../flow/consent-history.ts'
import type { ConsentHistory } from '../../privacy-data.ts'
import { type Api, instant, iso, msOf, pageOf, pageQuery, route, z } from '../routes.ts'

const address = z.string().min(3).max(320).describe('E-mail address or telephone number')
const channel = z.enum(['email', 'phone', 'post', 'any'])
const state = z.enum(['requested', 'given', 'denied', 'withdrawn'])
const entrySchema = z
  .object({
    purpose: z.string(),
    channel: z.string(),
    state,
    at: instant,
    recordedAt: instant,
    wording: z.string().nullable(),
    wordingVersion: z.string().nullable().describe('The same for the same words'),
    proof: z.string().nullable(),
    reason: z.string().nullable(),
    event: z.string().nullable(),
    source: z.string().nullable(),
    by: z.string().nullable().describe('Who wrote it down; null where an event told it'),
  })
  .openapi('Consent')
const pendingSchema = z
  .object({
    why: z
      .enum(['unconfirmed', 'unasked'])
      .describe('`unconfirmed`: the second yes is waited for; `unasked`: given, and nobody asked for the second yes that it needs'),
    contact: z.string().nullable(),
    purpose: z.string(),
    channel: z.string(),
    at: instant,
    until: instant.describe('From then on it is not listed any more'),
    source: z.string().nullable(),
  })
  .openapi('PendingConsent')
const historySchema = z.object({
  standing: z.array(entrySchema).describe('The newest per purpose and channel'),
  history: z.array(entrySchema).describe('Newest first'),
  mailedFor: z.array(z.string()).describe('Purposes for which the address may be mailed, by all of that'),
  isSuppressed: z.boolean().describe('The person was erased: nothing of them is taken in'),
})

export function consentRoutes(api: Api): void {
  const { app } = api
  const group = 'Consent'

  route(
    api,
    {
      method: 'post',
      path: '/v1/consents/lookup',
      role: 'ops',
      group,
      summary: 'What was said of the consent of an address, with words, proof and source',
      body: z.object({ address }),
      answer: historySchema,
      keepsNothing: true,
    },
    async ({ body, by }) => {
      const { standing, history, ...more } = await app.act.consentsOf(body.address, by)
      const shown = (entries: ConsentHistory['history']) => entries.map((one) => ({ ...one, at: iso(one.at), recordedAt: iso(one.recordedAt) }))
      return { standing: shown(standing), history: shown(history), ...more }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/consents/pending',
      role: 'ops',
      group,
      summary:
        'Consents that do not count for want of a second yes (double opt-in), the newest first; older than `nurturing.consent.pendingDays` are not listed',
      query: pageQuery,
      answer: pageOf(pendingSchema),
    },
    async ({ query }) => {
      const { rows, next } = await pendingConsents(app.store.db, { setup: app.setup, now: Date.now }, query)
      return { items: rows.map(({ at, until, ...row }) => ({ ...row, at: iso(at), until: iso(until) })), next }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/consents',
      role: 'ops',
      group,
      summary: 'Write down a consent or its end, which counts at once; what was said last counts, of two things at once the stricter',
      body: z.object({
        address,
        purpose: z.string().min(1).max(100).describe('As mappings name it; `any`: every purpose'),
        channel: channel.optional().describe('Default: that of the address'),
        state,
        at: instant.optional().describe('When it was said; default: now'),
        wording: z.string().max(4000).optional(),
        proof: z.string().max(1000).optional(),
        reason: z.string().max(500).optional(),
      }),
      answer: z.object({ state }),
      status: 201,
    },
    async ({ body: { at, ...said }, by }) => {
      await app.act.sayConsent({ ...said, at: msOf(at) }, by)
      return { state: said.state }
    },
  )
}
