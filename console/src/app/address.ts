/** Where the console lies, and what an address may carry besides the page. */

/** All pages lie below it. */
export const BASE = '/console'

/** Addresses once stood behind a `#`: links in old mails still lead to their page. */
export function renewOldAddress(): void {
  if (location.hash.startsWith('#/')) history.replaceState(null, '', `${BASE}${location.hash.slice(1)}`)
}

/** The token of a link that signs in, taken out of the address at once. */
export function tokenInAddress(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given !== null) history.replaceState(null, '', `${location.pathname}${location.search}`)
  return given
}
