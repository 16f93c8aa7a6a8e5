/** A question before something is done: what will happen, and a button that names it. */
import { draw, h } from './dom.js'
import { t } from './language.js'

/**
 * @param {{ title: string, text: string, confirm: string, field?: { label: string, value: string } }} question
 * @returns {Promise<string | null>} what was entered ('' without a field), or null: cancelled
 */
export function ask({ title, text, confirm, field }) {
  const dialog = document.createElement('dialog')
  dialog.setAttribute('aria-labelledby', 'question')
  document.body.append(dialog)
  return new Promise((resolve) => {
    const end = (/** @type {string | null} */ answer) => {
      dialog.close()
      dialog.remove()
      resolve(answer)
    }
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault()
      end(dialog.querySelector('input')?.value.trim() ?? '')
    }
    dialog.oncancel = () => end(null)
    draw(dialog, [
      h(
        'form',
        { onsubmit: submit },
        h('h2', { id: 'question' }, title),
        h('p', { class: 'soft' }, text),
        field && h('label', { class: 'field' }, h('span', null, field.label), h('input', { type: 'text', maxlength: 500, value: field.value })),
        h(
          'div',
          { class: 'actions' },
          h('button', { type: 'button', class: 'btn', onclick: () => end(null) }, t('app.cancel')),
          h('button', { type: 'submit', class: 'btn primary' }, confirm),
        ),
      ),
    ])
    dialog.showModal()
  })
}
