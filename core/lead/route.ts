/** Whom sales puts on a lead: the first rule that fits. */
import type { FitAttributes } from './fact.ts'
import type { RelationKind } from './match/relations.ts'

export interface RoutingRule {
  when: {
    product?: string | undefined
    country?: readonly string[] | undefined
    postalCodePrefix?: readonly string[] | undefined
    related?: RelationKind | undefined
  }
  /** `related`: whoever has the lead of a related account. */
  owner?: string | undefined
  /** Instead of an owner: id of a partner, who is asked first. */
  partner?: string | undefined
}

const PARTNER = 'partner:'

/** A partner in the place of a salesperson. */
export const ownerOfPartner = (partner: string): string => `${PARTNER}${partner}`

/** Id of the partner, where the owner is one. */
export const partnerOf = (owner: string | null): string | null => (owner?.startsWith(PARTNER) ? owner.slice(PARTNER.length) : null)

interface RoutedLead {
  product: string
  attributes: FitAttributes
  related: readonly Related[]
  /** Partners that do not want it. */
  declined?: readonly string[]
}

/** An account that the lead's account is related to. */
export interface Related {
  kind: RelationKind
  /** The lead's account works for the other. */
  isAgency: boolean
  /** Who has the other's lead. */
  owner: string | null
}

export const RELATED = 'related'

/** Relations by which one person looks after both. */
export const SHARES_OWNER: readonly RelationKind[] = ['group', 'sister', 'franchise']

export const asksForRelated = (rules: readonly RoutingRule[]): boolean => rules.some(({ when, owner }) => when.related !== undefined || owner === RELATED)

/** @param related the one whose owner comes first counts first @returns `null` when no rule fits: the CRM's own assignment decides */
export function routeTo(rules: readonly RoutingRule[], lead: RoutedLead): string | null {
  for (const { when, owner, partner } of rules) {
    const related = lead.related.filter(({ kind, isAgency }) => (when.related === undefined || when.related === kind) && (kind !== 'agency' || isAgency))
    if (!fits(when, lead) || (when.related !== undefined && related.length === 0)) continue
    const shared = () => related.find((one) => SHARES_OWNER.includes(one.kind) && one.owner !== null)?.owner
    const named = partner !== undefined ? ownerOfPartner(partner) : owner === RELATED ? shared() : owner
    if (named && !lead.declined?.includes(partnerOf(named) ?? '')) return named
  }
  return null
}

const fits = (when: RoutingRule['when'], lead: { product: string; attributes: FitAttributes }): boolean =>
  (when.product === undefined || when.product === lead.product) &&
  (when.country === undefined || when.country.includes(lead.attributes.country ?? '')) &&
  (when.postalCodePrefix === undefined || when.postalCodePrefix.some((prefix) => lead.attributes.postalCode?.startsWith(prefix)))
