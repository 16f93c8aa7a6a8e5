/** Published vectors, made by independent implementations, agree with the engine. */
import { describe, expect, it } from 'vitest'
import { shipped } from '../core/compose/registry.ts'
import type { Source } from '../core/connector.ts'
import { runVectors } from '../core/vectors.ts'
import { sample, sampleText } from './helpers/arrivals.ts'
import { vectorSources } from './helpers/vector-sources.ts'

const { sources } = shipped
const signatures = sample('signatures.json')
const handshakes = sample('handshakes.json')
const among = (list: readonly Source[]) => (provider: string | undefined) =>
  list.find(({ id, knownAs = [] }) => [id, ...knownAs].some((name) => name === provider))

describe('vectors', () => {
  it('agree with every registered source', () => {
    const signed = runVectors(signatures, among(sources))
    const asked = runVectors(handshakes, among(sources), sampleText)
    expect([...signed.failures, ...asked.failures]).toEqual([])
    expect(signed.passed).toBeGreaterThanOrEqual(34)
    expect(asked.passed).toBeGreaterThanOrEqual(5)
    expect(signed.passed + signed.skipped).toBe(113)
    expect(asked.passed + asked.skipped).toBe(12)
  })

  it('of every other vendor can be declared: none fails, none is skipped', () => {
    const known = among([...sources, ...vectorSources])
    expect(runVectors(signatures, known)).toEqual({ passed: 113, failed: 0, skipped: 0, failures: [] })
    expect(runVectors(handshakes, known, sampleText)).toEqual({ passed: 12, failed: 0, skipped: 0, failures: [] })
  })

  it('need a declaration here only where no source is registered', () => {
    expect(vectorSources.filter(({ id }) => among(sources)(id) !== undefined).map(({ id }) => id)).toEqual([])
  })

  it('names a failure by id, or by position where there is none, with what was expected', () => {
    const strict = { ...among(sources)('mailchimp')!, handshakes: [] }
    const found = runVectors(handshakes, (provider) => (provider === 'mailchimp' ? strict : undefined))
    expect(found).toMatchObject({ passed: 0, failed: 1, failures: [{ id: '#6', expected: 'status 200', got: 'status 401' }] })
    const open: Source = { ...among(sources)('typeform')!, verify: { kind: 'unsigned' } }
    expect(runVectors(signatures, (provider) => (provider === 'typeform' ? open : undefined)).failures[0]).toEqual({
      id: 'typeform#2',
      expected: 'refused',
      got: 'accepted',
    })
  })

  it('refuses a file that holds no vectors', () => {
    expect(() => runVectors({ vectors: [{ provider: 'typeform' }] }, among(sources))).toThrow()
    expect(() => runVectors([], among(sources))).toThrow()
  })
})
