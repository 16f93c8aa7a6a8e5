/** Leads: units that could buy, per product, with stage, class and score. */
import { href } from './address.js'
import { read } from './api.js'
import { h } from './dom.js'
import { firstSteps } from './first-steps.js'
import { NONE, time } from './format.js'
import { number, t, word } from './language.js'
import { sources as configured, productName } from './names.js'
import { choice, classChip, opens, status } from './parts.js'

const STAGES = ['unknown', 'lead', 'recycled', 'mql', 'sal', 'sql', 'customer', 'lost', 'disqualified']
const PAGE = 50

/** @param {import('./address.js').Address} address */
export async function load({ query }) {
  const [page, sources] = await Promise.all([read('/v1/leads', { stage: query.stage, cursor: query.cursor, limit: PAGE }), configured()])
  return { rows: page.items, next: page.next, sources }
}

/** @param {import('./page.js').Page} page */
export function show(page) {
  const { data, address, fresh } = page
  const { stage, cursor } = address.query
  if (data.rows.length === 0 && stage === undefined && cursor === undefined)
    return [h('section', { class: 'plate' }, h('div', { class: 'cell' }, firstSteps(data.sources, 'leads')))]
  return [
    h(
      'div',
      { class: 'toolbar' },
      choice(
        t('filter.stage'),
        stage ?? '',
        STAGES.map((one) => [one, word('stage', one)]),
        (value) => {
          location.hash = href('leads', null, { stage: value })
        },
      ),
      stage !== undefined && h('a', { class: 'btn ghost', href: href('leads') }, t('filter.clear')),
    ),
    h(
      'section',
      { class: 'plate' },
      h(
        'div',
        { class: 'cell flush', 'aria-busy': fresh ? null : 'true' },
        data.rows.length === 0 ? h('p', { class: 'empty' }, t('leads.noneFiltered')) : table(data),
        pager(page),
      ),
    ),
  ]
}

/** @param {any} data */
const table = ({ rows }) =>
  h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      { class: 'table sticky', id: 'leads' },
      h('caption', { class: 'away' }, t('leads.caption')),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          h('th', { scope: 'col' }, t('col.unit')),
          h('th', { scope: 'col', class: 'wide-only' }, t('col.product')),
          h('th', { scope: 'col' }, t('col.stage')),
          h('th', { scope: 'col', class: 'wide-only' }, t('col.class')),
          h('th', { scope: 'col', class: 'r' }, t('col.score')),
          h('th', { scope: 'col', class: 'wide-only' }, t('col.grades')),
          h('th', { scope: 'col', class: 'wide-only' }, t('col.owner')),
          h('th', { scope: 'col', class: 'r wide-only' }, t('col.lastTouch')),
        ),
      ),
      h('tbody', null, rows.map(row)),
    ),
  )

/** @param {any} lead */
function row(lead) {
  const to = href('leads', lead.id)
  return h(
    'tr',
    { key: lead.id, class: 'opens', onclick: opens(to) },
    h('th', { scope: 'row' }, h('a', { class: 'unit', href: to }, unitOf(lead)), h('div', { class: 'faint narrow-only' }, productName(lead.product))),
    h('td', { class: 'wide-only' }, productName(lead.product)),
    h(
      'td',
      null,
      status('stage', lead.stage),
      h('div', { class: 'narrow-only' }, classChip(lead)),
      lead.substage !== null && h('div', { class: 'faint' }, word('substage', lead.substage)),
    ),
    h('td', { class: 'wide-only' }, lead.class === null && lead.suggestion === null ? h('span', { class: 'zero' }, NONE) : classChip(lead)),
    h('td', { class: 'r num' }, number(lead.score.points)),
    h('td', { class: 'wide-only soft' }, t('leads.grades', { fit: lead.score.fit, engagement: lead.score.engagement })),
    h('td', { class: 'wide-only cut' }, lead.owner ?? h('span', { class: 'zero' }, NONE)),
    h('td', { class: 'r wide-only' }, time(lead.lastTouchAt)),
  )
}

/** The company is cut, never the site: it tells two leads apart. @param {{ accountName: string | null, unitName: string | null, unitKind: string }} lead */
export function unitOf({ accountName, unitName, unitKind }) {
  const site = unitName ?? (unitKind === 'open' ? t('leads.openUnit') : null)
  return [h('span', { class: 'cut' }, accountName ?? t('leads.unnamed')), site !== null && h('b', { class: 'site' }, h('span', { class: 'dot' }, ' · '), site)]
}

/** @param {import('./page.js').Page} page */
function pager({ data, address }) {
  const { stage, cursor } = address.query
  return h(
    'nav',
    { class: 'pager', 'aria-label': t('leads.caption') },
    h('span', { class: 'faint grow' }, t('page.shown', { count: number(data.rows.length) })),
    cursor !== undefined && h('a', { class: 'btn small', href: href('leads', null, { stage }) }, t('page.newest')),
    data.next !== null && h('a', { class: 'btn small', href: href('leads', null, { stage, cursor: data.next }) }, t('page.older')),
  )
}
