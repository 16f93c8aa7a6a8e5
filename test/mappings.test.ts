/** Every shipped mapping does what its cases say; every mapping has a case that is taken and one that is held. */
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shipped } from '../core/compose/registry.ts'
import { createMappingPool, type MappingPool } from '../core/work/mapping.ts'
import { mappingNames, parseCases, runCases } from '../core/work/mapping-cases.ts'
import { MAPPING_KINDS, MAPPINGS, shippedMappings } from './helpers/shipped-mappings.ts'

const { crms, sources } = shipped

let pool: MappingPool
beforeAll(() => {
  pool = createMappingPool({ threads: 1, timeoutMs: 2_000, memoryMb: 128 })
})
afterAll(() => pool.close())

describe.each(MAPPING_KINDS)('mappings/%s', (kind) => {
  it('has a mapping with cases for every registered connector, and nothing else', async () => {
    const registered = kind === 'sources' ? sources : crms
    expect(await mappingNames(MAPPINGS, kind)).toEqual(registered.map(({ id }) => id).sort())
    const cases = readdirSync(`${MAPPINGS}/${kind}`).filter((file) => file.endsWith('.cases.json'))
    expect(cases.map((file) => file.replace('.cases.json', '')).sort()).toEqual(registered.map(({ id }) => id).sort())
  })
})

const files = await shippedMappings()

describe.each(files.map((file) => [file.mapping.name, file] as const))('%s', (_, file) => {
  it('compiles without a fault', async () => {
    expect(await pool.check(file.mapping.expression)).toEqual([])
  })

  it('has a case that is taken and one that is held, each with its own name', () => {
    const kinds = file.cases.map(({ expect: expected }) => Object.keys(expected)[0])
    expect(kinds).toContain(file.kind === 'crms' ? 'record' : 'events')
    expect(kinds).toContain('held')
    const names = file.cases.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(file.cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const [result] = await runCases({ ...file, cases: [one] }, pool)
    // The held reason is for people and may be worded anew; code and place are the promise.
    if (!result?.passed) expect(result?.got).toEqual(result?.expected)
    expect(result?.passed).toBe(true)
  })
})

describe('cases', () => {
  it('that are malformed are named with file, case and place', () => {
    expect(() => parseCases('[{"name":"a","input":1,"expect":{"events":[]}},{"name":"b","input":1,"expected":{}}]', 'x.cases.json')).toThrow(
      /^x\.cases\.json: case 2/,
    )
  })

  it('fail when the mapping does something else', async () => {
    const file = files.find(({ name }) => name === 'typeform')!
    const wrong = { ...file, mapping: { ...file.mapping, id: 'other', expression: '{"ignore": "x"}' } }
    const results = await runCases(wrong, pool)
    expect(results.every(({ passed }) => !passed)).toBe(true)
    expect(results[0]?.got).toEqual({ ignore: 'x' })
  })
})
