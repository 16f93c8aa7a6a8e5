/** Why an event was taken for an account: every field that spoke for or against, its weight, and their sum. */
import { h } from './dom.js'
import { number, signed, t, word } from './language.js'

/** @typedef {{ field: string, theirs: string, ours: string, weight: number }} Field */

const UNIT = 'unit: '

/** @param {any} decision null: the event names nobody */
export function evidence(decision) {
  if (decision === null) return h('p', { class: 'soft' }, t('decision.none'))
  const { evidence: all, total, threshold, runnerUp } = decision
  // What chose the unit inside the account comes after, and is no part of the sum.
  const fields = all.filter((/** @type {Field} */ { field }) => !field.startsWith(UNIT))
  const unit = all.filter((/** @type {Field} */ { field }) => field.startsWith(UNIT))
  return [
    h('p', { class: 'strong' }, word('decision', decision.decision)),
    fields.length === 0
      ? h('p', { class: 'soft' }, t('decision.nothingAlike'))
      : h(
          'table',
          { class: 'table inset evidence' },
          h('caption', { class: 'away' }, word('decision', decision.decision)),
          h(
            'thead',
            null,
            h(
              'tr',
              null,
              h('th', { scope: 'col' }, t('col.field')),
              h('th', { scope: 'col' }, t('col.given')),
              h('th', { scope: 'col', class: 'r' }, t('col.weight')),
            ),
          ),
          h('tbody', null, fields.map(line)),
          h(
            'tfoot',
            null,
            h(
              'tr',
              null,
              h('th', { scope: 'row' }, t('decision.sum')),
              h('td', null, t('decision.from', { threshold: number(threshold, 1) })),
              h('td', { class: 'r num' }, signed(total)),
            ),
          ),
        ),
    unit.map((/** @type {Field} */ { field, theirs }) =>
      h('p', { class: 'soft raw' }, `${t('col.unit')} · ${word('evidence', field.slice(UNIT.length))}: ${theirs}`),
    ),
    runnerUp !== null && h('p', { class: 'faint' }, t('decision.runnerUp', { total: number(runnerUp.total, 1) })),
  ]
}

/** @param {Field} one */
const line = ({ field, theirs, ours, weight }) =>
  h(
    'tr',
    null,
    h('th', { scope: 'row' }, word('evidence', field)),
    h('td', { class: 'raw' }, theirs, ours !== theirs && h('div', { class: 'faint' }, `${t('col.known')}: ${ours}`)),
    h('td', { class: 'r num' }, signed(weight)),
  )
