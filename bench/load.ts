/** Load from a process of its own: `node load.ts URL KIND CONNECTIONS SECONDS` prints one line with counts and latencies. */
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

export interface LoadReport {
  answers: number
  /** Answers that were not 2xx. */
  others: number
  perSecond: number
  p50Ms: number
  p99Ms: number
  maxMs: number
}

/** Each connection sends its next request when the answer to the last is there. The first second is not counted. */
async function run(url: URL, kind: string, connections: number, seconds: number): Promise<LoadReport> {
  const latencies: number[] = []
  let others = 0
  let counting = false
  let going = true
  const next = requests(url, kind)
  const client = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname, () => send())
      socket.setNoDelay(true)
      let sentAt = 0
      let held = ''
      const send = () => {
        sentAt = performance.now()
        socket.write(next())
      }
      socket.on('data', (chunk) => {
        held += chunk.toString('latin1')
        const head = held.indexOf('\r\n\r\n')
        if (head === -1) return
        const length = Number(/content-length: (\d+)/i.exec(held)?.[1] ?? 0)
        if (held.length < head + 4 + length) return
        if (counting) {
          latencies.push(performance.now() - sentAt)
          if (held.charCodeAt(9) !== 50) others++
        }
        held = ''
        if (going) send()
        else {
          socket.destroy()
          resolve()
        }
      })
      socket.on('error', reject)
    })
  const clients = Array.from({ length: connections }, client)
  await new Promise((resolve) => setTimeout(resolve, 1000))
  counting = true
  const started = performance.now()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  counting = false
  const elapsed = (performance.now() - started) / 1000
  going = false
  await Promise.all(clients)
  const sorted = Float64Array.from(latencies).sort()
  const at = (q: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0)
  return {
    answers: latencies.length,
    others,
    perSecond: Math.round(latencies.length / elapsed),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: round(sorted.at(-1) ?? 0),
  }
}

const round = (ms: number): number => Math.round(ms * 100) / 100

/** Typeform submissions, each with an id of its own and signed; the echo gets the same bytes. */
function requests(url: URL, kind: string): () => Buffer {
  const sample = readFileSync(new URL('../test/data/payloads/typeform.json', import.meta.url), 'utf8')
  const [before = '', after = ''] = sample.split('01K5FQ2Z9T7VJ3M8N4R6B1XKAE')
  const path = kind === 'echo' ? '/' : `/hooks/${kind}`
  let n = 0
  const run = Date.now().toString(36).padStart(9, '0')
  return () => {
    const body = Buffer.from(`${before}${`01L${run}${(n++).toString(36)}`.padEnd(26, '0')}${after}`)
    const signature = createHmac('sha256', 'bench').update(body).digest('base64')
    const head = `POST ${path} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\ntypeform-signature: sha256=${signature}\r\ncontent-length: ${body.length}\r\n\r\n`
    return Buffer.concat([Buffer.from(head), body])
  }
}

if (import.meta.main) {
  const [url = '', kind = 'typeform', connections = '32', seconds = '5'] = process.argv.slice(2)
  const report = await run(new URL(url), kind, Number(connections), Number(seconds))
  process.stdout.write(`${JSON.stringify(report)}\n`)
  process.exit(0)
}
