/** A refusal of the hub (RFC 9457), or no answer at all: what pages show with a way to try again. */

export class Problem extends Error {
  /** 0: there was no answer. */
  readonly status: number
  /** The hub's sentence; empty where it gave none. */
  readonly detail: string
  readonly type: string
  constructor(status: number, detail: string, type = '') {
    super(detail)
    this.status = status
    this.detail = detail
    this.type = type
  }
}

/** What an answer that is no success says. */
export function problemOf(status: number, said: unknown): Problem {
  const { detail, type } = (typeof said === 'object' && said !== null ? said : {}) as { detail?: unknown; type?: unknown }
  return new Problem(status, typeof detail === 'string' ? detail : '', typeof type === 'string' ? type : '')
}
