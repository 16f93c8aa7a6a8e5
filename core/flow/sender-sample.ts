/** An example of what a source sends, made from the cases of its mapping and signed as its sender would: to be copied, or sent as a test. */
import type { Arrival, Json, Part } from '../connector.ts'
import { TEST_HEADER } from '../mapped.ts'
import type { SourceEntry } from '../setup.ts'
import { sign } from '../sign.ts'
import type { Db } from '../store/db.ts'
import { FROM_OURSELVES } from '../store/deliveries.ts'
import * as mappings from '../store/mappings.ts'
import { fieldsOf, missingSettings, signaturesOf } from '../verify.ts'

interface Case {
  input: Json
  envelope?: Json
  delivery?: { headers?: Record<string, string> }
  expect: { events?: readonly unknown[] }
}

/** @returns null where no example can be made: the tool signs with a key of its own, or the body is of a kind that is not written here */
export async function sampleFor(db: Db, entry: SourceEntry, url: string, now: number): Promise<Arrival | null> {
  const version = await mappings.active(db, 'source', entry.mapping)
  const cases = version?.cases ? (JSON.parse(version.cases) as Case[]) : []
  const example = cases.find(({ expect }) => (expect.events?.length ?? 0) > 0)
  const body = example && bodyOf(entry, example)
  if (!example || body === undefined) return null
  const { test: _tests, ...headers } = { ...example.delivery?.headers }
  const arrival: Arrival = {
    ...{ method: 'POST', url, remote: FROM_OURSELVES, receivedAt: now },
    headers: { ...headers, 'content-type': body.type, [TEST_HEADER]: '1' },
    body: Buffer.from(body.text),
  }
  try {
    return sign(entry.connector.verify, arrival, entry.values, now)
  } catch {
    return null
  }
}

/** As the source reads it. */
function bodyOf(entry: SourceEntry, example: Case): { type: string; text: string } | undefined {
  const whole = wholeOf(entry, example)
  const { as = 'auto' } = entry.connector.decode ?? {}
  if (whole === undefined) return undefined
  if (as === 'auto' || as === 'json') return { type: 'application/json', text: JSON.stringify(whole) }
  return as === 'form' ? { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(pairsOf(whole)).toString() } : undefined
}

/** As PHP reads them: `data[merges][FNAME]`. */
function pairsOf(value: Json, name = ''): [string, string][] {
  if (value === null) return []
  if (typeof value !== 'object') return [[name, String(value)]]
  return Object.entries(value).flatMap(([key, inner]) => pairsOf(inner, name === '' ? key : `${name}[${key}]`))
}

/** What is around the one item that a case shows, too. */
function wholeOf({ connector: { split } }: SourceEntry, { input, envelope }: Case): Json | undefined {
  if (split === undefined || split === '$') return input
  if (!/^\w+(?:\.\w+)*$/.test(split)) return undefined
  return within(envelope, split.split('.'), [input])
}

/** With the value at a place, and beside it what the whole has. */
function within(whole: Json | undefined, [name, ...rest]: readonly string[], value: Json): Json {
  if (name === undefined) return value
  const known = typeof whole === 'object' && whole !== null && !Array.isArray(whole) ? whole : {}
  return { ...known, [name]: within(known[name], rest, value) }
}

/** Whether what is signed goes with the example alone. Where the signature leaves the body out, whoever saw it could send what they like. */
export const canBeShown = ({ connector, values }: SourceEntry): boolean =>
  signaturesOf(connector.verify).every((check) => missingSettings(check, values).length > 0 || check.signed.some(tellsBody))

const tellsBody = (part: Part): boolean =>
  'rewritten' in part || ('request' in part && part.request === 'body') || ('hmac' in part && part.over.some(tellsBody))

/** As a command to be copied. What proves the sender by itself, without a signature, stands as `$NAME`. */
export function curlOf(entry: SourceEntry, { method, url, headers, body }: Arrival): string {
  const masked = (text: string) =>
    secretsOf(entry).reduce(
      (shown, [name, value]) =>
        writings(value).reduce((one, written) => one.replaceAll(written, () => `$${name.replace(/(?=[A-Z])/g, '_').toUpperCase()}`), shown),
      text,
    )
  const quoted = (text: string) => `'${masked(text).replaceAll("'", "'\\''")}'`
  return [
    `curl -X ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${basicMasked(value)}`)}`),
    `--data ${quoted(Buffer.from(body).toString('utf8'))}`,
  ].join(' \\\n  ')
}

/** As it is, in an address, in a form, in JSON. */
const writings = (value: string): string[] => [
  ...new Set([value, encodeURIComponent(value), new URLSearchParams({ v: value }).toString().slice(2), JSON.stringify(value).slice(1, -1)]),
]

/** The pair itself is encoded, so that no secret is found in it. */
const basicMasked = (value: string): string => value.replace(/^Basic .+$/, 'Basic $USER_AND_PASSWORD_IN_BASE64')

function secretsOf({ connector, values }: SourceEntry): [name: string, value: string][] {
  const names = new Set([...fieldsOf(connector.verify), ...Object.keys(connector.fields).filter((name) => connector.fields[name]?.secret)])
  return [...names]
    .flatMap((name) => (values[name] ?? []).map((value): [string, string] => [name, value]))
    .filter(([name, value]) => connector.fields[name]?.secret && value !== '')
    .sort(([, a], [, b]) => b.length - a.length)
}
