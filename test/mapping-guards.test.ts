/** Mappings that never end, eat memory or hang: held in about two seconds each, and the pool works on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MapTask } from '../core/mapped.ts'
import { LinearRegExp, patternProblem } from '../core/work/linear-regexp.ts'
import { createMappingPool, type MappingPool } from '../core/work/mapping.ts'
import { compile } from '../core/work/mapping-guards.ts'
import { NOW, sampleBytes } from './helpers/arrivals.ts'

const TIMEOUT_MS = 700
const event = (note: string) => `{"events": [{"kind": "form", "occurredAt": "2026-09-15T08:30:00Z", "origin": {"channel": "web"}, "note": $string(${note})}]}`
const mapping = (expression: string) => ({ id: 'map_1', name: 'test', expression })

/** A value whose size doubles with every call. */
const doubled = (step: string, times: number) => `($f := function($a, $n){ $n = 0 ? $a : $f(${step}, $n - 1) }; $f("x", ${times}))`

let pool: MappingPool
/** The same size with much time: what is too large is held for that on a busy machine too. */
let patient: MappingPool
/** Much time and little memory: here a thread dies of its size before its clock runs out, on a busy machine too. */
let narrow: MappingPool
beforeAll(() => {
  pool = createMappingPool({ threads: 1, timeoutMs: TIMEOUT_MS, memoryMb: 96 })
  patient = createMappingPool({ threads: 1, timeoutMs: 10_000, memoryMb: 96 })
  narrow = createMappingPool({ threads: 1, timeoutMs: 10_000, memoryMb: 48 })
})
afterAll(() => Promise.all([pool.close(), patient.close(), narrow.close()]))

/** Keeps lists of a million letters until the heap is full. */
const greedy = event('($s := $pad("x", 999000, "ab"); $count($map([1..5000], function($i){ {"a": $split($s & $i, "")} })))')

const attempt = (expression: string, payload = {}, by = pool) => by.mapItem({ mapping: mapping(expression), payload })

describe('a mapping', () => {
  it.each([
    ['calls itself without end', event('($f := function($x){ 1 + $f($x + 1) }; $f(1))'), 'mapping_failed'],
    ['loops without end', event('($f := function($x){ $f($x + 1) }; $f(1))'), 'mapping_timeout'],
    ['pads a text to 400 million', event('$pad("x", 400000000)'), 'mapping_memory'],
    ['doubles a text', event(doubled('$a & $a', 60)), 'mapping_memory'],
    // Each of these would end the whole process, not only the thread, if the text ever came to be.
    ['uses a text of 268 million as a name', `{"events": [{${doubled('$a & $a', 28)}: 1}]}`, 'mapping_memory'],
    ['compares texts of 268 million', event(`${doubled('$a & $a', 28)} = ${doubled('$a & $a', 28)}`), 'mapping_memory'],
    ['doubles a list', event(`$count(${doubled('[$a, $a]', 60)})`), 'mapping_memory'],
    ['prints a value that contains itself many times', event(doubled('{"a": $a, "b": $a}', 60)), 'mapping_memory'],
    ['yields a value that contains itself many times', `{"events": ${doubled('{"a": $a, "b": $a}', 60)}}`, 'mapping_memory'],
    [
      'compares values that contain themselves many times',
      event(`${doubled('{"a": $a, "b": $a}', 60)} = ${doubled('{"a": $a, "b": $a}', 60)}`),
      'mapping_timeout',
    ],
    ['counts to a thousand million', event('[1..1000000000]'), 'mapping_memory'],
    ['joins more than fits', event('$join($map([1..90000], function($i){ "xxxxxxxxxxxxxxxxxxxxxxxx" }))'), 'mapping_memory'],
    ['replaces every letter by a book', event('($s := $pad("x", 900000, "a"); $length($replace($s, "a", $s)))'), 'mapping_memory'],
    ['formats a year with 400 million digits', event('$fromMillis(0, "[Y,*-400000000]")'), 'mapping_memory'],
    ['compares everything with everything, in native code', event('$count($distinct([1..90000].{"a": $}))'), 'mapping_timeout'],
    ['backtracks in a date picture', event('$toMillis($pad("", 190, "1") & "x", "[f1][f1][f1][f1][f1][f1][f1][f1][f1][f1]")'), 'mapping_timeout'],
    ['makes an expression at run time', event('$eval("1 + 1")'), 'mapping_failed'],
  ])('that %s is held, and the next one runs', async (_, expression, code) => {
    const started = performance.now()
    const by = code === 'mapping_memory' ? patient : pool
    expect(await attempt(expression, {}, by)).toMatchObject({ kind: 'held', code })
    expect(performance.now() - started).toBeLessThan(4_000) // two seconds on a free machine
    expect(await attempt(event('"alive"'), {}, by)).toMatchObject({ kind: 'events', events: [{ note: 'alive' }] })
  })

  it('that keeps megabytes until its thread dies is held, and the next one runs', async () => {
    expect(await narrow.mapItem({ mapping: mapping(greedy), payload: {} })).toMatchObject({ kind: 'held', code: 'mapping_memory' })
    expect(await narrow.mapItem({ mapping: mapping(event('"alive"')), payload: {} })).toMatchObject({ kind: 'events' })
  })

  it('with a catastrophic pattern just runs', async () => {
    const text = `${'a'.repeat(50_000)}!`
    expect(await attempt(event('$contains(text, /^(a+)+$/) & $contains(text, /(a|aa)+$/)'), { text })).toMatchObject({ events: [{ note: 'falsefalse' }] })
  })

  it('is bounded where texts are small too', async () => {
    expect(
      await attempt(event('$join(["a", "b"], "-") & $pad("x", 3) & $replace("aab", "a", "c") & $string({"a": [1]}) & $uppercase("ß") & null')),
    ).toMatchObject({
      events: [{ note: 'a-bx  ccb{"a":[1]}SSnull' }],
    })
  })
})

describe('several tasks in one message', () => {
  const task = (id: number, expression: string): MapTask => ({
    source: 'test',
    rules: { hydrates: false },
    mapping: mapping(expression),
    settings: {},
    delivery: { id: `dlv_${id}`, method: 'POST', url: 'https://hub.example.com/hooks/test', headers: {}, body: Buffer.from('{}'), receivedAt: NOW },
  })
  const good = event('$delivery.id')
  const stuck = event('$count($distinct([1..90000].{"a": $}))')
  const outcome = async (expressions: string[], on = pool) => {
    const results = await on.mapMany(expressions.map((expression, i) => task(i, expression)))
    return results.map((result) => {
      if (result.kind === 'held') return result.code
      const only = result.items[0]?.result
      return only?.kind === 'events' ? only.events[0]?.note : only?.kind === 'held' ? only.code : only?.kind
    })
  }

  it('come back in order', async () => {
    expect(await outcome(Array(100).fill(good))).toEqual(Array.from({ length: 100 }, (_, i) => `dlv_${i}`))
  })

  it('do not suffer from a neighbour that hangs', async () => {
    expect(await outcome([good, good, stuck, good, event('($f := function($x){ $f($x) }; $f(1))'), good])).toEqual([
      'dlv_0',
      'dlv_1',
      'mapping_timeout',
      'dlv_3',
      'mapping_timeout',
      'dlv_5',
    ])
  })

  it('do not suffer from a neighbour that eats the memory', async () => {
    expect(await outcome([good, greedy, good], narrow)).toEqual(['dlv_0', 'mapping_memory', 'dlv_2'])
  })

  it('are all answered before the pool closes', async () => {
    const other = createMappingPool({ threads: 2, timeoutMs: TIMEOUT_MS, memoryMb: 96 })
    const pending = other.mapMany(Array.from({ length: 70 }, (_, i) => task(i, good)))
    await other.close()
    expect(await pending).toHaveLength(70)
  })
})

describe('a delivery of many items', () => {
  it('is not taken for stuck while its items come out', async () => {
    const expression = event('$count($map([1..2500], function($i){ $i }))')
    const unhurried = createMappingPool({ threads: 1, timeoutMs: 2_000, memoryMb: 96 }) // all together take longer, none does by itself
    const [result] = await unhurried.mapMany([
      {
        source: 'test',
        rules: { hydrates: false, split: '$' },
        mapping: mapping(expression),
        settings: {},
        delivery: {
          id: 'dlv_1',
          method: 'POST',
          url: 'https://h.example/',
          headers: {},
          body: Buffer.from(JSON.stringify(Array.from({ length: 1_000 }, (_, i) => i))),
          receivedAt: NOW,
        },
      },
    ])
    await unhurried.close()
    expect(result).toMatchObject({ kind: 'mapped' })
    expect(result?.kind === 'mapped' && result.items.length).toBe(1_000)
  })
})

describe('patterns in linear time', () => {
  const all = (pattern: RegExp, text: string) => {
    const engine = new LinearRegExp(pattern)
    const found: { match: string; at: number; next: number }[] = []
    for (let match = engine.exec(text); match !== null && found.length < 50; match = engine.exec(text))
      found.push({ match: match[0]!, at: match.index, next: engine.lastIndex })
    return found
  }

  it.each([
    [/\d+/g, 'a1 22 333'],
    [/^a/g, 'aaa'],
    [/^a/gm, 'a\na'],
    [/ä+/gi, 'Ää b ÄÄ'],
    [/(x)?y/g, 'y xy'],
    [/[a-c]{2}/g, 'abcabc'],
    [/\bfoo\b/g, 'foo foobar foo'],
    [/a\/b/g, 'a/b'],
    [/z/g, 'abc'],
  ])('%s finds what RegExp finds', (pattern, text) => {
    const expected = [...text.matchAll(pattern)].map((match) => ({ match: match[0], at: match.index, next: match.index + match[0].length }))
    expect(all(pattern, text)).toEqual(expected)
  })

  it('has groups like RegExp, undefined where one took no part', () => {
    expect([...(new LinearRegExp(/(x)?(y)/g).exec('y') ?? [])]).toEqual(['y', undefined, 'y'])
  })

  it('work in every function of JSONata that takes a pattern', async () => {
    const evaluate = async (expression: string) => JSON.parse(JSON.stringify(await (await compile(expression, 500)).evaluate({}, {})))
    expect(await evaluate('$replace("a1b22", /(\\d)(\\d)?/, "<$1>")')).toBe('a<1>b<2>')
    expect(await evaluate('$split("a, b;c", /[,;] */)')).toEqual(['a', 'b', 'c'])
    expect(await evaluate('$match("x=1 y=2", /(\\w)=(\\d)/).groups')).toEqual(['x', '1', 'y', '2'])
    expect(await evaluate('$contains("GmbH", /gmbh/i)')).toBe(true)
    expect(await evaluate('["ab", "cd"][$contains($, /^c/)]')).toBe('cd')
  })

  it('refuse what needs backtracking, with a sentence', async () => {
    for (const pattern of [/(?=a)b/g, /(?<!a)b/g, /(a)\1/g])
      expect(patternProblem(pattern)).toMatch(/is not supported: look-ahead, look-behind and back-references/)
    await expect(compile('$match("a", /(a)\\1/)', 500)).rejects.toThrow('is not supported')
  })
})

describe('the check of an expression', () => {
  it('finds nothing in a good one', async () => {
    expect(await pool.check('($f := function($g){ $g($instant("x")) & $sum([1]) }; $map([1], $trim))')).toEqual([])
  })

  it.each([
    ['{"a": }', 'The symbol "}" cannot be used as a unary operator', 1, 8],
    ['(\n  $x := 1;\n  $instnat(a) & $lower(b)\n)', 'there is no function $instnat(); did you mean $instant()?', 3, 3],
    ['$eval("1")', 'there is no function $eval()', 1, 1],
    ['$match(a, /(?=x)/)', 'the pattern /(?=x)/ is not supported: look-ahead, look-behind and back-references are not available', 1, 18],
  ])('finds the fault in %s', async (expression, message, line, column) => {
    const [first] = await pool.check(expression)
    expect(first).toEqual({ message, line, column })
  })
})

describe('throughput', () => {
  it('is more than a few hundred forms a second of processor time', async () => {
    const { readMapping } = await import('../core/work/mapping-cases.ts')
    const { mapping: typeform } = await readMapping('mappings', 'sources', 'typeform')
    const body = sampleBytes('typeform.json')
    const tasks = (n: number): MapTask[] =>
      Array.from({ length: n }, (_, i) => ({
        source: 'typeform',
        rules: { hydrates: false, dedupe: ['event_id'] },
        mapping: typeform,
        settings: {},
        delivery: { id: `dlv_${i}`, method: 'POST', url: 'https://h.example/', headers: { 'content-type': 'application/json' }, body, receivedAt: NOW },
      }))
    await pool.mapMany(tasks(600)) // the engine warms up
    const before = process.cpuUsage()
    const results = await pool.mapMany(tasks(1_000))
    const { user, system } = process.cpuUsage(before) // of this thread too; others of the machine do not count
    const perSecond = Math.round(1_000_000_000 / (user + system))
    console.log(`mapping: ${perSecond} Typeform submissions a second of processor time`)
    expect(results.every((result) => result.kind === 'mapped' && result.items[0]?.result.kind === 'events')).toBe(true)
    expect(perSecond).toBeGreaterThan(300)
  })
})
