/** Addresses out of the console. */

/** Only addresses of the web, whatever a CRM says its record's address is; null: no such. */
export function outwardAddress(url: string | null): string | null {
  const target = url === null ? null : URL.parse(url)
  return target !== null && (target.protocol === 'https:' || target.protocol === 'http:') ? target.href : null
}
