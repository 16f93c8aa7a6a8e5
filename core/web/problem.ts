/** Problem documents (RFC 9457): what went wrong, to which record, what to do. */
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'

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
    ...(problem.status === 401 && { 'www-authenticate': 'Bearer realm="leitwerk"' }),
  })

/** What an action refuses with a sentence is the caller's to mend. */
export const refusable = <T>(acted: Promise<T>): Promise<T> =>
  acted.catch((error: Error) => {
    throw invalid(error.message)
  })
