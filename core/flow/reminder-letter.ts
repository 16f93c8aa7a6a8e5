/** What salespeople are told of a time limit: which lead, until when, and what happens otherwise. */
import type { Message } from '../notifier.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import type { Context } from './context.ts'
import { accountName } from './names.ts'
import type { Reminder } from './reminded.ts'

type Language = 'de' | 'en'

interface Words {
  nameless: string
  subject: { due: string; overdue: string; settled: string }
  greeting: string
  handed: (day: string) => string
  until: Readonly<Record<Reminder['kind'], { due: (day: string) => string; overdue: (day: string) => string }>>
  todo: Readonly<Record<Reminder['kind'], string>>
  otherwise: Readonly<Record<string, string>>
  settled: Readonly<Record<string, string>>
  labels: { company: string; product: string; owner: string; lane: string }
  lane: { mql: string; fast: string; classified: string }
}

const WORDS: Readonly<Record<Language, Words>> = {
  de: {
    nameless: 'Unternehmen ohne Namen',
    subject: { due: 'Bitte bearbeiten', overdue: 'Frist abgelaufen', settled: 'Frist abgelaufen, erledigt' },
    greeting: 'Guten Tag,\n\nes geht um diesen Lead:',
    handed: (day) => `Er wurde am ${day} an den Vertrieb übergeben.`,
    until: {
      acceptance: {
        due: (day) => `Die Frist zum Annehmen oder Ablehnen endet am ${day}.`,
        overdue: (day) => `Die Frist zum Annehmen oder Ablehnen endete am ${day}.`,
      },
      first_contact: {
        due: (day) => `Die Frist für den ersten Kontakt endet am ${day}.`,
        overdue: (day) => `Die Frist für den ersten Kontakt endete am ${day}.`,
      },
    },
    todo: {
      acceptance: 'Bitte nehmen Sie ihn im CRM an, oder lehnen Sie ihn mit einem der vereinbarten Gründe ab.',
      first_contact: 'Bitte nehmen Sie Kontakt auf, und tragen Sie das Gespräch im CRM ein.',
    },
    otherwise: {
      accept: 'Danach gilt der Lead als angenommen.',
      passOn: 'Danach bekommt ihn jemand anderes.',
    },
    settled: { accept: 'Der Lead gilt jetzt als angenommen.', passOn: 'Jemand anderes hat den Lead jetzt.' },
    labels: { company: 'Unternehmen', product: 'Produkt', owner: 'Zuständig', lane: 'Stand' },
    lane: { mql: 'vom Marketing qualifiziert', fast: 'möchte mit dem Vertrieb sprechen', classified: 'entscheidet bald, nach Gespräch mit dem Marketing' },
  },
  en: {
    nameless: 'A company without a name',
    subject: { due: 'Please see to', overdue: 'Time is over', settled: 'Time is over, settled' },
    greeting: 'Hello,\n\nthis is about this lead:',
    handed: (day) => `It was handed over to sales on ${day}.`,
    until: {
      acceptance: { due: (day) => `The time to accept or reject it ends on ${day}.`, overdue: (day) => `The time to accept or reject it ended on ${day}.` },
      first_contact: { due: (day) => `The time for the first contact ends on ${day}.`, overdue: (day) => `The time for the first contact ended on ${day}.` },
    },
    todo: {
      acceptance: 'Please accept it in the CRM, or reject it with one of the agreed reasons.',
      first_contact: 'Please get in contact, and enter it in the CRM.',
    },
    otherwise: { accept: 'After that the lead counts as accepted.', passOn: 'After that somebody else gets it.' },
    settled: { accept: 'The lead counts as accepted now.', passOn: 'Somebody else has the lead now.' },
    labels: { company: 'Company', product: 'Product', owner: 'Owner', lane: 'Stage' },
    lane: { mql: 'qualified by marketing', fast: 'asks to talk to sales', classified: 'decides soon, as marketing learnt in a call' },
  },
}

interface Addressed {
  id: string
  to: string
  language: Language
  owner: string | null
}

export async function reminderLetter(db: Db, on: Context, reminder: Reminder, { id, to, language, owner }: Addressed): Promise<Message> {
  const words = WORDS[language]
  const { lead, kind, dueAt, settled, limit } = reminder
  const account = await identity.standing(db, lead.accountId)
  const company = (account && accountName(account)) ?? words.nameless
  const product = on.setup.products.find((one) => one.id === lead.product)?.name[language] ?? lead.product
  const day = (at: number) => dayIn(language, at, on.setup.rules.timeZone)
  const { offer } = lead.state
  const when = settled !== null ? 'settled' : dueAt <= on.now() ? 'overdue' : 'due'
  const about: [string, string | null][] = [
    [words.labels.company, company],
    [words.labels.product, product],
    [words.labels.lane, offer && words.lane[offer.lane]],
    [words.labels.owner, owner === to ? null : owner],
  ]
  const said = [
    offer && settled === null ? words.handed(day(offer.at)) : null,
    words.until[kind][when === 'due' ? 'due' : 'overdue'](day(dueAt)),
    settled === null ? words.todo[kind] : (words.settled[settled] ?? null),
    limit && (words.otherwise[limit.limit.otherwise.do] ?? null),
  ]
  const parts = [
    words.greeting,
    about.flatMap(([label, value]) => (value === null ? [] : [`${label}: ${value.replace(/\s+/g, ' ')}`])).join('\n'),
    said.filter((one) => one !== null).join(' '),
    `${on.setup.publicUrl}/#/leads/${lead.id}`,
  ]
  return { id, to, subject: `${words.subject[when]}: ${company}, ${product}`, text: `${parts.join('\n\n')}\n` }
}

const dayIn = (language: Language, at: number, timeZone: string): string =>
  new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at)
