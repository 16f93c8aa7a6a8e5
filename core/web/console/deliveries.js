/** Deliveries, newest first: a list with filters in the address, and what became of the chosen one beside it. */
import { href } from './address.js'
import { act, read } from './api.js'
import { forgetRaw, loadDelivery, showDelivery } from './delivery.js'
import { ask } from './dialog.js'
import { h } from './dom.js'
import { firstSteps } from './first-steps.js'
import { short, time } from './format.js'
import { counted, number, t, word } from './language.js'
import { sources as configured, labelOf } from './names.js'
import { button, choice, failure, opens, said, skeleton, status, toneOf } from './parts.js'

const STATES = ['processed', 'filtered', 'duplicate', 'held', 'pending', 'test', 'erased']
const PAGE = 50

/** @param {import('./address.js').Address} address */
export async function load({ id, query }) {
  const [page, sources, detail] = await Promise.all([
    read('/v1/deliveries', { source: query.source, state: query.state, cursor: query.cursor, limit: PAGE }),
    configured(),
    id === null ? null : loadDelivery(id),
  ])
  return { rows: page.items, next: page.next, sources, detail, query }
}

export const forget = forgetRaw

/** @param {import('./page.js').Page} page */
export function show(page) {
  const { data, address } = page
  const { id, query } = address
  const { rows, sources } = data
  const filtered = Boolean(query.source ?? query.state)
  if (rows.length === 0 && !filtered && query.cursor === undefined && id === null)
    return [h('section', { class: 'plate' }, h('div', { class: 'cell' }, firstSteps(sources, 'deliveries')))]
  return [
    toolbar(page),
    h(
      'section',
      { class: 'plate split', 'data-detail': id === null ? null : '' },
      h(
        'div',
        { class: 'cell flush list', 'aria-busy': page.fresh || same(data.query, query) ? null : 'true' },
        rows.length === 0 ? h('p', { class: 'empty' }, t('deliveries.noneFiltered')) : table(page),
        pager(page),
      ),
      h('aside', { class: 'cell flush detail', 'aria-label': t('detail.title') }, detail(page)),
    ),
  ]
}

/** @param {import('./page.js').Page} page */
function toolbar(page) {
  const { source, state } = page.address.query
  const set = (/** @type {Record<string, string>} */ change) => {
    location.hash = href('deliveries', null, { source, state, ...change })
  }
  const sources = page.data.sources.map((/** @type {any} */ one) => [one.id, one.label])
  if (source !== undefined && !sources.some((/** @type {[string]} */ [id]) => id === source)) sources.push([source, source])
  const held = page.data.rows.filter((/** @type {any} */ row) => row.state === 'held').map((/** @type {any} */ row) => row.id)
  return h(
    'div',
    { class: 'toolbar' },
    choice(t('filter.source'), source ?? '', sources, (value) => set({ source: value })),
    choice(
      t('filter.state'),
      state ?? '',
      STATES.map((one) => [one, word('delivery', one)]),
      (value) => set({ state: value }),
    ),
    (source ?? state) !== undefined && h('a', { class: 'btn ghost', href: href('deliveries') }, t('filter.clear')),
    h('span', { class: 'grow' }),
    page.mayAct && state === 'held' && held.length > 0 && button('play', counted('deliveries.release', held.length), () => release(page, held)),
  )
}

/** @param {import('./page.js').Page} page @param {string[]} ids */
async function release(page, ids) {
  const n = ids.length
  const answer = await ask({
    title: counted('deliveries.releaseTitle', n),
    text: t('deliveries.releaseText'),
    confirm: counted('deliveries.releaseConfirm', n),
  })
  if (answer === null) return
  await page.perform(async () => counted('deliveries.released', (await act('/v1/deliveries/release', { ids })).released))
}

/** @param {import('./page.js').Page} page */
function table({ data, address }) {
  const { id, query } = address
  return h(
    'div',
    { class: 'scroll rows' },
    h(
      'table',
      { class: 'table sticky', id: 'deliveries' },
      h('caption', { class: 'away' }, t('deliveries.caption')),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ['time', 'state', 'source'].map((name) => h('th', { scope: 'col' }, t(`col.${name}`))),
          h('th', { scope: 'col', class: 'r wide-only' }, t('col.number')),
          h('th', { scope: 'col', class: 'wide-only' }, t('col.result')),
        ),
      ),
      h(
        'tbody',
        null,
        data.rows.map((/** @type {any} */ row) => {
          const to = href('deliveries', row.id, query)
          const tone = toneOf('delivery', row.state)
          return h(
            'tr',
            { key: row.id, class: 'opens', 'aria-current': row.id === id ? 'true' : null, 'data-tone': tone === 'hold' ? tone : null, onclick: opens(to) },
            h('td', null, h('a', { class: 'plain', href: to, 'data-open': row.id }, time(row.receivedAt))),
            h('td', null, status('delivery', row.state)),
            h('td', { class: 'cut' }, labelOf(data.sources, row.source), h('div', { class: 'faint cut narrow-only' }, result(row))),
            h('td', { class: 'r num wide-only' }, number(row.seq)),
            h('td', { class: 'cut wide-only soft', title: row.reason }, result(row)),
          )
        }),
      ),
    ),
  )
}

/** @param {any} row */
function result({ state, reason, duplicateOf, itemCount }) {
  if (duplicateOf !== null) return `${t('detail.sameAs')} ${short(duplicateOf)}`
  if (reason !== null) return said(reason)
  if (state === 'pending') return t('deliveries.waiting')
  return itemCount === null ? '' : counted('deliveries.items', itemCount)
}

/** @param {import('./page.js').Page} page */
function pager({ data, address }) {
  const { cursor, ...query } = address.query
  if (cursor === undefined && data.next === null) return h('div', { class: 'pager faint' }, t('page.shown', { count: number(data.rows.length) }))
  return h(
    'nav',
    { class: 'pager', 'aria-label': t('deliveries.caption') },
    h('span', { class: 'faint grow' }, t('page.shown', { count: number(data.rows.length) })),
    cursor !== undefined && h('a', { class: 'btn small', href: href('deliveries', null, query) }, t('page.newest')),
    data.next !== null && h('a', { class: 'btn small', href: href('deliveries', null, { ...query, cursor: data.next }) }, t('page.older')),
  )
}

/** @param {import('./page.js').Page} page */
function detail(page) {
  const { id, query } = page.address
  if (id === null) return null
  const shown = page.data.detail
  if (shown?.id !== id) return skeleton(8)
  return shown.problem ? failure(shown.problem, page.refresh) : showDelivery(page, shown, href('deliveries', null, query))
}

/** @param {Record<string, string>} a @param {Record<string, string>} b */
const same = (a, b) => ['source', 'state', 'cursor'].every((name) => a[name] === b[name])
