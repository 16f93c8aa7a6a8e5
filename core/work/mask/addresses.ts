/** E-mail and web addresses: who and which company stand in them becomes who and which company the rest of the case speaks of. */
import { getDomain, getPublicSuffix } from 'tldts'
import { mail, webDomain } from '../../lead/normalise/mail.ts'
import { nameKey } from '../functions/argument.ts'
import { isFiller, isTrade } from './invented.ts'
import { type Pseudonyms, spelledOut } from './pseudonyms.ts'

export class Addresses {
  /** Registrable domains that were replaced. */
  private readonly domains = new Map<string, string>()
  private readonly initials = new Map<string, string>()
  private readonly names: Pseudonyms

  constructor(names: Pseudonyms) {
    this.names = names
  }

  /** First letters of first names, for addresses like `k.weissmueller@`. */
  initial(original: string, invented: string): void {
    if (original !== '' && invented !== '') this.initials.set(nameKey(original).charAt(0), nameKey(invented).charAt(0))
  }

  /** Freemail stays freemail, info@ stays info@. */
  email(text: string): string {
    return text.replace(/([^\s@<>"',;:]+)@([^\s@<>"',;]+)/g, (_, local: string, host: string) => {
      const kind = mail(`${local}@${host}`)?.kind
      return `${kind === 'role' ? local : this.local(local)}@${kind === 'freemail' || kind === 'disposable' ? host : this.host(host)}`
    })
  }

  private local(text: string): string {
    return text.replace(/[\p{L}]+|\d+/gu, (part) => {
      if (/^\d+$/.test(part)) return this.names.number(part)
      if (part.length === 1) return asWritten(part, this.initials.get(nameKey(part)) ?? this.names.likeness(part))
      return asWritten(part, this.names.known(part) ?? this.joined(part) ?? this.names.word(part, 'family'))
    })
  }

  /** `kweissmueller`, `katharinaweissmueller`: made of known words and initials. */
  private joined(text: string): string | undefined {
    const key = nameKey(text)
    const word = this.names.keys().find((one) => one.length >= 3 && key.includes(one))
    if (word === undefined) return undefined
    const [before = '', after = ''] = [key.slice(0, key.indexOf(word)), key.slice(key.indexOf(word) + word.length)]
    const beside = [before, after].map((part) => this.part(part))
    return beside.includes(undefined) ? undefined : `${beside[0]}${spelledOut(this.names.known(word)!)}${beside[1]}`
  }

  private part(text: string): string | undefined {
    if (text === '') return ''
    if (text.length === 1) return this.initials.get(text) ?? this.names.likeness(text)
    return this.names.known(text) ?? (isTrade(text) || isFiller(text) ? text : this.joined(text))
  }

  /** Domains of companies; hosts that many share stay. */
  host(text: string): string {
    const domain = webDomain(text.replace(/:\d+$/, ''))
    const host = text.toLowerCase()
    if (domain === null || !host.includes(domain))
      return getDomain(host) === null && /^\p{L}{3,}$/u.test(host) && host !== 'localhost' ? this.label(text) : text
    const known = this.domains.get(domain) ?? `${this.label(domain.slice(0, -(getPublicSuffix(domain)?.length ?? 0) - 1))}.example`
    this.domains.set(domain, known)
    const at = host.indexOf(domain)
    return `${this.subdomains(text.slice(0, at))}${known}${text.slice(at + domain.length)}`
  }

  /** Domains that were replaced, inside of a longer text. */
  hostsIn(text: string): string {
    let masked = text
    for (const [original, made] of this.domains) masked = masked.replace(new RegExp(`(?<![\\w-])${RegExp.escape(original)}(?![\\w-])`, 'gi'), made)
    return masked
  }

  /** Whether a host belongs to somebody who was replaced. */
  isKnown(host: string): boolean {
    const domain = webDomain(host)
    return domain !== null && this.domains.has(domain)
  }

  private subdomains(text: string): string {
    return text.replace(/[\p{L}]{4,}/gu, (part) => this.names.known(part) ?? part)
  }

  private label(text: string): string {
    return text
      .split('-')
      .map((part) => {
        const kept = isTrade(part) || isFiller(part) || part.length < 2
        return kept && text.includes('-') ? part : spelledOut(this.names.known(part) ?? this.joined(part) ?? this.names.word(part, 'company'))
      })
      .join('-')
      .toLowerCase()
  }

  /** A page: its host where it is somebody's own, people in its path, and what its parameters tell beside the campaign. */
  url(text: string, isOwn: boolean, inText: (text: string) => string): string {
    const [, scheme = '', host = '', path = '', query = ''] = /^(https?:\/\/)?([^/?#\s]+)([^?#\s]*)(.*)$/is.exec(text) ?? []
    if (host === '') return text
    const place = isOwn || this.isKnown(host) ? this.host(host) : host
    const personal = path.replace(/(?<=\/(?:in|profile|pub|people|user|users|u|company|companies|pages)\/)[^/]+/gi, (slug) => this.slug(slug))
    const asked = query.replace(/([?&#;])([^=&#]+)=([^&#]*)/g, (_, sign: string, name: string, value: string) =>
      /^utm_/i.test(name) ? `${sign}${name}=${value}` : `${sign}${name}=${encodedLike(value, inText)}`,
    )
    return `${scheme}${place}${inText(personal)}${asked}`
  }

  private slug(text: string): string {
    return text.replace(/\p{L}{3,}/gu, (part) =>
      isTrade(part) || isFiller(part) ? part : asWritten(part, this.names.known(part) ?? this.joined(part) ?? this.names.word(part, 'family')),
    )
  }
}

const asWritten = (original: string, invented: string): string => {
  const plain = /[äöüß]/i.test(original) ? invented : spelledOut(invented)
  return original === original.toLowerCase() ? plain.toLowerCase() : original === original.toUpperCase() ? plain.toUpperCase() : plain
}

function encodedLike(value: string, change: (text: string) => string): string {
  let plain = value
  try {
    plain = decodeURIComponent(value)
  } catch {
    return change(value)
  }
  const changed = change(plain)
  return changed === plain ? value : encodeURIComponent(changed)
}
