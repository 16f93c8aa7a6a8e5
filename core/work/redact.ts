/** What may be kept of a call and of a reason: no secret, no personal data. */
import type { Call } from '../connector.ts'
import type { Endpoint } from '../talk.ts'

/** The path with its ids; query values and anything that looks like a mail address are masked. */
export function maskedPath({ path, query }: Call): string {
  const [place = '', written = ''] = path.split('?', 2)
  const names = [...new URLSearchParams(written).keys(), ...Object.keys(query ?? {})]
  const masked = place.replace(/[^/]*(?:@|%40)[^/]*/gi, '…').replace(HASHED_ADDRESS, '…')
  return names.length === 0 ? masked : `${masked}?${names.map((name) => `${name}=…`).join('&')}`
}

/** Mailchimp names members by the MD5 of their address, which anybody can compare with addresses they know. */
const HASHED_ADDRESS = /(?<=\/members\/)[0-9a-f]{32}(?![^/])/gi

/**
 * A text without the values of the endpoint's secret settings, in case the other side repeated one.
 * @param shown what else proved the hub's identity: access tokens, encoded passwords
 */
export function withoutSecrets(text: string, { settings, secretFields }: Endpoint, shown: Iterable<string>): string {
  let clean = text
  // Shorter values would tear holes into ordinary words.
  for (const value of [...secretFields.map((field) => settings[field]), ...shown])
    if (value !== undefined && value.length >= 4) clean = clean.replaceAll(value, '***')
  return clean
}
