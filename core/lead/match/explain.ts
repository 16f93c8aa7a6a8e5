/** Why a decision was made, in figures that people and programs read. */
import type { Model } from './model.ts'
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

/** What more it would have taken, or how little less, in one sentence. */
export function whatWouldChange(
  {
    decision,
    total,
    threshold,
    evidence,
    runnerUp,
  }: { decision: string; total: number; threshold: number; evidence: readonly Evidence[]; runnerUp: { total: number } | null },
  { weights, margin }: Model,
): string | null {
  const bits = (value: number) => value.toFixed(1)
  if (decision === 'attach' || decision === 'open') {
    const least = Math.min(total - threshold, runnerUp === null ? Number.POSITIVE_INFINITY : total - runnerUp.total - margin)
    const decisive = evidence.filter(({ weight }) => weight > least).sort((a, b) => a.weight - b.weight)[0]
    return decisive ? `without the ${NAMED[decisive.field] ?? decisive.field} (${bits(decisive.weight)}) it would not have been attached` : null
  }
  if (evidence.length === 0) return null
  if (total >= threshold) return `${bits(margin - (total - (runnerUp?.total ?? 0)))} short of being clear of the runner-up`
  const missing = threshold - total
  const against = evidence.filter(({ weight }) => -weight >= missing).sort((a, b) => b.weight - a.weight)[0]
  const more = Object.entries({
    town: weights.town,
    'postal code': weights.postalCode,
    address: weights.address,
    telephone: weights.phone,
    domain: weights.domain,
    'VAT id': weights.vat,
  })
    .filter(([name, weight]) => weight >= missing && !evidence.some(({ field }) => (NAMED[field] ?? field) === name))
    .sort(([, a], [, b]) => a - b)[0]
  const ways = [
    more && `a matching ${more[0]} would add ${bits(more[1])}`,
    against && `the ${NAMED[against.field] ?? against.field} takes ${bits(-against.weight)}`,
  ].filter(Boolean)
  return `${bits(missing)} short of attaching${ways.length > 0 ? `: ${ways.join('; ')}` : ''}`
}

const NAMED: Readonly<Record<string, string>> = { city: 'town', postalCode: 'postal code', phone: 'telephone', vatId: 'VAT id' }

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
