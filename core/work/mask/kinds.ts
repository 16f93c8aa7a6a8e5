/** What a value is to whoever reads a case: told by where it flows, by what its field is called, by its look. */
import { nameKey } from '../functions/argument.ts'
import { TARGETS, type Target } from '../functions/field-names.ts'
import { type Field, targetOf } from '../functions/field-target.ts'
import { folded, type Leaf, type Step } from '../leaves.ts'
import { type Flow, OUTCOME } from '../lineage/probe.ts'
import { lookOf } from './looks.ts'

export type Kind =
  | 'first name'
  | 'last name'
  | 'name'
  | 'company'
  | 'site'
  | 'street'
  | 'postal code'
  | 'town'
  | 'e-mail address'
  | 'telephone number'
  | 'website'
  | 'address of a page'
  | 'VAT id'
  | 'IBAN'
  | 'IP address'
  | 'id'
  | 'date of birth'
  | 'job'
  | 'text'

/** Target fields and names of fields stand for the same things. */
const KINDS: Readonly<Partial<Record<string, Kind>>> = {
  'person.firstName': 'first name',
  'person.lastName': 'last name',
  'person.fullName': 'name',
  'person.email': 'e-mail address',
  'person.phone': 'telephone number',
  'person.mobile': 'telephone number',
  'person.jobTitle': 'job',
  'company.name': 'company',
  'company.department': 'job',
  'company.site': 'site',
  'company.website': 'website',
  'company.vatId': 'VAT id',
  'company.street': 'street',
  'company.postalCode': 'postal code',
  'company.city': 'town',
  'crm.owner.name': 'name',
  'crm.owner.email': 'e-mail address',
  note: 'text',
} satisfies Partial<Record<Target | 'crm.owner.name' | 'crm.owner.email', Kind>>

/** Names of fields that no mapping has a target for. */
const OWN_NAMES: readonly (readonly [RegExp, Kind])[] = [
  [/^(?:iban|kontonummer)$/, 'IBAN'],
  [/geburt|^(?:birthday|birthdate|dob)$/, 'date of birth'],
  [/^(?:fax|telefax|faxnummer)$/, 'telephone number'],
  [/^(?:username|benutzername|login|displayname|nickname|spitzname)$/, 'name'],
]

/** Names and texts of the form itself, not of whoever filled it in. */
const DEFINITION = /^(?:definition|questionnaire|questions?|titles?|labels?|descriptions?|choices|options|wording|formtitle|form_?name|subject)$/i

export interface Context {
  /** Where a value flows. */
  flowsOf: (steps: readonly Step[]) => readonly Flow[]
  /** Whether the mapping names this very text. */
  isKnown: (text: string) => boolean
  /** Whether the cases of the mapping have this text at the same place. */
  isUsual: (steps: readonly Step[], text: string) => boolean
  /** The object or list a value stands in. */
  siblings: (steps: readonly Step[]) => Readonly<Record<string, unknown>>
}

/** What a leaf is to be replaced as; undefined for what stays. */
export function kindOf({ steps, value }: Leaf, context: Context): Kind | undefined {
  if (typeof value === 'boolean') return undefined
  const mine = context.flowsOf(steps)
  const told = kindByFlow(mine) ?? (isOnlyElsewhere(mine) ? undefined : kindByName(steps, value, context))
  if (typeof value === 'number') return told === 'telephone number' || told === 'postal code' ? told : undefined
  if (value.trim() === '' || context.isKnown(value)) return undefined
  const look = lookOf(value)
  if (isCampaign(steps, mine) && look !== 'email') return undefined
  const byLook = KIND_OF_LOOK[look]
  if (byLook !== undefined && told !== 'VAT id' && told !== 'website') return look === 'token' && told === 'telephone number' ? told : byLook
  if (told !== undefined) return fits(told, value, look) ? told : look === 'plain' ? undefined : 'text'
  if (look === 'url') return 'address of a page'
  if (look === 'plain' || isStructure(mine)) return undefined
  if (isAnswer(mine) && !isChoice(steps) && !context.isUsual(steps, value)) return 'text'
  // What flows nowhere can go without harm.
  if (mine.length === 0 && CAPITALS.test(value.trim()) && !isDefinition(steps) && !isChoice(steps)) return 'text'
  return look === 'text' && !isDefinition(steps) && mine.every(({ effect, target }) => effect !== 'value' || PERSONAL.test(target)) ? 'text' : undefined
}

/** `Tom Berger` */
const CAPITALS = /^\p{Lu}[\p{L}.]+(?:[\s-]\p{Lu}[\p{L}.]+)+$/u

const PERSONAL = /^events\[\d+\]\.(?:company|person|note|answers)\b/

/** Shows among the answers, and decides nothing else. */
const isAnswer = (flows: readonly Flow[]): boolean =>
  flows.some(({ effect, target }) => effect === 'value' && ANSWER.test(target)) && flows.every(({ target }) => ANSWER.test(target))

const ANSWER = /^events\[\d+\]\.answers\b/

const KIND_OF_LOOK: Readonly<Partial<Record<string, Kind>>> = {
  email: 'e-mail address',
  iban: 'IBAN',
  ip: 'IP address',
  token: 'id',
  phone: 'telephone number',
}

function kindByFlow(flows: readonly Flow[]): Kind | undefined {
  const kinds = flows.flatMap(({ target, effect }) =>
    effect === 'value'
      ? (KINDS[
          folded(target)
            .replace(/^events\[\]\./, '')
            .replace(/\[\]$/, '')
        ] ?? [])
      : [],
  )
  // One field with a whole name feeds both parts of it.
  return kinds.includes('first name') && kinds.includes('last name') ? 'name' : kinds[0]
}

/** Shows somewhere, but nowhere personal. */
const isOnlyElsewhere = (flows: readonly Flow[]): boolean => {
  const values = flows.filter(({ effect, target }) => effect === 'value' && target !== OUTCOME)
  return values.length > 0 && !values.some(({ target }) => PERSONAL.test(target))
}

const isCampaign = (steps: readonly Step[], flows: readonly Flow[]): boolean =>
  /^utm/i.test(String(steps.at(-1))) || flows.some(({ target, effect }) => effect === 'value' && /\.origin\.(?:campaign|medium|content)$/.test(target))

/** Decides what else is there, and shows nowhere: names of fields, kinds of answers. */
export const isStructure = (flows: readonly Flow[]): boolean =>
  flows.length > 0 && flows.every(({ effect, target }) => effect === 'presence' || target === OUTCOME)

function kindByName(steps: readonly Step[], value: Leaf['value'], { siblings }: Context): Kind | undefined {
  const path = steps.slice(1).filter((step) => typeof step === 'string')
  if (path.length === 0 || (typeof value === 'string' && TARGETS.has(nameKey(value)))) return undefined
  if (NAMES_A_FIELD.test(path.at(-1)!) && Object.keys(siblings(steps)).some((name) => /^(?:values?|answers?|text)$/i.test(name))) return undefined
  const own = OWN_NAMES.find(([name]) => name.test(nameKey(path.at(-1)!)))?.[1]
  return own ?? kindOfField({ name: path.join('.'), path, value, label: undefined }) ?? kindBeside(siblings(steps), path.at(-1)!, value)
}

const NAMES_A_FIELD = /^(?:name|key|ref|label|title|id|type)$/i

const kindOfField = (field: Field): Kind | undefined => KINDS[targetOf(field, NO_MORE) ?? '']

const NO_MORE: ReadonlyMap<string, Target> = new Map()

/** `{"name": "full_name", "values": [...]}`: the field's name stands beside its value. */
function kindBeside(siblings: Readonly<Record<string, unknown>>, own: string, value: Leaf['value']): Kind | undefined {
  if (NAMES_A_FIELD.test(own)) return undefined
  const field = typeof siblings.field === 'object' && siblings.field !== null ? (siblings.field as Readonly<Record<string, unknown>>) : {}
  for (const name of [siblings.name, siblings.key, siblings.ref, siblings.label, siblings.title, field.ref, field.title])
    if (typeof name === 'string') {
      const kind = kindOfField({ name, path: [name], value, label: name })
      if (kind !== undefined) return kind
    }
  return undefined
}

const isDefinition = (steps: readonly Step[]): boolean => steps.some((step) => typeof step === 'string' && DEFINITION.test(step))
/** Fields that hold a word of a vocabulary. */
const isChoice = (steps: readonly Step[]): boolean => steps.some((step) => typeof step === 'string' && CHOICE.test(step))

const CHOICE =
  /^(?:choices?|options?|tags?|state|bundesland|region|kanton|status|typ|type|kind|event|source|quelle|kategorie|category|interess?e?n?|interests?|interessen|themen|thema|topics?|traglast|zeitraum|menge|anzahl|budget)$/i

/** A field can hold anything; what cannot be what its name says is a text. */
function fits(kind: Kind, value: string, look: string): boolean {
  if (kind === 'e-mail address') return value.includes('@')
  if (kind === 'telephone number') return value.replace(/\D/g, '').length >= 5
  if (kind === 'website') return /\.\p{L}{2,}/u.test(value)
  if (kind === 'postal code' || kind === 'VAT id' || kind === 'IBAN') return /\d/.test(value) && value.length <= 40
  if (kind === 'date of birth') return /\d/.test(value)
  return look !== 'text' || value.length <= 120
}
