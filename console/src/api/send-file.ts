/** Sends a file as it is: what `act` does for plain data. */
import { addressOf } from './call.ts'
import { Problem, problemOf } from './problem.ts'

/** A long list takes its time on the way. */
const TIMEOUT_MS = 10 * 60_000

/** @throws Problem */
export async function sendFile<T>(path: string, query: Readonly<Record<string, string | undefined>>, file: File): Promise<T> {
  const answer = await fetch(addressOf(path, { query }), {
    method: 'POST',
    cache: 'no-store',
    credentials: 'same-origin',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { 'x-leitwerk-console': '1', 'content-type': 'application/octet-stream' },
    body: file,
  }).catch(() => null)
  if (answer === null) throw new Problem(0, '')
  const said: unknown = await answer.json().catch(() => null)
  if (answer.ok) return said as T
  throw problemOf(answer.status, said)
}
