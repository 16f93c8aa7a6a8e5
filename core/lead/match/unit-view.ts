/** What is known of one unit, counted: how often each value was told; and what one submission tells about its unit. */

import { type Place, place as placeOf } from '../normalise/place.ts'
import { key } from '../normalise/text.ts'
import type { Submission } from '../submission.ts'
import { isTown, type Site, siteOf } from './site.ts'
import { isPlace, relatePlaces } from './whereabouts.ts'

export interface Counted<T> {
  value: T
  count: number
}

export interface UnitView {
  id: string
  sites: readonly Counted<Site>[]
  places: readonly Counted<Place>[]
  /** Keys of the towns among the places. */
  towns: readonly string[]
  phoneStems: ReadonlyMap<string, number>
  areas: ReadonlyMap<string, number>
  subdomains: ReadonlyMap<string, number>
  mails: ReadonlySet<string>
  mobiles: ReadonlySet<string>
  names: ReadonlySet<string>
}

/** What a submission tells about its unit. */
export interface UnitHints {
  site: Site | null
  siteLabel: string | null
  place: Place | null
  /** Whatever the line may be without its extension; of who writes for others, nothing. */
  phoneStems: readonly string[]
  /** Country and area of the line, as far as that is known. */
  area: string | null
  subdomain: string | null
  mail: string | null
  mobile: string | null
  name: string | null
  /** The company as typed, comparable: a town of the account may stand in it. */
  text: string | null
}

export function unitHints(submission: Submission): UnitHints {
  const known = hints.get(submission) ?? hintsOf(submission)
  hints.set(submission, known)
  return known
}

/** Remembered, since a submission is held against those that come after it. */
const hints = new WeakMap<Submission, UnitHints>()

function hintsOf(submission: Submission): UnitHints {
  const { company, mail, phone, mobile, place, person, siteLabel, onBehalf } = submission
  const site = siteOf(submission) ?? siteOfHost(mail?.subdomain ?? null)
  return {
    site,
    siteLabel,
    place: isPlace(place) && !(site !== null && isElsewhere(site, place)) ? place : null,
    phoneStems: onBehalf || !phone ? [] : [phone.stem],
    area: onBehalf || !phone ? null : (phone.area ?? phone.e164.slice(0, 6)),
    subdomain: mail?.subdomain ?? null,
    mail: mail && mail.kind !== 'role' ? mail.address : null,
    mobile: mobile?.e164 ?? null,
    name: bearsTheFirm(submission) ? null : person.key,
    text: company === null ? null : key(company.raw),
  }
}

/** Without its country a number may have been taken for one of another. */
export const sameArea = (a: string, b: string): boolean => isBegun(a, b) || isBegun(a.slice(COUNTRY), b.slice(COUNTRY))

const isBegun = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a)

/** `+49` */
const COUNTRY = 3

/** The owner stands on every card, and the son may bear the same name. */
export const bearsTheFirm = ({ person, company }: Submission): boolean => person.lastName !== null && (company?.tokens ?? []).includes(key(person.lastName))

/** `Werk Celle` with an address in Nürnberg: the head office's. */
function isElsewhere({ kind, name }: Site, place: Place): boolean {
  if (kind === 'headOffice' || kind === 'division' || !isTown(name)) return false
  return relatePlaces(placeOf({ city: name }), place) === 'elsewhere'
}

/** Hosts are called after towns: `mail@linz.huber.example`. */
function siteOfHost(subdomain: string | null): Site | null {
  const name = key(subdomain ?? '')
  return subdomain !== null && name.length > 3 && isTown(name) ? { label: subdomain, kind: 'site', name, number: null } : null
}

/** The unit that these submissions make together. */
export function unitView(id: string, members: readonly UnitHints[]): UnitView {
  const present = <T>(values: readonly (T | null)[]): T[] => values.filter((value) => value !== null)
  return {
    id,
    sites: counted(present(members.map(({ site }) => site))),
    places: counted(present(members.map(({ place }) => place))),
    towns: townsOf(members.flatMap(({ place }) => place ?? [])),
    phoneStems: tally(members.flatMap(({ phoneStems }) => phoneStems)),
    areas: tally(present(members.map(({ area }) => area))),
    subdomains: tally(present(members.map(({ subdomain }) => subdomain))),
    mails: new Set(present(members.map(({ mail }) => mail))),
    mobiles: new Set(present(members.map(({ mobile }) => mobile))),
    names: new Set(present(members.map(({ name }) => name))),
  }
}

function counted<T extends object>(values: readonly T[]): Counted<T>[] {
  const groups = new Map<string, Counted<T>>()
  for (const value of values) {
    const key = written(value)
    groups.set(key, { value, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return [...groups.values()]
}

const texts = new WeakMap<object, string>()

function written(value: object): string {
  const text = texts.get(value) ?? JSON.stringify(value)
  texts.set(value, text)
  return text
}

export const townsOf = (places: readonly Place[]): string[] => [...new Set(places.map(({ city }) => city).filter((city) => city !== null))]

export function tally(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
