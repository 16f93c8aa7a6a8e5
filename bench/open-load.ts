/**
 * Load that does not wait for answers: `node open-load.ts URL SECONDS FILE SOURCE=PER_SECOND[@CONNECTIONS]...` sends events at that rate on
 * as many kept connections as it takes, or as there are. Writes the ids of what was accepted into the file, prints one line with what each source heard.
 */
import { createHmac } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { type Connections, keptConnections } from './kept-connections.ts'
import { SECRET } from './senders.ts'

export interface Heard {
  sent: number
  /** For want of a connection. */
  unsent: number
  accepted: number
  /** Answers with `Retry-After`, by status. */
  refused: Record<string, number>
  /** Other answers, by status; 0: none. */
  others: Record<string, number>
  connections: number
  /** Of accepted ones. */
  p50Ms: number
  p99Ms: number
  maxMs: number
}

/** What refuses at a rate of thousands a second must have thousands of senders; a hub takes 5,000 at most. */
const MOST_CONNECTIONS = 4_400
const TICK_MS = 5

interface Source {
  name: string
  perSecond: number
  owed: number
  connections: Connections
  heard: Omit<Heard, 'connections' | 'p50Ms' | 'p99Ms' | 'maxMs'>
  latencies: number[]
}

const count = (counts: Record<string, number>, status: number) => {
  counts[status] = (counts[status] ?? 0) + 1
}

async function run(url: URL, seconds: number, sources: readonly Source[], accepted: (id: string) => void): Promise<void> {
  const mark = Date.now().toString(36)
  let n = 0
  const submit = (source: Source) => {
    const { name, heard, latencies, connections } = source
    if (!connections.hasFree) return void heard.unsent++
    const body = JSON.stringify({ submissionId: `${mark}-${n++}`, email: `o${n % 500}@last.example`, firma: `Last ${n % 100} GmbH` })
    const signature = createHmac('sha256', SECRET).update(body).digest('hex')
    const sentAt = performance.now()
    const request = `POST /hooks/${name} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nauthorization: Bearer ${SECRET}\r\nx-leitwerk-signature: sha256=${signature}\r\n\r\n${body}`
    heard.sent++
    connections.send(request, ({ status, retryAfter, body: answer }) => {
      if (status === 202) {
        heard.accepted++
        latencies.push(performance.now() - sentAt)
        accepted((JSON.parse(answer) as { id: string }).id)
      } else count(retryAfter === null ? heard.others : heard.refused, status)
    })
  }
  const until = performance.now() + seconds * 1000
  for (let last = performance.now(); last < until; ) {
    await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    const now = performance.now()
    for (const source of sources) {
      source.owed += (source.perSecond * (now - last)) / 1000
      for (; source.owed >= 1; source.owed--) submit(source)
    }
    last = now
  }
  while (sources.some(({ connections }) => connections.inUse > 0)) await new Promise((resolve) => setTimeout(resolve, TICK_MS))
  for (const { connections } of sources) connections.close()
}

if (import.meta.main) {
  const [address = '', seconds = '5', idFile = '', ...asked] = process.argv.slice(2)
  const url = new URL(address)
  const rates = asked.map((one) => one.split(/[=@]/))
  const total = rates.reduce((sum, [, perSecond]) => sum + Number(perSecond), 0)
  const sources = rates.map(([name = '', perSecond = '1', most]): Source => {
    const share = most === undefined ? Math.max(20, Math.floor((MOST_CONNECTIONS * Number(perSecond)) / total)) : Number(most)
    const heard = { sent: 0, unsent: 0, accepted: 0, refused: {}, others: {} }
    return { name, perSecond: Number(perSecond), owed: 0, connections: keptConnections(url, share), heard, latencies: [] }
  })
  const ids = createWriteStream(idFile)
  await run(url, Number(seconds), sources, (id) => ids.write(`${id}\n`))
  await new Promise((resolve) => ids.end(resolve))
  const report = sources.map(({ name, heard, latencies, connections }) => {
    const sorted = latencies.sort((a, b) => a - b)
    const at = (q: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0)
    return [name, { ...heard, connections: connections.opened, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: Math.round(sorted.at(-1) ?? 0) } satisfies Heard]
  })
  process.stdout.write(`${JSON.stringify(Object.fromEntries(report))}\n`)
  process.exit(0)
}
