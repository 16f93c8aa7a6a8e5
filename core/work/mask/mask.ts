/**
 * Makes an example that can be shown to anybody: personal values are replaced by invented ones, the same value by the same
 * one everywhere; structure, formats and what a mapping decides by stay.
 */
import type { Json } from '../../connector.ts'
import { personName } from '../../lead/normalise/person.ts'
import { folded, type Leaf, leavesOf, pathText, type Scalar, type Step } from '../leaves.ts'
import { altered } from '../lineage/altered.ts'
import { sourcePath } from '../lineage/lineage.ts'
import type { Flow } from '../lineage/probe.ts'
import type { MappingInput } from '../mapping-cases.ts'
import { Addresses } from './addresses.ts'
import { Codes } from './codes.ts'
import { isJob } from './invented.ts'
import { isStructure, type Kind, kindOf } from './kinds.ts'
import { lookOf } from './looks.ts'
import { city, company, eachWord, firstName, fullName, lastName, siteName, street } from './names.ts'
import { Neutral } from './neutral.ts'
import { Pseudonyms } from './pseudonyms.ts'

export interface Known {
  flows: readonly Flow[]
  /** Texts that the mapping names: `receiver.subscribed`. */
  literals: ReadonlySet<string>
  /** What the cases of the mapping hold, by place: `data.reason`. */
  usual: ReadonlyMap<string, ReadonlySet<Scalar>>
}

export interface Masked {
  given: MappingInput
  replaced: { path: string; as: Kind }[]
  /** Texts that stayed as they are, for a person to look over. */
  kept: { path: string; value: string }[]
  /** Places that were replaced, and whose value still is somewhere. */
  left: string[]
}

/** Those that name somebody come first, as addresses and texts are made of them. */
const ORDER: readonly Kind[] = ['name', 'first name', 'last name', 'company', 'town', 'site', 'street', 'website', 'e-mail address', 'telephone number']

/** @param given of a source mapping */
export function mask(given: MappingInput, known: Known): Masked {
  const whole = given as unknown as Json // plain JSON, checked when it was read
  const leaves: Leaf[] = []
  mapLeaves(whole, (leaf) => {
    leaves.push(leaf)
    return leaf.value
  })
  const flows = byPlace(known.flows)
  const flowsOf = (steps: readonly Step[]) => flows.get(pathText(steps)) ?? []
  const context = {
    flowsOf,
    isKnown: (text: string) => known.literals.has(text),
    isUsual: (steps: readonly Step[], text: string) => !steps.some((step) => typeof step === 'number') && known.usual.get(pathText(steps))?.has(text) === true,
    siblings: (steps: readonly Step[]) => siblingsIn(whole, steps),
  }
  const kinds = new Map(leaves.flatMap((leaf) => (kindOf(leaf, context) === undefined ? [] : [[leaf, kindOf(leaf, context)!] as const])))
  const masker = new Masker(kinds, leaves)
  const fixed = ({ steps, value }: Leaf) => typeof value !== 'string' || context.isKnown(value) || isStructure(flowsOf(steps))
  const made = new Map(leaves.map((leaf) => [pathText(leaf.steps), isOwn(leaf) ? leaf.value : masker.replacement(leaf, fixed(leaf))]))
  const masked = mapLeaves(whole, ({ steps }) => made.get(pathText(steps))!)
  const changed = leaves.filter(({ steps, value }) => made.get(pathText(steps)) !== value)
  return {
    given: masked as unknown as MappingInput,
    replaced: changed.map((leaf) => ({ path: sourcePath('sources', leaf.steps), as: kinds.get(leaf) ?? 'text' })),
    kept: keptOf(leaves.filter((leaf) => !changed.includes(leaf) && !fixed(leaf) && !isOwn(leaf))),
    left: changed.filter((leaf) => kinds.has(leaf) && isIn(leaf.value, masked)).map(({ steps }) => sourcePath('sources', steps)),
  }
}

/** What the hub itself says of the delivery. */
const OWN: ReadonlySet<string> = new Set(['delivery.id', 'delivery.receivedAt', 'delivery.method'])
const isOwn = ({ steps }: Leaf): boolean => OWN.has(pathText(steps))

class Masker {
  private readonly names: Pseudonyms
  private readonly codes: Codes
  private readonly addresses: Addresses
  private readonly neutral: Neutral
  private readonly exact = new Map<string, string>()
  private readonly kinds: ReadonlyMap<Leaf, Kind>

  constructor(kinds: ReadonlyMap<Leaf, Kind>, leaves: readonly Leaf[]) {
    this.kinds = kinds
    const naming = [...kinds].filter(([, kind]) => kind !== 'text' && kind !== 'id').map(([{ value }]) => String(value))
    this.names = new Pseudonyms(
      naming,
      leaves.map(({ value }) => String(value)),
    )
    this.codes = new Codes(this.names)
    this.addresses = new Addresses(this.names)
    this.neutral = new Neutral(naming)
    for (const kind of ORDER) for (const [{ value }, own] of kinds) if (own === kind) this.register(String(value), kind)
    for (const [{ value }, kind] of kinds) this.register(String(value), kind)
  }

  /** What stands there now. */
  replacement(leaf: Leaf, fixed: boolean): Scalar {
    const { value } = leaf
    const kind = this.kinds.get(leaf)
    if (typeof value === 'number') return kind === undefined ? value : Number(this.exact.get(String(value)) ?? value)
    if (typeof value === 'boolean') return value
    if (kind !== undefined) return this.exact.get(value)!
    return fixed ? value : (this.exact.get(value) ?? this.inText(value))
  }

  private register(value: string, kind: Kind): void {
    if (this.exact.has(value)) return
    const made = this.made(value, kind)
    this.exact.set(value, made)
    if (kind === 'name') this.initial(personName({ fullName: value }).firstName, personName({ fullName: made }).firstName)
    if (kind === 'first name') this.initial(value, made)
  }

  private initial(original: string | null, made: string | null): void {
    if (original !== null && made !== null) this.addresses.initial(original, made)
  }

  private made(value: string, kind: Kind): string {
    const code = (digits: string) => this.codes.postalCode(digits)
    switch (kind) {
      case 'name':
        return value.includes('@') ? this.addresses.email(value) : fullName(value, this.names)
      case 'first name':
        return firstName(value, this.names)
      case 'last name':
        return lastName(value, this.names)
      case 'company':
        return company(value, this.names)
      case 'site':
        return siteName(value, this.names)
      case 'street':
        return street(value, this.names, code)
      case 'town':
        return city(value, this.names, code)
      case 'postal code':
        return code(value)
      case 'e-mail address':
        return this.addresses.email(value)
      case 'telephone number':
        return this.codes.phone(value)
      case 'website':
        return this.addresses.url(value, true, (text) => this.inText(text))
      case 'address of a page':
        return this.addresses.url(value, false, (text) => this.inText(text))
      case 'VAT id':
        return this.codes.vat(value)
      case 'IBAN':
        return this.codes.iban(value)
      case 'IP address':
        return this.codes.ip(value)
      case 'id':
        return this.codes.likeness(value)
      case 'date of birth':
        return String(altered(value))
      case 'job':
        return isJob(value) ? value : this.neutral.text(value)
      case 'text':
        return this.neutral.text(value)
    }
  }

  /** A text that stays, but for what was replaced elsewhere. */
  private inText(text: string): string {
    const coded = this.codes.inText(this.addresses.hostsIn(this.addresses.email(text)))
    return eachWord(coded, (word) => (word.length < 3 ? word : (this.names.known(word) ?? word)))
  }
}

// --- leaves --------------------------------------------------------------------------

/** Changes every value; a text that holds JSON is opened. */
function mapLeaves(value: Json, change: (leaf: Leaf) => Scalar, steps: readonly Step[] = []): Json {
  if (value === null) return null
  if (typeof value === 'string') {
    const inside = jsonIn(value)
    if (inside === undefined) return change({ steps, value })
    const changed = mapLeaves(inside, change, steps)
    return JSON.stringify(changed) === JSON.stringify(inside) ? value : JSON.stringify(changed)
  }
  if (typeof value !== 'object') return change({ steps, value })
  if (Array.isArray(value)) return value.map((one, i) => mapLeaves(one, change, [...steps, i]))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapLeaves(one, change, [...steps, name])]))
}

function jsonIn(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function byPlace(flows: readonly Flow[]): Map<string, Flow[]> {
  const places = new Map<string, Flow[]>()
  for (const flow of flows) places.set(pathText(flow.steps), [...(places.get(pathText(flow.steps)) ?? []), flow])
  return places
}

/** The innermost object around a value. */
function siblingsIn(whole: Json, steps: readonly Step[]): Readonly<Record<string, unknown>> {
  let here: unknown = whole
  let object: Readonly<Record<string, unknown>> = {}
  for (const step of steps) {
    if (typeof here !== 'object' || here === null) break
    if (!Array.isArray(here)) object = here as Readonly<Record<string, unknown>> // an object, checked just above
    here = (here as Readonly<Record<Step, unknown>>)[step]
  }
  return object
}

function keptOf(leaves: readonly Leaf[]): Masked['kept'] {
  const texts = leaves.filter(({ value }) => typeof value === 'string' && /\p{L}{3,}/u.test(value) && lookOf(value) !== 'plain')
  const once = new Map(texts.map(({ steps, value }) => [String(value), folded(sourcePath('sources', steps))]))
  return [...once].map(([value, path]) => ({ path, value }))
}

function isIn(value: Scalar, masked: Json): boolean {
  const text = String(value).toLowerCase().trim()
  return text.length >= 3 && leavesOf(masked).some((leaf) => String(leaf.value).toLowerCase().includes(text))
}
