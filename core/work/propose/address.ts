/** Street, postal code and city in one field, as `Speicherweg 21, 20457 Hamburg`. */
import type { Assigned } from './assign.ts'
import { firstValue, single } from './leaves.ts'
import type { ProposedTarget } from './names.ts'

const LINE = /^\p{L}[^|,\n\d]*\d+\s?[a-z]?\s*(?:\|\||[,\n])\s*(?:[A-Z]{1,2}-)?\d{4,5}\s+\p{L}/u

/** Takes a whole address apart where nothing else tells postal code and city. */
export function partAddress(chosen: Map<ProposedTarget, Assigned>): void {
  const street = chosen.get('company.street')
  if (street === undefined || chosen.has('company.postalCode') || chosen.has('company.city')) return
  if (!LINE.test(String(single(firstValue(street.leaf)) ?? ''))) return
  const { path } = street.leaf
  const why = 'the address stands in one field'
  const part = (expression: string): Assigned => ({ ...street, score: 6, why, expression })
  chosen.set('company.street', part(`$trim($match(${path}, /^[^|,\\n]+/)[0].match)`))
  chosen.set('company.postalCode', part(`$match(${path}, /(\\d{4,5})\\s+\\D/)[0].groups[0]`))
  chosen.set('company.city', part(`$trim($match(${path}, /\\d{4,5}\\s+([^|,\\n]+)/)[0].groups[0])`))
}
