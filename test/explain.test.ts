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
      'without the domain (9.0) 3.8 would be left: a company of its own',
    ],
    [
      'and that without which a person would be asked',
      decided('attach', [line('name', 4), DOMAIN]),
      'without the domain (9.0) 4.0 would be left: a person would be asked',
    ],
    [
      'or the one that keeps the runner-up away',
      decided('attach', [line('name', 8), line('phone', 7)], { runnerUp: { total: 7.9 } }),
      'without the telephone (7.0) 8.0 would be left: a person would be asked',
    ],
    [
      'and that nothing hangs on one agreement alone',
      decided('attach', [line('name', 8), line('phone', 7)]),
      'it would be attached without its strongest agreement, too: without the name (8.0) 7.0 would be left',
    ],
    ['never takes a contradiction for an agreement', decided('attach', [line('name', -7), line('mail', 1.8), line('city', -0.5)]), null],
    ['says nothing of figures that did not bear it', decided('open', [line('name', 2)]), null],
    [
      'names the contradiction that kept them apart',
      decided('provisional', [line('name', -9), DOMAIN]),
      'without the contradiction of the name (-9.0) it would come to 9.0: it would be attached',
    ],
    [
      'or all of them, the worst first',
      decided('new', [line('nameInDomain', 2.5), line('domain', -2.5), line('city', -3.5)]),
      'apart because of another town (-3.5), another domain (-2.5)',
    ],
    [
      'proposes only what could still agree',
      decided('provisional', [line('name', 4.5)]),
      '1.5 short of being attached; not told yet, and enough if it agreed: the telephone (7.0)',
      ['phone'],
    ],
    ['proposes nothing for who was too far off to be asked about', decided('new', [line('name', 3)]), '3.0 short of being attached', ['phone']],
    ['proposes nothing where all was told', decided('provisional', [line('name', 4.5)]), '1.5 short of being attached', []],
    [
      'never proposes what would not suffice',
      decided('provisional', [line('mail', 1)]),
      '5.0 short of being attached; not told yet, and enough if it agreed: the telephone (7.0), the VAT id (14.0)',
      ['city', 'phone', 'vatId'],
    ],
    ['tells how near the runner-up is', decided('provisional', [NAME], { runnerUp: { total: 5.8 } }), '0.3 short of being clear of the runner-up'],
    [
      'by the distance that a second look asks for, too',
      decided('provisional', [DOMAIN], { runnerUp: { total: 7 } }),
      '1.5 short of being clear of the runner-up',
    ],
    [
      'blames no runner-up who is far behind',
      decided('provisional', [NAME, DOMAIN], { runnerUp: { total: 3.8 } }),
      'it is clear which company it is, not which unit',
    ],
    ['knows that nobody was alike', decided('new', []), 'no known company is like it'],
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
    ['is named by its evidence', () => told('u1', [line('place', 5)], 3), 'the evidence is for this one: 5.0, from 1.0 on'],
    [
      'is the only one, whatever speaks against it',
      () => told('u1', [line('area', -5)], 1),
      'the only one of its account, although it does not fit: the area code (-5.0)',
    ],
    [
      'is new, and how the nearest differs',
      () => told('new', [line('place', -7)], 2),
      'a new one: none that was known is like it, the nearest differs in the place (-7.0)',
    ],
    ['is the first', () => told('new', [], 0, 'new'), 'the first of its account'],
    [
      'is open, and what would decide',
      () => told('open', [], 3, 'open'),
      'open: none of the 3 that are known is named; a place, a works or a known person would decide',
    ],
    [
      'is open beside the only one',
      () => told('open', [], 1, 'open'),
      'open: the one that is known is not named; a place, a works or a known person would decide',
    ],
    ['is open between two', () => told('open', [line('phone', 5)], 2, 'open'), 'open: two come equally close'],
    [
      'goes with others that were weighed at once',
      () => told('u2', [], 4),
      'put together with other submissions of the account when all were looked at at once',
    ],
    ['is what people say', () => told('u2', [], 4, 'attach', 'person'), 'people decided it'],
    ['is the successor of another', () => told('u2', [line('successor', 0)], 4), 'the one that took over from the unit it would have been'],
  ]
  it.each(cases)('%s', (_, sentence, expected) => expect(sentence()).toBe(expected))
})
