/** From stored bytes to lead events: split, keys, versions, fetched answers, the contract and its sentences. */
import { describe, expect, it } from 'vitest'
import type { Json } from '../core/connector.ts'
import type { ItemRules, MapTask } from '../core/mapped.ts'
import { expressionCache } from '../core/work/expression-cache.ts'
import { checkResult } from '../core/work/mapping-contract.ts'
import { mapDelivery, mapSingle, type Run, transform } from '../core/work/mapping-run.ts'
import { NOW } from './helpers/arrivals.ts'

const run: Run = { expressions: expressionCache(1_000), timeoutMs: 1_000, alive: () => {} }
const AT = '2026-09-15T08:30:00Z'
const EVENT = { kind: 'form', occurredAt: AT, origin: { channel: 'web' } }
const note = (expression: string) => `{"events": {"kind": "form", "occurredAt": "${AT}", "origin": {"channel": "web"}, "note": ${expression}}}`

interface Given {
  rules?: Partial<ItemRules>
  body?: Json
  expression?: string
  hydrated?: Record<string, Json>
  delivery?: Partial<MapTask['delivery']>
}

const taskOf = ({ rules = {}, body = {}, expression = note('"x"'), hydrated, delivery = {} }: Given): MapTask => ({
  source: 'test',
  rules: { hydrates: false, ...rules },
  mapping: { id: 'map_1', name: 'test', expression },
  settings: { region: 'south' },
  delivery: {
    id: 'dlv_1',
    method: 'POST',
    url: 'https://hub.example.com/hooks/test?utm_source=a&token=t',
    headers: { 'content-type': 'application/json', authorization: 'Bearer s', 'x-hub-signature': 's', cookie: 'c', 'webhook-id': 'msg_1' },
    body: Buffer.from(JSON.stringify(body)),
    receivedAt: NOW,
    ...delivery,
  },
  ...(hydrated === undefined ? {} : { hydrated }),
})

const itemsOf = async (given: Given) => {
  const result = await mapDelivery(taskOf(given), run)
  if (result.kind === 'held') throw new Error(`${result.code}: ${result.reason}`)
  return result.items
}
const noteOf = async (given: Given): Promise<unknown> => {
  const [item] = await itemsOf(given)
  return item?.result.kind === 'events' ? item.result.events[0]?.note : item?.result
}

describe('items', () => {
  it('are the body where nothing splits it, else what the split gives, one or many', async () => {
    expect(await itemsOf({ body: [1, 2] })).toHaveLength(1)
    expect(await itemsOf({ body: [1, 2], rules: { split: '$' } })).toHaveLength(2)
    expect(await itemsOf({ body: { list: { a: 1 } }, rules: { split: 'list' } })).toHaveLength(1)
    expect(await itemsOf({ body: { entry: [{ changes: [1, 2] }, { changes: [3] }] }, rules: { split: 'entry.changes' } })).toHaveLength(3)
  })

  it('may be none, but a body without their place is held', async () => {
    expect(await itemsOf({ body: { list: [] }, rules: { split: 'list' } })).toEqual([])
    expect(await itemsOf({ body: [], rules: { split: '$' } })).toEqual([])
    expect(await mapDelivery(taskOf({ body: { other: 1 }, rules: { split: 'list' } }), run)).toEqual({
      kind: 'held',
      code: 'mapping_empty',
      path: 'list',
      reason: 'the body has no list: it is not what this source sends',
    })
    expect(await mapDelivery(taskOf({ rules: { split: '$error("no")' } }), run)).toMatchObject({
      code: 'mapping_failed',
      reason: expect.stringContaining('the split expression failed: no'),
    })
  })

  it('of an undecodable body are not looked for', async () => {
    expect(await mapDelivery(taskOf({ delivery: { body: Buffer.from('{"a":') } }), run)).toMatchObject({ kind: 'held', code: 'undecodable' })
  })

  it('are held one by one: a bad one does not hold its neighbours', async () => {
    const items = await itemsOf({ body: [{ n: 'a' }, {}, { n: 'c' }], rules: { split: '$' }, expression: `n ? ${note('n')}` })
    expect(items.map(({ result }) => result.kind)).toEqual(['events', 'held', 'events'])
  })
})

describe('keys', () => {
  const keyOf = async (body: Json, dedupe?: string[]) => (await itemsOf({ body, ...(dedupe ? { rules: { dedupe } } : {}) }))[0]?.key

  it('come from the first alternative that gives one', async () => {
    expect(await keyOf({ id: ' e1 ', token: 't' }, ['id', 'token'])).toBe('e1')
    expect(await keyOf({ id: '', token: 7 }, ['id', 'token'])).toBe('7')
    expect(await keyOf({ id: null, token: 'ok' }, ['id', '$number(token)', 'token'])).toBe('ok')
    expect(await keyOf({}, ['$delivery.headers."webhook-id"'])).toBe('msg_1')
    expect(await keyOf({ id: 'x'.repeat(400) }, ['id'])).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  it('else are a hash of the content, whatever the order of its fields', async () => {
    const key = await keyOf({ a: 1, b: [{ c: 'ü', d: 2 }] })
    expect(key).toMatch(/^content:[0-9a-f]{64}$/)
    expect(await keyOf({ b: [{ d: 2, c: 'ü' }], a: 1 })).toBe(key)
    expect(await keyOf({ b: [{ d: 2, c: 'u' }], a: 1 })).not.toBe(key)
    expect(await keyOf({ a: 1, b: [{ c: 'ü', d: 2 }] }, ['id'])).toBe(key)
  })

  it('that never end hold the item instead of giving it a wrong one', async () => {
    const [item] = await itemsOf({ body: { id: 'e1' }, rules: { dedupe: ['($f := function($x){$f($x + 1)}; $f(0))', 'id'] } })
    expect(item!.result).toMatchObject({ kind: 'held', code: 'mapping_timeout' })
  })

  it('carry the version that the sender counts', async () => {
    const version = async (body: Json) => (await itemsOf({ body, rules: { version: 'updatedAt' } }))[0]?.version
    expect(await version({ updatedAt: '2026-01-01' })).toBe('2026-01-01')
    expect(await version({ updatedAt: 3 })).toBe('3')
    expect(await version({})).toBeNull()
  })
})

describe('thin items', () => {
  const rules = { hydrates: true, dedupe: ['id'] }

  it('come back until their answer was fetched', async () => {
    expect(await itemsOf({ rules, body: { id: 'a' } })).toEqual([{ key: 'a', version: null, result: { kind: 'unhydrated', payload: { id: 'a' } } }])
    expect(await noteOf({ rules, body: { id: 'a' }, hydrated: { a: { name: 'Maria' } }, expression: note('$hydrated.name') })).toBe('Maria')
    expect((await itemsOf({ rules, body: { id: 'b' }, hydrated: { a: {} } }))[0]?.result.kind).toBe('unhydrated')
  })

  it('are mapped when there is nothing to fetch', async () => {
    expect(await noteOf({ rules, body: { id: 'a' }, hydrated: { a: null }, expression: note('$exists($hydrated.name) ? "there" : "gone"') })).toBe('gone')
  })
})

describe('a mapping sees', () => {
  it('the item, the body around it, the settings and the delivery without secrets', async () => {
    const expression = note(
      '$string([n, $envelope.shared, $source.region, $delivery.id, $delivery.receivedAt, $delivery.method, $keys($delivery.headers), $delivery.query])',
    )
    expect(await noteOf({ body: { shared: 's', list: [{ n: 1 }] }, rules: { split: 'list' }, expression })).toBe(
      '[1,"s","south","dlv_1","2026-09-15T08:30:00.000Z","POST","content-type","webhook-id",{"utm_source":"a"}]',
    )
  })

  it('null fields as absent ones', async () => {
    expect(await noteOf({ body: { a: null, list: [{ b: null, c: 1 }, null] }, expression: note('$string([$exists(a), $lowercase(a), list])') })).toBe(
      '[false,{"c":1},null]',
    )
  })

  it('the time of receipt as now, so that a replay gives the same', async () => {
    expect(await noteOf({ expression: note('$now() & " " & $millis()') })).toBe(`2026-09-15T08:30:00.000Z ${NOW}`)
  })
})

describe('the clean-up', () => {
  const resultOf = (event: object) => {
    const result = checkResult({ events: [{ ...EVENT, ...event }] })
    return result.kind === 'events' ? result.events[0] : result
  }

  it('drops what is empty and trims texts', () => {
    expect(
      resultOf({ note: '  ', person: { email: ' a@b.example ', phone: null, title: '' }, company: { name: undefined }, answers: { a: '', b: ' x ', c: [] } }),
    ).toEqual({
      ...EVENT,
      person: { email: 'a@b.example' },
      answers: { b: 'x' },
    })
  })

  it('makes lists where lists are wanted, texts of numbers, numbers of plain digits', () => {
    expect(
      resultOf({
        products: 'kran',
        consents: { purpose: 'newsletter', channel: 'email', state: 'given' },
        company: { postalCode: 85748, employees: '120', revenue: '1.5' },
      }),
    ).toEqual({
      ...EVENT,
      products: ['kran'],
      consents: [{ purpose: 'newsletter', channel: 'email', state: 'given' }],
      company: { postalCode: '85748', employees: 120, revenue: 1.5 },
    })
    expect(resultOf({ person: { email: ['a@b.example'] }, products: [null, 'a', ''] })).toMatchObject({ person: { email: 'a@b.example' }, products: ['a'] })
  })

  it('guesses nothing', () => {
    expect(resultOf({ person: [{ email: 'a@b.example' }] })).toMatchObject({ kind: 'held', path: 'events[0].person' })
    expect(resultOf({ person: { email: ['a@b.example', 'c@d.example'] } })).toMatchObject({ kind: 'held', path: 'events[0].person.email' })
    expect(resultOf({ test: 'true' })).toMatchObject({ kind: 'held', path: 'events[0].test' })
    expect(resultOf({ company: { employees: '51-200' } })).toMatchObject({ kind: 'held', path: 'events[0].company.employees' })
  })
})

describe('the contract', () => {
  it.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'mapping_empty', 'the mapping yielded nothing; it must return events, or {"ignore": reason}'],
    ['a list', [EVENT], 'event_invalid', 'the mapping yielded a list; an object with events is expected'],
    ['a text', 'x', 'event_invalid', 'the mapping yielded text; an object with events is expected'],
    ['an empty list of events', { events: [] }, 'mapping_empty', 'the mapping yielded no event; to leave something out it returns {"ignore": reason}'],
    ['an event itself', EVENT, 'event_invalid', `'kind' is unknown here; a mapping returns {"events": [...]} or {"ignore": reason}`],
    ['events and ignore', { events: [EVENT], ignore: 'x' }, 'event_invalid', 'the mapping returned both events and ignore; only one of them is possible'],
    ['ignore without a reason', { ignore: ' ' }, 'mapping_empty', 'ignore must be a sentence that says why'],
    ['too many events', { events: Array(1_001).fill(EVENT) }, 'event_invalid', 'one item yielded more than 1000 events'],
  ])('%s is held', (_, result, code, reason) => {
    expect(checkResult(result)).toMatchObject({ kind: 'held', code, reason })
  })

  it.each<[string, object, string]>([
    [
      'origin.channel',
      { origin: { channel: 'fax' } },
      "events[0].origin.channel: 'fax' is not one of web, fair, email, ads, webinar, social, phone, direct_mail, purchased_list, rented_list, syndication, referral, crm, other",
    ],
    ['kind', { kind: undefined }, 'events[0].kind: is missing or empty'],
    ['occurredAt', { occurredAt: '15.09.2026' }, 'events[0].occurredAt: is not a time with zone like 2026-09-15T08:30:00Z; $instant(...) makes one'],
    ['person', { person: 'Maria' }, 'events[0].person: is text; an object is expected'],
    ['', { name: 'Maria' }, "events[0]: 'name' is not part of the contract; custom fields belong into answers"],
    ['person', { person: { mail: 'x' } }, "events[0].person: 'mail' is not part of the contract; did you mean 'email'?"],
    ['company.employees', { company: { employees: 1.5 } }, 'events[0].company.employees: is a number with decimals; a whole number is expected'],
    ['crm.amount', { crm: { entity: 'lead', remoteId: '1', amount: -1 } }, 'events[0].crm.amount: is less than 0'],
    ['note', { note: 'x'.repeat(20_001) }, 'events[0].note: is too long; at most 20000 characters are allowed'],
    ['wantsSales', { wantsSales: 'ja' }, 'events[0].wantsSales: is text; true or false is expected'],
    [
      'consents[1].state',
      {
        consents: [
          { purpose: 'n', channel: 'email', state: 'given' },
          { purpose: 'n', channel: 'email' },
        ],
      },
      'events[0].consents[1].state: is missing or empty',
    ],
    ['answers.utm', { answers: { utm: { a: { b: 1 } } } }, 'events[0].answers.utm: is an object; text, a number, a truth value or a list of these is expected'],
  ])('names %s and says what is wrong', (path, event, reason) => {
    const result = checkResult({ events: [{ ...EVENT, ...event }] })
    expect(result).toMatchObject({ kind: 'held', code: 'event_invalid', path: path === '' ? 'events[0]' : `events[0].${path}`, reason })
  })

  it('counts further faults, and never quotes what could be personal', () => {
    const result = checkResult({ events: [EVENT, { ...EVENT, origin: { channel: 'k.weissmueller@hallbauer.example' }, kind: 'Katharina Weißmüller' }] })
    expect(result).toMatchObject({
      path: 'events[1].kind',
      reason: expect.stringMatching(/^events\[1\]\.kind: the value \(text\) is not one of .* \(and 1 more\)$/),
    })
    expect(JSON.stringify(result)).not.toMatch(/weissmueller|Katharina/i)
  })

  it('takes {"ignore"} as a decision', () => {
    expect(checkResult({ ignore: ' a campaign ' })).toEqual({ kind: 'ignored', reason: 'a campaign' })
  })
})

describe('an expression that fails', () => {
  const failed = async (expression: string, payload: Json = {}) => mapSingle({ mapping: { id: 'm', name: 'm', expression }, payload }, run)

  it('is held with line and column', async () => {
    expect(await failed('{\n  "events": [\n}')).toMatchObject({
      code: 'mapping_failed',
      reason: expect.stringMatching(/^the mapping failed: .*\(line 3, column 2\)$/),
    })
    expect(await failed('(\n $foo(1))')).toMatchObject({ code: 'mapping_failed', reason: expect.stringContaining('line 2') })
  })

  it('does not tell values', async () => {
    for (const expression of ['$toMillis(email)', '$number(email)', '{email: 1, email: 2}', 'email + 1', '$fromMillis(email)', '$sqrt(-1) & $error']) {
      const held = await failed(expression, { email: 'k.weissmueller@hallbauer.example' })
      expect(held.kind).toBe('held')
      expect(JSON.stringify(held)).not.toContain('weissmueller')
    }
  })
})

describe('a CRM mapping', () => {
  const made = (expression: string, input: Json = {}) => transform({ id: 'm', name: 'm', expression }, input, run)

  it('gives field sets, lists where lists are wanted', async () => {
    expect(
      await made('{"account": {"Name": company.name, "Fax": null}, "contacts": {"id": "con_1", "fields": {"Email": "x"}}}', {
        company: { name: 'Nordlicht', vatId: null },
      }),
    ).toEqual({
      kind: 'transformed',
      record: { account: { Name: 'Nordlicht', Fax: null }, contacts: [{ id: 'con_1', fields: { Email: 'x' } }] },
    })
  })

  it.each([
    ['{"account": "x"}', 'event_invalid', 'account'],
    ['{"deal": {}}', 'event_invalid', ''],
    ['{"contacts": [{"fields": {}}]}', 'event_invalid', 'contacts[0].id'],
    ['nothing', 'mapping_empty', ''],
    ['$error("no")', 'mapping_failed', ''],
  ])('%s is held', async (expression, code, path) => {
    expect(await made(expression)).toMatchObject({ kind: 'held', code, path })
  })
})
