/** The agreement as a document: one sentence for each thing that was agreed, in the order in which a lead goes its way. Pure. */
import type { AgreementLanguage, AgreementSection, LimitTerms, SieveTerms, Terms } from '../../agreement.ts'
import { TOUCH_KINDS } from '../../lead/event.ts'
import { CLASSES, STAGES } from '../../lead/fact.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { type AllWords, type Named, SECTIONS, type SectionId, type Words } from './words.ts'

export const WORDS: AllWords = { de, en }

export function sectionsOf(terms: Terms, language: AgreementLanguage): AgreementSection[] {
  const words = WORDS[language]
  const by = namesIn(terms, language)
  return SECTIONS.map((id) => {
    const sentences = SENTENCES[id](terms, words, by, language)
    return { id, title: words.sections[id], sentences: sentences.length > 0 ? sentences : [words.none] }
  })
}

const saysSomething = ({ domains, companies, titles, list, withoutCompany }: SieveTerms): boolean =>
  domains.length + companies.length + titles.length > 0 || list !== null || withoutCompany

/** Each entry with the ways to sales that no entry before it takes for all products. */
const reached = (limits: readonly LimitTerms[]): LimitTerms[] =>
  limits.map((of, i) => {
    const taken = limits.slice(0, i).filter(({ products, from }) => products.length === 0 && from === null)
    return { ...of, lanes: of.lanes.filter((lane) => !taken.some(({ lanes }) => lanes.includes(lane))) }
  })

/** `2027-05-07` as people write it. */
export const dayIn = (language: AgreementLanguage, date: string): string =>
  new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(`${date}T00:00:00Z`))

function namesIn({ products, partners }: Terms, language: AgreementLanguage): Named {
  const locale = language === 'de' ? 'de-DE' : 'en-GB'
  const numbers = new Intl.NumberFormat(locale)
  const [lists, choices] = (['conjunction', 'disjunction'] as const).map((type) => new Intl.ListFormat(locale, { type }))
  return {
    product: (id) => products.find((one) => one.id === id)?.name[language] ?? id,
    partner: (id) => partners[id],
    list: (names) => lists!.format(names),
    either: (names) => choices!.format(names),
    number: (n) => numbers.format(n),
    day: (date) => dayIn(language, date),
  }
}

type Said = (terms: Terms, words: Words, by: Named, language: AgreementLanguage) => string[]

const SENTENCES: Readonly<Record<SectionId, Said>> = {
  parties: ({ parties, validFrom, products }, words, by) => [
    ...(validFrom === null ? [] : [words.validFrom(by.day(validFrom))]),
    words.products(by.list(products.map(({ id }) => by.product(id)))),
    ...parties.map((party) => words.party(party, by)),
  ],
  funnel: ({ phases }, words, by, language) => {
    const nameOf = (id: string) => phases.find((one) => one.id === id)?.name[language] ?? id
    return phases.map((phase) => words.phase(phase, nameOf, by))
  },
  stages: (_, words) => STAGES.map((stage) => `${words.stages[stage].name}: ${words.stages[stage].means}`),
  classes: ({ classDays }, words) => CLASSES.map((of) => `${words.classes[of]} ${words.classDays(of, classDays[of])}`),
  score: (terms, words, by) => [
    ...TOUCH_KINDS.map((kind) => words.touch(words.touches[kind], terms.touches[kind], by)),
    words.interest(terms.interest, by),
    ...terms.fit.map((rule) => words.fit(rule, by)),
    words.fitGrades(terms.fitGrades, by),
    words.engagementGrades(terms.engagementGrades, by),
  ],
  handover: ({ mql, sieve, connections }, words, by) => [
    words.mql(mql, by),
    words.fastLane,
    words.classified,
    ...sieve.filter(saysSomething).map((rule) => words.sieve(rule, by)),
    ...connections.map((one) => words.connection(one, by)),
  ],
  owners: ({ routing }, words, by) => [words.keepsOwner, ...routing.map((rule) => words.route(rule, by)), words.noRoute],
  material: ({ material }, _words, _by, language) => material.map((one) => one[language]),
  feedback: ({ rejectionReasons }, words, _, language) => [words.duty, ...rejectionReasons.map((one) => words.reason(one[language]))],
  limits: ({ limits, partners, isUnreminded }, words, by) => [
    ...(limits.length > 1 ? [words.firstFits] : []),
    ...reached(limits).flatMap((of) => [
      ...(of.acceptance ? words.limit('acceptance', of.acceptance, of, by) : []),
      ...(of.firstContact ? words.limit('first_contact', of.firstContact, of, by) : []),
    ]),
    ...(isUnreminded ? [words.unreminded] : []),
    ...Object.values(partners).map(({ label, days }) => words.partnerLimit(label, days, by)),
  ],
  calendars: ({ calendars }, words, by) => Object.entries(calendars).map(([id, calendar]) => words.calendar(id, calendar, by)),
  capacity: ({ perMonth }, words) => Object.entries(perMonth).map(([owner, most]) => words.capacity(owner, most)),
  targets: ({ targets }, words, by) =>
    Object.entries(targets).flatMap(([product, figures]) =>
      Object.entries(figures).flatMap(([figure, periods]) =>
        Object.entries(periods).map(([period, value]) => words.target(by.product(product), figure, period, value, by)),
      ),
    ),
}
