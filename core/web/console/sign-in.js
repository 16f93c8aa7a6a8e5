/** Signing in: a token is pasted, and refused in words where it is not accepted. */
import { snippet } from './copy.js'
import { h } from './dom.js'
import { t } from './language.js'
import { note, sentence } from './parts.js'
import { brand, tools } from './shell.js'

/** `message`: a key; `problem`: what the hub said. @typedef {{ message: string, problem: import('./api.js').Problem | null } | null} Refusal */

/**
 * @param {{ refusal: Refusal, busy: boolean, signIn: (token: string) => void, switchLanguage: () => void, switchTheme: () => void }} given
 * @returns {import('./dom.js').Given[]}
 */
export const signInPage = ({ refusal, busy, signIn, switchLanguage, switchTheme }) => [
  h('header', { class: 'top bare' }, h('span', { class: 'brand' }, brand(), 'Leitwerk'), h('span', { class: 'grow' }), tools({ switchLanguage, switchTheme })),
  h(
    'main',
    { class: 'sign-in', id: 'content' },
    h(
      'form',
      { class: 'plate', onsubmit: submitted(signIn) },
      h(
        'div',
        { class: 'cell' },
        h('h1', { id: 'title', tabindex: -1 }, t('signIn.title')),
        h('p', { class: 'soft', id: 'help' }, t('signIn.help')),
        refusal !== null && note('bad', [h('p', { class: 'strong' }, t(refusal.message)), refusal.problem && h('p', null, sentence(refusal.problem))]),
        h(
          'label',
          { class: 'field' },
          h('span', null, t('signIn.token')),
          h('input', {
            id: 'token',
            name: 'token',
            type: 'password',
            autocomplete: 'off',
            spellcheck: 'false',
            required: true,
            placeholder: 'lw_…',
            'aria-describedby': 'help',
            autofocus: true,
          }),
        ),
        h('button', { type: 'submit', class: 'btn primary', disabled: busy }, t('signIn.go')),
      ),
      h('div', { class: 'cell' }, h('p', { class: 'soft' }, t('signIn.make')), snippet('leitwerk token create --role ops')),
    ),
  ),
]

/** @param {(token: string) => void} signIn */
const submitted = (signIn) => (/** @type {SubmitEvent} */ event) => {
  event.preventDefault()
  const field = /** @type {HTMLInputElement} */ (document.getElementById('token'))
  signIn(field.value.trim())
}
