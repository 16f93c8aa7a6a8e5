/** What a partner is told of a lead: what they need to decide, and the two links by which they answer. */
import type { Message } from '../notifier.ts'
import type { Partner } from '../setup.ts'
import type { Db } from '../store/db.ts'
import type { LeadRow } from '../store/leads.ts'
import type { PartnerOffer } from '../store/partner-offers.ts'
import type { Context } from './context.ts'
import { signed } from './partner-link.ts'
import { type ContactDocument, leadDocument } from './record.ts'

/** Of what the company said, so much goes along. */
const LONGEST_NOTE = 1_000

interface Words {
  subject: (company: string, product: string) => string
  greeting: (partner: string) => string
  lane: { mql: string; fast: string; classified: string }
  labels: { company: string; unit: string; place: string; product: string; stage: string; contact: string; asked: string }
  until: (day: string) => string
  accept: string
  reject: string
  confirm: string
}

const WORDS: Readonly<Record<Partner['language'], Words>> = {
  de: {
    subject: (company, product) => `Anfrage für Sie: ${company}, ${product}`,
    greeting: (partner) => `Guten Tag ${partner},\n\nwir bieten Ihnen diese Anfrage an:`,
    lane: { mql: 'vom Marketing qualifiziert', fast: 'möchte mit dem Vertrieb sprechen', classified: 'entscheidet bald, nach Gespräch mit dem Marketing' },
    labels: { company: 'Unternehmen', unit: 'Standort', place: 'Ort', product: 'Produkt', stage: 'Stand', contact: 'Kontakt', asked: 'Anliegen' },
    until: (day) => `Bitte antworten Sie bis ${day}. Danach geben wir die Anfrage weiter.`,
    accept: 'Annehmen:',
    reject: 'Ablehnen:',
    confirm: 'Auf der Seite, die sich öffnet, bestätigen Sie Ihre Antwort. Die Links sind nur für Sie bestimmt.',
  },
  en: {
    subject: (company, product) => `A lead for you: ${company}, ${product}`,
    greeting: (partner) => `Dear ${partner},\n\nwe offer you this lead:`,
    lane: { mql: 'qualified by marketing', fast: 'asks to talk to sales', classified: 'decides soon, as marketing learnt in a call' },
    labels: { company: 'Company', unit: 'Site', place: 'Place', product: 'Product', stage: 'Stage', contact: 'Contact', asked: 'Asked for' },
    until: (day) => `Please answer by ${day}. After that we pass the lead on.`,
    accept: 'Accept:',
    reject: 'Reject:',
    confirm: 'You confirm your answer on the page that opens. The links are meant for you alone.',
  },
}

/** The lead as a partner sees it before they decide; the page shows it without the person. */
export interface OfferedLead {
  company: string | null
  unit: string | null
  place: string | null
  product: string
}

export async function partnerLetter(db: Db, on: Context, partner: Partner, lead: LeadRow, offer: PartnerOffer): Promise<Message> {
  const words = WORDS[partner.language]
  const { document, contacts } = await leadDocument(db, on, lead, null)
  const shown = await offeredLead(db, on, lead, partner.language)
  const lines = [
    line(words.labels.company, shown.company),
    line(words.labels.unit, shown.unit),
    line(words.labels.place, shown.place),
    line(words.labels.product, shown.product),
    line(words.labels.stage, words.lane[lead.state.offer?.lane ?? 'mql']),
    line(words.labels.contact, contacts[0] ? contactLine(contacts[0]) : null),
    line(words.labels.asked, askedFor(document.touchpoints)),
  ].filter((one) => one !== null)
  const url = `${on.setup.publicUrl}/p/${linkOf(on, lead, offer)}`
  const links = `${words.accept} ${url}/accept\n${words.reject} ${url}/reject`
  const until = words.until(dayIn(partner.language, offer.dueAt, on.setup.rules.timeZone))
  const parts = [words.greeting(partner.label), lines.join('\n'), until, links, words.confirm]
  return {
    id: offer.offerId,
    to: partner.email,
    subject: words.subject(shown.company ?? shown.product, shown.product),
    text: `${parts.join('\n\n')}\n`,
  }
}

export async function offeredLead(db: Db, on: Context, lead: LeadRow, language: Partner['language']): Promise<OfferedLead> {
  const { document, account } = await leadDocument(db, on, lead, null)
  const { site } = document.unit as { site?: string } // as leadDocument makes it
  const product = on.setup.products.find(({ id }) => id === lead.product)
  const { postalCode, country } = lead.state.attributes
  // The company's own address is perhaps that of another plant.
  const isThere = postalCode === undefined || postalCode === account.postalCode
  const place = [postalCode ?? account.postalCode, isThere ? account.city : undefined, country ?? account.country].filter((part) => part !== undefined)
  return { company: account.name ?? null, unit: site ?? null, place: place.join(' ') || null, product: product?.name[language] ?? lead.product }
}

const dayIn = (language: Partner['language'], at: number, timeZone: string): string =>
  new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at)

const linkOf = (on: Context, lead: LeadRow, { offerId, leadId, partner, dueAt }: PartnerOffer): string =>
  signed(on.addressKey, { lead: leadId, cycle: lead.state.cycle, offer: offerId, partner, until: dueAt })

const line = (label: string, value: string | null): string | null => (value === null || value === '' ? null : `${label}: ${value.replace(/\s+/g, ' ')}`)

function contactLine({ firstName, lastName, jobTitle, email, phone, mobile }: ContactDocument): string {
  const name = [firstName, lastName].filter((part) => part !== undefined).join(' ')
  return [name, jobTitle, email, phone ?? mobile].filter(Boolean).join(', ')
}

/** What the company said last, else what it looked at. */
function askedFor(touchpoints: unknown): string | null {
  const touches = (touchpoints as readonly { note?: string; title?: string }[]).toReversed() // as leadDocument makes them, oldest first
  const said = touches.find(({ note }) => note !== undefined)?.note ?? touches.find(({ title }) => title !== undefined)?.title
  return said?.slice(0, LONGEST_NOTE) ?? null
}
