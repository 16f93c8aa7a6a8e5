/** Static secrets that proved the sender are taken out of what is kept, wherever they stand in a request. */
import type { Verification } from '../connector.ts'
import { activeOf } from '../part.ts'
import { rewritten } from '../rewritten.ts'
import type { SourceEntry } from '../setup.ts'

/** Where a source's static secrets stand. */
export interface Hidden {
  headers: readonly string[]
  /** The secrets themselves. */
  body: readonly string[]
  query: readonly string[]
  pathKey: boolean
}

/** The bytes around them stay as they came. */
export function withoutSecretsIn(body: Uint8Array, secrets: readonly string[]): Uint8Array {
  if (secrets.length === 0) return body
  const written = secrets.flatMap(writingsOf).reduce((one, [text, mask]) => replaced(one, text, mask), body)
  return isPairs(written) ? withoutPairs(written, secrets) : written
}

const MASK = '***'

/** As JavaScript and PHP write it in JSON, as a part of its own in a multipart body, as an element or attribute in XML. */
function writingsOf(secret: string): [text: string, mask: string][] {
  const inXml = [secret, secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')]
  return [
    ...[rewritten(secret, 'javascript'), rewritten(secret, 'php'), ...inXml.map((text) => `"${text}"`)].map((text): [string, string] => [text, `"${MASK}"`]),
    ...inXml.map((text): [string, string] => [`>${text}<`, `>${MASK}<`]),
    [`\r\n\r\n${secret}\r\n`, `\r\n\r\n${MASK}\r\n`],
  ]
}

function replaced(body: Uint8Array, text: string, mask: string): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const kept: Buffer[] = []
  let from = 0
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, from)) {
    kept.push(bytes.subarray(from, at), Buffer.from(mask))
    from = at + Buffer.byteLength(text)
  }
  return from === 0 ? body : Buffer.concat([...kept, bytes.subarray(from)])
}

// --- forms ---------------------------------------------------------------------------

/** Neither JSON nor XML nor multipart: `a=b&c=d`, escaped or not. */
const isPairs = (body: Uint8Array): boolean => !/^\s*(?:[{[<"]|--)/.test(Buffer.from(body.subarray(0, 64)).toString('latin1'))

/** Latin-1 gives every byte back as it was. */
function withoutPairs(body: Uint8Array, secrets: readonly string[]): Uint8Array {
  const pairs = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1').split('&')
  const shown = pairs.map((pair) => {
    const at = pair.indexOf('=') + 1
    return at > 0 && secrets.some((secret) => says(pair.slice(at), secret)) ? pair.slice(0, at) + MASK : pair
  })
  return Buffer.from(shown.join('&'), 'latin1')
}

function says(value: string, secret: string): boolean {
  const text = Buffer.from(value, 'latin1').toString('utf8').trim()
  return text === secret || decoded(text.replaceAll('+', ' ')).trim() === secret
}

// --- addresses -----------------------------------------------------------------------

export function withoutSecretsInUrl(url: string, hides: Hidden): string {
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  const segments = path.split('/')
  const source = segments.indexOf('hooks') + 1
  // Whatever stands behind the source's name may be the key, a slash at the end or not.
  const shownPath = hides.pathKey && segments.length > source + 1 ? [...segments.slice(0, source + 1), '***'].join('/') : path
  if (at < 0) return shownPath
  const query = url.slice(at + 1)
  const shown = query.split('&').map((pair) => (hides.query.includes(decoded(pair.split('=', 1)[0] ?? '')) ? `${pair.split('=', 1)[0]}=***` : pair))
  return `${shownPath}?${shown.join('&')}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

// --- where they stand ----------------------------------------------------------------

/** Headers that carry credentials by their nature, whether they were asked for or not. */
const CREDENTIALS = ['authorization', 'proxy-authorization', 'cookie']

export function hidden({ connector: { verify, fields }, values }: SourceEntry): Hidden {
  const declared = hiddenBy(verify, (field) => (fields[field]?.secret ? activeOf(values, field) : []))
  return { ...declared, headers: [...new Set([...CREDENTIALS, ...declared.headers])] }
}

/** Places of static secrets in a source's verification. */
function hiddenBy(check: Verification, secretsOf: (field: string) => readonly string[]): Hidden {
  if (check.kind === 'anyOf' || check.kind === 'allOf') {
    const parts = check.checks.map((one) => hiddenBy(one, secretsOf))
    return {
      headers: parts.flatMap((part) => part.headers),
      body: parts.flatMap((part) => part.body),
      query: parts.flatMap((part) => part.query),
      pathKey: parts.some((part) => part.pathKey),
    }
  }
  if (check.kind === 'basic') return { headers: ['authorization'], body: [], query: [], pathKey: false }
  if (check.kind !== 'token') return { headers: [], body: [], query: [], pathKey: false }
  return {
    headers: 'header' in check.at ? [check.at.header.toLowerCase()] : [],
    body: 'body' in check.at ? secretsOf(check.field) : [],
    query: 'query' in check.at ? [check.at.query] : [],
    pathKey: 'pathKey' in check.at,
  }
}
