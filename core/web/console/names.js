/** What ids are called: sources, connections, products, accounts and units; remembered for a while. */
import { read } from './api.js'
import { current } from './language.js'

/** @typedef {{ id: string, kind: string, label: string, url: string, setup: string[], fields: { name: string, secret: boolean, set: boolean }[] }} Source */
/** @typedef {{ name: string | null, units: Map<string, string | null> }} Account */

const ACCOUNT_MS = 60_000
const AT_ONCE = 6

/** @type {Promise<Source[]> | null} */
let sourceList = null
/** @type {Map<string, { at: number, account: Account }>} */
const accounts = new Map()
/** @type {import('./api.js').Session['products']} */
let products = []

/** @param {import('./api.js').Session | null} session null: signed out, all is forgotten */
export function forget(session) {
  sourceList = null
  accounts.clear()
  products = session?.products ?? []
}

/** Sources are configuration: read once. @returns {Promise<Source[]>} */
export function sources() {
  sourceList ??= read('/v1/sources').then(
    ({ items }) => items,
    (problem) => {
      sourceList = null
      throw problem
    },
  )
  return sourceList
}

/** @param {readonly Source[]} list @param {string} id */
export const labelOf = (list, id) => list.find((one) => one.id === id)?.label ?? id

/** @param {string} id */
export const productName = (id) => products.find((one) => one.id === id)?.name[current()] ?? id

/** Reads the accounts that are not known yet. @param {readonly (string | null)[]} ids */
export async function learn(ids) {
  const fresh = Date.now() - ACCOUNT_MS
  const missing = [...new Set(ids)].filter((id) => id !== null && (accounts.get(id)?.at ?? 0) < fresh)
  for (let i = 0; i < missing.length; i += AT_ONCE) await Promise.all(missing.slice(i, i + AT_ONCE).map((id) => learnOne(/** @type {string} */ (id))))
}

/** @param {string} id */
async function learnOne(id) {
  // A name that cannot be read is no reason to show nothing.
  const known = await read(`/v1/accounts/${encodeURIComponent(id)}`).catch(() => null)
  if (known === null) return
  accounts.set(id, {
    at: Date.now(),
    account: { name: known.name ?? known.names[0] ?? null, units: new Map(known.units.map((/** @type {any} */ unit) => [unit.id, unit.name])) },
  })
}

/** Company and site of a unit, as far as they are known. @param {string | null} account @param {string | null} unit */
export function unitName(account, unit) {
  const known = account === null ? undefined : accounts.get(account)?.account
  return { company: known?.name ?? null, site: unit === null ? null : (known?.units.get(unit) ?? null) }
}
