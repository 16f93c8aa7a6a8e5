/** Serves the console as it was built (`console/dist`): one page for every address, hashed files that never change, nothing from any other host. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { App } from '../app.ts'
import type { Log } from '../log.ts'
import { mountSession } from './session.ts'

export const CONSOLE_FOLDER = new URL('../../console/dist/', import.meta.url)
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
/** Payloads and names shown here come from strangers: no script and no style but the console's own, no form, no frame, no other host. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}
/** Names of files in `assets` carry a hash of what is in them. */
const FOREVER = 'public, max-age=31536000, immutable'
const MISSING = 'The console is not built: in a checkout `node scripts/install.mjs` builds it. The API works and is described at /docs.'

interface Asset {
  body: Uint8Array<ArrayBuffer>
  /** Made when it is first asked for; null: it is compressed as it is. */
  gzip: (() => Promise<Uint8Array<ArrayBuffer>>) | null
  type: string
}

/** The console as it was built. */
export interface BuiltConsole {
  top: ReadonlyMap<string, Asset>
  hashed: ReadonlyMap<string, Asset>
}

/** @param folder where the built console lies */
export function readConsole(folder: URL = CONSOLE_FOLDER): BuiltConsole {
  const top = existsSync(folder) ? assetsOf(folder) : new Map<string, Asset>()
  return { top, hashed: top.has('index.html') ? assetsOf(new URL('assets/', folder)) : new Map() }
}

/** Without what was built the API works and this says so. */
export function mountConsole(http: OpenAPIHono, app: App, now: () => number, log: Log, { top, hashed }: BuiltConsole): void {
  mountSession(http, app, now)
  http.get('/', (c) => c.redirect('/console/'))
  const page = top.get('index.html')
  if (page === undefined) {
    log.warn('console.missing', { message: MISSING })
    for (const path of ['/console', '/console/*']) http.get(path, (c) => c.text(`${MISSING}\n`, 503, HEADERS))
    return
  }
  http.get('/console', (c) => c.redirect('/console/'))
  http.get('/console/assets/:name', (c) => {
    const found = hashed.get(c.req.param('name'))
    return found ? answer(c, found, FOREVER) : c.notFound()
  })
  // Every other address is one of the console's own pages, which its router knows; names with an ending are files.
  http.get('/console/*', (c) => {
    const name = c.req.path.slice('/console/'.length)
    const found = top.get(name) ?? (/\.\w+$/.test(name) ? undefined : page)
    return found ? answer(c, found, 'no-cache') : c.notFound()
  })
}

async function answer(c: Context, { body, gzip, type }: Asset, cache: string): Promise<Response> {
  const zipped = gzip !== null && /\bgzip\b/.test(c.req.header('accept-encoding') ?? '') ? await gzip() : null
  const encoding = zipped === null ? {} : { 'content-encoding': 'gzip' }
  return c.body(zipped ?? body, 200, { ...HEADERS, ...encoding, vary: 'accept-encoding', 'content-type': type, 'cache-control': cache })
}

function assetsOf(folder: URL): Map<string, Asset> {
  const found = readdirSync(folder).flatMap((name): [string, Asset][] => {
    const type = TYPES[extname(name)]
    if (type === undefined) return []
    const body = new Uint8Array(readFileSync(new URL(name, folder)))
    return [[name, { body, gzip: type.startsWith('font/') ? null : once(() => zip(body)), type }]]
  })
  return new Map(found)
}

async function zip(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await promisify(gzip)(body))
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
