/** What the test of a connection tells the admin, whatever CRM it is: the setting at fault, and the vendor's sentence instead of its data. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shipped } from '../core/compose/registry.ts'
import type { Json, Settings } from '../core/connector.ts'
import type { Crm } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import { explanationIn } from '../core/explanation.ts'
import type { Refusal } from '../core/outcome.ts'
import { asProblem, checkConnection } from '../core/work/check-connection.ts'
import { createConversation } from '../core/work/converse.ts'
import type { CrmScript } from './contract/crm.contract.ts'
import { httpServer, json, type TestServer } from './helpers/http-server.ts'
import { play, reply } from './helpers/playing.ts'
import * as declared from './scripts/declared.ts'
import { dynamics365 } from './scripts/dynamics365.ts'
import { espocrm } from './scripts/espocrm.ts'
import { hubspot } from './scripts/hubspot.ts'
import { odoo } from './scripts/odoo.ts'
import { pipedrive } from './scripts/pipedrive.ts'
import { salesforce } from './scripts/salesforce.ts'
import { sandbox } from './scripts/sandbox.ts'
import { tryton } from './scripts/tryton.ts'
import { twenty } from './scripts/twenty.ts'
import { zoho } from './scripts/zoho.ts'

const written: Readonly<Record<string, CrmScript>> = { dynamics365, espocrm, hubspot, odoo, pipedrive, salesforce, sandbox, tryton, twenty, zoho }
const scripts: Readonly<Record<string, CrmScript>> = {
  ...written,
  suitecrm: declared.suitecrm,
  'sap-sales-cloud': declared.sapSalesCloud,
  freshsales: declared.freshsales,
}
const all = shipped.crms.map((crm): [string, Crm, CrmScript] => [crm.id, crm, scripts[crm.id]!])

const LOGIN_PAGE = '<!DOCTYPE html>\n<html lang="de"><head><title>Anmelden | Firma</title></head><body><form method="post"></form></body></html>'
const SENTENCE = 'The account of this integration was closed on Monday.'
/** How vendors wrap a sentence. */
const BODIES: readonly Json[] = [
  { error: 'denied', error_description: SENTENCE },
  { message: SENTENCE, status: 'error', correlationId: 'c0ffee' },
  { code: 'SOMETHING_ELSE', details: {}, message: SENTENCE, status: 'error' },
  [{ message: SENTENCE, errorCode: 'SOMETHING_ELSE' }],
  { error: { code: 'E/403', message: { lang: 'en', value: SENTENCE } } },
  { error: { code: '0x1', message: SENTENCE, details: [] } },
  { errors: { code: 403, message: [SENTENCE] } },
  { errors: [{ status: '403', title: SENTENCE }] },
  { type: 'about:blank', title: 'Forbidden', detail: SENTENCE, status: 403 },
  { name: 'werkzeug.exceptions.Forbidden', message: SENTENCE, debug: 'Traceback' },
  { message: `${SENTENCE} {"requestId":"c0ffee"}` },
]
/** What the login of Odoo by JSON-RPC says of an answer. */
function loggedIn(body: Json) {
  const crm = shipped.crms.find(({ id }) => id === 'odoo')!
  const login = crm.auth.kind === 'session' ? play(crm.auth.login(odoo.settings), [reply(200, body)]).result : null
  return login && 'kind' in login ? asProblem(login, crm, 200) : null
}
const DATA = /[{}[\]]|":/

describe('what an answer explains', () => {
  it.each(BODIES.map((body) => [JSON.stringify(body), body] as const))('%s', (_, body) => {
    expect(explanationIn(body)).toBe(SENTENCE)
    expect(explanationIn(JSON.stringify(body))).toBe(SENTENCE)
  })

  it('is nothing where nothing is said', () => {
    for (const body of [null, '', {}, [], { ok: false, errors: [] }, { code: 403 }, '{"broken":']) expect(explanationIn(body)).toBe('')
    expect(explanationIn({ login: 'failed' })).toBe('failed')
  })

  it('ends, however deep or long it is', () => {
    let deep: Json = SENTENCE
    for (let i = 0; i < 50; i++) deep = { error: deep }
    expect(explanationIn(deep)).toBe('')
    expect(explanationIn({ errors: Array.from({ length: 900 }, (_, i) => `no ${i}`) })).toBe('no 0; no 1; no 2')
    expect(explanationIn('x'.repeat(5_000))).toHaveLength(300)
  })
})

describe('the test of a connection', () => {
  let server: TestServer
  let answer: { status: number; body: Json } = { status: 200, body: '' }
  const conversation = createConversation({ timeoutMs: 3_000, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 1 })
  beforeAll(async () => {
    server = await httpServer((_, response) => {
      if (typeof answer.body === 'string') response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.body)
      else json(response, answer.body, answer.status)
    })
  })
  afterAll(async () => {
    conversation.close()
    await server.close()
  })
  const check = async (crm: Crm, { settings }: CrmScript) => {
    const here: Settings = {
      ...settings,
      url: server.url,
      ...('authority' in crm.fields && { authority: server.url }),
      ...('accountsUrl' in crm.fields && { accountsUrl: server.url }),
    }
    return (await checkConnection(crm, crmEndpoint('crm', crm, here), conversation.converse)).checked
  }

  it.each(all)('of %s points at the address where a page for people answers', async (_, crm, script) => {
    answer = { status: 200, body: LOGIN_PAGE }
    const field = crm.id === 'dynamics365' ? 'authority' : 'url'
    expect(await check(crm, script)).toMatchObject({ kind: 'problem', field, problem: expect.stringMatching(/address/), todo: expect.stringMatching(/\.$/) })
  })

  it('of Odoo does not take the odd answer of another program for missing rights', () => {
    const { begin, replies } = odoo.talks['check, by JSON-2']!
    const crm = shipped.crms.find(({ id }) => id === 'odoo')!
    for (const step of replies.keys())
      for (const body of [{ status: 'up' }, 'yes', null, []]) {
        const { result } = play(begin(crm, odoo.settings), [...replies.slice(0, step), reply(200, body)])
        const told = result as Refusal | { kind: 'problem'; field: string | null }
        expect(told.kind === 'problem' ? told : asProblem(told, crm, 200), `${step} ${JSON.stringify(body)}`).toMatchObject({ field: 'url' })
      }
    expect(loggedIn({ status: 'up' })).toMatchObject({ field: 'url' })
    expect(loggedIn({ jsonrpc: '2.0', id: 1, result: false })).toMatchObject({ field: 'apiKey' })
  })

  it.each(all)('of %s says why it is refused in a sentence', async (_, crm, script) => {
    for (const status of [401, 403])
      for (const body of BODIES) {
        answer = { status, body }
        const checked = await check(crm, script)
        expect(checked, JSON.stringify(body)).toMatchObject({ kind: 'problem', todo: expect.stringMatching(/\.$/) })
        expect((checked as { problem: string }).problem, JSON.stringify(body)).not.toMatch(DATA)
      }
  })

  it.each(all)('of %s says so at each of its steps', (_, crm, script) => {
    const { begin, replies } = script.talks.check!
    for (const step of replies.keys())
      for (const status of [401, 403])
        for (const body of BODIES) {
          const { result } = play(begin(crm, script.settings), [...replies.slice(0, step), reply(status, body)])
          const told = result as Refusal | { kind: 'problem'; problem: string }
          const { problem } = told.kind === 'problem' ? told : asProblem(told, crm, status)
          expect(problem, JSON.stringify(body)).not.toMatch(DATA)
        }
  })
})
