/** Where one is, in the fragment: `#/deliveries/dlv_...?state=held`. A link shows a colleague the same. */

/** @typedef {{ view: string, id: string | null, query: Record<string, string> }} Address */

/** @param {string} fragment @returns {Address} */
export function parse(fragment) {
  const [path = '', search = ''] = fragment.replace(/^#?\/?/, '').split('?', 2)
  const [view = '', id = ''] = path.split('/').map(decoded)
  return { view: view === '' ? 'overview' : view, id: id === '' ? null : id, query: Object.fromEntries(new URLSearchParams(search)) }
}

/** @param {string} view @param {string | null} [id] @param {Record<string, string | undefined>} [query] */
export function href(view, id = null, query = {}) {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]))
  return `#/${view}${id === null ? '' : `/${encodeURIComponent(id)}`}${given.length === 0 ? '' : `?${new URLSearchParams(given)}`}`
}

/** The token of a link that signs in, taken out of the address at once. @returns {string | null} */
export function tokenInAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given !== null) history.replaceState(null, '', `${location.pathname}#/`)
  return given
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
