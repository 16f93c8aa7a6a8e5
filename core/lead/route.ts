/** Whom sales puts on a lead: the first rule that fits. */
import type { FitAttributes } from './fact.ts'

interface Rule {
  when: { product?: string | undefined; country?: readonly string[] | undefined; postalCodePrefix?: readonly string[] | undefined }
  owner: string
}

/** `null` when no rule fits: the CRM's own assignment decides. */
export function routeTo(rules: readonly Rule[], lead: { product: string; attributes: FitAttributes }): string | null {
  const fits = ({ when }: Rule): boolean =>
    (when.product === undefined || when.product === lead.product) &&
    (when.country === undefined || when.country.includes(lead.attributes.country ?? '')) &&
    (when.postalCodePrefix === undefined || when.postalCodePrefix.some((prefix) => lead.attributes.postalCode?.startsWith(prefix)))
  return rules.find(fits)?.owner ?? null
}
