/** Published vectors, made by independent implementations, agree with the engine. */
import { describe, expect, it } from 'vitest'
import { shipped } from '../core/compose/registry.ts'
import type { Source } from '../core/connector.ts'
import { runVectors } from '../core/vectors.ts'
import { sample, sampleText } from './helpers/arrivals.ts'

const { sources } = shipped
const signatures = sample('signatures.json')
const handshakes = sample('handshakes.json')
const among = (list: readonly Source[]) => (provider: string | undefined) =>
  list.find(({ id, knownAs = [] }) => [id, ...knownAs].some((name) => name === provider))

describe('vectors', () => {
  it('agree with the registered sources: none fails, none is skipped', () => {
    expect(runVectors(signatures, among(sources))).toEqual({ passed: 113, failed: 0, skipped: 0, failures: [] })
    expect(runVectors(handshakes, among(sources), sampleText)).toEqual({ passed: 12, failed: 0, skipped: 0, failures: [] })
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
