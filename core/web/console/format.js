/** Times, durations and ids as they are shown. */
import { copyable } from './copy.js'
import { h } from './dom.js'
import { locale, number, t } from './language.js'

/** What is missing. */
export const NONE = '\u2013'

/** @param {string} instant ISO 8601 */
export function clock(instant) {
  const at = new Date(instant)
  const time = at.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  if (at.toDateString() === new Date().toDateString()) return time
  const year = at.getFullYear() === new Date().getFullYear() ? {} : { year: /** @type {const} */ ('numeric') }
  return `${at.toLocaleDateString(locale(), { day: '2-digit', month: 'short', ...year })} ${time.slice(0, 5)}`
}

/** Local time; the exact one when pointed at. @param {string | null} instant */
export function time(instant) {
  if (instant === null) return NONE
  const exact = `${new Date(instant).toLocaleString(locale(), { dateStyle: 'full', timeStyle: 'long' })} · ${instant}`
  return h('time', { datetime: instant, title: exact, class: 'num' }, clock(instant))
}

/** `3 h 18 min`: the two largest units. @param {number} ms */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [d, hours, min, s] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
  if (d > 0) return both('d', d, 'h', hours)
  if (hours > 0) return both('h', hours, 'min', min)
  return min > 0 ? both('min', min, 's', s) : t('time.s', { n: s })
}

/** @param {string} unit @param {number} n @param {string} smaller @param {number} rest */
const both = (unit, n, smaller, rest) => `${t(`time.${unit}`, { n: number(n) })}${rest > 0 ? ` ${t(`time.${smaller}`, { n: rest })}` : ''}`

/** @param {string | null} instant */
export const since = (instant) => (instant === null ? NONE : duration(Date.now() - Date.parse(instant)))

/** An id cut in the middle, where ids of one kind are alike; a click copies all of it. @param {string} id */
export const idTag = (id) => copyable(id, short(id))

/** @param {string} id */
export const short = (id) => (id.length > 18 ? `${id.slice(0, 9)}…${id.slice(-6)}` : id)

/** A figure in a table; zero steps back. @param {number} n @param {number} [digits] */
export const figure = (n, digits = 0) => h('span', { class: n === 0 ? 'num zero' : 'num' }, number(n, digits))
