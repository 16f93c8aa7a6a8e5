/** Hosts of mail addresses and websites: one form for umlauts, the registrable domain, and slips in it that have one plain correction. */
import { parse } from 'tldts'
import { isFreemail, WELL_KNOWN } from './mail-hosts.ts'
import { slips } from './slip.ts'
import { key } from './text.ts'

export interface Host {
  /** As people read it: `müller.example`, never `xn--mller-kva.example`. */
  name: string
  /** Null where the ending is none. */
  domain: string | null
  subdomain: string | null
}

/** Endings reserved for examples and tests, which no list has. */
const RESERVED = new Set(['example', 'test', 'invalid'])

export function host(text: string): Host | null {
  const name = readable(text.toLowerCase().normalize('NFC').replace(/\.+$/, ''))
  if (!/^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}])?)+$/u.test(name) || name.length > 253)
    return null
  const { domain, subdomain, isIcann, isIp, publicSuffix } = parse(name, { allowPrivateDomains: false })
  if (isIp || domain === null || (!isIcann && !RESERVED.has(publicSuffix ?? ''))) return { name, domain: null, subdomain: null }
  return { name, domain, subdomain: subdomain === '' || subdomain === 'www' ? null : subdomain }
}

const ENDINGS = ['de', 'com', 'at', 'ch', 'net', 'org', 'eu', 'info', 'li', 'fr', 'it', 'nl', 'be', 'lu', 'pl', 'cz', 'biz']

/** The host that was meant: `firma.d` and `firma.ed` are firma.de, `gmial.com` is gmail.com. Null where nothing or more than one thing could be. */
export function correctedHost({ name, domain }: Host): string | null {
  if (domain !== null) return isFreemail(domain) ? null : wellKnown(name)
  const dot = name.lastIndexOf('.')
  const ending = name.slice(dot + 1)
  const meant = ENDINGS.filter((one) => one[0] === ending[0] || isSwapped(one, ending)).filter((one) => slips(one, ending, 1) === 1)
  const [only] = meant.length > 1 && ending.length > 1 ? meant.filter((one) => isSwapped(one, ending)) : meant
  if (only === undefined || (meant.length > 1 && ending.length === 1)) return null
  const corrected = `${name.slice(0, dot)}.${only}`
  return wellKnown(corrected) ?? corrected
}

const isSwapped = (a: string, b: string): boolean => a.length === b.length && [...a].sort().join('') === [...b].sort().join('')

function wellKnown(name: string): string | null {
  if (WELL_KNOWN.includes(name)) return null
  const [meant, ...others] = WELL_KNOWN.filter((one) => one.endsWith(name.slice(name.lastIndexOf('.'))) && slips(one, name, 1) === 1)
  return meant !== undefined && others.length === 0 ? meant : null
}

/** A registrable domain as a name, to be held against names of companies: `muller maschinenbau` of `mueller-maschinenbau.de`. */
export function domainLabel(domain: string): { words: string; joined: string } {
  const words = key(parse(domain, { allowPrivateDomains: false }).domainWithoutSuffix ?? domain)
  return { words, joined: words.replaceAll(' ', '') }
}

const readable = (name: string): string =>
  name.includes('xn--')
    ? name
        .split('.')
        .map((label) => (label.startsWith('xn--') ? (unpunycode(label.slice(4)) ?? label) : label))
        .join('.')
    : name

/** RFC 3492. */
function unpunycode(text: string): string | undefined {
  const cut = text.lastIndexOf('-')
  const letters = cut > 0 ? [...text.slice(0, cut)] : []
  let [code, index, bias] = [128, 0, 72]
  for (let at = cut > 0 ? cut + 1 : cut === 0 ? 1 : 0; at < text.length; ) {
    const before = index
    for (let weight = 1, k = 36; ; k += 36) {
      const digit = Number.parseInt(text[at++] ?? '', 36)
      if (Number.isNaN(digit)) return undefined
      // a to z are 0 to 25, digits 26 to 35: the other way round than to the base of 36.
      const value = digit < 10 ? digit + 26 : digit - 10
      index += value * weight
      const threshold = Math.min(26, Math.max(1, k - bias))
      if (value < threshold) break
      weight *= 36 - threshold
      if (index > 0x7fffffff) return undefined
    }
    bias = adapted(index - before, letters.length + 1, before === 0)
    code += Math.floor(index / (letters.length + 1))
    index %= letters.length + 1
    if (code > 0x10ffff) return undefined
    letters.splice(index++, 0, String.fromCodePoint(code))
  }
  return letters.join('')
}

function adapted(delta: number, points: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2))
  rest += Math.floor(rest / points)
  let k = 0
  for (; rest > 455; k += 36) rest = Math.floor(rest / 35)
  return k + Math.floor((36 * rest) / (rest + 38))
}
