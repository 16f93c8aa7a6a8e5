/** Asking an e-mail tool that answers with JSON, and what it means when it does not. */
import type { Put } from '../../core/audience.ts'
import type { Call, JsonObject, Reply } from '../../core/connector.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { isObject } from '../changes.ts'

export type Answer = { ok: true; body: JsonObject } | { ok: false; refusal: Refusal; reply: Reply }
export type Asking<Result> = Generator<Call, Result, Reply>

/**
 * @param tool what should answer, e.g. `the API of Brevo`
 * @param refused what its refusals mean
 * @param statusIn the status that a body tells of, where the answer's own says that all is well
 */
export const askerOf = (tool: string, refused: (reply: Reply) => Refusal, statusIn: (body: JsonObject) => number | null = () => null) =>
  function* ask(call: Call): Asking<Answer> {
    const reply = asSaid(yield call, statusIn)
    if (!succeeded(reply)) return { ok: false, refusal: refused(reply), reply }
    // 204 says nothing, and says it well.
    if (reply.status === 204) return { ok: true, body: {} }
    return isObject(reply.body) ? { ok: true, body: reply.body } : { ok: false, refusal: answeredByAnother(tool), reply }
  }

function asSaid(reply: Reply, statusIn: (body: JsonObject) => number | null): Reply {
  const status = succeeded(reply) && isObject(reply.body) ? statusIn(reply.body) : null
  return status === null ? reply : { ...reply, status }
}

/** They were told of and the hub did not take them off: where they are missing now, somebody over there did. */
export const shouldBeThere = (put: Put): put is Put & { remoteId: string } => put.remoteId !== null && put.takenOff === null

/** The tool itself says that nobody is there; a proxy or another program says 404 too, but not in its words. */
export const isNobody = (answer: Answer, inItsWords: (body: JsonObject) => boolean): boolean =>
  !answer.ok && answer.reply.status === 404 && isObject(answer.reply.body) && inItsWords(answer.reply.body)
