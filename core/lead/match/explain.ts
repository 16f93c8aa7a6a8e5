/** Why a decision was made, in figures that people and programs read. */

export type Decision = 'attach' | 'provisional' | 'new'

export interface Evidence {
  field: string
  theirs: string
  ours: string
  /** log2 of how much likelier the agreement is for one company than for two. */
  weight: number
  /** Which comparison of the model it was. */
  kind?: string
  /** Why it weighs less than it could. */
  notes?: Note[]
}

/** `on_behalf`: it is the sender's, who speaks for somebody else; `shared`: other companies use it, too; `group`: it names a group itself. */
export const NOTES = ['on_behalf', 'shared', 'group'] as const
export type Note = (typeof NOTES)[number]

/** What is inside an account is stored with the evidence for the account, under this prefix. */
export const INSIDE = 'unit: '

/** What fields are called in a sentence. */
const NAMES: Readonly<Record<string, string>> = {
  nameInDomain: 'name in the domain',
  vatId: 'VAT id',
  mail: 'mail address',
  mobile: 'mobile number',
  phone: 'telephone',
  postalCode: 'postal code',
  city: 'town',
  contact: 'known contact',
  area: 'area code',
  subdomain: 'host of the mail address',
}

export const nameOf = (field: string): string => NAMES[field] ?? field

/** One letter each for name, domain, VAT id, telephone, place: A same, B similar, F another one that counts against it, Z says nothing. */
export function gradeOf(evidence: readonly Evidence[]): string {
  return GRADED.map((fields) => {
    const best = evidence.filter(({ field }) => fields.includes(field)).sort((a, b) => b.weight - a.weight)[0]
    if (best === undefined) return 'Z'
    if (SAME.has(best.kind ?? '')) return 'A'
    return SIMILAR.has(best.kind ?? '') ? 'B' : 'F'
  }).join('')
}

const GRADED: readonly (readonly string[])[] = [['name', 'nameInDomain'], ['domain'], ['vatId'], ['phone', 'mobile'], ['address', 'postalCode', 'city']]
const SAME: ReadonlySet<string> = new Set(['name:same', 'domainSame', 'vatSame', 'phoneSame', 'mobileSame', 'place:address', 'place:street'])
const SIMILAR: ReadonlySet<string> = new Set(['name:part', 'name:brand', 'label', 'place:postalCode', 'place:town', 'place:near'])
