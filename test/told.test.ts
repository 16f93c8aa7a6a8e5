/** What commands tell people, where no hub is needed to hear it. */
import { describe, expect, it } from 'vitest'
import { step } from '../core/cli/reconcile.ts'
import { told } from '../core/cli/rehearse.ts'
import type { RunRow } from '../core/store/reconciliations.ts'

describe('a dry run', () => {
  const nothing = { lead: 'led_1', connection: 'crm', unchanged: 0, steps: [] }
  it('tells a lead that is not handed over from one that stands there as it should', () => {
    expect(told(nothing)).toContain('not to be brought there')
    expect(told({ ...nothing, unchanged: 3 })).toContain('all 3 records of led_1 stand there as they should')
  })
})

describe('a first load', () => {
  const run: RunRow = {
    id: 'rec_1',
    connection: 'crm',
    state: 'running',
    phase: 'keys',
    entity: 'account',
    cursor: null,
    accept: false,
    writeKeys: false,
    createdAt: 0,
    by: 'cli',
    endedAt: null,
    reason: null,
  }
  const text = (changes: Partial<RunRow>) => step({ run: { ...run, ...changes }, read: 2, weighed: 2 })[0]

  it('says that it accepts and writes keys only where it was told to', () => {
    expect([text({ phase: 'accept' }), text({})]).toEqual(['records weighed', 'records weighed'])
    expect(text({ phase: 'accept', accept: true })).toContain('accepting')
    expect(text({ writeKeys: true })).toContain('writing keys')
  })
})
