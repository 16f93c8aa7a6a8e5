/** What a source used to send is learnt without values; what is new, gone or of another type is told once, with an example. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Drift, EMPTY, type Json, learn, shapeOf } from '../core/metrics/shape.ts'
import * as issues from '../core/store/issues.ts'
import { lookForDrift } from '../core/work/watch-sources.ts'
import { startHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { FORM } from './helpers/telling.ts'

const typed = (message: Json) => Object.fromEntries([...shapeOf(message)].map(([path, types]) => [path, [...types].join('/')]))

describe('the shape of a message', () => {
  it('knows fields and types, no values; empty ones are absent', () => {
    expect(
      typed({
        mail: 'a@b.example',
        at: '2026-10-01T08:00:00Z',
        n: '12,5',
        ok: true,
        site: 'https://x.example',
        note: 'hm',
        none: null,
        empty: '',
        day: '1.2.2026',
      }),
    ).toEqual({ mail: 'e-mail address', at: 'date', n: 'number', ok: 'boolean', site: 'web address', note: 'text', day: 'date' })
  })

  it('names entries of lists by what they call themselves, but not by the names of people', () => {
    expect(
      typed({
        answers: [{ type: 'email', email: 'a@b.example', field: { ref: 'mail' } }],
        field_data: [{ name: 'email', values: ['a@b.example'] }],
        attendees: [{ name: 'Ina Pohl', age: 3 }, { name: 'Jan Reuter' }],
        tags: ['a', 'b'],
      }),
    ).toEqual({
      'answers[mail].type': 'text',
      'answers[mail].email': 'e-mail address',
      'answers[mail].field.ref': 'text',
      'field_data[email].name': 'text',
      'field_data[email].values[]': 'e-mail address',
      'attendees[].name': 'text',
      'attendees[].age': 'number',
      'tags[]': 'text',
    })
  })

  it('takes keys made by machines for one', () => {
    expect(typed({ by: { '4f1d2c3b4a596877': 1, '1234567': 2, '1.3': 3 } })).toEqual({ 'by.*': 'number', 'by.1.3': 'number' })
  })

  it('comes to an end with anything', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => shapeOf(value as Json).size <= 501))
  })
})

/** Takes messages in, one after the other. */
function taken(messages: readonly Json[]): Drift[][] {
  let learnt = EMPTY
  return messages.map((message) => {
    const next = learn(learnt, shapeOf(message))
    learnt = next.learnt
    return next.drift
  })
}
const told = (messages: readonly Json[]) => taken(messages).flatMap((drift, i) => drift.map((one) => ({ ...one, i })))
const usual: Json = { mail: 'a@b.example', since: '2026-10-01', n: 5, note: 'x' }
const many = (message: Json, n = 40): Json[] => Array.from({ length: n }, () => message)

describe('drift', () => {
  it('says nothing while all is as usual, or too little is known', () => {
    expect(told(many(usual, 300))).toEqual([])
    expect(told([...many(usual, 20), ...many({ e_mail: 'a@b.example' }, 9)])).toEqual([])
  })

  it('tells a field that was renamed: new after three, missing after five, and each once', () => {
    const renamed: Json = { e_mail: 'a@b.example', since: '2026-10-01', n: 5, note: 'x' }
    expect(told([...many(usual), ...many(renamed, 200)])).toEqual([
      { kind: 'new', path: 'e_mail', type: 'e-mail address', i: 42 },
      { kind: 'gone', path: 'mail', type: 'e-mail address', i: 44 },
    ])
  })

  it('tells a field that is of another type, but not what may be anything', () => {
    expect(told([...many(usual), ...many({ mail: 'a@b.example', since: 'Herbst', n: 'viele', note: 7 }, 50)])).toEqual([
      { kind: 'retyped', path: 'since', type: 'text', before: 'date', i: 42 },
      { kind: 'retyped', path: 'n', type: 'text', before: 'number', i: 42 },
    ])
  })

  it('does not miss what was there only now and then, nor tells of what came once', () => {
    const sometimes = Array.from({ length: 200 }, (_, i): Json => (i % 3 === 0 ? { mail: 'a@b.example', phone: '0911' } : { mail: 'a@b.example' }))
    expect(told([...sometimes, ...many({ mail: 'a@b.example' }, 30)])).toEqual([])
    expect(told([...many(usual), { ...(usual as object), once: 1 }, ...many(usual, 60)])).toEqual([])
  })

  it('is not led astray by fields named as functions of objects, or as people', () => {
    const odd = JSON.parse('{"constructor": 1, "toString": "x", "__proto__": {"a": 1}, "ina@pohl.example": 2}') as Json
    expect(
      told([...many(usual), ...many({ ...(usual as object), ...(odd as object) } as Json, 9)])
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['*', '*.a', 'constructor', 'toString'])
    expect([...shapeOf(odd).keys()]).toEqual(['constructor', 'toString', '*.a', '*'])
  })

  it('says nothing of messages that differ every time', () => {
    const open = Array.from({ length: 200 }, (_, i): Json => ({ [`frage ${i % 90}`]: 'x', [`antwort ${i % 70}`]: 'y' }))
    expect(told(open)).toEqual([])
  })
})

for (const backend of backends) {
  describe(`drift on ${backend.name}`, { timeout: 60_000 }, () => {
    it('opens an issue with an example before the mapping breaks, and none for another form', async () => {
      const hub = await startHub(backend, 'sources: { web: { kind: form, secret: s, label: Website } }', { mappings: [FORM] })
      try {
        const source = hub.on.setup.sources.get('web')!
        const look = () => lookForDrift({ store: hub.store, on: hub.on }, source)
        const send = async (n: number, more: object) => {
          for (let i = 0; i < n; i++) {
            await hub.send('web', {
              firma: `Firma ${i} GmbH`,
              wer: 'Ina Pohl',
              mail: `ina.pohl@firma-${i}.example`,
              ort: 'Celle',
              nachricht: `${n} ${i}`,
              ...more,
            })
            if (i % 10 === 9) {
              await hub.quiet()
              await look()
            }
          }
          await hub.quiet()
          await look()
        }
        await send(40, { anzahl: 3 })
        await send(6, { anzahl: 'mehrere' })
        const { rows } = await issues.list(hub.store.db, { state: 'open', limit: 10 })
        expect(rows).toMatchObject([{ kind: 'source', subject: 'web', n: 1 }])
        expect(rows[0]!.title).toMatch(/^Website sends something else \(form.*\): `anzahl` was number, is now text$/)
        expect(rows[0]!.todo).toMatch(/Look at delivery dlv_\w+;/)
        const { doc } = (await hub.store.db.get<{ doc: string }>("select doc from source_shape where source = 'web'"))!
        expect(doc).not.toContain('Pohl')
        await look()
        expect((await issues.list(hub.store.db, { state: 'open', limit: 10 })).rows).toHaveLength(1)
      } finally {
        await hub.stop()
      }
    })
  })
}
