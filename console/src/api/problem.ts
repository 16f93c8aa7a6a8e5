/** A refusal of the hub (RFC 9457), or no answer at all: what pages show with a way to try again. */

export class Problem extends Error {
  /** 0: there was no answer. */
  readonly status: number
  /** The hub's sentence; empty where it gave none. */
  readonly detail: string
  readonly type: string
  /** Where in the body something is wrong: a JSON pointer each. */
  readonly errors: readonly ProblemAt[]
  constructor(status: number, detail: string, type = '', errors: readonly ProblemAt[] = []) {
    super(detail)
    this.status = status
    this.detail = detail
    this.type = type
    this.errors = errors
  }
}

interface ProblemAt {
  pointer: string
  detail: string
}

/** What an answer that is no success says. */
export function problemOf(status: number, said: unknown): Problem {
  const { detail, type, errors } = (typeof said === 'object' && said !== null ? said : {}) as { detail?: unknown; type?: unknown; errors?: unknown }
  // The cast: a list there is what the hub's own description says.
  const places = Array.isArray(errors) ? (errors as ProblemAt[]) : []
  return new Problem(status, typeof detail === 'string' ? detail : '', typeof type === 'string' ? type : '', places)
}
