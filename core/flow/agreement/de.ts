/** The agreement in German. */
import type { TouchKind } from '../../lead/event.ts'
import type { RoutingRule } from '../../lead/route.ts'
import type { FitRule } from '../../lead/rules.ts'
import { hoursInWords, isWeekday, type Named, periodParts, type Words, weekdays } from './words.ts'

const DAYS: Readonly<Record<string, string>> = {
  mon: 'Montag',
  tue: 'Dienstag',
  wed: 'Mittwoch',
  thu: 'Donnerstag',
  fri: 'Freitag',
  sat: 'Samstag',
  sun: 'Sonntag',
}
const FIGURES: Readonly<Record<string, string>> = { lead: 'neue Leads', mql: 'MQLs', sal: 'SALs', sql: 'SQLs', closing: 'Abschlüsse' }
const FUNCTIONS: Readonly<Record<string, string>> = {
  it: 'IT',
  management: 'Geschäftsführung',
  finance: 'Finanzen',
  purchasing: 'Einkauf',
  production: 'Produktion',
  engineering: 'Technik',
  controlling: 'Controlling',
  marketing: 'Marketing',
  sales: 'Vertrieb',
  logistics: 'Logistik',
  quality: 'Qualität',
  hr: 'Personal',
  other: 'sonstige',
}
const MAIL: Readonly<Record<string, string>> = { personal: 'persönlich', role: 'Funktionsadresse', freemail: 'Freemail', disposable: 'Wegwerfadresse' }
const RELATED: Readonly<Record<string, string>> = {
  agency: 'Agentur, die für ein anderes Unternehmen anfragt',
  group: 'Unternehmen einer Gruppe, die schon bekannt ist',
  sister: 'Schwesterunternehmen',
  franchise: 'Franchise-Betrieb',
  shared_domain: 'Unternehmen mit gemeinsamer Domain',
}
const country = new Intl.DisplayNames('de', { type: 'region' })
const points = (n: number, by: Named) => `${by.number(n)} ${Math.abs(n) === 1 ? 'Punkt' : 'Punkte'}`
const workingHours = (n: number, by: Named) => `${by.number(n)} ${n === 1 ? 'Arbeitsstunde' : 'Arbeitsstunden'}`
const range = ({ min, max }: { min?: number | undefined; max?: number | undefined }, unit: string, by: Named) =>
  [...(min === undefined ? [] : [`mindestens ${by.number(min)} ${unit}`]), ...(max === undefined ? [] : [`höchstens ${by.number(max)} ${unit}`])].join(' und ')

const month = (n: number) => new Intl.DateTimeFormat('de-DE', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2027, n - 1, 1))
function inPeriod(period: string): string {
  const { year, quarter, half, month: ofMonth } = periodParts(period)
  if (quarter !== undefined) return `im ${quarter}. Quartal ${year}`
  if (half !== undefined) return `im ${half}. Halbjahr ${year}`
  return ofMonth === undefined ? `im Jahr ${year}` : `im ${month(ofMonth)} ${year}`
}

function fitCondition({ function: functions, industry, country: countries, mailKind, employees, revenue }: FitRule['when'], by: Named): string {
  const parts = [
    ...(functions ? [`die Funktion ${by.either(functions.map((one) => FUNCTIONS[one] ?? one))} ist`] : []),
    ...(industry ? [`die Branche ${by.either(industry)} ist`] : []),
    ...(countries ? [`das Land ${by.either(countries.map((one) => country.of(one) ?? one))} ist`] : []),
    ...(mailKind ? [`die Mailadresse eine von diesen ist: ${by.either(mailKind.map((one) => MAIL[one] ?? one))}`] : []),
    ...(employees ? [`das Unternehmen ${range(employees, 'Mitarbeiter', by)} hat`] : []),
    ...(revenue ? [`der Umsatz ${range(revenue, 'EUR', by)} im Jahr ist`] : []),
  ]
  return parts.length === 0 ? 'immer' : `wenn ${by.list(parts)}`
}

function routed({ when, owner, owners, partner }: RoutingRule, by: Named): string {
  const conditions = [
    ...(when.product === undefined ? [] : [`Produkt ${by.product(when.product)}`]),
    ...(when.country ? [`Land ${by.either(when.country.map((one) => country.of(one) ?? one))}`] : []),
    ...(when.postalCodePrefix ? [`Postleitzahl beginnt mit ${by.either(when.postalCodePrefix)}`] : []),
    ...(when.related === undefined ? [] : [RELATED[when.related]]),
  ]
  const which = conditions.length === 0 ? 'Alle anderen Leads' : `Leads (${conditions.join('; ')})`
  if (partner !== undefined) return `${which} werden dem Partner ${by.partner(partner)?.label ?? partner} angeboten.`
  if (owners !== undefined) return `${which} bekommen abwechselnd ${by.list(owners)}.`
  if (owner === 'account') return `${which} bekommt, wer einen anderen Lead desselben Unternehmens hat.`
  if (owner === 'related') return `${which} bekommt, wer den Lead eines verbundenen Unternehmens hat.`
  return `${which} bekommt ${owner}.`
}

export const de: Words = {
  title: 'Vereinbarung zwischen Marketing und Vertrieb',
  sections: {
    parties: 'Geltung',
    funnel: 'Trichter',
    stages: 'Stufen des Vorgangs',
    classes: 'Klassen',
    score: 'Punktemodell',
    handover: 'Übergabe an den Vertrieb',
    owners: 'Wer den Lead bekommt',
    material: 'Was der Vertrieb mit dem Lead bekommt',
    feedback: 'Rückmeldung',
    limits: 'Fristen',
    calendars: 'Arbeitszeit',
    capacity: 'Kapazität',
    targets: 'Ziele',
  },
  none: 'Dazu wurde nichts vereinbart.',
  party: ({ name, for: of, signedOn }, by) =>
    `${name} für ${{ marketing: 'das Marketing', sales: 'den Vertrieb', management: 'die Geschäftsleitung' }[of]}${signedOn === null ? ' (noch nicht unterschrieben).' : `, unterschrieben am ${by.day(signedOn)}.`}`,
  validFrom: (day) => `Die Vereinbarung gilt ab dem ${day}.`,
  products: (names) => `Sie gilt für ${names}.`,
  phase: ({ name, about, stages, when, beside, next, substages }, nameOf, by) => {
    const conditions = [
      ...(when.class ? [`Klasse ${by.either(when.class)}`] : []),
      ...(when.fit === undefined ? [] : [`Passung ${when.fit} oder besser`]),
      ...(when.points === undefined ? [] : [`mindestens ${points(when.points, by)}`]),
      ...(when.substage ? [`Unterstufe ${by.either(when.substage)}`] : []),
      ...(when.touched ? [`eines davon: ${by.either(when.touched.map((kind) => de.touches[kind as TouchKind] ?? kind))}`] : []),
    ]
    const parts = [
      `${name.de}${about === null ? '' : `: ${about.de}`}`,
      `Stufe ${by.either(stages.map((stage) => de.stages[stage].name))}`,
      ...(conditions.length > 0 ? [`wenn ${by.list(conditions)}`] : []),
      ...(beside ? ['neben dem Trichter'] : []),
      ...(next === null || next.length === 0 ? [] : [`danach ${by.either(next.map(nameOf))}`]),
      ...(substages.length > 0 ? [`unterteilt in ${by.list(substages.map((one) => one.name.de))}`] : []),
    ]
    return `${parts.join('; ')}.`
  },
  stages: {
    unknown: { name: 'Unbekannt', means: 'Es gab nur anonyme Berührungen; ein Unternehmen wurde erkannt, aber keine Person.' },
    lead: { name: 'Lead', means: 'Jemand hat sich zu erkennen gegeben; Herkunft und Interesse sind bekannt.' },
    recycled: { name: 'Zurück im Marketing', means: 'Der Vertrieb hat den Lead mit einem vereinbarten Grund abgelehnt; das Nurturing beginnt neu.' },
    mql: { name: 'MQL (vom Marketing qualifiziert)', means: 'Punkte, Passung und Nurturing erfüllen, was unter „Übergabe an den Vertrieb“ steht.' },
    sal: { name: 'SAL (vom Vertrieb angenommen)', means: 'Der Vertrieb hat den Lead angenommen.' },
    sql: { name: 'SQL (vom Vertrieb qualifiziert)', means: 'Der Vertrieb hat eine echte Verkaufschance gefunden.' },
    customer: { name: 'Kunde', means: 'Der Auftrag ist gewonnen.' },
    lost: { name: 'Verloren', means: 'Die Verkaufschance endete ohne Auftrag, mit Grund; wer wieder aktiv wird, beginnt einen neuen Zyklus.' },
    disqualified: { name: 'Ausgeschlossen', means: 'Wettbewerber, Berater, Studierende, Privatpersonen und Spam.' },
  },
  classes: {
    B1: 'B1: Die Einheit kennt ihr Problem noch nicht.',
    B2: 'B2: Sie kennt ihr Problem und fragt, welche Art von Angebot es löst.',
    B3: 'B3: Sie hat sich für einen Ansatz entschieden, legt Anforderungen fest und vergleicht.',
    A: 'A: Sie will bald entscheiden.',
    C: 'C: Es ist kein Bedarf in Sicht.',
  },
  classDays: (_, days) => (days === null ? 'Diese Klasse verfällt nicht.' : `Nach ${days} Tagen ohne Bestätigung wird nachgefragt.`),
  touches: {
    form: 'Formular',
    download: 'Download',
    fair_scan: 'Messekontakt',
    open: 'Geöffnete Mail',
    click: 'Klick in einer Mail',
    webinar_registration: 'Anmeldung zum Webinar',
    webinar_attendance: 'Teilnahme am Webinar',
    event_registration: 'Anmeldung zur Veranstaltung',
    page_visit: 'Seitenbesuch',
    company_seen: 'Erkanntes Unternehmen',
    call: 'Anruf',
    meeting: 'Termin',
    list_entry: 'Eintrag in einer Liste',
    subscription: 'Abonnement',
    reply: 'Antwort',
    survey: 'Umfrage',
    referral: 'Empfehlung',
    post: 'Brief',
  },
  touch: (name, { points: given, halfLifeDays, nurtures }, by) =>
    given === 0
      ? `${name}: keine Punkte.`
      : `${name}: ${points(given, by)}, nach ${by.number(halfLifeDays)} Tagen noch die Hälfte${nurtures ? '; zählt als Nurturing' : ''}.`,
  interest: ({ none, low, medium, high }, by) =>
    `Das Ergebnis eines Gesprächs zählt zusätzlich: kein Interesse ${points(none, by)}, geringes ${points(low, by)}, mittleres ${points(medium, by)}, hohes ${points(high, by)}.`,
  fit: ({ id, when, points: given }, by) => `Passung „${id}“: ${points(given, by)}, ${fitCondition(when, by)}.`,
  fitGrades: ({ A, B, C }, by) => `Note der Passung nach Punkten: A ab ${by.number(A)}, B ab ${by.number(B)}, C ab ${by.number(C)}, sonst D.`,
  engagementGrades: (of, by) => `Note des Interesses nach Punkten: 1 ab ${by.number(of[1])}, 2 ab ${by.number(of[2])}, 3 ab ${by.number(of[3])}, sonst 4.`,
  mql: ({ points: least, touches, days, fit }, by) =>
    `Ein Lead wird als MQL übergeben, wenn er mindestens ${points(least, by)} und die Passung ${fit} oder besser hat und nach dem Erkennen mindestens ${touches} Inhalte an mindestens ${days} verschiedenen Tagen genutzt hat.`,
  fastLane: 'Wer selbst nach dem Vertrieb fragt, wird auf jeder Stufe sofort übergeben; das zählt nicht als MQL.',
  classified: 'Wen das Marketing nach einem Gespräch mit A einstuft, wird sofort übergeben.',
  sieve: ({ name, domains, companies, titles, list, withoutCompany }, by) => {
    const parts = [
      ...(domains.length > 0 ? [`Domains ${by.list(domains)}`] : []),
      ...(companies.length > 0 ? [`Unternehmen ${by.list(companies)}`] : []),
      ...(titles.length > 0 ? [`Berufsbezeichnungen mit ${by.either(titles)}`] : []),
      ...(list === null ? [] : [`die Liste ${list}`]),
      ...(withoutCompany ? ['Personen ohne Unternehmen'] : []),
    ]
    return `Kein Lead ist (${name.de}): ${by.list(parts)}.`
  },
  lanes: { mql: 'MQLs', fast: 'Anfragen an den Vertrieb', classified: 'mit A eingestufte Leads' },
  connection: ({ label, lanes, convert }, by) =>
    `${label} bekommt ${by.list(lanes.map((lane) => de.lanes[lane]))}; zur Verkaufschance macht den Lead ${convert === 'hub' ? 'der Hub' : 'der Vertrieb im CRM'}.`,
  keepsOwner: 'Wer den Lead schon hat, behält ihn; sonst gilt die erste der folgenden Regeln, die passt.',
  route: routed,
  noRoute: 'Wo keine Regel passt, oder alle so viele haben wie vereinbart, entscheidet das CRM.',
  duty: 'Der Vertrieb nimmt jeden übergebenen Lead an oder lehnt ihn mit einem dieser Gründe ab:',
  reason: (name) => `${name}.`,
  firstFits: 'Für jeden Weg und jedes Produkt gilt der erste der folgenden Absätze, der passt.',
  limit: (kind, { within, after, remindBefore, remindAfter, escalate, otherwise }, { lanes, products, from: first, calendar }, by) => {
    const of = `${by.list(lanes.map((lane) => de.lanes[lane]))}${products.length === 0 ? '' : ` für ${by.list(products.map((id) => by.product(id)))}`}${first === null ? '' : ` (Übergaben ab dem ${by.day(first)})`}`
    const from = after === 'handover' ? 'nach der Übergabe' : 'nach der Annahme'
    const until = 'hours' in within ? `innerhalb von ${workingHours(within.hours, by)} ${from}` : `bis zum Ende des ${within.days}. Arbeitstages ${from}`
    const what = kind === 'acceptance' ? `Der Vertrieb nimmt sie ${until} an oder lehnt sie ab` : `Der Vertrieb nimmt ${until} Kontakt auf`
    const reminders = [
      ...remindBefore.map((hours) => `${workingHours(hours, by)} vorher`),
      ...remindAfter.map((hours) => (hours === 0 ? 'bei Ablauf' : `${workingHours(hours, by)} danach`)),
    ]
    const when = (hours: number) => (hours === 0 ? 'bei Ablauf' : `${workingHours(hours, by)} nach Ablauf`)
    const then = {
      issue: 'wird ein Vorgang eröffnet',
      accept: 'gilt der Lead als angenommen',
      passOn: 'bekommt ihn der Nächste nach den Regeln',
      nothing: '',
    }[otherwise.do]
    return [
      `${of}: ${what} (Kalender ${calendar}).`,
      ...(reminders.length === 0 ? [] : [`${of}: Daran wird ${by.list(reminders)} erinnert.`]),
      ...(escalate ? [`${of}: Geschieht nichts, erfährt es ${when(escalate.afterHours)} auch ${escalate.to}.`] : []),
      ...(then === '' ? [] : [`${of}: Geschieht nichts, ${then}, und zwar ${when(otherwise.afterHours)}.`]),
    ]
  },
  unreminded: 'Per Mail wird bisher niemand erinnert: Es ist kein Weg der Art „mail“ unter `notifiers` eingerichtet.',
  partnerLimit: (label, days, by) =>
    `Der Partner ${label} antwortet innerhalb von ${by.number(days)} Tagen; danach geht der Lead weiter, als hätte er abgelehnt.`,
  calendar: (id, { region, timeZone, days, hours, except }, by) => {
    const odd = Object.entries(except).map(([day, of]) => `${isWeekday(day) ? DAYS[day] : dayOf(day)} ${of.length === 0 ? 'frei' : hoursInWords(of)}`)
    return `${id}: ${weekdays(days, DAYS, 'bis', by)} ${hoursInWords(hours)}${odd.length > 0 ? `; ${odd.join('; ')}` : ''}; ${region === 'none' ? 'ohne Feiertage' : `frei an den Feiertagen von ${region}`}; Zeitzone ${timeZone}.`
  },
  capacity: (owner, most) => `${owner} übernimmt im Monat bis zu ${most} Leads.`,
  target: (product, figure, period, value, by) => `${product}: ${by.number(value)} ${FIGURES[figure] ?? figure} ${inPeriod(period)}.`,
  changes: {
    added: 'Neu',
    removed: 'Entfallen',
    none: 'Nichts ist anders.',
    between: (from, to) => `Was sich von Version ${from} zu Version ${to} geändert hat`,
  },
  version: (n, day) => (n === null ? 'Entwurf: Der Hub ist noch nicht damit gelaufen' : `Version ${n} vom ${day}`),
}

function dayOf(day: string): string {
  const [d, m, y] = day.split('-').reverse()
  return `${Number(d)}.${Number(m)}.${y ?? ''}`
}
