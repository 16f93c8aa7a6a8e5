/** Plays a dialogue against given replies, without any network. */
import type { Call, Dialogue, Json, Reply } from '../../core/connector.ts'

export const reply = (status: number, body: Json = '', headers: Record<string, string> = {}): Reply => ({ status, headers, body })

/** The last reply repeats; a dialogue that wants more calls than any should is endless. */
export function play<Result>(dialogue: Dialogue<Result>, replies: readonly Reply[], most = 40): { calls: Call[]; result: Result } {
  const calls: Call[] = []
  let step = dialogue.next()
  while (!step.done) {
    calls.push(step.value)
    if (calls.length > most) throw new Error('the dialogue does not end')
    step = dialogue.next(replies[calls.length - 1] ?? replies.at(-1)!)
  }
  return { calls, result: step.value }
}
