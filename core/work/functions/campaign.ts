/** Campaign parameters (utm_*) and the channel they speak of. */
import { isObject, textOf } from './argument.ts'

/** `{source, medium, campaign, content, term}` of an address, a query string or an object with `utm_` fields; without the empty ones. */
export function utm(value: unknown): Record<string, string> {
  const found = new Map<string, string>()
  const keep = (name: string, text: unknown) => {
    const parameter = /^utm[_-]?(source|medium|campaign|content|term)$/i.exec(name)?.[1]?.toLowerCase()
    const said = textOf(text)
    if (parameter !== undefined && said !== undefined && !found.has(parameter)) found.set(parameter, said)
  }
  if (isObject(value)) for (const [name, text] of Object.entries(value)) keep(name, text)
  else if (typeof value === 'string') for (const [name, text] of new URLSearchParams(value.slice(value.indexOf('?') + 1).split('#')[0])) keep(name, text)
  return Object.fromEntries(found)
}

const MEDIA: readonly (readonly [RegExp, string])[] = [
  [/^(?:cpc|ppc|cpm|cpa|paid.*|display|banner|ads?|adwords|sea|retargeting|remarketing)$/, 'ads'],
  [/^(?:e-?mail|newsletter|mailing)$/, 'email'],
  [/^(?:social.*|linkedin|xing|facebook|instagram|youtube)$/, 'social'],
  [/^(?:fair|messe|tradeshow|trade-show)$/, 'fair'],
  [/^(?:webinar)$/, 'webinar'],
  [/^(?:referral|partner|affiliate|empfehlung)$/, 'referral'],
  [/^(?:print|direct-?mail|mailer|postkarte|qr)$/, 'direct_mail'],
]

/** The channel a `utm_medium` (or, where it says nothing, `utm_source`) stands for; else the default. */
export function channel(campaign: unknown, fallback: unknown = 'web'): unknown {
  if (!isObject(campaign)) return fallback
  for (const said of [campaign.medium, campaign.source]) {
    const text = textOf(said)?.toLowerCase()
    const found = text === undefined ? undefined : MEDIA.find(([pattern]) => pattern.test(text))
    if (found) return found[1]
  }
  return fallback
}
