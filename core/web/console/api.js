/** Calls to the hub: the token as bearer, every refusal as its problem document's sentence. */

/** @typedef {{ role: 'viewer' | 'ops' | 'admin', label: string, version: string, products: { id: string, name: { de: string, en: string } }[] }} Session */

const KEPT = 'leitwerk.token'
const TIMEOUT_MS = 20_000

/** A refusal: `detail` is the hub's sentence, empty where it gave none; status 0: no answer. */
export class Problem extends Error {
  /** @param {number} status @param {string} detail @param {string} type */
  constructor(status, detail, type = '') {
    super(detail)
    this.status = status
    this.detail = detail
    this.type = type
  }
}

export const token = {
  get: () => sessionStorage.getItem(KEPT),
  /** @param {string} value */
  set: (value) => sessionStorage.setItem(KEPT, value),
  drop: () => sessionStorage.removeItem(KEPT),
}

/** @param {string} path @param {Record<string, string | number | undefined>} [query] @returns {Promise<any>} the answer's own shape, see /docs */
export function read(path, query = {}) {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]))
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`
  return call('GET', `${path}${search}`)
}

/** @param {string} path @param {unknown} [body] @returns {Promise<any>} */
export const act = (path, body) => call('POST', path, body)

/** @param {string} method @param {string} path @param {unknown} [body] */
async function call(method, path, body) {
  const bearer = token.get()
  const answer = await fetch(path, {
    method,
    cache: 'no-store',
    credentials: 'omit',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
      ...(method !== 'GET' && { 'idempotency-key': onceKey() }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => null)
  if (answer === null) throw new Problem(0, '')
  const said = await answer.json().catch(() => null)
  if (answer.ok) return said
  throw new Problem(answer.status, typeof said?.detail === 'string' ? said.detail : '', typeof said?.type === 'string' ? said.type : '')
}

/** Not `crypto.randomUUID`: pages that come over plain HTTP do not have it. */
const onceKey = () => `console-${[...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
