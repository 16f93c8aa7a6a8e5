/** Stands between the hub and a CRM's stand-in: hands every call on, and does something before the answer goes back. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Tapped {
  method: string
  path: string
  /** Body of the call. */
  text: string
}

/** Told of a call that the stand-in has carried out. @returns false: its answer is never given */
export type BeforeAnswer = (call: Tapped) => boolean | Promise<boolean>

export interface Tap {
  /** The given values, with addresses of the stand-in replaced. */
  settings: Readonly<Record<string, string>>
  close(): void
}

/**
 * Every value that is an address on loopback gets a tap of its own; what is said through them names the taps, not the stand-in, and
 * the one that is spoken to by the name it was called by.
 */
export async function tap(settings: Readonly<Record<string, string>>, before: BeforeAnswer): Promise<Tap> {
  const hosts = new Map<string, string>()
  const servers: Server[] = []
  const origins = new Set(Object.values(settings).filter((value) => value.startsWith('http://127.0.0.1:')))
  for (const theirs of [...origins].map((value) => new URL(value).host)) {
    const server = createServer(async (asked, answer) => {
      const names = new Map([...hosts, [theirs, asked.headers.host ?? hosts.get(theirs)!]])
      const toHub = (text: string) => [...names].reduce((said, [crm, hub]) => renamed(said, crm, hub), text)
      const toCrm = (text: string) => [...names].reduce((said, [crm, hub]) => renamed(said, hub, crm), text)
      const text = await textOf(asked)
      const told = await handOn(theirs, toCrm, asked, text)
      if (!(await before({ method: asked.method ?? '', path: asked.url ?? '', text }))) return
      answer.writeHead(told.status, headersOf(told.headers, toHub)).end(toHub(told.text))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    servers.push(server)
    hosts.set(theirs, `127.0.0.1:${(server.address() as AddressInfo).port}`)
  }
  return {
    settings: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, [...hosts].reduce((said, [crm, hub]) => renamed(said, crm, hub), value)]),
    ),
    close: () => {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

const renamed = (text: string, from: string, to: string): string => text.replaceAll(from, to).replaceAll(encodeURIComponent(from), encodeURIComponent(to))

interface Told {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

function handOn(host: string, toCrm: (text: string) => string, { method, url, headers }: IncomingMessage, text: string): Promise<Told> {
  const body = toCrm(text)
  const { 'content-length': _length, 'accept-encoding': _packed, ...rest } = headersOf(headers, toCrm)
  return new Promise((resolve, reject) => {
    const call = request(`http://${host}${toCrm(url ?? '/')}`, {
      method,
      headers: { ...rest, ...(body !== '' && { 'content-length': Buffer.byteLength(body) }) },
    })
    call.once('error', reject)
    call.once('response', async (answer) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, text: await textOf(answer) }))
    call.end(body)
  })
}

function headersOf(headers: IncomingHttpHeaders, rename: (text: string) => string): Record<string, string | string[]> {
  const { 'content-length': _length, 'transfer-encoding': _coding, connection: _connection, ...rest } = headers
  const named: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) named[name] = typeof value === 'string' ? rename(value) : value
  return named
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
