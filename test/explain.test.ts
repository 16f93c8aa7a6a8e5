/** What is said of a decision: its grade, what would have changed it, how the unit came about. */
import { describe, expect, it } from 'vitest'
import { type Evidence, gradeOf } from '../core/lead/match/explain.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { emptyAccount, learnAccount } from '../core/lead/match/profile.ts'
import { partedEvidence, storedWithin, unitSentenceOf, unitTold } from '../core/lead/match/unit-told.ts'
import { couldStillAgree, type Decided, sentenceOf, whatWouldChange } from '../core/lead/match/would-change.ts'
import { submissionOf } from '../core/lead/submission.ts'

const line = (field: string, weight: number, kind = ''): Evidence => ({ field, theirs: 'x', ours: 'y', weight, kind })
const NAME = line('name', 6, 'name:same')
const DOMAIN = line('domain', 9, 'domainSame')

describe('the grade', () => {
  const cases: [string, Evidence[], string][] = [
    ['says nothing of what was not compared', [], 'ZZZZZ'],
    ['is A for the same name, however little it weighs', [line('name', 2.1, 'name:same'), line('domain', 2.7, 'domainSame')], 'AAZZZ'],
    ['is B for a part of a name, however much it weighs', [line('name', 5, 'name:part')], 'BZZZZ'],
    ['is B for a domain spelled like the name, which is no agreement of domains', [line('nameInDomain', 6, 'label')], 'BZZZZ'],
    ['does not take a mail address for its domain', [line('mail', 6, 'mailSame')], 'ZZZZZ'],
    ['is F only where something counts against it', [line('name', -9, 'name:sister'), line('domain', -2.5, 'domainDiffers')], 'FFZZZ'],
    ['is B for a town and A for an address', [line('city', 4, 'place:town')], 'ZZZZB'],
    ['reads places and telephones', [line('address', 5, 'place:address'), line('phone', 7, 'phoneSame'), line('vatId', -14, 'vatDiffers')], 'ZZFAA'],
  ]
  it.each(cases)('%s', (_, evidence, grade) => expect(gradeOf(evidence)).toBe(grade))
})

const decided = (decision: string, evidence: Evidence[], more: Partial<Decided> = {}): Decided => ({
  decision,
  decidedBy: 'hub',
  total: Math.round(evidence.reduce((sum, { weight }) => sum + weight, 0) * 10) / 10,
  threshold: 6,
  evidence,
  runnerUp: null,
  ...more,
})
const said = (of: Decided, open?: string[]): string | null => {
  const change = whatWouldChange(of, MODEL, open)
  return change && sentenceOf(change)
}

describe('what would have changed a decision', () => {
  const cases: [string, Decided, string | null, string[]?][] = [
    [
      'names the agreement without which it would be a company of its own',
      decided('attach', [line('name', 3.8), DOMAIN]),
      'without the domain (9.0) the sum would be 3.8: it would be a new account',
    ],
    [
      'and that without which a person would be asked',
      decided('attach', [line('name', 4), DOMAIN]),
      'without the domain (9.0) the sum would be 4.0: a person would be asked',
    ],
    [
      'or the one that keeps the runner-up away',
      decided('attach', [line('name', 8), line('phone', 7)], { runnerUp: { total: 7.9 } }),
      'without the telephone (7.0) the sum would be 8.0: a person would be asked',
    ],
    [
      'and that nothing hangs on one agreement alone',
      decided('attach', [line('name', 8), line('phone', 7)]),
      'it would be attached even without its strongest agreement: without the name (8.0) the sum would be 7.0',
    ],
    ['never takes a contradiction for an agreement', decided('attach', [line('name', -7), line('mail', 1.8), line('city', -0.5)]), null],
    ['says nothing of figures that did not bear it', decided('open', [line('name', 2)]), null],
    [
      'names the contradiction that kept them apart',
      decided('provisional', [line('name', -9), DOMAIN]),
      'if the name (-9.0) did not contradict, the sum would be 9.0: it would be attached',
    ],
    [
      'or all of them, the worst first',
      decided('new', [line('nameInDomain', 2.5), line('domain', -2.5), line('city', -3.5)]),
      'what speaks against it: another town (-3.5), another domain (-2.5); none of this decides it alone',
    ],
    [
      'proposes only what could still agree',
      decided('provisional', [line('name', 4.5)]),
      'its sum is 1.5 too low to be attached; one of these, not told yet, would be enough if it agreed: the telephone (7.0)',
      ['phone'],
    ],
    ['proposes nothing for who was too far off to be asked about', decided('new', [line('name', 3)]), 'its sum is 3.0 too low to be attached', ['phone']],
    ['proposes nothing where all was told', decided('provisional', [line('name', 4.5)]), 'its sum is 1.5 too low to be attached', []],
    [
      'never proposes what would not suffice',
      decided('provisional', [line('mail', 1)]),
      'its sum is 5.0 too low to be attached; one of these, not told yet, would be enough if it agreed: the telephone (7.0), the VAT id (14.0)',
      ['city', 'phone', 'vatId'],
    ],
    [
      'tells how near the runner-up is',
      decided('provisional', [NAME], { runnerUp: { total: 5.8 } }),
      'the second account comes too close: 0.3 more between the two would tell them apart',
    ],
    [
      'by the distance that a second look asks for, too',
      decided('provisional', [DOMAIN], { runnerUp: { total: 7 } }),
      'the second account comes too close: 1.5 more between the two would tell them apart',
    ],
    [
      'blames no runner-up who is far behind',
      decided('provisional', [NAME, DOMAIN], { runnerUp: { total: 3.8 } }),
      'it is clear which account it is, but not which unit',
    ],
    ['knows that nobody was alike', decided('new', []), 'no account that was known is like it'],
    ['leaves to people what people decided', decided('attach', [], { decidedBy: 'person' }), 'people decided it, whatever speaks for or against it'],
  ]
  it.each(cases)('%s', (_, of, sentence, open) => expect(said(of, open)).toBe(sentence))

  it('counts what the model in force asks for', () => {
    const of = decided('attach', [line('name', 4), DOMAIN])
    expect(whatWouldChange(of, { ...MODEL, review: 4.5 })).toMatchObject({ code: 'without', field: 'domain', weight: 9, left: 4, outcome: 'new' })
    expect(whatWouldChange(of, MODEL)).toMatchObject({ outcome: 'review' })
  })
})

it('could still agree what was not told, and is known', () => {
  const told = submissionOf({ company: { name: 'Nordlicht Sensorik', city: 'Celle' }, person: {} }, 0)
  const account = emptyAccount()
  learnAccount(submissionOf({ company: { name: 'Nordlicht', city: 'Celle', website: 'nordlicht.example' }, person: { phone: '05141 220330' } }, 0), account)
  expect(couldStillAgree(told, account)).toEqual(['domain', 'phone'])
})

describe('the unit', () => {
  const told = (unit: string, evidence: Evidence[], units: number, decision = 'attach', decidedBy = 'hub') => {
    const { account, unit: inside } = partedEvidence([NAME, ...storedWithin({ unit, evidence }, units)])
    expect(account).toEqual([NAME])
    const found = unitTold(inside, { decision, decidedBy })
    expect(found.evidence.filter(({ field }) => !['only', 'new', 'first'].includes(field))).toEqual(found.evidence)
    return unitSentenceOf(found, Math.max(1, units))
  }
  const cases: [string, () => string, string][] = [
    ['is named by its evidence', () => told('u1', [line('place', 5)], 3), 'the evidence speaks for this unit: its sum is 5.0, and 1.0 is enough'],
    [
      'is the only one, whatever speaks against it',
      () => told('u1', [line('area', -5)], 1),
      'the only unit that was known, although this speaks against it: the area code (-5.0)',
    ],
    [
      'is new, and how the nearest differs',
      () => told('new', [line('place', -7)], 2),
      'a new unit: none that was known fits; the most similar one differs in the place (-7.0)',
    ],
    ['is the first', () => told('new', [], 0, 'new'), 'the first unit of an account that was new'],
    [
      'is open, and what would decide',
      () => told('open', [], 3, 'open'),
      'open: none of the 3 known units is named; a place, a site or a known contact would decide',
    ],
    ['is open beside the only one', () => told('open', [], 1, 'open'), 'open: the known unit is not named; a place, a site or a known contact would decide'],
    ['is open between two', () => told('open', [line('phone', 5)], 2, 'open'), 'open: two units come equally close'],
    [
      'goes with others that were weighed at once',
      () => told('u2', [], 4),
      'put together with other submissions of the account when all of them were weighed together',
    ],
    ['is what people say', () => told('u2', [], 4, 'attach', 'person'), 'people decided it'],
    ['is the successor of another', () => told('u2', [line('successor', 0)], 4), 'the unit that took over from the one it would have gone to'],
  ]
  it.each(cases)('%s', (_, sentence, expected) => expect(sentence()).toBe(expected))
})
