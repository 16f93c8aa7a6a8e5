/**
 * Load that does not wait for answers: `node open-load.ts URL SECONDS FILE SOURCE=PER_SECOND...` sends forms at that rate on as many connections
 * as it takes. Writes the ids of what was accepted into the file, prints one line with what each source heard.
 */
import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { SECRET } from './senders.ts'

export interface Heard {
  sent: number
  /** For want of a connection. */
  unsent: number
  accepted: number
  /** 429 and 503 with `Retry-After`. */
  refused: number
  /** Other answers, and none. */
  others: number
  /** Of accepted ones. */
  p50Ms: number
  p99Ms: number
  maxMs: number
}

/** A source's sender has only so many connections; what finds none free is not sent. */
const MOST_CONNECTIONS = 1_500
const TICK_MS = 10

interface Source {
  name: string
  perSecond: number
  owed: number
  agent: Agent
  underWay: number
  heard: Omit<Heard, 'p50Ms' | 'p99Ms' | 'maxMs'>
  latencies: number[]
}

async function run(url: URL, seconds: number, sources: readonly Source[], ids: string[]): Promise<void> {
  const mark = Date.now().toString(36)
  let n = 0
  const submit = (source: Source) => {
    const { name, heard, latencies, agent } = source
    if (source.underWay >= MOST_CONNECTIONS) return void heard.unsent++
    heard.sent++
    source.underWay++
    const body = JSON.stringify({ submissionId: `${mark}-${n++}`, email: `o${n % 500}@last.example`, firma: `Last ${n % 100} GmbH` })
    const signature = createHmac('sha256', SECRET).update(body).digest('hex')
    const sentAt = performance.now()
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-leitwerk-signature': `sha256=${signature}` }
    const call = request({ host: url.hostname, port: url.port, path: `/hooks/${name}`, method: 'POST', agent, headers }, (answer) => {
      let text = ''
      answer.setEncoding('latin1')
      answer.on('data', (part: string) => {
        text += part
      })
      answer.on('end', () => {
        if (answer.statusCode === 202) {
          heard.accepted++
          latencies.push(performance.now() - sentAt)
          ids.push((JSON.parse(text) as { id: string }).id)
        } else if ((answer.statusCode === 429 || answer.statusCode === 503) && answer.headers['retry-after'] !== undefined) heard.refused++
        else heard.others++
      })
    })
    call.on('error', () => heard.others++)
    call.on('close', () => source.underWay--)
    call.end(body)
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
  while (sources.some(({ underWay }) => underWay > 0)) await new Promise((resolve) => setTimeout(resolve, TICK_MS))
  for (const { agent } of sources) agent.destroy()
}

if (import.meta.main) {
  const [url = '', seconds = '5', idFile = '', ...asked] = process.argv.slice(2)
  const sources = asked.map((one): Source => {
    const [name = '', perSecond = '1'] = one.split('=')
    return {
      name,
      perSecond: Number(perSecond),
      owed: 0,
      agent: new Agent({ keepAlive: true }),
      underWay: 0,
      heard: { sent: 0, unsent: 0, accepted: 0, refused: 0, others: 0 },
      latencies: [],
    }
  })
  const ids: string[] = []
  await run(new URL(url), Number(seconds), sources, ids)
  writeFileSync(idFile, ids.join('\n'))
  const report = sources.map(({ name, heard, latencies }) => {
    const sorted = latencies.sort((a, b) => a - b)
    const at = (q: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0)
    return [name, { ...heard, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: Math.round(sorted.at(-1) ?? 0) } satisfies Heard]
  })
  process.stdout.write(`${JSON.stringify(Object.fromEntries(report))}\n`)
  process.exit(0)
}
