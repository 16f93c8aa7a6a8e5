/** Who may get a lead: by rules, in their order. */
import type { FitAttributes } from './fact.ts'
import type { RelationKind } from './match/relations.ts'

export interface RoutingRule {
  when: {
    product?: string | undefined
    country?: readonly string[] | undefined
    postalCodePrefix?: readonly string[] | undefined
    related?: RelationKind | undefined
  }
  /** `account`: whoever has another lead of the same account; `related`: that of a related one. */
  owner?: string | undefined
  /** Instead of an owner: these take turns. */
  owners?: readonly string[] | undefined
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
  /** Who has another lead of the same account. */
  accountOwner: string | null
  related: readonly Related[]
  /** Partners that do not want it, and salespeople who did not answer. */
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
export const ACCOUNT = 'account'

/** Relations by which one person looks after both. */
export const SHARES_OWNER: readonly RelationKind[] = ['group', 'sister', 'franchise']

export const asksForRelated = (rules: readonly RoutingRule[]): boolean => rules.some(({ when, owner }) => when.related !== undefined || owner === RELATED)
export const asksForAccount = (rules: readonly RoutingRule[]): boolean => rules.some(({ owner }) => owner === ACCOUNT)

/**
 * Who may get the lead, by the rules that fit, in their order; of several names they take turns.
 * @param related the one whose owner comes first counts first
 */
export function routesOf(rules: readonly RoutingRule[], lead: RoutedLead): string[][] {
  return rules.flatMap((rule) => {
    const { when } = rule
    const related = lead.related.filter(({ kind, isAgency }) => (when.related === undefined || when.related === kind) && (kind !== 'agency' || isAgency))
    if (!fits(when, lead) || (when.related !== undefined && related.length === 0)) return []
    const names = namesOf(rule, lead, related).filter((name) => !lead.declined?.includes(partnerOf(name) ?? name))
    return names.length > 0 ? [names] : []
  })
}

function namesOf({ owner, owners, partner }: RoutingRule, lead: RoutedLead, related: readonly Related[]): string[] {
  if (partner !== undefined) return [ownerOfPartner(partner)]
  if (owners !== undefined) return [...owners]
  const named =
    owner === RELATED ? related.find((one) => SHARES_OWNER.includes(one.kind) && one.owner !== null)?.owner : owner === ACCOUNT ? lead.accountOwner : owner
  return named ? [named] : []
}

const fits = (when: RoutingRule['when'], lead: { product: string; attributes: FitAttributes }): boolean =>
  (when.product === undefined || when.product === lead.product) &&
  (when.country === undefined || when.country.includes(lead.attributes.country ?? '')) &&
  (when.postalCodePrefix === undefined || when.postalCodePrefix.some((prefix) => lead.attributes.postalCode?.startsWith(prefix)))
