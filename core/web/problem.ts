/** Problem documents (RFC 9457): what went wrong, to which record, what to do. */
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { NotYet, Refusal } from '../refusal.ts'

export interface Problem {
  /** Stable name of the kind of problem, as a relative reference. */
  type: string
  title: string
  status: number
  detail: string
  errors?: readonly { pointer: string; detail: string }[]
}

export class Refused extends HTTPException {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.status as 400, { message: problem.detail }) // any status is allowed, the type lists them
    this.problem = problem
  }
}

export const notFound = (what: string, id: string): Refused =>
  new Refused({ type: '/problems/not-found', title: 'Not found', status: 404, detail: `There is no ${what} ${id}.` })
export const forbidden = (needs: string, has: string): Refused =>
  new Refused({ type: '/problems/forbidden', title: 'Not allowed', status: 403, detail: `This needs the role ${needs}; the token has the role ${has}.` })
export const unauthorised = (detail: string): Refused => new Refused({ type: '/problems/unauthorised', title: 'Who are you?', status: 401, detail })
export const invalid = (detail: string, errors: Problem['errors'] = []): Refused =>
  new Refused({ type: '/problems/invalid', title: 'Not understood', status: 400, detail, errors })

export const problemResponse = (c: Context, problem: Problem): Response =>
  c.body(JSON.stringify(problem), problem.status as 400, {
    'content-type': 'application/problem+json',
    ...(problem.status === 503 && { 'retry-after': '5' }),
    ...(problem.status === 401 && { 'www-authenticate': 'Bearer realm="leitwerk"' }),
  })

/** What is answered to an error: the sentence of what was refused; of a fault nothing but that there was one. */
export function problemOf(error: Error): Problem {
  if (error instanceof Refused) return error.problem
  if (error instanceof Refusal) return invalid(error.message).problem
  if (error instanceof NotYet) return { type: '/problems/not-yet', title: 'Not yet', status: 503, detail: error.message }
  if (error instanceof HTTPException && error.status < 500)
    return { type: '/problems/invalid', title: 'Not understood', status: error.status, detail: error.message }
  return { type: '/problems/internal', title: 'The hub failed', status: 500, detail: 'Nothing was changed. The log says more.' }
}
