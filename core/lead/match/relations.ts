/** What do two accounts that are not one company have to do with each other? */
import { labelOf } from './labels.ts'
import type { AccountProfile } from './profile.ts'
import { isTown } from './site.ts'
import { isCommon, isTradeWord, type Statistics } from './words.ts'

/** Of `agency` the first works for the second; all others hold both ways. */
export const RELATION_KINDS = ['agency', 'group', 'sister', 'franchise', 'shared_domain'] as const
export type RelationKind = (typeof RELATION_KINDS)[number]

/** A domain of more companies is a provider's or a marketplace's: it says nothing of them. */
export const SHARED_BY_AT_MOST = 20

/** Two accounts are related in one way at a time; that one works for the other besides is another matter. */
export const areAlike = (a: RelationKind, b: RelationKind): boolean => (a === 'agency') === (b === 'agency')

/** Two companies use one domain. @returns null where one of them has no name to go by */
export function kindUnderOneDomain(domain: string, a: AccountProfile, b: AccountProfile, stats: Statistics): 'group' | 'shared_domain' | null {
  if (a.names.length === 0 || b.names.length === 0) return null
  return labelOf(domain).group || haveOneHead(domain, a, b, stats) ? 'group' : 'shared_domain'
}

/** Whose domain it is, of all who are known by it: the only one, or the only one whose name it spells. */
export function ownerOf<A extends { profile: AccountProfile }>(domain: string, holders: readonly A[]): A | undefined {
  if (holders.length === 1) return holders[0]
  const spelled = holders.filter(({ profile }) => profile.names.some((name) => spells(domain, name)))
  return spelled.length === 1 ? spelled[0] : undefined
}

/** Whether somebody of the one who writes for the other does so as an agency: not within a group, and not in its own matters. */
export const isAgencyOf = (domain: string, agency: AccountProfile, client: AccountProfile, stats: Statistics): boolean =>
  kindUnderOneDomain(domain, agency, client, stats) === 'shared_domain'

type Name = AccountProfile['names'][number]

/** A name that tells whose company it is, borne by both: before all else, or in the domain that they share. */
function haveOneHead(domain: string, a: AccountProfile, b: AccountProfile, stats: Statistics): boolean {
  const { telling: label } = labelOf(domain)
  const towns = new Set([...a.places, ...b.places].flatMap(({ city }) => city?.split(' ') ?? []))
  const tells = (word: string) => word.length >= 3 && !isTradeWord(word) && !towns.has(word)
  const isShared = (x: Name, y: Name) =>
    x.tokens.some((word, i) => {
      const there = y.tokens.indexOf(word)
      if (there < 0 || !tells(word)) return false
      const [isFirst, isInLabel] = [i === 0 && there === 0, label.startsWith(word)]
      return isFirst && isInLabel ? true : !isTown(word) && (isInLabel || (isFirst && !isCommon(stats, word)))
    })
  return a.names.some((x) =>
    b.names.some((y) => isShared(x, y) || (label.length >= 4 && tells(label) && [x, y].every(({ joined }) => joined.startsWith(label)))),
  )
}

/** `lichtwerk.example` spells Lichtwerk, and Lichtwerk Media. */
function spells(domain: string, { tokens, joined }: Name): boolean {
  const { telling: label } = labelOf(domain)
  return joined.startsWith(label) || (tokens[0] !== undefined && tokens[0].length >= 4 && !isTradeWord(tokens[0]) && label.startsWith(tokens[0]))
}
