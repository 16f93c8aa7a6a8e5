/** Deliveries found by words of their text: in the request or in what was mapped, in any spelling, and never more than a part at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { search } from '../core/store/delivery-search.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'

const YAML =
  'products: [{ id: hallenkran, name: { de: Hallenkrane, en: Cranes }, default: true }]\nsources: { web: { kind: form, secret: s }, other: { kind: form, secret: s } }'
const START = Date.UTC(2026, 8, 15, 8)

describe.each(backends)('the search of deliveries on $name', (backend) => {
  let hub: TestHub
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    hub = await startHub(backend, YAML)
    const send = async (name: string, source: string, body: unknown) => {
      ids[name] = await hub.send(source, body, { at: START + Object.keys(ids).length * 60_000 })
    }
    await send('plain', 'web', { submission_id: 's1', email: 'jo@company.example', firma: 'Fördertechnik Nürnberg' })
    await send('escaped', 'web', '{"submission_id":"s2","email":"al@company.example","firma":"F\\u00f6rdertechnik"}')
    await send('other', 'other', { submission_id: 's3', email: 'bo@elsewhere.example', firma: 'Fördertechnik' })
    await send('broken', 'web', '{"email": ')
    for (let i = 0; i < 30; i++) await send(`filler${i}`, 'web', { submission_id: `f${i}`, email: `f${i}@company.example`, product: 'hallenkran' })
    await hub.quiet()
  })
  afterAll(() => hub.stop())
  const found = async (words: string, more: object = {}) => (await search(hub.store.db, { limit: 50, ...more }, words, 'raw')).rows.map(({ id }) => id)

  it('finds words in any case and as JSON may write them, newest first', async () => {
    expect(await found('FÖRDERTECHNIK')).toEqual([ids.other, ids.escaped, ids.plain])
    expect(await found('nürnberg')).toEqual([ids.plain])
    expect(await found('"email": ')).toEqual([ids.broken])
    expect(await found('nobody of that name')).toEqual([])
  })

  it('finds a delivery by its id', async () => {
    expect(await found(ids.broken!)).toEqual([ids.broken])
  })

  it('stays within the other filters', async () => {
    expect(await found('fördertechnik', { source: 'web' })).toEqual([ids.escaped, ids.plain])
    expect(await found('email', { state: 'held' })).toEqual([ids.broken])
    expect(await found('fördertechnik', { from: START + 60_000, to: START + 120_000 })).toEqual([ids.escaped])
  })

  it('goes on where it ended, without a gap or a repetition, and says how far it looked', async () => {
    const seen: string[] = []
    let before: string | undefined
    do {
      const page = await search(hub.store.db, { limit: 7, before }, 'company.example', 'raw')
      expect(page.rows.length).toBeLessThanOrEqual(7)
      expect(page.looked).toBeGreaterThanOrEqual(page.rows.length)
      seen.push(...page.rows.map(({ id }) => id))
      before = page.next ?? undefined
    } while (before !== undefined)
    expect(seen).toEqual([...seen].sort().reverse())
    expect(new Set(seen).size).toBe(32)
    expect(await search(hub.store.db, { limit: 50 }, 'company.example', 'raw')).toMatchObject({ looked: 34, backTo: START, next: null })
  })

  it('shows those who may not see requests only what was mapped, without persons', async () => {
    const mapped = async (words: string) => (await search(hub.store.db, { limit: 50 }, words, 'mapped')).rows.map(({ id }) => id)
    expect(await mapped('jo@company.example')).toEqual([])
    expect(await mapped('fördertechnik')).toEqual([])
    expect((await mapped('hallenkran')).length).toBe(30)
  })
})
