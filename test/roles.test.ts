/** Every route has a role, or a reason to have none; and whoever lacks the role is refused by a running hub. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../core/log.ts'
import { ROLES, type Role } from '../core/store/tokens.ts'
import { mountConsole, readConsole } from '../core/web/console.ts'
import type { OpenApi } from '../core/web/docs.ts'
import { allOf } from '../core/web/server.ts'
import { newFolder } from './helpers/folder.ts'
import { type Served, startServing } from './helpers/serving.ts'

const CONFIG = `
sources: { web: { kind: form, secret: s } }
connections: { crm: { kind: sandbox, url: "http://127.0.0.1:9", token: t } }
`

/** What no role guards, and why none is needed. `/hooks/SOURCE` stands before them all: there the source's own verification decides. */
const WITHOUT_ROLE: Readonly<Record<string, string>> = {
  'ALL /v1/*': 'bounds bodies before any route of the API looks at them',
  'GET /openapi.json': 'the description of the API, the same for everybody; no data',
  'GET /docs': 'the same as a page',
  'GET /healthz': 'asked by whoever starts processes: version and uptime',
  'GET /readyz': 'asked by load balancers: whether the database answers',
  'GET /metrics': 'read by Prometheus: counts and names of sources, not to be published (docs/operations.md)',
  'GET /': 'leads to the console',
  'GET /console': 'files of the console, the same for everybody; no data',
  'GET /console/*': 'files of the console, the same for everybody; no data',
  'GET /console/assets/:name': 'files of the console, the same for everybody; no data',
  'POST /console/session': 'signing in: the token in it is the proof; throttled',
  'DELETE /console/session': 'signing out: ends the session of its own cookie only',
  'GET /console/session': 'who is signed in: tells the holder of a token or cookie its own role',
  'GET /s/:token': 'the page of a source: the signed token in the address is the proof; throttled',
  'GET /s/:token/events': 'the same',
  'POST /s/:token/test': 'the same',
  'GET /p/:token': 'the offer to a partner: the signed token in the address is the proof',
  'GET /p/:token/:answer': 'the same; throttled',
  'POST /p/:token/:answer': 'the same; throttled',
  'OPTIONS /v1/contacts/:id/missing-fields': 'asked by browsers before the next',
  'GET /v1/contacts/:id/missing-fields': 'asked by forms on a web site: the signed token in the address is the proof; throttled; names of fields only',
}

interface Operation {
  method: string
  path: string
  role: Role
}

for (const backend of ['sqlite', 'postgres'] as const) {
  describe(`roles on ${backend}`, () => {
    let hub: Served
    let operations: Operation[]
    const tokens = new Map<Role, string>()
    let cookie: string

    beforeAll(async () => {
      hub = await startServing(backend, CONFIG)
      const { paths } = (await (await fetch(`${hub.url}/openapi.json`)).json()) as OpenApi
      operations = Object.entries(paths!).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, role: operation['x-role'] as Role })),
      )
      for (const role of ROLES) tokens.set(role, (await hub.app.act.createToken({ role, label: role, expiresAt: null }, 'test')).token)
      const signedIn = await fetch(`${hub.url}/console/session`, {
        method: 'POST',
        headers: { 'x-leitwerk-console': '1', 'content-type': 'application/json' },
        body: JSON.stringify({ token: tokens.get('admin') }),
      })
      cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!
    })
    afterAll(() => hub.stop())

    const call = async ({ method, path }: Operation, headers: Record<string, string>) => {
      const answer = await fetch(hub.url + path.replaceAll(/\{\w+\}/g, 'x_1'), {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(method !== 'GET' && { body: '{}' }),
      })
      return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
    }
    const as = (role: Role) => ({ authorization: `Bearer ${tokens.get(role)}` })
    const below = (role: Role) => ROLES.slice(0, ROLES.indexOf(role))

    it('are declared for every route of the document', () => {
      expect(operations.length).toBeGreaterThan(100)
      expect(operations.filter(({ role }) => !ROLES.includes(role))).toEqual([])
    })

    it('are absent only where a reason is written down', () => {
      const built = newFolder('console')
      mkdirSync(join(built, 'assets'))
      for (const file of ['index.html', 'assets/page.js']) writeFileSync(join(built, file), '')
      const http = allOf({
        app: hub.app,
        now: Date.now,
        log: silentLog,
        metrics: async () => ({ type: 'text/plain', text: '' }),
        ready: async () => [],
        console: (all) => mountConsole(all, hub.app, Date.now, silentLog, readConsole(pathToFileURL(`${built}/`))),
      })
      const declared = new Set(operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`))
      const others = http.routes.map(({ method, path }) => `${method} ${path}`).filter((one) => !declared.has(one))
      rmSync(built, { recursive: true })
      expect([...new Set(others)].sort()).toEqual(Object.keys(WITHOUT_ROLE).sort())
    })

    it('are asked for: nobody without a token, none that is made up', async () => {
      for (const one of operations) {
        const { status, type } = await call(one, {})
        expect([one, status, type]).toEqual([one, 401, 'application/problem+json'])
        for (const authorization of ['Bearer lw_nonsense', 'Bearer ', `Basic ${btoa(`x:${tokens.get('admin')}`)}`, tokens.get('admin')!])
          expect([one, authorization, (await call(one, { authorization })).status]).toEqual([one, authorization, 401])
      }
    })

    it('are kept: each role below is refused with a sentence that names both, the role itself is not', async () => {
      let refused = 0
      for (const one of operations) {
        for (const role of below(one.role)) {
          const { status, text } = await call(one, as(role))
          expect([one, role, status]).toEqual([one, role, 403])
          expect(JSON.parse(text)).toMatchObject({ detail: `This needs the role ${one.role}; the token has the role ${role}.` })
          refused++
        }
        const { status } = await call(one, as(one.role))
        expect([401, 403, 500], `${one.method} ${one.path} as ${one.role}: ${status}`).not.toContain(status)
      }
      expect(refused).toBeGreaterThan(80)
    })

    it('are not lent to other sites: the cookie of a session alone changes nothing', async () => {
      for (const one of operations.filter(({ method }) => method !== 'GET'))
        for (const headers of [{ cookie }, { cookie, 'x-leitwerk-console': '1', 'sec-fetch-site': 'cross-site' }]) {
          const { status, text } = await call(one, headers as Record<string, string>)
          expect([one, status, text]).toEqual([one, 403, expect.stringContaining('/problems/other-site')])
        }
    })
  })
}
