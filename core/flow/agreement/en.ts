/** The agreement in English. */
import type { TouchKind } from '../../lead/event.ts'
import type { RoutingRule } from '../../lead/route.ts'
import type { FitRule } from '../../lead/rules.ts'
import { hoursInWords, isWeekday, type Named, periodParts, type Words, weekdays } from './words.ts'

const DAYS: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
}
const FIGURES: Readonly<Record<string, string>> = { lead: 'new leads', mql: 'MQLs', sal: 'SALs', sql: 'SQLs', closing: 'closings' }
const MAIL: Readonly<Record<string, string>> = { personal: 'personal', role: 'of a function', freemail: 'of a free mail service', disposable: 'disposable' }
const RELATED: Readonly<Record<string, string>> = {
  agency: 'an agency that asks for another company',
  group: 'a company of a group that is known already',
  sister: 'a sister company',
  franchise: 'a franchise',
  shared_domain: 'a company that shares its domain',
}
const country = new Intl.DisplayNames('en', { type: 'region' })
const points = (n: number, by: Named) => `${by.number(n)} ${Math.abs(n) === 1 ? 'point' : 'points'}`
const workingHours = (n: number, by: Named) => `${by.number(n)} working ${n === 1 ? 'hour' : 'hours'}`
const range = ({ min, max }: { min?: number | undefined; max?: number | undefined }, unit: string, by: Named) =>
  [...(min === undefined ? [] : [`at least ${by.number(min)} ${unit}`]), ...(max === undefined ? [] : [`at most ${by.number(max)} ${unit}`])].join(' and ')

const month = (n: number) => new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2027, n - 1, 1))
function inPeriod(period: string): string {
  const { year, quarter, half, month: ofMonth } = periodParts(period)
  if (quarter !== undefined) return `in quarter ${quarter} of ${year}`
  if (half !== undefined) return `in half-year ${half} of ${year}`
  return ofMonth === undefined ? `in ${year}` : `in ${month(ofMonth)} ${year}`
}

function ordinal(n: number): string {
  const end = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${end}`
}

function fitCondition({ function: functions, industry, country: countries, mailKind, employees, revenue }: FitRule['when'], by: Named): string {
  const parts = [
    ...(functions ? [`the function is ${by.either(functions)}`] : []),
    ...(industry ? [`the industry is ${by.either(industry)}`] : []),
    ...(countries ? [`the country is ${by.either(countries.map((one) => country.of(one) ?? one))}`] : []),
    ...(mailKind ? [`the mail address is one of these: ${by.either(mailKind.map((one) => MAIL[one] ?? one))}`] : []),
    ...(employees ? [`the company has ${range(employees, 'employees', by)}`] : []),
    ...(revenue ? [`the revenue is ${range(revenue, 'EUR', by)} a year`] : []),
  ]
  return parts.length === 0 ? 'always' : `if ${by.list(parts)}`
}

function routed({ when, owner, owners, partner }: RoutingRule, by: Named): string {
  const conditions = [
    ...(when.product === undefined ? [] : [`product ${by.product(when.product)}`]),
    ...(when.country ? [`country ${by.either(when.country.map((one) => country.of(one) ?? one))}`] : []),
    ...(when.postalCodePrefix ? [`postal code begins with ${by.either(when.postalCodePrefix)}`] : []),
    ...(when.related === undefined ? [] : [RELATED[when.related]]),
  ]
  const which = conditions.length === 0 ? 'All other leads' : `Leads (${conditions.join('; ')})`
  if (partner !== undefined) return `${which} are offered to the partner ${by.partner(partner)?.label ?? partner}.`
  if (owners !== undefined) return `${which} go to ${by.list(owners)} in turns.`
  if (owner === 'account') return `${which} go to whoever has another lead of the same company.`
  if (owner === 'related') return `${which} go to whoever has the lead of a related company.`
  return `${which} go to ${owner}.`
}

export const en: Words = {
  title: 'Agreement between marketing and sales',
  sections: {
    parties: 'What it holds for',
    funnel: 'Funnel',
    stages: 'Stages of the process',
    classes: 'Classes',
    score: 'Score model',
    handover: 'Hand-over to sales',
    owners: 'Who gets the lead',
    material: 'What sales gets with the lead',
    feedback: 'Feedback',
    limits: 'Time limits',
    calendars: 'Working time',
    capacity: 'Capacity',
    targets: 'Targets',
  },
  none: 'Nothing was agreed on this.',
  party: ({ name, for: of, signedOn }, by) => `${name} for ${of}${signedOn === null ? ' (not signed yet).' : `, signed on ${by.day(signedOn)}.`}`,
  validFrom: (day) => `The agreement is valid from ${day} on.`,
  products: (names) => `It holds for ${names}.`,
  phase: ({ name, about, stages, when, beside, next, substages }, nameOf, by) => {
    const conditions = [
      ...(when.class ? [`class ${by.either(when.class)}`] : []),
      ...(when.fit === undefined ? [] : [`fit ${when.fit} or better`]),
      ...(when.points === undefined ? [] : [`at least ${points(when.points, by)}`]),
      ...(when.substage ? [`substage ${by.either(when.substage)}`] : []),
      ...(when.touched ? [`one of these: ${by.either(when.touched.map((kind) => en.touches[kind as TouchKind] ?? kind))}`] : []),
    ]
    const parts = [
      `${name.en}${about === null ? '' : `: ${about.en}`}`,
      `stage ${by.either(stages.map((stage) => en.stages[stage].name))}`,
      ...(conditions.length > 0 ? [`if ${by.list(conditions)}`] : []),
      ...(beside ? ['beside the funnel'] : []),
      ...(next === null || next.length === 0 ? [] : [`then ${by.either(next.map(nameOf))}`]),
      ...(substages.length > 0 ? [`divided into ${by.list(substages.map((one) => one.name.en))}`] : []),
    ]
    return `${parts.join('; ')}.`
  },
  stages: {
    unknown: { name: 'Unknown', means: 'There were only anonymous touches; a company was recognised, but no person.' },
    lead: { name: 'Lead', means: 'Somebody identified themselves; origin and interest are known.' },
    recycled: { name: 'Back in marketing', means: 'Sales rejected the lead with one of the agreed reasons; nurturing begins anew.' },
    mql: { name: 'MQL (marketing qualified)', means: 'Points, fit and nurturing are what stands under “Hand-over to sales”.' },
    sal: { name: 'SAL (sales accepted)', means: 'Sales accepted the lead.' },
    sql: { name: 'SQL (sales qualified)', means: 'Sales found a real opportunity.' },
    customer: { name: 'Customer', means: 'The order is won.' },
    lost: { name: 'Lost', means: 'The opportunity ended without an order, with a reason; who becomes active again begins a new cycle.' },
    disqualified: { name: 'Disqualified', means: 'Competitors, consultants, students, private persons and spam.' },
  },
  classes: {
    B1: 'B1: the unit does not know its problem yet.',
    B2: 'B2: it knows its problem and asks which kind of offer solves it.',
    B3: 'B3: it has chosen an approach, specifies its need and compares.',
    A: 'A: it wants to decide soon.',
    C: 'C: no need is in sight.',
  },
  classDays: (_, days) => (days === null ? 'This class does not age.' : `After ${days} days without confirmation somebody asks again.`),
  touches: {
    form: 'Form',
    download: 'Download',
    fair_scan: 'Contact at a fair',
    open: 'Opened mail',
    click: 'Click in a mail',
    webinar_registration: 'Registration for a webinar',
    webinar_attendance: 'Attendance of a webinar',
    event_registration: 'Registration for an event',
    page_visit: 'Visit of a page',
    company_seen: 'Recognised company',
    call: 'Call',
    meeting: 'Meeting',
    list_entry: 'Entry of a list',
    subscription: 'Subscription',
    reply: 'Reply',
    survey: 'Survey',
    referral: 'Referral',
    post: 'Letter',
  },
  touch: (name, { points: given, halfLifeDays, nurtures }, by) =>
    given === 0
      ? `${name}: no points.`
      : `${name}: ${points(given, by)}, half of them after ${by.number(halfLifeDays)} days${nurtures ? '; counts as nurturing' : ''}.`,
  interest: ({ none, low, medium, high }, by) =>
    `The result of a talk counts on top: no interest ${points(none, by)}, low ${points(low, by)}, medium ${points(medium, by)}, high ${points(high, by)}.`,
  fit: ({ id, when, points: given }, by) => `Fit “${id}”: ${points(given, by)}, ${fitCondition(when, by)}.`,
  fitGrades: ({ A, B, C }, by) => `Grade of fit: A from ${points(A, by)}, B from ${points(B, by)}, C from ${points(C, by)}, else D.`,
  engagementGrades: (of, by) => `Grade of engagement: 1 from ${points(of[1], by)}, 2 from ${points(of[2], by)}, 3 from ${points(of[3], by)}, else 4.`,
  mql: ({ points: least, touches, days, fit }, by) =>
    `A lead is handed over as MQL when it has at least ${points(least, by)} and fit ${fit} or better, and used at least ${touches} content items on at least ${days} different days since it identified itself.`,
  fastLane: 'Who asks for sales is handed over at once, at any stage; that does not count as MQL.',
  classified: 'Who was classified A by marketing after a call is handed over at once.',
  sieve: ({ name, domains, companies, titles, list, withoutCompany }, by) => {
    const parts = [
      ...(domains.length > 0 ? [`the domains ${by.list(domains)}`] : []),
      ...(companies.length > 0 ? [`the companies ${by.list(companies)}`] : []),
      ...(titles.length > 0 ? [`job titles with ${by.either(titles)}`] : []),
      ...(list === null ? [] : [`the list ${list}`]),
      ...(withoutCompany ? ['people without a company'] : []),
    ]
    return `No lead (${name.en}): ${by.list(parts)}.`
  },
  lanes: { mql: 'MQLs', fast: 'requests for sales', classified: 'leads classified A' },
  connection: ({ label, lanes, convert }, by) =>
    `${label} gets ${by.list(lanes.map((lane) => en.lanes[lane]))}; ${convert === 'hub' ? 'the hub' : 'sales, in the CRM,'} makes the lead an opportunity.`,
  keepsOwner: 'Who has the lead already keeps it; else the first of the following rules that fits counts.',
  route: routed,
  noRoute: 'Where no rule fits, or all have as many as agreed, the CRM decides.',
  duty: 'Sales accepts every lead that is handed over, or rejects it with one of these reasons:',
  reason: (name) => `${name}.`,
  firstFits: 'For each way and product the first of the following that fits counts.',
  limit: (kind, { within, after, remindBefore, remindAfter, escalate, otherwise }, { lanes, products, from: first, calendar }, by) => {
    const names = `${by.list(lanes.map((lane) => en.lanes[lane]))}${products.length === 0 ? '' : ` for ${by.list(products.map((id) => by.product(id)))}`}${first === null ? '' : ` (handed over from ${by.day(first)} on)`}`
    const of = `${names[0]!.toUpperCase()}${names.slice(1)}`
    const from = after === 'handover' ? 'after the hand-over' : 'after the acceptance'
    const until = 'hours' in within ? `within ${workingHours(within.hours, by)} ${from}` : `by the end of the ${ordinal(within.days)} working day ${from}`
    const reminders = [
      ...remindBefore.map((hours) => `${workingHours(hours, by)} before`),
      ...remindAfter.map((hours) => (hours === 0 ? 'when the time is over' : `${workingHours(hours, by)} after`)),
    ]
    const when = (hours: number) => (hours === 0 ? 'when the time is over' : `${workingHours(hours, by)} after the time is over`)
    const then = { issue: 'an issue is opened', accept: 'the lead counts as accepted', passOn: 'the next by the rules gets it', nothing: '' }[otherwise.do]
    return [
      `${of}: sales ${kind === 'acceptance' ? 'accepts or rejects' : 'is in contact'} ${until} (calendar ${calendar}).`,
      ...(reminders.length === 0 ? [] : [`${of}: of that sales is reminded ${by.list(reminders)}.`]),
      ...(escalate ? [`${of}: if nothing happens, ${escalate.to} is told ${when(escalate.afterHours)}, too.`] : []),
      ...(then === '' ? [] : [`${of}: if nothing happens, ${then} ${when(otherwise.afterHours)}.`]),
    ]
  },
  unreminded: 'Nobody is reminded by mail so far: there is no notifier of the kind “mail” under `notifiers`.',
  partnerLimit: (label, days, by) => `The partner ${label} answers within ${by.number(days)} days; after that the lead goes on as if it had been rejected.`,
  calendar: (id, { region, timeZone, days, hours, except }, by) => {
    const odd = Object.entries(except).map(([day, of]) => `${isWeekday(day) ? DAYS[day] : dayOf(day)} ${of.length === 0 ? 'free' : hoursInWords(of)}`)
    return `${id}: ${weekdays(days, DAYS, 'to', by)} ${hoursInWords(hours)}${odd.length > 0 ? `; ${odd.join('; ')}` : ''}; ${region === 'none' ? 'no holidays' : `free on the public holidays of ${region}`}; time zone ${timeZone}.`
  },
  capacity: (owner, most) => `${owner} takes on up to ${most} leads a month.`,
  target: (product, figure, period, value, by) => `${product}: ${by.number(value)} ${FIGURES[figure] ?? figure} ${inPeriod(period)}.`,
  changes: { added: 'New', removed: 'No longer', none: 'Nothing is different.', between: (from, to) => `What changed from version ${from} to version ${to}` },
  version: (n, day) => (n === null ? 'Draft: the hub has not run with it yet' : `Version ${n} of ${day}`),
}

function dayOf(day: string): string {
  const [d, m, y] = day.split('-').reverse()
  const name = `${Number(d)} ${month(Number(m))}`
  return y === undefined ? name : `${name} ${y}`
}
