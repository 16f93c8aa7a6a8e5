/** The walk-through of docs/declaring-a-source.md does what the page says: its files, in a folder of their own, through a whole hub. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { parseSourceDeclaration } from '../core/compose/registry.ts'
import { setupOf } from '../core/compose/setup.ts'
import { sign } from '../core/sign.ts'
import { runVectors } from '../core/vectors.ts'
import { createMappingPool, type MappingPool } from '../core/work/mapping.ts'
import { parseCases, runCases } from '../core/work/mapping-cases.ts'
import { httpServer, type TestServer } from './helpers/http-server.ts'
import { type Served, startServing } from './helpers/serving.ts'

const page = readFileSync(new URL('../docs/declaring-a-source.md', import.meta.url), 'utf8')
const blocks = (language: string): string[] => [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1]!)
const [declaration = '', configuration = '', inline = ''] = blocks('yaml')
const [vectors = '', cases = ''] = blocks('json')
const [mapping = ''] = blocks('jsonata')
const messekontor = parseSourceDeclaration(declaration, 'messekontor.yaml')

describe('the walk-through of a declared source', () => {
  let pool: MappingPool
  beforeAll(() => {
    pool = createMappingPool({ threads: 1, timeoutMs: 2_000, memoryMb: 128 })
  })
  afterAll(() => pool.close())

  it('has vectors that are green', () => {
    expect(runVectors(JSON.parse(vectors), () => messekontor)).toEqual({ passed: 3, failed: 0, skipped: 0, failures: [] })
  })

  it('tells its mistakes as it says', () => {
    const told = (page.match(/^messekontor\.yaml:.*$/gm) ?? []).map((line) => line.replace(', ...', ''))
    const broken = declaration.replace('key: { field: key, encoding: hex }', 'key: { field: kee, encoding: hex }')
    const messages = [broken, declaration.replace('at: { header:', 'at: { heeder:')].map((yaml) => {
      try {
        return String(parseSourceDeclaration(yaml, 'messekontor.yaml'))
      } catch (error) {
        return (error as Error).message
      }
    })
    expect(told).toHaveLength(2)
    for (const [i, line] of told.entries()) expect(messages[i]).toContain(line)
  })

  it('has a mapping that does what its cases say', async () => {
    const results = await runCases(
      { kind: 'sources', name: 'messekontor', mapping: { id: 'm', name: 'm', expression: mapping }, cases: parseCases(cases, 'messekontor.cases.json') },
      pool,
    )
    expect(results.filter(({ passed }) => !passed)).toEqual([])
    expect(results).toHaveLength(2)
  })

  it('shows a source in the configuration that is accepted', () => {
    const setup = setupOf(parseConfig(inline, 'example'), { BOOKINGS_KEY: 'a-key-of-the-booking-tool' })
    expect(setup.sources.get('bookings')).toMatchObject({ mapping: 'bookings', connector: { dedupe: ['booking.id'], version: 'booking.changedAt' } })
  })
})

describe('the files of the walk-through in a whole hub', () => {
  const KEY = '5e1f0c9a7b3d2846f1a0c7e9b4d8263055aa10ff37c2e4918d6b0a4f7c3e2d19'
  const ADDRESS = 'https://hub.example.com/hooks/messe'
  const values = { key: [KEY] }
  let folder: string
  let vendor: TestServer
  let hub: Served

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leitwerk-messekontor-'))
    mkdirSync(join(folder, 'my-mappings/sources'), { recursive: true })
    writeFileSync(join(folder, 'messekontor.yaml'), declaration)
    writeFileSync(join(folder, 'my-mappings/sources/messekontor.jsonata'), mapping)
    vendor = await httpServer(({ url, headers }, response) => {
      const card = {
        name: 'Jorid Tannhäuser',
        mail: 'j.tannhaeuser@kranwerk-iserlohn.example',
        company: 'Kranwerk Iserlohn GmbH',
        zip: '58636',
        town: 'Iserlohn',
      }
      if (headers['x-api-key'] !== 'an-api-key') response.writeHead(401).end()
      else if (url !== '/v2/visitors/v-77') response.writeHead(410).end()
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ visitor: card }))
    })
    const yaml = configuration
      .replace('messekontor.yaml', join(folder, 'messekontor.yaml'))
      .replace('my-mappings', join(folder, 'my-mappings'))
      .replace('env:MESSE_KEY', KEY)
      .replace('env:MESSE_API_KEY', `an-api-key, apiUrl: "${vendor.url}/v2"`)
    hub = await startServing('sqlite', `publicUrl: https://hub.example.com\n${yaml}`)
  })
  afterAll(async () => {
    await hub.stop()
    await vendor.close()
    rmSync(folder, { recursive: true })
  })

  const send = (body: unknown, change: (text: string) => string = (text) => text) => {
    const arrival = { method: 'POST', url: ADDRESS, headers: {}, body: Buffer.from(JSON.stringify(body)), remote: '', receivedAt: Date.now() }
    const { headers } = sign(messekontor.verify, arrival, values, Date.now())
    return fetch(`${hub.url}/hooks/messe`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: change(JSON.stringify(body)) })
  }
  const told = async () => {
    const { sources } = (await (await hub.api('/v1/ledger')).json()) as { sources: Record<string, unknown>[] }
    return sources.find(({ source }) => source === 'messe')
  }
  const leads = async () => ((await (await hub.api('/v1/leads')).json()) as { items: unknown[] }).items
  const scan = (id: string, more: object = {}) => ({ id, revision: 1, at: '2026-09-21T09:12:00+02:00', visitor: 'v-77', result: 'hot', ...more })
  const fair = { name: 'Fördertechnik 2026' }

  it('answer the question of the tool', async () => {
    const answer = await fetch(`${hub.url}/hooks/messe?check=4711`)
    expect(await answer.json()).toEqual({ check: '4711', proof: 'a860a26f8029613d583d0ac333697ea7b4c1da9262be7e0547de610a5616d986' })
  })

  it('make a lead of a scan, fetched with the key', async () => {
    expect((await send({ fair, scans: [scan('s-1')] })).status).toBe(200)
    await expect.poll(told, { timeout: 10_000 }).toMatchObject({ accepted: 1, processed: 1 })
    expect(await leads()).toMatchObject([{ accountName: 'Kranwerk Iserlohn', firstTouch: { origin: { event: 'Fördertechnik 2026' } } }])
    expect(vendor.heard.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /v2/visitors/v-77'])
  })

  it('know a repeat, a visitor who withdrew and what is sent to try the connection', async () => {
    for (const one of [scan('s-1'), scan('s-2', { visitor: 'v-99' }), scan('s-3', { demo: true })])
      expect((await send({ fair, scans: [one] })).status).toBe(200)
    await expect.poll(told, { timeout: 10_000 }).toMatchObject({ accepted: 4, processed: 1, duplicate: 1, filtered: 2, unaccounted: 0 })
    expect(await leads()).toHaveLength(1)
  })

  it('refuse what was changed on its way', async () => {
    expect((await send({ fair, scans: [scan('s-4')] }, (text) => text.replace('v-77', 'v-78'))).status).toBe(401)
  })
})
