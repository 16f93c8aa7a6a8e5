/** Everything that happened to a lead, newest first: its touches, and the steps it took. */
import { h } from './dom.js'
import { NONE, time } from './format.js'
import { current, knows, t, word } from './language.js'
import { said } from './parts.js'

/** @typedef {{ kind: string, at: string, recordedAt: string, data: Record<string, any> }} Step */

/** @param {readonly Step[]} steps oldest first */
export const timeline = (steps) =>
  h(
    'ol',
    { class: 'timeline', id: 'timeline' },
    [...steps]
      .reverse()
      .map((step) =>
        h(
          'li',
          { 'data-kind': step.kind === 'touch' ? 'touch' : 'step' },
          h('div', { class: 'when' }, time(step.at)),
          h('div', null, h('p', null, sentence(step)), h('p', { class: 'faint raw' }, proof(step))),
        ),
      ),
  )

/** @param {Step} step */
function sentence({ kind, data }) {
  const { from, to, by, lane, activity, touch, limit } = data
  if (kind === 'touch') return h('b', null, word('kind', touch))
  if (kind === 'class') return t(by === 'suggested' ? 'step.classSuggested' : 'step.class', { from: from ?? NONE, to: to ?? NONE })
  const said = {
    ...{ from: word('stage', from ?? NONE), to: to ?? NONE, lane: word('lane', lane ?? NONE) },
    ...{ activity: word('activity', activity ?? NONE), limit: word('limit', limit ?? NONE) },
  }
  if (kind === 'phase') Object.assign(said, { from: phase(data.fromName, from), to: phase(data.toName, to) })
  if (kind === 'stage') said.to = word('stage', to)
  if (kind === 'substage') said.to = word('substage', to)
  return knows(`step.${kind}`) ? t(`step.${kind}`, said) : kind
}

/** @param {{ de: string, en: string } | null} name @param {string | null} id one that is not configured any more has no name */
const phase = (name, id) => name?.[current()] ?? id ?? NONE

/** @param {Step} step */
function proof({ data }) {
  const { origin, content, reason, amount, currency, order } = data
  const words = [origin?.event, origin?.campaign, origin?.form, content, origin?.system ?? origin?.channel, order, amount === null ? null : amount, currency]
  const shown = words.filter((one) => one !== null && one !== undefined && one !== '').join(' · ')
  return [shown, typeof reason === 'string' && [shown !== '' && ' · ', said(reason)]]
}
