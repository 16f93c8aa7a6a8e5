/** One lead: where it stands and why, its hand-over, its records in the CRM, and everything that happened. */
import { href } from './address.js'
import { read } from './api.js'
import { h } from './dom.js'
import { idTag, NONE, time } from './format.js'
import { number, signed, t, word } from './language.js'
import { unitOf } from './leads.js'
import { productName } from './names.js'
import { classChip, head, outward, said, status } from './parts.js'
import { timeline } from './timeline.js'

/** @param {import('./address.js').Address} address */
export async function load({ id }) {
  const path = `/v1/leads/${encodeURIComponent(id ?? '')}`
  const [lead, history] = await Promise.all([read(path), read(`${path}/timeline`)])
  return { lead, steps: history.items }
}

/** @param {import('./page.js').Page} page */
export const title = ({ data }) => [
  h('a', { class: 'crumb', href: href('leads') }, t('view.leads')),
  h('span', { class: 'crumb', 'aria-hidden': 'true' }, ' / '),
  h('span', { class: 'unit' }, unitOf(data.lead)),
]

/** @param {import('./page.js').Page} page */
export function show({ data }) {
  const { lead, steps } = data
  return [
    h(
      'section',
      { class: 'plate lead' },
      h('div', { class: 'cell' }, head(t('lead.facts'), idTag(lead.id)), facts(lead)),
      h('div', { class: 'cell' }, head(t('lead.score'), t('leads.grades', { fit: lead.score.fit, engagement: lead.score.engagement })), score(lead.score)),
      h('div', { class: 'cell' }, head(t('lead.handover')), handover(lead.handover)),
      h('div', { class: 'cell' }, head(t('lead.crm')), crm(lead.crm)),
      h('div', { class: 'cell whole' }, head(t('lead.timeline')), timeline(steps)),
    ),
  ]
}

/** @param {any} lead */
function facts(lead) {
  const origin = lead.firstTouch?.origin ?? {}
  return h(
    'dl',
    { class: 'facts' },
    fact('entity.account', [
      lead.accountName ?? t('leads.unnamed'),
      (lead.unitName !== null || lead.unitKind === 'open') && h('div', { class: 'soft' }, lead.unitName ?? t('leads.openUnit')),
    ]),
    fact('col.product', productName(lead.product)),
    fact('col.stage', [status('stage', lead.stage), lead.substage !== null && h('span', { class: 'soft' }, ` ${word('substage', lead.substage)}`)]),
    fact('col.class', lead.class === null && lead.suggestion === null ? NONE : classChip(lead)),
    fact('col.owner', lead.owner ?? NONE),
    fact(
      'lead.firstTouch',
      lead.firstTouch === null
        ? NONE
        : [
            time(lead.firstTouch.at),
            h('div', { class: 'soft raw' }, [origin.event, origin.campaign, origin.form, origin.system ?? origin.channel].filter(Boolean).join(' · ')),
          ],
    ),
    fact('col.lastTouch', time(lead.lastTouchAt)),
    fact('lead.touches', number(lead.touches)),
    fact('lead.contacts', number(lead.contacts.length)),
    lead.cycle > 1 && fact('lead.cycle', number(lead.cycle)),
  )
}

/** @param {string} key @param {import('./dom.js').Given} value */
const fact = (key, value) => h('div', null, h('dt', null, t(key)), h('dd', null, value))

/** @param {any} score */
const score = ({ points, reasons }) => [
  h(
    'table',
    { class: 'table inset', id: 'score' },
    h('caption', { class: 'away' }, t('lead.score')),
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, t('col.rule')), h('th', { scope: 'col', class: 'r' }, t('col.points')))),
    h(
      'tbody',
      null,
      reasons.map((/** @type {any} */ reason) =>
        h(
          'tr',
          null,
          h('th', { scope: 'row' }, reason.rule === 'engagement' ? t('lead.engagement') : reason.rule),
          h('td', { class: 'r num' }, signed(reason.points)),
        ),
      ),
    ),
    h('tfoot', null, h('tr', null, h('th', { scope: 'row' }, t('decision.sum')), h('td', { class: 'r num' }, number(points, 1)))),
  ),
  h('p', { class: 'faint' }, t('lead.fades')),
]

/** @param {any} offer */
function handover(offer) {
  if (offer === null) return h('p', { class: 'soft' }, t('lead.noHandover'))
  return [
    h('p', null, h('b', null, word('lane', offer.lane)), ' · ', word('offer', offer.state), ' · ', time(offer.at)),
    h('p', { class: 'soft' }, t(offer.class === null ? 'lead.stoodAt' : 'lead.stoodAtClass', { stage: word('stage', offer.stage), class: offer.class ?? '' })),
    offer.reason !== null && h('p', { class: 'raw' }, said(offer.reason)),
  ]
}

/** @param {readonly any[]} records */
function crm(records) {
  if (records.length === 0) return h('p', { class: 'soft' }, t('lead.noCrm'))
  return h(
    'table',
    { class: 'table inset', id: 'crm' },
    h('caption', { class: 'away' }, t('lead.crm')),
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        ['connection', 'record'].map((name) => h('th', { scope: 'col' }, t(`col.${name}`))),
        h('th', { scope: 'col' }, t('col.state')),
      ),
    ),
    h(
      'tbody',
      null,
      records.map((record) =>
        h(
          'tr',
          null,
          h('th', { scope: 'row' }, h('a', { href: href('connections', record.connection) }, record.connection)),
          h('td', { class: 'raw' }, word('entity', record.entity), ' ', outward(record.url, h('code', null, record.remoteId))),
          h('td', { class: 'soft' }, word('link', record.state)),
        ),
      ),
    ),
  )
}
