/** Serves the console: static pages that call the API with the reader's own token, and nothing from any other host. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { App } from '../app.ts'
import { accessFor } from './access.ts'

const FOLDER = new URL('./console/', import.meta.url)
/** What is served; anything else in the folder is for those who work on it. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
/** Payloads and names shown here come from strangers: no script but the console's own, no form, no frame, no other host. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

interface Asset {
  body: Uint8Array<ArrayBuffer>
  type: string
  etag: string
}

export function mountConsole(http: OpenAPIHono, app: App): void {
  const assets = new Map(readdirSync(FOLDER).flatMap((name) => asset(name)))
  http.get('/', (c) => c.redirect('/console/'))
  http.get('/console', (c) => c.redirect('/console/'))
  // What the pages must know to name things and to offer only what the token may do.
  http.get('/console/session', accessFor(app, Date.now)('viewer'), (c) => {
    const { role, label } = c.get('token')
    const products = app.setup.products.map(({ id, name }) => ({ id, name }))
    return c.json({ role, label, version: app.version, products }, 200, { 'cache-control': 'no-store' })
  })
  http.get('/console/', (c) => answer(c, assets.get('index.html')))
  http.get('/console/:name', (c) => answer(c, assets.get(c.req.param('name'))))
}

function asset(name: string): [string, Asset][] {
  const type = TYPES[extname(name)]
  if (type === undefined) return []
  const body = new Uint8Array(readFileSync(new URL(name, FOLDER)))
  return [[name, { body, type, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }]]
}

function answer(c: Context, found: Asset | undefined): Response | Promise<Response> {
  if (found === undefined) return c.notFound()
  const headers = { ...HEADERS, etag: found.etag, 'cache-control': 'no-cache' }
  if (c.req.header('if-none-match') === found.etag) return c.body(null, 304, headers)
  return c.body(found.body, 200, { ...headers, 'content-type': found.type })
}
