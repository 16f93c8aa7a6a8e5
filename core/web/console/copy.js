/** Copying by a click, also where the browser grants no clipboard: pages that come over plain HTTP. */
import { h } from './dom.js'
import { icon } from './icons.js'
import { t } from './language.js'

const SHOWN_MS = 1500

/** What was copied last, so that its button can say so. */
let copied = ''
let again = () => {}

/** @param {() => void} redraw */
export function onCopied(redraw) {
  again = redraw
}

/** Monospace text that copies `whole`. @param {string} whole @param {string} [shown] */
export const copyable = (whole, shown = whole) =>
  h(
    'button',
    { type: 'button', class: 'id', title: whole, 'aria-label': copied === whole ? t('app.copied') : t('app.copy', { what: whole }), onclick: handler(whole) },
    shown,
    icon(copied === whole ? 'check' : 'copy'),
  )

/** Lines to copy as a whole. @param {string} text */
export const snippet = (text) =>
  h(
    'div',
    { class: 'snippet' },
    h('pre', { class: 'code', tabindex: 0 }, text),
    h(
      'button',
      { type: 'button', class: 'btn small', onclick: handler(text) },
      icon(copied === text ? 'check' : 'copy'),
      t(copied === text ? 'app.copied' : 'app.copyText'),
    ),
  )

/** @param {string} text */
const handler = (text) => async (/** @type {Event} */ event) => {
  event.stopPropagation()
  await copy(text)
  copied = text
  again()
  setTimeout(() => {
    if (copied !== text) return
    copied = ''
    again()
  }, SHOWN_MS)
}

/** @param {string} text */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).catch(() => copyByHand(text))
  copyByHand(text)
}

/** @param {string} text */
function copyByHand(text) {
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'away'
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
