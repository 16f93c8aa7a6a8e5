/** Why an event was taken for an account and a unit of it: what spoke for and against each, the sums, and what would have changed it. */
import { h } from './dom.js'
import { counted, knows, number, signed, t, word } from './language.js'

/** @typedef {{ field: string, theirs: string, ours: string, weight: number, notes?: string[] }} Field */
/** @typedef {{ code: string, field: string | null, weight: number | null, left: number | null, outcome: string | null, missing: number | null, fields: { field: string, weight: number }[] }} Change */

/** @param {any} decision null: the event names nobody */
export function evidence(decision) {
  if (decision === null) return h('p', { class: 'soft' }, t('decision.none'))
  const { evidence: fields, total, threshold, comparedWith, wouldChange, runnerUp, unitDecision, onBehalf, decidedBy } = decision
  return [
    h('p', { class: 'strong' }, word('decision', decision.decision)),
    onBehalf && h('p', { class: 'soft' }, t('decision.onBehalf')),
    knows(`decidedBy.${decidedBy}`) && h('p', { class: 'soft' }, word('decidedBy', decidedBy)),
    comparedWith !== null && h('p', { class: 'faint' }, t('decision.comparedWith', { name: comparedWith.name ?? comparedWith.account })),
    fields.length > 0 && table(t('entity.account'), fields, total, threshold),
    wouldChange !== null && h('p', { class: 'soft' }, sentenceOf(wouldChange)),
    runnerUp !== null && h('p', { class: 'faint' }, t('decision.runnerUp', { name: runnerUp.name ?? runnerUp.account, total: number(runnerUp.total, 1) })),
    fields.length > 0 && h('p', { class: 'faint' }, t('decision.grade'), ' ', h('code', { class: 'grade' }, decision.grade), ' ', t('decision.gradeText')),
    unitDecision !== null && unitPart(unitDecision),
  ]
}

/** @param {{ outcome: string, total: number, threshold: number, units: number, evidence: Field[], between: { unit: string, name: string | null }[] }} unit */
function unitPart({ outcome, total, threshold, units, evidence: fields, between }) {
  const [one, other] = between.map(({ unit, name }) => name ?? unit)
  const story = outcome === 'open' && total >= threshold ? t('unitDecision.torn') : counted(`unitDecision.${outcome}`, units)
  return h(
    'section',
    { class: 'unit-part', 'aria-label': t('evidence.site') },
    h('h4', null, t('evidence.site')),
    h('p', { class: 'soft' }, story),
    one !== undefined && other !== undefined && h('p', { class: 'soft' }, t('unitDecision.asked', { one, other })),
    fields.length > 0 && table(t('evidence.site'), fields, total, threshold),
  )
}

/** @param {string} name @param {Field[]} fields @param {number} total @param {number} threshold */
const table = (name, fields, total, threshold) =>
  h(
    'table',
    { class: 'table inset evidence' },
    h('caption', { class: 'away' }, name),
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
  )

/** @param {Field} one */
const line = ({ field, theirs, ours, weight, notes = [] }) =>
  h(
    'tr',
    null,
    h('th', { scope: 'row' }, word('evidence', field)),
    h(
      'td',
      { class: 'raw' },
      theirs === '' ? h('span', { class: 'faint' }, t('decision.notTold')) : theirs,
      ours !== theirs && h('div', { class: 'faint' }, ours === '' ? t('decision.noneKnown') : `${t('col.known')}: ${ours}`),
      notes.map((note) => h('div', { class: 'faint' }, word('note', note))),
    ),
    h('td', { class: 'r num' }, signed(weight)),
  )

/** @param {Change} change */
function sentenceOf({ code, field, weight, left, outcome, missing, fields }) {
  const listed = fields.map((one) => `${word('evidence', one.field)} (${signed(one.weight)})`).join(', ')
  const figures = {
    field: word('evidence', field ?? ''),
    weight: signed(weight ?? 0),
    left: number(left ?? 0, 1),
    missing: number(missing ?? 0, 1),
    fields: listed,
  }
  const kind = code === 'short' && fields.length > 0 ? 'shortOf' : code
  return t(outcome === null ? `change.${kind}` : `change.${kind}.${outcome}`, figures)
}
