/** An e-mail address: who it belongs to, and what it says about the company. */
import { correctedHost, host } from './host.ts'
import { isDisposable, isFreemail, isShared } from './mail-hosts.ts'
import { isRole } from './mail-roles.ts'
import { clean } from './text.ts'

export { domainLabel } from './host.ts'

export type MailKind = 'personal' | 'role' | 'freemail' | 'disposable'

export interface Mail {
  /** As it was typed, in lower case. */
  address: string
  /** To compare by: without what stands behind a plus, umlauts of the host in one form, one name for Google's mail. */
  key: string
  kind: MailKind
  /** Registrable domain of a company address; null for freemail, disposable and shared hosts, and for a slip. */
  domain: string | null
  /** `werk2` of `werk2.hallbauer.example`. */
  subdomain: string | null
  /** What was meant, where the host has a slip with one plain correction: `gmx.d`, `firma.con`, `gmial.com`. */
  corrected: Mail | null
}

/** Longer texts are read once. */
const LONGEST = 320
const ADDRESS = /^([^\s@"(),:;<>[\\\]]{1,64})@([^\s@"(),:;<>[\\\]/]{3,253})$/

/** The same few addresses are asked about again and again while a submission takes effect. */
const MOST_KNOWN = 2_000
const known = new Map<string, Mail | undefined>()

/** `undefined` when it is no address: a bad value is missing, not different. */
export function mail(text: string | undefined): Mail | undefined {
  if (text === undefined || text.length > LONGEST) return read(text)
  if (known.has(text)) return known.get(text)
  if (known.size === MOST_KNOWN) known.clear()
  const mail = read(text)
  known.set(text, mail)
  return mail
}

function read(text: string | undefined): Mail | undefined {
  const address = addressIn(clean(text?.slice(0, 1000)) ?? '')
  const [, local = '', at = ''] = ADDRESS.exec(address) ?? []
  const where = host(at)
  if (where === null || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return undefined
  const meant = correctedHost(where)
  if (meant === null) return { ...mailOf(address, local, where), corrected: null }
  const corrected = { ...mailOf(`${local}@${meant}`, local, host(meant)!), corrected: null }
  return { ...mailOf(address, local, where), kind: corrected.kind, domain: null, subdomain: null, corrected }
}

type Where = NonNullable<ReturnType<typeof host>>

function mailOf(address: string, local: string, { name, domain, subdomain }: Where): Omit<Mail, 'corrected'> {
  const key = `${local.replace(/(?<=.)\+.*$/, '')}@${name === 'googlemail.com' ? 'gmail.com' : name}`
  if (domain !== null && isFreemail(domain)) return { address, key, kind: 'freemail', domain: null, subdomain: null }
  if (domain !== null && isDisposable(domain)) return { address, key, kind: 'disposable', domain: null, subdomain: null }
  const kind = isRole(local) ? 'role' : 'personal'
  return domain === null || isShared(domain) ? { address, key, kind, domain: null, subdomain: null } : { address, key, kind, domain, subdomain }
}

/** The first address of a field: `Max Muster <m@firma.example>`, `mailto:m@firma.example?subject=`, `m(at)firma.example`. */
function addressIn(text: string): string {
  const inside = /<\s*(?:mailto:)?([^<>\s]{3,320})\s*>/i.exec(text)?.[1] ?? text
  const first = inside.replace(/^\s*(?:e-?mail\s*:|mailto:)\s*/i, '').split(/[;,|]/)[0] ?? ''
  return first
    .replace(/\?.*$/, '')
    .replace(/\s*(?:\((?:at|ät)\)|\[at\]|\{at\}|@)\s*/i, '@')
    .replace(/\s*(?:\((?:dot|punkt)\)|\[(?:dot|punkt)\])\s*/gi, '.')
    .replace(/^[<"'([\s]+/, '')
    .replace(/[>"')\].:!\s]+$/, '')
    .toLowerCase()
}

/** The registrable domain of a company's website or host name; null for shared hosts and networks where anyone may have a page. */
export function webDomain(text: string | undefined): string | null {
  const tidy = clean(text?.slice(0, 2000))
  if (tidy === undefined || tidy.includes(' ') || tidy.includes('@')) return null
  const name = /^(?:[a-z][a-z0-9+.-]{1,20}:\/*)?([^/?#:\\]+)/i.exec(tidy)?.[1]
  const domain = name === undefined ? null : (host(name)?.domain ?? null)
  return domain === null || isShared(domain) || isFreemail(domain) ? null : domain
}
