/** The worked example of docs/declaring-a-crm.md does what the page says: its declaration, its mappings, and the whole way of a hand-over. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { changesOf } from '../connectors/declared/changes.ts'
import { crmOf } from '../connectors/declared/crm.ts'
import { parseDeclaration } from '../core/compose/declarations.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { JsonObject, PollPage } from '../core/connector.ts'
import type { Entity } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import type { Refusal } from '../core/outcome.ts'
import { checkRecord } from '../core/target-schema.ts'
import { createConversation } from '../core/work/converse.ts'
import { createMappingPool, type MappingPool } from '../core/work/mapping.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { kontorFake } from './helpers/kontor-fake.ts'
import { play } from './helpers/playing.ts'

const page = readFileSync(new URL('../docs/declaring-a-crm.md', import.meta.url), 'utf8')
const blocks = (language: string): string[] => [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1]!)
const [declaration = '', configuration = ''] = blocks('yaml')
const [toCrm = '', fromCrm = ''] = blocks('jsonata')
const declared = parseDeclaration(declaration, 'kontor.yaml')
const kontor = crmOf(declared)
const KIND: Readonly<Record<Entity, string>> = { account: 'companies', contact: 'people', lead: 'leads', opportunity: 'deals' }
const [sample] = JSON.parse(readFileSync(new URL('../mappings/crms/espocrm.cases.json', import.meta.url), 'utf8')) as { input: JsonObject }[]

describe('the worked example of a declared CRM', () => {
  let folder: string
  let pool: MappingPool
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'leitwerk-declared-'))
    pool = createMappingPool({ threads: 1, timeoutMs: 2_000, memoryMb: 128 })
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await pool.close()
  })

  it('is short enough to be written by hand', () => expect(declaration.trim().split('\n').length).toBeLessThan(80))

  it('is a kind of connection and source once the configuration names it', () => {
    const file = join(folder, 'kontor.yaml')
    writeFileSync(file, declaration)
    const setup = setupOf(parseConfig(configuration.replace('kontor.yaml', file), 'example'), { KONTOR_TOKEN: 'a-token' })
    expect(setup.connections.get('crm')).toMatchObject({ mapping: 'kontor', handover: { as: 'opportunity' }, settings: { token: 'a-token', user: 'hub' } })
    expect(setup.sources.get('sales')).toMatchObject({ mapping: 'kontor', connection: 'crm', connector: { connection: 'kontor' } })
  })

  it('gets from its mapping what it says it takes', async () => {
    const mapped = await pool.transform({ id: 'kontor', name: 'kontor', expression: toCrm }, sample!.input)
    if (mapped.kind === 'held') throw new Error(mapped.reason)
    expect(mapped.record.account).toMatchObject({ name: 'Hallbauer Werkzeugbau GmbH', size: 'small', address: { zip: '90762' } })
    const { result } = play(kontor.describe!({ url: 'https://kontor.example', token: 't', user: 'hub' }), [])
    if (result.kind !== 'described') throw new Error(result.kind)
    expect(checkRecord(result.entities, mapped.record, 'create')).toEqual([])
  })

  it('tells what sales did, once, and leaves aside what was there before the hub', async () => {
    const fake = await kontorFake()
    const conversation = createConversation({ timeoutMs: 5_000, maxBytes: 1_000_000, now: Date.now })
    const settings = { url: fake.url, token: fake.token, user: 'hub' }
    const endpoint = crmEndpoint('crm', kontor, settings)
    const source = changesOf(declared)!
    const write = async (key: string, fields: JsonObject) =>
      (await conversation.converse(kontor.write({ entity: 'opportunity', key, fields, links: {} }, settings), endpoint)).result
    const poll = async (cursor: string | null) => {
      const { result } = await conversation.converse<PollPage | Refusal>(source.poll!.page(cursor, settings), endpoint)
      if (!('bodies' in result)) throw new Error(result.reason)
      return result
    }
    try {
      await write('led_1', { title: 'Presses', worth: 48_000, state: 'open' })
      await write('led_2', { title: 'Cranes', state: 'open' })
      fake.edit('deals', '2', { hubKey: null })
      const first = await poll(null)
      expect(first.bodies).toMatchObject([{ entity: 'opportunity', id: '1', key: 'led_1', own: true, record: { state: 'open' } }])
      expect((await poll(first.cursor)).bodies).toEqual([])
      fake.edit('deals', '1', { state: 'lost', reason: 'price' })
      fake.edit('deals', '2', { state: 'won' })
      const second = await poll(first.cursor)
      expect(second.bodies).toMatchObject([
        { id: '1', changedBy: 'anna', own: false },
        { id: '2', key: null },
      ])
      const mapped = await pool.mapItem({ mapping: { id: 'm', name: 'm', expression: fromCrm }, payload: second.bodies[0]! })
      expect(mapped).toMatchObject({
        kind: 'events',
        events: [{ crm: { entity: 'opportunity', remoteId: '1', key: 'led_1', outcome: 'lost', reason: 'price' } }],
      })
    } finally {
      conversation.close()
      await fake.close()
    }
  })
})

liveContract('kontor', kontor, async () => {
  const fake = await kontorFake()
  return {
    settings: { url: fake.url, token: fake.token, user: 'hub' },
    wrong: { field: 'token', value: 'another-token' },
    count: async (entity) => fake.rows(KIND[entity]).length,
    edit: async (entity, id, fields) => fake.edit(KIND[entity], id, fields),
    remove: async (entity, id) => fake.remove(KIND[entity], id),
    fields: {
      account: { name: 'Hallbauer GmbH', website: 'https://hallbauer.example', address: { zip: '90762', town: 'Fürth' } },
      contact: { first: 'Katharina', last: 'Vogt', mail: 'k.vogt@hallbauer.example' },
      opportunity: { title: 'Presses', worth: 48_000, state: 'open' },
    },
    edited: { field: 'website', theirs: 'https://sales.hallbauer.example', ours: 'https://hallbauer.example' },
    close: fake.close,
  }
})
