/** The console's cookie: no script reads it, no other site sends it, and what changes something needs a header that only the console's script sets. */
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { Refused } from './problem.ts'

const NAME = 'leitwerk_session'
/** Forms cannot send it, and scripts of other sites would have to ask first, which nobody answers. */
export const CONSOLE_HEADER = 'x-leitwerk-console'

export const sessionSecret = (c: Context): string | undefined => getCookie(c, NAME)

/** `Secure` where the browser came by https: it says so itself, also behind a proxy. */
export function keepSession(c: Context, secret: string, expiresAt: number): void {
  setCookie(c, NAME, secret, { ...attributes(c), expires: new Date(expiresAt) })
}

export const dropSession = (c: Context): string | undefined => deleteCookie(c, NAME, attributes(c))

const attributes = (c: Context) =>
  ({ path: '/', httpOnly: true, sameSite: 'Strict', secure: /^https:/i.test(c.req.header('origin') ?? c.req.header('referer') ?? c.req.url) }) as const

/** @throws a problem for a call that another site may have made in the reader's name */
export function refuseOtherSites(c: Context): void {
  const from = c.req.header('sec-fetch-site')
  if (c.req.header(CONSOLE_HEADER) !== undefined && (from === undefined || from === 'same-origin')) return
  throw new Refused({
    type: '/problems/other-site',
    title: 'Not from the console',
    status: 403,
    detail: `A call that changes something needs a bearer token, or the console's cookie together with the header \`${CONSOLE_HEADER}\` from the hub's own pages.`,
  })
}
