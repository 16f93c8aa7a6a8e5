/** Sends requests as they are, whatever stands in them. */
import http from 'node:http'
import type { Shot } from './requests.ts'

export interface Answered {
  status: number
  text: string
  retryAfter: string | null
  ms: number
}

/** Longer than any route may take. */
const PATIENCE_MS = 20_000
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })

/** @throws where no answer comes, or none in time */
export async function send(url: string, shot: Omit<Shot, 'route'>): Promise<Answered> {
  try {
    return await sendOn(agent, url, shot)
  } catch (error) {
    // A kept connection may be closed at the moment when it is used again (nodejs.org/api/http.html#requestreusedsocket).
    if (!(error instanceof ClosedMeanwhile)) throw error
    return sendOn(false, url, shot)
  }
}

class ClosedMeanwhile extends Error {}

function sendOn(agent: http.Agent | false, url: string, { method, path, headers, body }: Omit<Shot, 'route'>): Promise<Answered> {
  const { hostname, port } = new URL(url)
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]))
    const request = http.request({
      hostname,
      port,
      method,
      path,
      agent,
      timeout: PATIENCE_MS,
      headers: { ...given, ...(body && { 'content-length': body.length }) },
    })
    request.on('timeout', () => request.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)))
    request.on('error', (error: NodeJS.ErrnoException) => reject(request.reusedSocket && error.code === 'ECONNRESET' ? new ClosedMeanwhile() : error))
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, retryAfter: response.headers['retry-after'] ?? null, ms: performance.now() - startedAt }),
      )
    })
    request.end(body ?? undefined)
  })
}
