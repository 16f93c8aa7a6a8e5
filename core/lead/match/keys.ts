/** The keys under which a submission and its account are found again. */
import { sound } from '../normalise/alike.ts'
import { isTrade } from '../normalise/trades.ts'
import type { Submission } from '../submission.ts'
import { labelOf } from './labels.ts'

/**
 * `hold` are strong enough to make a match alone: they are locked, so that parallel events of one new company wait for
 * each other; the rest only finds candidates.
 */
export function identityKeys(submission: Submission): Keys {
  const known = keys.get(submission) ?? keysOf(submission)
  keys.set(submission, known)
  return known
}

interface Keys {
  hold: readonly string[]
  find: readonly string[]
}

/** Remembered, since a submission is looked up, held and learnt by them. */
const keys = new WeakMap<Submission, Keys>()

function keysOf(submission: Submission): Keys {
  const { company, domains, vatId, mail, mobile, phone, place, person } = submission
  const hold = [
    ...domains.map((domain) => `domain:${domain}`),
    ...(vatId ? [`vat:${vatId}`] : []),
    ...(company ? [`name:${company.joined}`] : []),
    ...(mail && mail.kind !== 'role' ? [`mail:${(mail.corrected ?? mail).key}`] : []),
    ...(mobile ? [`mobile:${mobile.e164}`] : []),
  ]
  const find = [
    ...hold,
    ...(phone?.stems ?? []).map((stem) => `phone:${stem}`),
    ...(place.postalCode && place.street ? [`street:${place.postalCode} ${place.street}`] : []),
    ...domains.map((domain) => `label:${labelOf(domain).telling}`),
    ...(person.key === null ? [] : [`who:${person.key}`]),
    ...(company ? nameKeys(company.tokens, company.joined, place.postalCode, place.city) : []),
  ]
  return { hold: [...new Set(hold)].sort(), find: [...new Set(find)].sort() }
}

/** Keys that few others share: who is meant is nearly always among those found by them. */
export const isStrong = (key: string): boolean => /^(?:domain|vat|name|mail|mobile|phone):/.test(key)

/** Keys of a sender who may write for others: their domain and telephone. */
export const isSenders = (key: string): boolean => /^(?:domain|label|phone):/.test(key)

/** More words than this of one name are not looked up one by one. */
const WORDS = 5

function nameKeys(tokens: readonly string[], joined: string, postalCode: string | null, city: string | null): string[] {
  const words = [...new Set(tokens)].filter((word) => word.length > 1).slice(0, WORDS)
  const telling = words.filter((word) => word.length >= 4 && !isTrade(word)).slice(0, 2)
  const keys = [
    ...telling.map((word) => `sound:${sound(word)}`),
    `label:${joined}`,
    ...words.map((word) => `word:${word}`),
    ...(words[0] ? [`label:${words[0]}`] : []),
  ]
  for (const word of words) {
    const start = word.slice(0, 4)
    if (postalCode !== null) keys.push(`at:${start} ${postalCode}`)
    if (city !== null) keys.push(`at:${start} ${city}`)
    for (const other of words) if (word !== other) keys.push(`two:${word} ${other.slice(0, 3)}`)
  }
  return keys
}
