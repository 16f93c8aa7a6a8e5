/** An e-mail address: who it belongs to, and what it says about the company. */
import { getDomain, getSubdomain } from 'tldts'
import { clean } from './text.ts'

export type MailKind = 'personal' | 'role' | 'freemail' | 'disposable'

export interface Mail {
  address: string
  kind: MailKind
  /** Registrable domain of a company address; null for freemail, disposable and shared hosts. */
  domain: string | null
  /** `werk2` of `werk2.hallbauer.example`. */
  subdomain: string | null
}

/** `undefined` when it is no address: a bad value is missing, not different. */
export function mail(text: string | undefined): Mail | undefined {
  const address = clean(text)
    ?.toLowerCase()
    .replace(/^mailto:/, '')
    .replace(/^[<"'\s]+|[>"'\s.,;]+$/g, '')
  const match = address === undefined ? null : /^([^\s@"(),:;<>[\\\]]{1,64})@([a-z0-9äöüß.-]{3,253})$/.exec(address)
  if (!match || address === undefined) return undefined
  const [, local = '', host = ''] = match
  const domain = registrableDomain(host)
  if (domain === null || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return undefined
  if (FREEMAIL.has(domain)) return { address, kind: 'freemail', domain: null, subdomain: null }
  if (DISPOSABLE.has(domain)) return { address, kind: 'disposable', domain: null, subdomain: null }
  const role = ROLES.has(local.replace(/[\d._+-]+$/, '').split(/[.+_-]/)[0] ?? local)
  return { address, kind: role ? 'role' : 'personal', domain: SHARED_HOSTS.has(domain) ? null : domain, subdomain: getSubdomain(host) || null }
}

/** The registrable domain of a company's website or host name; null for shared hosts and networks where anyone may have a page. */
export function webDomain(text: string | undefined): string | null {
  const tidy = clean(text)
  if (tidy === undefined || tidy.includes(' ') || tidy.includes('@')) return null
  const domain = registrableDomain(tidy)
  return domain === null || SHARED_HOSTS.has(domain) || FREEMAIL.has(domain) ? null : domain
}

function registrableDomain(host: string): string | null {
  const domain = getDomain(host, { allowPrivateDomains: false, detectIp: true })
  return domain === null || !domain.includes('.') ? null : domain.toLowerCase()
}

const ROLES = new Set([
  'info',
  'kontakt',
  'contact',
  'office',
  'mail',
  'email',
  'post',
  'service',
  'support',
  'vertrieb',
  'sales',
  'verkauf',
  'einkauf',
  'purchasing',
  'procurement',
  'buchhaltung',
  'rechnung',
  'invoice',
  'marketing',
  'presse',
  'personal',
  'bewerbung',
  'hr',
  'it',
  'edv',
  'admin',
  'webmaster',
  'postmaster',
  'hallo',
  'hello',
  'team',
  'zentrale',
  'sekretariat',
  'anfrage',
  'anfragen',
  'bestellung',
  'order',
  'orders',
  'werk',
  'produktion',
  'technik',
  'logistik',
  'versand',
  'noreply',
  'no-reply',
  'newsletter',
  'empfang',
  'messe',
  'event',
  'events',
])

const FREEMAIL = new Set([
  'gmail.com',
  'googlemail.com',
  'gmx.de',
  'gmx.net',
  'gmx.at',
  'gmx.ch',
  'gmx.com',
  'web.de',
  't-online.de',
  'freenet.de',
  'arcor.de',
  'online.de',
  'yahoo.com',
  'yahoo.de',
  'yahoo.co.uk',
  'ymail.com',
  'rocketmail.com',
  'hotmail.com',
  'hotmail.de',
  'hotmail.at',
  'hotmail.ch',
  'outlook.com',
  'outlook.de',
  'outlook.at',
  'live.com',
  'live.de',
  'live.at',
  'msn.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'aol.com',
  'aol.de',
  'mail.de',
  'email.de',
  'posteo.de',
  'posteo.net',
  'mailbox.org',
  'proton.me',
  'protonmail.com',
  'protonmail.ch',
  'pm.me',
  'tutanota.com',
  'tutanota.de',
  'tuta.io',
  'a1.net',
  'aon.at',
  'chello.at',
  'bluewin.ch',
  'hispeed.ch',
  'sunrise.ch',
  'vodafone.de',
  'vodafonemail.de',
  'kabelmail.de',
  'unitybox.de',
  'ewe.net',
  'ewetel.net',
  'netcologne.de',
  '1und1.de',
  'o2online.de',
  'o2mail.de',
  'magenta.de',
  'mail.com',
  'mail.ru',
  'yandex.com',
  'yandex.ru',
  'qq.com',
  '163.com',
  '126.com',
  'orange.fr',
  'wanadoo.fr',
  'free.fr',
  'laposte.net',
  'libero.it',
  'virgilio.it',
  'tiscali.it',
  'wp.pl',
  'o2.pl',
  'onet.pl',
  'seznam.cz',
  'centrum.cz',
  'telenet.be',
  'skynet.be',
  'ziggo.nl',
  'kpnmail.nl',
  'hetnet.nl',
  'btinternet.com',
  'comcast.net',
  'att.net',
  'verizon.net',
  'fastmail.com',
  'hey.com',
  'zoho.com',
  'email.com',
])

const DISPOSABLE = new Set([
  'mailinator.com',
  'guerrillamail.com',
  '10minutemail.com',
  'trashmail.com',
  'trashmail.de',
  'yopmail.com',
  'tempmail.com',
  'temp-mail.org',
  'wegwerfmail.de',
  'byom.de',
  'spambog.com',
  'sharklasers.com',
  'maildrop.cc',
  'dispostable.com',
  'getnada.com',
  'muellmail.com',
])

/** Many companies live under these: neither a website nor an address there says which one it is. */
const SHARED_HOSTS = new Set([
  'facebook.com',
  'linkedin.com',
  'xing.com',
  'instagram.com',
  'youtube.com',
  'twitter.com',
  'x.com',
  'google.com',
  'business.site',
  'wixsite.com',
  'jimdo.com',
  'jimdosite.com',
  'jimdofree.com',
  'wordpress.com',
  'blogspot.com',
  'github.io',
  'netlify.app',
  'vercel.app',
  'myshopify.com',
  'squarespace.com',
  'weebly.com',
  'webflow.io',
  'strato.de',
  'onmicrosoft.com',
  'sharepoint.com',
  'hubspot.com',
  'linktr.ee',
  'web.app',
])
