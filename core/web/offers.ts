/**
 * The pages behind a partner's links: opening one shows the offer and a button, only the button answers, because programs
 * that look for harmful links open them all. Plain pages without any script, readable by everything.
 */
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { App } from '../app.ts'
import type { OfferAnswer, ShownOffer } from '../lead-data.ts'
import { clientBehind, clientOf } from './client.ts'
import { offerPage, waitPage } from './offer-page.ts'
import { languageOf, pageHeaders } from './plain-page.ts'
import { perMinute } from './window.ts'

/** Of one address: behind a proxy that is not trusted, all partners together. */
const MOST_PER_MINUTE = 120
const LONGEST_FORM = 4 * 1024
/** A link that we made is never longer. */
const LONGEST_TOKEN = 600

const ANSWERS = ['accept', 'reject'] as const
export type Asked = (typeof ANSWERS)[number]

const HEADERS = pageHeaders()
const STATUS: Readonly<Record<ShownOffer['kind'], 200 | 404 | 410>> = { open: 200, answered: 200, unknown: 404, expired: 410 }

export function mountOffers(http: OpenAPIHono, { act, setup }: App, now: () => number): void {
  const window = perMinute(MOST_PER_MINUTE, now)
  const who = clientBehind(clientOf(setup.trustedProxies))
  const tooMany = (c: Context): Response | Promise<Response> | null => {
    const wait = window.take(who(c))
    return wait === 0 ? null : c.html(waitPage(languageOf(c)), 429, { ...HEADERS, 'retry-after': String(wait) })
  }
  const page = (c: Context, shown: ShownOffer, asked: Asked, isAnswer: boolean) =>
    c.html(offerPage(shown, { asked, isAnswer, language: languageOf(c), timeZone: setup.rules.timeZone }), STATUS[shown.kind], HEADERS)
  const shownFor = (token: string): Promise<ShownOffer> => (token.length > LONGEST_TOKEN ? Promise.resolve({ kind: 'unknown' }) : act.showOffer(token))

  http.get('/p/:token', (c) => {
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value)
    return c.redirect(`${encodeURIComponent(c.req.param('token'))}/accept`)
  })
  http.get('/p/:token/:answer', async (c) => {
    const { token, answer } = c.req.param()
    const asked = askedFor(answer)
    return tooMany(c) ?? page(c, asked ? await shownFor(token) : { kind: 'unknown' }, asked ?? 'accept', false)
  })
  http.post('/p/:token/:answer', async (c) => {
    const { token, answer } = c.req.param()
    const asked = askedFor(answer)
    const refused = tooMany(c)
    if (refused) return refused
    if (!asked || token.length > LONGEST_TOKEN) return page(c, { kind: 'unknown' }, asked ?? 'accept', true)
    const given: OfferAnswer = asked === 'accept' ? { accept: true } : { accept: false, reason: await reasonIn(c) }
    return page(c, await act.answerOffer(token, given), asked, true)
  })
}

/** Nothing where it is no form, or longer than ours ever is. */
async function reasonIn(c: Context): Promise<string> {
  if (!(Number(c.req.header('content-length')) <= LONGEST_FORM)) return ''
  try {
    return String((await c.req.parseBody()).reason ?? '')
  } catch {
    return ''
  }
}

const askedFor = (answer: string): Asked | undefined => ANSWERS.find((one) => one === answer)
