/** Consents as a mapping states them: asked in a field, or told by what happened. */
import { truth } from '../functions/values.ts'
import type { Assigned } from './assign.ts'
import { type Leaf, single, singlePath } from './leaves.ts'
import { line, object } from './line.ts'
import { SURE } from './match.ts'
import type { ProposedTarget } from './names.ts'

export interface ConsentLine {
  /** `newsletter, email` */
  about: string
  expression: string
  leaf: Leaf
  sure: boolean
  why: string
}

/** What a field of consent permits, and by which way. */
const PERMITS: Readonly<Partial<Record<ProposedTarget, readonly [string, string]>>> = {
  'consent.newsletter': ['newsletter', 'email'],
  'consent.marketing': ['marketing', 'email'],
  'consent.phone': ['contact', 'phone'],
  'consent.contact': ['contact', 'any'],
}

export function consentLine(target: ProposedTarget, { leaf, score, why }: Assigned): ConsentLine | undefined {
  const permits = PERMITS[target]
  if (permits === undefined) return undefined
  const [purpose, channel] = permits
  const path = singlePath(leaf)
  const asked = [...leaf.values.values()].map(single).some((value) => truth(value) !== undefined)
  const wording = asked ? wordingOf(leaf) : path
  const made = object(
    [
      line('purpose', JSON.stringify(purpose)),
      line('channel', JSON.stringify(channel)),
      line('state', asked ? `$truth(${path}) ? "given" : "denied"` : '"given"'),
      ...(wording === undefined ? [] : [line('wording', wording)]),
      line('at', '$at'),
      line('proof', `${JSON.stringify(`${leaf.names.at(-1)}, delivery `)} & $delivery.id`),
    ],
    '      ',
  )
  // Neither yes nor no: nobody was asked, or nothing was answered.
  const when = asked ? `$exists($truth(${path}))` : path
  return { about: `${purpose}, ${channel}`, expression: `${when} ? ${made}`, leaf, sure: score >= SURE, why }
}

/** The question, where it is a sentence somebody agrees to. */
const wordingOf = ({ label }: Leaf): string | undefined => (label !== undefined && label.length > 25 ? JSON.stringify(label) : undefined)

/** What an unsubscription, a subscription or a complaint means for the newsletter. @param state an expression */
export const toldConsent = (state: string): string => {
  const about = [
    line('purpose', '"newsletter"'),
    line('channel', '"email"'),
    line('state', state),
    line('at', '$at'),
    line('proof', '"delivery " & $delivery.id'),
  ]
  return `${state} ? ${object(about, '      ')}`
}
