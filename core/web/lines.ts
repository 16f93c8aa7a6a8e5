/** An answer in lines (NDJSON): how far a long question is, then what came of it, or its problem. */
import type { Context } from 'hono'
import { problemOf } from './problem.ts'

export const LINES = 'application/x-ndjson'
export type Tell = (line: object) => void

export const wantsLines = (c: Context): boolean => c.req.header('accept')?.includes(LINES) ?? false

/** `{"done": 3, "total": 10}`, ..., then `{"answer": ...}` or `{"problem": ...}` */
export function inLines(c: Context, answer: (tell: Tell) => Promise<unknown>): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start: async (controller) => {
      let isOpen = true
      const tell: Tell = (line) => {
        if (!isOpen) return
        try {
          controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`))
        } catch {
          isOpen = false // nobody listens any more
        }
      }
      await answer(tell).then(
        (value) => tell({ answer: value }),
        (error: Error) => tell({ problem: problemOf(error) }),
      )
      if (isOpen) controller.close()
    },
  })
  return c.body(body, 200, { 'content-type': LINES, 'x-accel-buffering': 'no' })
}
