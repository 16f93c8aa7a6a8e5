/** `Idempotency-Key` on calls that change something: done once, answered again as the first time. */
import { createHash } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { Actions } from '../app.ts'
import { Refused } from './problem.ts'

export type KeepOnce = MiddlewareHandler

export const keepOnce =
  (act: Pick<Actions, 'claimKey' | 'answerKey' | 'freeKey'>): KeepOnce =>
  async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined) return next()
    const by = c.get('token').id
    const hash = createHash('sha256')
      .update(`${c.req.method} ${c.req.path}\n`)
      .update(await c.req.raw.clone().text())
      .digest('base64url')
    const claimed = await act.claimKey(key, by, hash)
    if (claimed.kind === 'done') return c.body(claimed.answer, claimed.status as 200, { 'content-type': 'application/json', 'idempotent-replayed': 'true' })
    if (claimed.kind === 'running')
      throw new Refused({
        type: '/problems/in-progress',
        title: 'Still running',
        status: 409,
        detail: `The request with Idempotency-Key ${key} is still being worked on.`,
      })
    if (claimed.kind === 'other_request')
      throw new Refused({ type: '/problems/key-reused', title: 'Key used before', status: 422, detail: `Idempotency-Key ${key} was used for another request.` })
    await next()
    // What was refused did nothing, so the key may be used again.
    if (c.res.status < 400) await act.answerKey(key, by, c.res.status, withoutSecret(await c.res.clone().text()))
    else await act.freeKey(key, by)
  }

/** A secret is shown once, and kept nowhere. */
function withoutSecret(answer: string): string {
  if (!answer.includes('"secret"')) return answer
  const said = JSON.parse(answer) as object
  return 'secret' in said ? JSON.stringify({ ...said, secret: null }) : answer
}
