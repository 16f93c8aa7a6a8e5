/** Who is no lead: rules by domain, company, address and job title, and what they mean for the lead of a unit. */

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { Fact } from '../core/lead/fact.ts'
import { fold, handoverDue } from '../core/lead/fold.ts'
import { readSieveList, sieveOf } from '../core/lead/sieve.ts'
import { submissionOf } from '../core/lead/submission.ts'

const of = (yaml: string) => setupOf(parseConfig(`qualification: ${yaml}`, 'test'), {}).sieve
const caught = (yaml: string, company: Record<string, string>, person: Record<string, string> = {}) =>
  of(yaml).catch(submissionOf({ company, person }, 0), person.jobTitle)

describe('rules about who is no lead', () => {
  it.each([
    ['{}', {}, { jobTitle: 'Student' }, 'student'],
    ['{}', {}, { jobTitle: 'Werkstudentin Einkauf' }, 'student'],
    ['{}', {}, { jobTitle: 'Kaufm. Auszubildende' }, 'student'],
    ['{}', {}, { jobTitle: 'Schuelerin' }, 'student'],
    ['{}', {}, { jobTitle: 'selbst. Unternehmensberater' }, 'consultant'],
    ['{}', {}, { jobTitle: 'Management Consultant' }, 'consultant'],
    ['{}', {}, { jobTitle: 'IT-Consultant' }, null],
    ['{}', {}, { jobTitle: 'International Sales Manager' }, null],
    ['{}', {}, { jobTitle: 'Leiter Ausbildung' }, null],
    ['{ student: { titles: [trainee] } }', {}, { jobTitle: 'Student' }, null],
    ['{ student: { titles: [trainee] } }', {}, { jobTitle: 'Sales Trainee' }, 'student'],
    ['{ press: { titles: [redakteur] } }', {}, { jobTitle: 'Redakteurin' }, 'press'],
    ['{ competitor: { domains: [kranfix.example] } }', {}, { email: 'a.b@kranfix.example' }, 'competitor'],
    ['{ competitor: { domains: [www.kranfix.example] } }', { website: 'https://www.kranfix.example/de' }, {}, 'competitor'],
    ['{ competitor: { domains: [kranfix.example] } }', {}, { email: 'a.b@mail.kranfix.example' }, 'competitor'],
    ['{ competitor: { domains: [kranfix.example] } }', {}, { email: 'a.b@notkranfix.example' }, null],
    ['{ student: { domains: [stud.uni-ort.example] } }', {}, { email: 'x@stud.uni-ort.example' }, 'student'],
    ['{ student: { domains: [stud.uni-ort.example] } }', {}, { email: 'x@uni-ort.example' }, null],
    ['{ competitor: { domains: ["https://www.kranfix.example/de?a=b"] } }', {}, { email: 'a.b@kranfix.example' }, 'competitor'],
    ['{ competitor: { domains: ["*.kranfix.example"] } }', {}, { email: 'a.b@kranfix.example' }, 'competitor'],
    ['{ competitor: { domains: ["@kranfix.example"] } }', {}, { email: 'a.b@kranfix.example' }, 'competitor'],
    ['{ competitor: { domains: [xn--mller-kva.example] } }', {}, { email: 'a.b@müller.example' }, 'competitor'],
    ['{ competitor: { domains: [müller.example] } }', { website: 'https://xn--mller-kva.example/' }, {}, 'competitor'],
    ['{ competitor: { domains: [chef@gmx.de] } }', {}, { email: 'Chef@gmx.de' }, 'competitor'],
    ['{ competitor: { companies: [Müller Kräne GmbH] } }', { name: 'MUELLER KRAENE AG' }, {}, 'competitor'],
    ['{ competitor: { companies: [Müller Kräne GmbH] } }', { name: 'Müller Krantechnik GmbH' }, {}, null],
    ['{ private: { withoutCompany: true } }', { name: 'privat' }, { email: 'hans@web.de' }, 'private'],
    ['{ private: { withoutCompany: true } }', { name: 'Hofer Bau' }, { email: 'hans@web.de' }, null],
    ['{ private: { withoutCompany: true } }', {}, { email: 'hans@hofer-bau.example' }, null],
    ['{}', { name: 'privat' }, { email: 'hans@web.de' }, null],
  ])('%s catch %j %j as %s', (yaml, company, person, rule) => expect(caught(yaml, company, person as Record<string, string>)?.rule ?? null).toBe(rule))

  it('take a whole company by its domain or name, a person alone by title or address', () => {
    expect(caught('{ x: { domains: [a.example], titles: [chef] } }', {}, { email: 'b@a.example', jobTitle: 'Chef' })).toEqual({ rule: 'x', isCompany: true })
    expect(caught('{ x: { titles: [chef] } }', {}, { email: 'b@a.example', jobTitle: 'Chef' })).toEqual({ rule: 'x', isCompany: false })
    expect(caught('{ x: { domains: [b@a.example] } }', {}, { email: 'b@a.example' })).toEqual({ rule: 'x', isCompany: false })
  })

  it('read lists, and say where one cannot be read', () => {
    expect(readSieveList('\ufeffkranfix.example\r\n# who sells the same\n"Hebe & Heb GmbH";Nürnberg\n\nchef@gmx.de\n')).toEqual({
      domains: ['kranfix.example', 'chef@gmx.de'],
      companies: ['Hebe & Heb GmbH'],
      odd: [],
    })
    expect(readSieveList('# Liste\nkranfix.example\nGmbH\n;;\n-\nchef@\n')).toEqual({ domains: ['kranfix.example'], companies: [], odd: [3, 5, 6] })
    const file = join(mkdtempSync(join(tmpdir(), 'leitwerk-')), 'competitors.csv')
    expect(() => of(`{ competitor: { list: ${file} } }`)).toThrow(/qualification\.competitor\.list.*cannot be read: ENOENT/)
    writeFileSync(file, '# niemand\n\n')
    expect(() => of(`{ competitor: { list: ${file} } }`)).toThrow(/qualification\.competitor\.list.*has no line with a domain/)
    writeFileSync(file, `Hebe & Heb\n${'-\n'.repeat(12)}`)
    const { remarks } = setupOf(parseConfig(`qualification: { competitor: { list: ${file} } }`, 'test'), {})
    expect(remarks).toEqual([`The list ${file}: nobody can be told by line 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more. Put it right, or begin it with #.`])
    writeFileSync(file, 'Hebe & Heb\n')
    expect(caught(`{ competitor: { list: ${file} } }`, { name: 'Hebe und Heb GmbH' })?.rule).toBe('competitor')
  })

  it.each([
    ['domains: [""]', 'domains.0', 'this is empty, so it catches nobody'],
    ['domains: [a.example, kranfix]', 'domains.1', "'kranfix' is no domain such as firma.example"],
    ['domains: ["chef@"]', 'domains.0', 'this is no mail address'],
    ['companies: [" "]', 'companies.0', 'this is empty'],
    ['companies: [GmbH]', 'companies.0', "'GmbH' is no name by which a company can be told"],
    ['titles: ["-"]', 'titles.0', "'-' is no beginning of a word"],
  ])('refuse what catches nobody: %s', (rule, path, sentence) =>
    expect(() => of(`{ competitor: { ${rule} } }`)).toThrow(new RegExp(`qualification\\.competitor\\.${path}[^]*${sentence}`)),
  )

  it('bear whatever is typed', () => {
    const sieve = of('{ competitor: { domains: [a.example], companies: [AB] }, private: { withoutCompany: true } }')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, email, jobTitle) => {
        sieve.catch(submissionOf({ company: { name }, person: { email, jobTitle } }, 0), jobTitle)
        readSieveList(`${name}\n${email}`)
      }),
    )
    expect(sieveOf([]).catch(submissionOf({}, 0), 'Student')).toBeNull()
  })
})

describe('the lead of a unit', () => {
  const rules = setupOf(parseConfig('funnel: { mql: { points: 20, touches: 0, days: 0 } }', 'test'), {}).rules
  const touch = (at: number, fit: object, more: object = {}): Fact => ({
    id: `fct_${at}`,
    at,
    recordedAt: at,
    eventId: null,
    by: null,
    body: { kind: 'touch', touch: 'form', origin: { channel: 'web' }, contact: `con_${at}`, content: null, wantsSales: false, interest: null, fit, ...more },
  })
  const student = { excluded: 'student', excludesPerson: true as const, function: 'it' }
  const competitor = { excluded: 'competitor' }

  it('is out of sight while only a student is known, and a lead once somebody else acts', () => {
    const alone = fold(rules, [touch(1, student, { wantsSales: true })]).state
    expect(alone).toMatchObject({ stage: 'disqualified', reason: 'student', attributes: {} })
    expect(handoverDue(alone)).toBeNull()
    const { state, steps } = fold(rules, [touch(1, student), touch(2, { function: 'purchasing' })])
    expect(state).toMatchObject({ stage: 'mql', reason: null, attributes: { function: 'purchasing' } })
    expect(steps.map(({ kind, data }) => data.to ?? kind)).toEqual(['lead', 'disqualified', 'disqualified', 'lead', 'mql'])
  })

  it('is not touched by a student of it', () => {
    const before = fold(rules, [touch(1, { function: 'purchasing' })]).state
    const after = fold(rules, [touch(1, { function: 'purchasing' }), touch(2, student, { wantsSales: true })]).state
    expect(after).toMatchObject({ stage: before.stage, engagement: before.engagement, attributes: before.attributes, fastLane: null, touches: 2 })
  })

  it('of a competitor stays out of sight whoever writes, until a person says otherwise', () => {
    const known = [touch(1, competitor), touch(2, { function: 'purchasing' })]
    expect(fold(rules, known).state).toMatchObject({ stage: 'disqualified', reason: 'competitor' })
    const overruled: Fact = { ...touch(3, {}), body: { kind: 'stage', to: 'lead', reason: 'a customer of theirs' } }
    expect(fold(rules, [...known, overruled, touch(4, competitor)]).state.stage).toBe('mql')
  })

  it('that a person disqualified stays so, and a customer stays one', () => {
    const said: Fact = { ...touch(3, {}), body: { kind: 'disqualified', reason: 'spam' } }
    expect(fold(rules, [touch(1, {}), said, touch(4, {})]).state).toMatchObject({ stage: 'disqualified', reason: 'spam' })
    expect(fold(rules, [touch(1, student), said, touch(4, {})]).state.stage).toBe('disqualified')
    const won: Fact = { ...touch(2, {}), body: { kind: 'won', order: 'o', amount: null, currency: null } }
    expect(fold(rules, [touch(1, {}), won, touch(3, competitor)]).state.stage).toBe('customer')
  })
})
