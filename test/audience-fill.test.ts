/** A first fill of an audience, on the command line and by the API; what a configuration must say; whom consent lets tell of. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../config/load.ts'
import type { CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { setupOf } from '../core/compose/setup.ts'
import { type ConsentSaid, permission } from '../core/lead/permission.ts'
import * as members from '../core/store/members.ts'
import { brevoFake } from './helpers/brevo-fake.ts'
import { startHub } from './helpers/hub.ts'
import { startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'
import { FORM } from './helpers/telling.ts'
import { served } from './helpers/tool-fake.ts'

const AGREEING = {
  ...FORM,
  expression: FORM.expression.replace('"wantsSales"', '"consents": nl ? [{"purpose": "newsletter", "channel": "email", "state": nl}] : null, "wantsSales"'),
}
const SOURCES = 'products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }\n'
const person = (i: number) => ({
  wer: `Jonte Beispiel${i}`,
  mail: `jonte${i}@werk${i}.example`,
  firma: `Werk Nummer ${i} GmbH`,
  ...(i % 3 === 0 ? {} : { nl: 'given' }),
})

for (const backend of backends) {
  describe(`filling an audience on ${backend.name}`, () => {
    it('tells of everybody who agreed before there was one, is foreseen exactly, and is repeated without a call', async () => {
      const people = Array.from({ length: 12 }, (_, i) => person(i))
      const before = await startHub(backend, SOURCES, { mappings: [AGREEING] })
      try {
        for (const one of people) await before.send('web', one)
        await before.quiet()
        await before.stopWork()
        const fake = brevoFake({ products: ['kran'] })
        const tool = await served(fake)
        const audience = Object.entries({ ...fake.settings, url: tool.url }).map(([name, value]) => `${name}: "${value}"`)
        const hub = await startHub(
          backend,
          `${SOURCES}qualification: { competitor: { domains: [werk1.example] } }\naudiences: { post: { kind: brevo, perSecond: 500, ${audience.join(', ')} } }`,
          {
            store: before.store,
            mappings: [AGREEING],
          },
        )
        const said: string[] = []
        const spy = vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line))
        const host = { ...cliHost, withHub: (_: unknown, work: (app: typeof hub) => unknown) => work(hub) } as unknown as CliHost
        const command = async (...words: string[]) => {
          expect(await run(['audience', ...words, '--json'], host)).toBe(0)
          await hub.quiet()
          return JSON.parse(said.at(-1)!) as Record<string, unknown>
        }
        try {
          expect(await command('sync', 'post', '--dry-run')).toEqual({ put: 7, leave: 0, erase: 0, unchanged: 5 })
          expect([tool.heard.length, (await members.counts(hub.store.db, 'post')).new]).toEqual([0, 0])
          expect(await command('sync', 'post')).toEqual({ queued: 12 })
          expect(people.map(({ mail }) => fake.shown(mail)?.isOn ?? false)).toEqual(people.map((_, i) => i % 3 !== 0 && i !== 1))
          expect(await command('list')).toMatchObject({ audiences: [{ id: 'post', members: { in: 7, new: 5, off: 0, out: 0 }, waiting: 0 }] })
          const calls = tool.heard.length
          expect(await command('sync', 'post')).toEqual({ queued: 12 })
          expect(tool.heard).toHaveLength(calls)
          expect(await command('sync', 'post', '--dry-run')).toEqual({ put: 0, leave: 0, erase: 0, unchanged: 12 })
          fake.mark(people[2]!.mail)
          await command('sync', 'post', '--again')
          expect(tool.heard.slice(calls).map(({ method }) => method)).toEqual(Array.from({ length: 7 }, () => 'GET'))
          expect(await command('check', 'post')).toEqual({ ok: true, problem: null, field: null, todo: null })
        } finally {
          spy.mockRestore()
          await hub.stop()
          await tool.close()
        }
      } finally {
        await before.stop()
      }
    })

    it('is offered by the API', async () => {
      const hub = await startServing(backend.name, 'audiences: { post: { kind: mailchimp, key: k-us1, list: l, url: "http://127.0.0.1:9" } }')
      try {
        const list = async () => ((await (await hub.api('/v1/audiences')).json()) as { items: object[] }).items
        const shown = {
          id: 'post',
          kind: 'mailchimp',
          label: 'Mailchimp',
          products: ['default'],
          consent: ['newsletter'],
          waiting: 0,
          oldestWaitingSince: null,
        }
        const nobody = { in: 0, off: 0, out: 0, new: 0 }
        expect(await list()).toEqual([{ ...shown, members: nobody, state: 'active', reason: null, since: null }])
        expect(await (await hub.api('/v1/audiences/post/pause', { reason: 'night' })).json()).toEqual({ changed: true })
        expect(await list()).toMatchObject([{ state: 'paused', reason: 'night' }])
        expect(await (await hub.api('/v1/audiences/post/sync', {})).json()).toEqual({ queued: 0, next: 'members:' })
        expect(await (await hub.api('/v1/audiences/post/sync', { after: 'members:' })).json()).toEqual({ queued: 0, next: null })
        expect(await (await hub.api('/v1/audiences/post/foreseen')).json()).toEqual({ put: 0, leave: 0, erase: 0, unchanged: 0, next: 'members:' })
        expect(await (await hub.api('/v1/audiences/post/check', {})).json()).toMatchObject({ ok: false, field: 'url' })
        expect(await (await hub.api('/v1/audiences/post/resume', {})).json()).toEqual({ changed: true })
        for (const path of ['check', 'sync', 'pause', 'resume']) expect((await hub.api(`/v1/audiences/other/${path}`, {})).status).toBe(404)
        expect((await hub.api('/v1/jobs/resume', { connection: 'post' })).status).toBe(200)
      } finally {
        await hub.stop()
      }
    })
  })
}

describe('the configuration of audiences', () => {
  const problems = (audiences: string): string => {
    try {
      setupOf(parseConfig(`connections: { crm: { kind: sandbox, url: "http://127.0.0.1:9", token: t } }\naudiences: ${audiences}`, 'test.yaml'), {})
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }
  it('is refused where it cannot work', () => {
    expect(problems('{ x: { kind: pigeon } }')).toContain("there is no e-mail tool 'pigeon'; known are brevo, cleverreach, hubspot, mailchimp, mautic")
    expect(problems('{ x: { kind: mailchimp, key: k-us1 } }')).toContain('`list` is missing')
    expect(problems('{ x: { kind: mailchimp, key: k-us1, list: l, segment: 3 } }')).toContain('this setting does not exist here')
    expect(problems('{ x: { kind: mailchimp, key: k-us1, list: l, products: [kran] } }')).toContain("'kran' is not a configured product")
    expect(problems('{ x: { kind: mailchimp, key: k-us1, list: l, consent: [] } }')).toContain('audiences.x.consent')
    expect(problems('{ x: { kind: mailchimp, key: k-us1, list: l, url: mailchimp.example } }')).toContain('is no web address')
    expect(problems('{ crm: { kind: mailchimp, key: k-us1, list: l } }')).toContain("a connection is called 'crm', too")
    expect(problems('{ x: { kind: mailchimp, key: k-us1, list: l } }')).toBe('')
  })
})

describe('consent', () => {
  const DAY = 86_400_000
  const said = (state: ConsentSaid['state'], day: number, purpose = 'newsletter', channel = 'email'): ConsentSaid => ({
    state,
    purpose,
    channel,
    at: day * DAY,
  })
  const single = { doubleOptIn: [], confirmedBy: [] }
  const double = { doubleOptIn: ['newsletter'], confirmedBy: ['tool'] }
  const asked = (...all: ConsentSaid[]) => permission(all, ['newsletter'], single)

  it('is what was said last', () => {
    expect(asked()).toEqual({ given: false, withdrawnAt: null })
    expect(asked(said('given', 1))).toEqual({ given: true, consents: [{ purpose: 'newsletter', since: DAY }] })
    expect(asked(said('given', 1), said('withdrawn', 2))).toEqual({ given: false, withdrawnAt: 2 * DAY })
    expect(asked(said('withdrawn', 2), said('given', 3))).toMatchObject({ given: true })
    expect(asked(said('given', 1), said('denied', 2))).toEqual({ given: false, withdrawnAt: null })
  })

  it('is the stricter of two things said at once', () => {
    expect(asked(said('given', 1), said('withdrawn', 1)).given).toBe(false)
    expect(asked(said('withdrawn', 1), said('given', 1)).given).toBe(false)
  })

  it('is not given by a double opt-in that was only begun, and not taken by one', () => {
    expect(asked(said('requested', 1)).given).toBe(false)
    expect(asked(said('given', 1), said('requested', 2)).given).toBe(true)
    expect(asked(said('withdrawn', 1), said('requested', 2)).given).toBe(false)
  })

  it('ends for every purpose where somebody complains, and is not given by one for the telephone', () => {
    expect(asked(said('given', 1), said('withdrawn', 2, 'any'))).toEqual({ given: false, withdrawnAt: 2 * DAY })
    expect(asked(said('given', 1, 'newsletter', 'phone')).given).toBe(false)
    expect(asked(said('given', 1), said('withdrawn', 2, 'newsletter', 'any')).given).toBe(false)
    expect(asked(said('given', 1), said('withdrawn', 2, 'marketing')).given).toBe(true)
    expect(permission([said('given', 1)], ['newsletter', 'marketing'], single).given).toBe(false)
  })

  it('does not depend on the order in which it is read', () => {
    const one = fc.record({
      purpose: fc.constantFrom('newsletter', 'marketing', 'any'),
      channel: fc.constantFrom('email', 'phone', 'any'),
      state: fc.constantFrom<ConsentSaid['state']>('requested', 'given', 'denied', 'withdrawn'),
      at: fc.integer({ min: 0, max: 5 }),
    })
    const both = fc.array(one, { maxLength: 8 }).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    fc.assert(
      fc.property(both, ([all, shuffled]) => {
        for (const rules of [single, double])
          expect(permission(shuffled, ['newsletter', 'marketing'], rules)).toEqual(permission(all, ['newsletter', 'marketing'], rules))
      }),
    )
  })

  it('counts, where a purpose wants it, only with its confirmation, from a tool that asks itself, or written down with a proof', () => {
    const doubly = (...all: ConsentSaid[]) => permission(all, ['newsletter'], double).given
    expect(doubly(said('given', 1))).toBe(false)
    expect(doubly(said('given', 1), said('given', 2))).toBe(false)
    expect(doubly(said('requested', 1), said('given', 2))).toBe(true)
    expect(doubly(said('given', 1), said('requested', 2))).toBe(false)
    expect(doubly(said('requested', 1), said('withdrawn', 2), said('given', 3))).toBe(false)
    expect(doubly(said('requested', 1), said('withdrawn', 2), said('requested', 3), said('given', 4))).toBe(true)
    expect(doubly({ ...said('given', 1), source: 'tool' })).toBe(true)
    expect(doubly({ ...said('given', 1), source: 'form' })).toBe(false)
    expect(doubly({ ...said('given', 1), detail: { proof: 'folder 7' } })).toBe(true)
    expect(doubly(said('withdrawn', 1), said('given', 2))).toBe(false)
    expect(permission([said('given', 1, 'marketing')], ['marketing'], double).given).toBe(true)
  })

  it('is as one that reads all that was said day by day would say, and a double opt-in only ever gives less', () => {
    const one = fc.record({
      purpose: fc.constantFrom('newsletter', 'any'),
      channel: fc.constantFrom('email', 'phone', 'any'),
      state: fc.constantFrom<ConsentSaid['state']>('requested', 'given', 'denied', 'withdrawn'),
      at: fc.integer({ min: 0, max: 6 }),
    })
    /** Day after day, on each the strictest word; `asked`: a double opt-in waits for its second yes. */
    const byDays = (all: readonly ConsentSaid[], isDouble: boolean): boolean => {
      let [given, asked] = [false, false]
      for (let day = 0; day <= 6; day++) {
        const words = new Set(all.filter(({ at, channel }) => at === day && channel !== 'phone').map(({ state }) => state))
        if (words.has('denied') || words.has('withdrawn')) [given, asked] = [false, false]
        else {
          if (words.has('given') && (asked || !isDouble)) given = true
          if (words.has('requested')) asked = true
        }
      }
      return given
    }
    fc.assert(
      fc.property(fc.array(one, { maxLength: 9 }), (all) => {
        expect(permission(all, ['newsletter'], single).given).toBe(byDays(all, false))
        expect(permission(all, ['newsletter'], double).given).toBe(byDays(all, true))
        if (permission(all, ['newsletter'], double).given) expect(permission(all, ['newsletter'], single).given).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('is never given to an address of which nobody said so, and never after a last withdrawal of everything', () => {
    const states = fc.constantFrom<ConsentSaid['state']>('requested', 'given', 'denied', 'withdrawn')
    const any = fc.array(fc.record({ purpose: fc.constant('newsletter'), channel: fc.constant('email'), state: states, at: fc.integer({ min: 0, max: 9 }) }))
    fc.assert(
      fc.property(any, (all) => {
        expect(asked(...all, said('withdrawn', 10, 'any', 'any')).given).toBe(false)
      }),
    )
    fc.assert(
      fc.property(any, (all) => {
        expect(asked(...all.filter(({ state }) => state !== 'given')).given).toBe(false)
      }),
    )
  })
})
