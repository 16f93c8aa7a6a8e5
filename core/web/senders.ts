/** The private pages of sources: opened by whoever has the link, without an account. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { App } from '../app.ts'
import { clientBehind, clientOf } from './client.ts'
import { languageOf, pageHeaders } from './plain-page.ts'
import { eventsList, SENDER_SCRIPT, senderNotice, senderPage } from './sender-page.ts'
import { perMinute } from './window.ts'

/** Of one address; the page itself asks twenty times. */
const LOOKS_PER_MINUTE = 120
const TESTS_PER_MINUTE = 10
/** A link that we made is never longer. */
const LONGEST_TOKEN = 120

const HEADERS = pageHeaders(SENDER_SCRIPT)

export function mountSenders(http: OpenAPIHono, { act, setup }: App, now: () => number): void {
  const [looks, tests] = [perMinute(LOOKS_PER_MINUTE, now), perMinute(TESTS_PER_MINUTE, now)]
  const who = clientBehind(clientOf(setup.trustedProxies))
  const tooMany = (c: Context, window: typeof looks): Response | Promise<Response> | null => {
    const wait = window.take(who(c))
    return wait === 0 ? null : c.html(senderNotice('wait', languageOf(c)), 429, { ...HEADERS, 'retry-after': String(wait) })
  }
  const shown = (token: string) => (token.length > LONGEST_TOKEN ? Promise.resolve(null) : act.showSender(token))
  const unknown = (c: Context) => c.html(senderNotice('unknown', languageOf(c)), 404, HEADERS)

  http.get('/s/:token', async (c) => {
    const token = c.req.param('token')
    const refused = tooMany(c, looks)
    if (refused) return refused
    const view = await shown(token)
    return view ? c.html(senderPage(view, token, { language: languageOf(c), timeZone: setup.rules.timeZone }), 200, HEADERS) : unknown(c)
  })
  http.get('/s/:token/events', async (c) => {
    const refused = tooMany(c, looks)
    if (refused) return refused
    const view = await shown(c.req.param('token'))
    return view ? c.html(eventsList(view.events, { language: languageOf(c), timeZone: setup.rules.timeZone }), 200, HEADERS) : unknown(c)
  })
  http.post('/s/:token/test', bodyLimit({ maxSize: 1024 }), async (c) => {
    const token = c.req.param('token')
    const refused = tooMany(c, tests)
    if (refused) return refused
    if (token.length > LONGEST_TOKEN || !(await act.sendTest(token))) return unknown(c)
    // Relative, so that it holds behind a proxy that serves the hub below a path.
    return c.redirect(`../${encodeURIComponent(token)}`, 303)
  })
}
