/** What happened: the words in which tools say it, and what a payload's make tells where no word does. */
import type { EventKind, Origin } from '../../lead/event.ts'
import { isBlank, type Leaf, single } from './leaves.ts'
import { wordsOf } from './words.ts'

export interface Happening {
  kind: EventKind
  /** Of the newsletter's consent, where the word says so. */
  state?: 'given' | 'withdrawn'
}

/** How to tell the kind of an item. */
export interface KindRule {
  /** Where the word stands; undefined where the payload has none and every item is of the one kind. */
  leaf: Leaf | undefined
  /** By the words of the sample. */
  words: ReadonlyMap<string, Happening>
  /** The kind of all, where no word tells. */
  only: EventKind
  why: string
  sure: boolean
}

/** The first that fits the words of an event's name, in lower case and parted by spaces. */
const HAPPENINGS: readonly (readonly [RegExp, Happening])[] = [
  [/\bunsub\w*|opt out|\b(?:ab|aus)(?:melde|meldung|gemeldet|bestell|trag)|unsubscribe|widerruf|withdrawn|revoked/, { kind: 'consent', state: 'withdrawn' }],
  [/subscription (?:status )?chang|channel subscription/, { kind: 'consent', state: 'withdrawn' }],
  [/spam|complain|\babuse|beschwerde/, { kind: 'complaint', state: 'withdrawn' }],
  [/bounce|undeliver|unzustellbar|cleaned/, { kind: 'bounce' }],
  [/webinar.*(?:attend|joined|participant|teilgenommen|besucht)/, { kind: 'webinar_attendance' }],
  [/webinar|registrant/, { kind: 'webinar_registration' }],
  [/newsletter.*anmeld|anmeldung.*newsletter|(?:^|\W)subscri|double opt in|doi\b/, { kind: 'subscription', state: 'given' }],
  [
    /invitee or guest|invitee (?:accept|regist)|attendee|registration|registered|teilnehm|veranstaltung|order placed|\banmeldung/,
    { kind: 'event_registration' },
  ],
  [/invitee|appointment|booking|buchung|\btermin|meeting|scheduled/, { kind: 'meeting' }],
  [/download|whitepaper|heruntergeladen/, { kind: 'download' }],
  [/\bopen(?:ed|s)?\b|on open|geoeffnet/, { kind: 'open' }],
  [/click|klick/, { kind: 'click' }],
  [/\bscan|badge|lead capture|visit report|\bmesse|trade ?show|\bfair\b|\bstand\b|booth/, { kind: 'fair_scan' }],
  [/page ?(?:view|visit)|seitenaufruf|seitenbesuch/, { kind: 'page_visit' }],
  [/survey|umfrage/, { kind: 'survey' }],
  [
    /(?:form|lead|kontakt|contact|anfrage).*(?:submi|creat|sent|respon|eingang|new|neu)|form response|\bsubmit|submission|fills? out|anfrage|formular/,
    { kind: 'form' },
  ],
  [/(?:person|contact|profile?|kontakt|lead|customer).*(?:updat|chang|modif|geaendert)/, { kind: 'profile' }],
]

/** What an event's name or a form's title says. */
export function happeningIn(text: string): Happening | undefined {
  const words = wordsOf(text).join(' ')
  return HAPPENINGS.find(([pattern]) => pattern.test(words))?.[1]
}

/** Fields that name what happened, best first. */
const SAYS_WHAT = [
  'event',
  'eventtype',
  'eventname',
  'ereignis',
  'recordtype',
  'cetype',
  'type',
  'typ',
  'action',
  'aktion',
  'vorgang',
  'trigger',
  'webhooktype',
  'messagetype',
  'subscriptiontype',
]

export function kindRule(leaves: readonly Leaf[]): KindRule {
  const named = leaves
    .map((leaf) => ({ leaf, rank: SAYS_WHAT.indexOf(wordsOf(leaf.names.at(-1) ?? '').join('')) }))
    .filter(({ leaf, rank }) => rank >= 0 && leaf.names.length <= 3 && !leaf.path.includes('['))
    .sort((a, b) => a.leaf.names.length - b.leaf.names.length || a.rank - b.rank)
  for (const { leaf } of named) {
    const words = new Map(texts(leaf).flatMap((word) => (happeningIn(word) ? [[word, happeningIn(word)!] as const] : [])))
    if (words.size > 0) return { leaf, words, only: 'form', why: `'${leaf.names.at(-1)}' says what happened`, sure: true }
  }
  const { kind, why, sure } = byMake(leaves)
  return { leaf: undefined, words: new Map(), only: kind, why, sure }
}

export const texts = (leaf: Leaf): string[] => [
  ...new Set([...leaf.values.values()].map(single).flatMap((value) => (typeof value === 'string' && !isBlank(value) && value.length < 100 ? [value] : []))),
]

const MAKES: readonly (readonly [RegExp, EventKind])[] = [
  [/webinar/, 'webinar_registration'],
  [/\b(?:badge|scanner|scan|booth|messe|fair|standteam|questionnaire|prospect info|visit report)\b/, 'fair_scan'],
  [/\b(?:attendee|ticket|teilnehmer|veranstaltung|checked in)\b/, 'event_registration'],
  [/\bdouble opt in|abonnent|subscriber\b/, 'subscription'],
]

/** What fields there are, and what the form is called. */
function byMake(leaves: readonly Leaf[]): { kind: EventKind; why: string; sure: boolean } {
  const names = leaves.map(({ names: all }) => all.flatMap(wordsOf).join(' '))
  for (const [pattern, kind] of MAKES) {
    const found = names.find((name) => pattern.test(name))
    if (found !== undefined) return { kind, why: `the payload speaks of '${pattern.exec(found)![0]}'`, sure: false }
  }
  const titles = leaves.filter(({ names: all }) => /form|title|titel|trigger/i.test(all.slice(-2).join(' '))).flatMap(texts)
  const title = titles.find((text) => /download|whitepaper|datenblatt|brosch/i.test(text))
  if (title !== undefined) return { kind: 'download', why: 'the title speaks of a download', sure: false }
  const form = leaves.find(({ names: all }) => all.some((name) => /^(?:form|formular)$/.test(wordsOf(name).find((word) => word.startsWith('form')) ?? '')))
  if (form !== undefined) return { kind: 'form', why: `'${form.names.join('.')}' speaks of a form`, sure: true }
  return { kind: 'form', why: 'nothing tells what happened, so it counts as a form', sure: false }
}

/** Where such a touch comes from, as far as its kind tells. */
export function channelOf(kind: EventKind): Origin['channel'] | undefined {
  if (kind === 'fair_scan') return 'fair'
  if (kind === 'webinar_registration' || kind === 'webinar_attendance') return 'webinar'
  if (['open', 'click', 'bounce', 'complaint', 'consent', 'subscription'].includes(kind)) return 'email'
  if (kind === 'profile') return 'crm'
  return kind === 'feedback' ? 'crm' : undefined
}
