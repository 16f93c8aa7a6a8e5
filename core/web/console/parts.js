/** Parts that pages are made of: states, notes, empty and loading places. */
import { h } from './dom.js'
import { icon } from './icons.js'
import { current, t, word } from './language.js'

/** @typedef {import('./dom.js').Given} Given */
/** @typedef {'ok' | 'warn' | 'bad' | 'hold' | 'mute' | 'info'} Tone */

/** Tone and icon of each state: red, somebody must act; amber, watch it; violet, waits for a decision; grey, ended as intended. @type {Record<string, [Tone, string]>} */
const STATES = {
  'delivery.processed': ['ok', 'ok'],
  'delivery.filtered': ['mute', 'filtered'],
  'delivery.duplicate': ['mute', 'duplicate'],
  'delivery.held': ['hold', 'held'],
  'delivery.pending': ['info', 'clock'],
  'delivery.test': ['mute', 'test'],
  'delivery.erased': ['mute', 'erased'],
  'connection.up': ['ok', 'ok'],
  'connection.slow': ['warn', 'alert'],
  'connection.paused': ['bad', 'pause'],
  'stage.unknown': ['mute', 'leads'],
  'stage.lead': ['mute', 'leads'],
  'stage.recycled': ['mute', 'recycled'],
  'stage.mql': ['info', 'next'],
  'stage.sal': ['info', 'next'],
  'stage.sql': ['info', 'next'],
  'stage.customer': ['ok', 'ok'],
  'stage.lost': ['mute', 'failed'],
  'stage.disqualified': ['mute', 'cancelled'],
}

/** @param {string} list @param {string} value @returns {Tone} */
export const toneOf = (list, value) => STATES[`${list}.${value}`]?.[0] ?? 'mute'

/** A state in word, icon and colour. @param {string} list @param {string} value @param {{ chip?: boolean }} [look] */
export function status(list, value, { chip = false } = {}) {
  const [tone, name] = STATES[`${list}.${value}`] ?? ['mute', 'info']
  return mark(tone, name, word(list, value), chip)
}

/** @param {Tone} tone @param {string} name @param {Given} text @param {boolean} [chip] */
export const mark = (tone, name, text, chip = false) =>
  h('span', { class: chip ? 'state chip' : 'state', 'data-tone': tone }, icon(name), h('span', null, text))

/** A class; a suggested one is dashed and asks. @param {{ class: string | null, classBy: string | null, suggestion: string | null }} lead */
export function classChip({ class: is, classBy, suggestion }) {
  const suggested = (/** @type {string} */ name) =>
    h(
      'span',
      { class: 'class maybe', title: t('leads.suggested', { class: name }) },
      name,
      h('span', { 'aria-hidden': 'true' }, '?'),
      h('span', { class: 'away' }, t('leads.suggested', { class: '' })),
    )
  return [
    is !== null && (classBy === 'human' ? h('span', { class: 'class', 'data-class': is }, is) : suggested(is)),
    suggestion !== null && suggestion !== is && suggested(suggestion),
  ]
}

/** A sentence the hub wrote: it speaks English. @param {string} text */
export const said = (text) => h('span', { class: 'said', lang: current() === 'en' ? null : 'en' }, text)

/** @param {Tone} tone @param {Given} content @param {Given} [action] */
export const note = (tone, content, action) =>
  h(
    'div',
    { class: 'note', 'data-tone': tone, role: tone === 'bad' ? 'alert' : 'status' },
    icon(tone === 'ok' ? 'ok' : tone === 'info' ? 'info' : 'alert'),
    h('div', { class: 'grow' }, content),
    action,
  )

/** What the hub said of a refusal. @param {import('./api.js').Problem} problem */
export const sentence = (problem) =>
  problem.detail !== '' ? said(problem.detail) : t(problem.status === 0 ? 'problem.away' : 'problem.strange', { status: problem.status })

/** In place of a page that could not be read. @param {import('./api.js').Problem} problem @param {() => void} retry */
export const failure = (problem, retry) =>
  h(
    'div',
    { class: 'empty', role: 'alert' },
    h('span', { class: 'state', 'data-tone': 'bad' }, icon('away')),
    h('p', { class: 'strong' }, t('problem.read')),
    h('p', { class: 'soft' }, sentence(problem)),
    button('refresh', t('app.retry'), retry),
    problem.status > 0 && h('p', { class: 'faint' }, h('code', null, `${problem.status} ${problem.type}`)),
  )

/** @param {string} name @param {Given} text @param {() => void} onclick @param {{ kind?: string, disabled?: boolean }} [look] */
export const button = (name, text, onclick, { kind = '', disabled = false } = {}) =>
  h('button', { type: 'button', class: `btn ${kind}`.trim(), onclick, disabled }, icon(name), h('span', null, text))

/** @param {string} title @param {Given} [aside] */
export const head = (title, aside) => h('div', { class: 'head' }, h('h2', null, title), aside && h('div', { class: 'aside' }, aside))

/** Grey bars where rows will be. @param {number} rows */
export const skeleton = (rows) =>
  h(
    'div',
    { class: 'skeleton', role: 'status' },
    h('span', { class: 'away' }, t('app.loading')),
    Array.from({ length: rows }, (_, i) => h('i', { 'data-width': i % 3 })),
  )

/** @param {string} label @param {string} value @param {readonly [string, string][]} options @param {(value: string) => void} choose */
export const choice = (label, value, options, choose) =>
  h(
    'label',
    { class: 'choice' },
    h('span', null, label),
    h(
      'select',
      { value, onchange: (/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.target).value) },
      [['', t('filter.all')], ...options].map(([id, name]) => h('option', { value: id }, name)),
    ),
  )

/** A link out of the console: only to web addresses, whatever a CRM says its record's address is. @param {string | null} url @param {Given} text */
export function outward(url, text) {
  const target = url === null ? null : URL.parse(url)
  if (target === null || (target.protocol !== 'https:' && target.protocol !== 'http:')) return text
  return h('a', { href: target.href, target: '_blank', rel: 'noopener noreferrer', class: 'outward' }, text, icon('external'))
}

/** A row that opens something, wherever it is clicked; its link does the same for the keyboard. @param {string} address */
export const opens = (address) => (/** @type {MouseEvent} */ event) => {
  if (event.target instanceof globalThis.Element && event.target.closest('a, button')) return
  if (getSelection()?.toString()) return
  location.hash = address
}
