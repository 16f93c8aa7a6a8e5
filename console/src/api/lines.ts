/** A question that takes long: how far it is comes line by line, then the answer. */
import { type Answer, callLines, type Given } from './call.ts'
import { Problem, problemOf } from './problem.ts'

type Backtest = Answer<'/v1/mappings/backtest', 'post'>

interface Far {
  done: number
  total: number
}

/** @throws Problem; an AbortError where it was given up */
export async function runBacktest(body: Given<'/v1/mappings/backtest', 'post'>['body'], far: (how: Far) => void, signal: AbortSignal): Promise<Backtest> {
  for await (const line of linesOf(await callLines('/v1/mappings/backtest', body, signal))) {
    const said = JSON.parse(line) as Far | { answer: Backtest } | { problem: { status: number } }
    if ('answer' in said) return said.answer
    if ('problem' in said) throw problemOf(said.problem.status, said.problem)
    far(said)
  }
  throw new Problem(0, '')
}

function gone(error: unknown): never {
  if (error instanceof DOMException && error.name === 'AbortError') throw error
  throw new Problem(0, '')
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read().catch(gone)
    const parts = (rest + (value ?? '')).split('\n')
    rest = done ? '' : (parts.pop() ?? '')
    for (const one of parts) if (one !== '') yield one
    if (done) return
  }
}
