/** Whether a value can be what its field's name says. */

import { utm } from '../functions/campaign.ts'
import { salutation, truth } from '../functions/values.ts'
import { happeningIn } from './kinds.ts'
import { type Scalar, single } from './leaves.ts'
import { looksLikeEmail, looksLikeUrl } from './looks.ts'
import type { ProposedTarget } from './names.ts'

export function fits(target: ProposedTarget, value: Scalar | readonly Scalar[]): boolean {
  if (target === 'products') return typeof value === 'string' || Array.isArray(value)
  const one = single(value)
  if (one === undefined) return false
  if (target.startsWith('consent.')) return agrees(one)
  const rule = RULES[target]
  if (rule) return rule(one)
  return target.startsWith('person.') || target.startsWith('company.') ? isWords(one) : typeof one !== 'boolean' && String(one).trim() !== ''
}

const isWords = (value: Scalar, most = 150): value is string =>
  typeof value === 'string' && /\p{L}/u.test(value) && !value.includes('@') && !value.includes('://') && value.length <= most
const isPlace = (value: Scalar): boolean => isWords(value, 80) && !/\d/.test(String(value))

/** A yes or no, or the very text that was agreed to. */
const agrees = (value: Scalar): boolean => truth(value) !== undefined || (typeof value === 'string' && value.length > 12 && !looksLikeUrl(value))

const RULES: Readonly<Partial<Record<ProposedTarget, (value: Scalar) => boolean>>> = {
  'person.email': looksLikeEmail,
  'person.phone': isNumber,
  'person.mobile': isNumber,
  'person.salutation': (value) => typeof value === 'string' && salutation(value) !== undefined,
  'person.title': (value) => isWords(value, 40) && /\b(?:prof|dr|dipl|ing|mag|mba|ph\.?d|[bm]\.?sc|di|habil)\b/i.test(value),
  'person.firstName': (value) => isPlace(value),
  'person.lastName': (value) => isPlace(value),
  // A bounce is called "Hard bounce" under the same name.
  'person.fullName': (value) => isPlace(value) && happeningIn(String(value)) === undefined,
  'origin.event': (value) => isWords(value, 500),
  'person.language': (value) => typeof value === 'string' && /^(?:[a-z]{2}(?:[-_][a-z]{2})?|\p{L}{4,12})$/iu.test(value),
  'company.website': (value) => typeof value === 'string' && /^\S+\.\S+$/.test(value) && !value.includes('@'),
  'company.vatId': (value) => typeof value === 'string' && /\d{5}/.test(value),
  'company.postalCode': (value) => /^(?=.*\d)[\w -]{3,10}$/.test(String(value)),
  'company.city': isPlace,
  'company.country': isPlace,
  'company.employees': (value) => /^\d{1,7}$/.test(String(value)),
  'company.revenue': (value) => /^\d[\d., ]*$/.test(String(value)),
  note: (value) => isWords(value, 20_000),
  wantsSales: (value) => truth(value) !== undefined,
  occurredAt: () => false, // chosen by times.ts
  test: (value) => truth(value) !== undefined,
  utm: (value) => Object.keys(utm(value)).length > 0,
}

function isNumber(value: Scalar): boolean {
  return /^[\d+][\d ()/.+-]{4,25}$/.test(String(value).trim())
}
