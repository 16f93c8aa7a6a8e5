/** Why a decision was made, in figures that people and programs read. */
import type { AccountProfile } from './profile.ts'

export type Decision = 'attach' | 'provisional' | 'new'

export interface Evidence {
  field: string
  theirs: string
  ours: string
  /** log2 of how much likelier the agreement is for one company than for two. */
  weight: number
  /** Which comparison of the model it was. */
  kind?: string
}

/** Per field name, domain, VAT id, phone, address: A same, B similar, F different, Z not comparable. */
export function gradeOf(told: AccountProfile, evidence: readonly Evidence[]): string {
  const given: [string[], boolean][] = [
    [['name'], told.names.length > 0],
    [['domain', 'mail'], told.domains.length > 0 || evidence.some(({ field }) => field === 'mail')],
    [['vatId'], told.vatIds.length > 0],
    [['phone', 'mobile'], told.phoneStems.length > 0 || evidence.some(({ field }) => field === 'mobile')],
    [['address', 'postalCode', 'city'], told.places.length > 0],
  ]
  return given
    .map(([fields, has]) => {
      const best = evidence.filter(({ field }) => fields.includes(field)).sort((a, b) => b.weight - a.weight)[0]
      if (!best) return has && evidence.length > 0 ? 'F' : 'Z'
      return best.weight < 0 ? 'F' : best.weight >= 4 ? 'A' : 'B'
    })
    .join('')
}
