/** The language of the page: chosen, else the browser's; words, numbers and times in it. */
import { messages } from './messages.js'

/** @typedef {'en' | 'de'} Language */

const KEPT = 'leitwerk.language'

/** @type {Language} */
let language = start()

function start() {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'de' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en'
}

export const current = () => language
export const locale = () => (language === 'de' ? 'de-DE' : 'en-GB')

export function switchLanguage() {
  language = language === 'de' ? 'en' : 'de'
  localStorage.setItem(KEPT, language)
}

/**
 * A sentence; `{name}` is filled in from `given`, and `given.n` chooses between one and many.
 * @param {string} key @param {Record<string, string | number>} [given] @returns {string}
 */
export function t(key, given = {}) {
  const message = messages[language][key]
  if (message === undefined) return `⟦${key}⟧` // shows in tests, not in silence
  const text = typeof message === 'string' ? message : message[new Intl.PluralRules(locale()).select(Number(given.n)) === 'one' ? 'one' : 'other']
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(given[name] ?? whole))
}

/** A sentence that counts. @param {string} key @param {number} n @param {Record<string, string | number>} [given] */
export const counted = (key, n, given = {}) => t(key, { ...given, n, count: number(n) })

/**
 * The word for a value of a known list; a value that is new to the console is shown as it is.
 * @param {string} list @param {string} value
 */
export const word = (list, value) => (knows(`${list}.${value}`) ? t(`${list}.${value}`) : value)

/** @param {string} key */
export const knows = (key) => Object.hasOwn(messages[language], key)

/** @param {number} n @param {number} [digits] at most */
export const number = (n, digits = 0) => n.toLocaleString(locale(), { maximumFractionDigits: digits }).replace('-', '\u2212')

/** @param {number} n */
export const signed = (n) => `${n > 0 ? '+' : ''}${number(n, 1)}`
