/** Changes of Dynamics 365, read from its change tracking without telling anything twice. */
import { describe, expect, it } from 'vitest'
import source from '../connectors/sources/dynamics365.ts'
import type { JsonObject, PollPage } from '../core/connector.ts'
import { environment, type Fake, talking } from './helpers/dynamics365-talk.ts'
import { play, reply } from './helpers/playing.ts'

describe('polling Dynamics 365', () => {
  const key = (n: number) => `led_01k5fq2z9t7vj3m8n4r6b1xk${String(n).padStart(2, '0')}`
  const ids = (page: PollPage) => page.bodies.map((body) => String((body as JsonObject).id))
  const polling = (fake: Fake) => {
    const { talk } = talking(fake)
    return async (cursor: string | null): Promise<PollPage> => {
      const result = await talk(source.poll!.page(cursor, fake.settings))
      if (!('bodies' in result)) throw new Error(JSON.stringify(result))
      return result
    }
  }
  const all = async (poll: (cursor: string | null) => Promise<PollPage>, from: string | null) => {
    const pages: PollPage[] = []
    for (let next = from, more = true; more; { cursor: next, more } = pages.at(-1)!) pages.push(await poll(next))
    return { found: pages.flatMap(ids), cursor: pages.at(-1)!.cursor, pages: pages.length }
  }

  it('tells each record of the hub once, page by page, then only what changed, and what is gone', async () => {
    const fake = await environment({ page: 2 })
    const poll = polling(fake)
    const leads = [1, 2, 3, 4, 5].map((n) => String(fake.create('lead', { lastname: 'Muster', new_hubkey: n === 3 ? null : key(n) }).leadid))
    const first = await all(poll, null)
    expect([first.found.sort(), first.pages]).toEqual([leads.filter((_, i) => i !== 2).sort(), 3])
    expect((await all(poll, first.cursor)).found).toEqual([])
    fake.edit('lead', leads[0]!, { statuscode: 2 })
    fake.edit('lead', leads[2]!, { statuscode: 2 })
    fake.remove('lead', leads[1]!)
    const second = await all(poll, first.cursor)
    expect(second.found).toEqual([leads[0], leads[1]])
    expect((await all(poll, second.cursor)).found).toEqual([])
  })

  it('begins anew where its place in the changes is too old', async () => {
    const fake = await environment()
    const poll = polling(fake)
    const lead = String(fake.create('lead', { lastname: 'Muster', new_hubkey: key(1) }).leadid)
    const { cursor } = await poll(null)
    fake.expireChanges()
    const again = await all(poll, cursor)
    expect([again.found, again.pages]).toEqual([[lead], 2])
  })

  it('waits where Dynamics 365 asks for it', async () => {
    const fake = await environment()
    const { talk } = talking(fake)
    fake.limit(1)
    expect(await talk(source.poll!.page(null, fake.settings))).toMatchObject({ kind: 'rateLimited', afterMs: 2_000 })
  })

  it('says that a record is gone only where Dataverse says it', async () => {
    const fake = await environment()
    const { talk } = talking(fake)
    const id = '00000000-c592-ed11-aad1-000d3a993550'
    const item = { key: 'k', version: null, payload: { entity: 'lead', id } }
    expect(await talk(source.hydrate!(item, fake.settings))).toEqual({ kind: 'hydrated', payload: { entity: 'lead', id, deleted: true } })
    expect(play(source.hydrate!(item, fake.settings), [reply(404, '')]).result).toMatchObject({ kind: 'notFound' })
  })
})
