/** What became of one delivery: its state and reason, the events it gave, who they were taken for, and the request itself. */
import { href } from './address.js'
import { act, Problem, read } from './api.js'
import { snippet } from './copy.js'
import { h } from './dom.js'
import { evidence } from './evidence.js'
import { idTag, time } from './format.js'
import { counted, number, t, word } from './language.js'
import { labelOf, learn, productName, unitName } from './names.js'
import { button, head, note, said, sentence, skeleton, status } from './parts.js'

/** So many events of one delivery are shown; a list upload can have a thousand. */
const MOST_EVENTS = 20
const MOST_UNITS = 5
const MOST_CHARACTERS = 100_000

/** Requests that were asked for. @type {Map<string, { raw?: any, problem?: Problem }>} */
const raws = new Map()

export const forgetRaw = () => raws.clear()

/** @param {string} id */
export async function loadDelivery(id) {
  try {
    const delivery = await read(`/v1/deliveries/${encodeURIComponent(id)}`)
    const events = delivery.events.slice(0, MOST_EVENTS)
    const units = [...new Set(events.map((/** @type {any} */ event) => event.unit))].filter((unit) => unit !== null).slice(0, MOST_UNITS)
    const [leads] = await Promise.all([
      Promise.all(units.map(async (unit) => /** @type {const} */ ([unit, (await read('/v1/leads', { unit })).items]))),
      learn(events.map((/** @type {any} */ event) => event.account)),
    ])
    return { id, delivery, events, leads: new Map(leads) }
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status === 401) throw problem
    return { id, problem }
  }
}

/** @param {import('./page.js').Page} page @param {any} shown @param {string} back */
export function showDelivery(page, { id, delivery, events, leads }, back) {
  const { state } = delivery
  return [
    h(
      'header',
      { class: 'detail-head' },
      h(
        'div',
        { class: 'line' },
        status('delivery', state, { chip: true }),
        idTag(id),
        h('span', { class: 'grow' }),
        h('a', { class: 'btn ghost', href: back, id: 'back' }, t('app.close')),
      ),
      h('h2', { tabindex: -1, id: 'detail-title' }, labelOf(page.data.sources, delivery.source), ' ', h('span', { class: 'soft num' }, number(delivery.seq))),
      h(
        'p',
        { class: 'faint' },
        t('detail.received'),
        ' ',
        time(delivery.receivedAt),
        delivery.settledAt !== null && [' · ', t('detail.settled'), ' ', time(delivery.settledAt)],
      ),
      state === 'held' &&
        page.mayAct &&
        h(
          'div',
          { class: 'line' },
          button('play', t('deliveries.releaseOne'), () => release(page, id), { kind: 'primary' }),
        ),
    ),
    reasonPart(delivery),
    itemsPart(delivery),
    h(
      'section',
      { class: 'part' },
      head(t('detail.events')),
      events.length === 0 && h('p', { class: 'soft' }, t(state === 'held' || state === 'pending' ? 'detail.noEventsYet' : 'detail.noEvents')),
      events.map((/** @type {any} */ event) => eventPart(event, leads)),
      delivery.events.length > events.length && h('p', { class: 'faint' }, t('detail.moreEvents', { count: number(delivery.events.length - events.length) })),
    ),
    rawPart(page, id),
  ]
}

/** @param {import('./page.js').Page} page @param {string} id */
const release = (page, id) => page.perform(async () => counted('deliveries.released', (await act('/v1/deliveries/release', { ids: [id] })).released))

/** @param {any} delivery */
function reasonPart({ state, reason, path, code, duplicateOf, mapping, source }) {
  return h(
    'section',
    { class: 'part' },
    reason !== null && duplicateOf === null && h('p', { class: 'strong' }, said(reason)),
    state === 'held' && h('p', { class: 'soft' }, t('detail.heldText')),
    h(
      'dl',
      { class: 'facts' },
      fact(t('detail.where'), path && h('code', null, path)),
      fact(t('detail.code'), code && h('code', null, code)),
      fact(t('detail.sameAs'), duplicateOf && h('a', { href: href('deliveries', duplicateOf, { source }) }, h('code', null, duplicateOf))),
      fact(t('detail.mapping'), mapping && idTag(mapping)),
    ),
  )
}

/** @param {string} name @param {import('./dom.js').Given} value */
const fact = (name, value) => Boolean(value) && h('div', null, h('dt', null, name), h('dd', null, value))

/** @param {any} delivery */
function itemsPart({ items }) {
  if (items === null) return null
  return h(
    'section',
    { class: 'part' },
    head(t('detail.items')),
    h(
      'ul',
      { class: 'items' },
      items
        .slice(0, MOST_EVENTS)
        .map((/** @type {any} */ item) =>
          h(
            'li',
            null,
            status('delivery', item.state),
            ' ',
            h('code', null, item.key),
            item.path && [' ', h('code', { class: 'soft' }, item.path)],
            item.reason && h('div', { class: 'soft' }, said(item.reason)),
          ),
        ),
    ),
    items.length > MOST_EVENTS && h('p', { class: 'faint' }, t('detail.moreEvents', { count: number(items.length - MOST_EVENTS) })),
  )
}

/** @param {any} event @param {Map<string, any[]>} leads */
function eventPart(event, leads) {
  const { company, site } = unitName(event.account, event.unit)
  return h(
    'article',
    { class: 'event', key: event.id },
    h('h3', null, word('kind', event.kind), event.revision > 1 && h('span', { class: 'faint' }, ` ${t('detail.revision', { n: event.revision })}`)),
    h('p', { class: 'faint line' }, h('span', null, t('detail.occurred'), ' ', time(event.occurredAt)), idTag(event.id)),
    event.account !== null && h('p', null, h('span', null, company ?? t('leads.unnamed')), ' · ', h('b', null, site ?? t('leads.openUnit'))),
    evidence(event.decision),
    (leads.get(event.unit) ?? []).map((/** @type {any} */ lead) =>
      h(
        'p',
        { class: 'line' },
        h('a', { href: href('leads', lead.id) }, t('lead.open')),
        h('span', { class: 'soft' }, productName(lead.product)),
        status('stage', lead.stage),
      ),
    ),
    h('details', null, h('summary', null, t('detail.mapped')), h('pre', { class: 'code', tabindex: 0 }, JSON.stringify(event.data, null, 2))),
  )
}

/** @param {import('./page.js').Page} page @param {string} id */
function rawPart(page, id) {
  if (!page.mayAct) return h('section', { class: 'part' }, h('p', { class: 'faint' }, t('detail.rawOps')))
  const known = raws.get(id)
  const ontoggle = async (/** @type {Event} */ event) => {
    if (!(/** @type {HTMLDetailsElement} */ (event.target).open) || raws.get(id)?.raw) return
    raws.set(id, {})
    page.redraw()
    try {
      raws.set(id, { raw: await read(`/v1/deliveries/${encodeURIComponent(id)}/raw`) })
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      raws.set(id, { problem })
    }
    page.redraw()
  }
  return h(
    'section',
    { class: 'part' },
    h(
      'details',
      { key: id, id: 'raw', ontoggle },
      h('summary', null, t('detail.raw')),
      known?.problem ? note('bad', sentence(known.problem)) : known?.raw ? request(known.raw) : known && skeleton(4),
    ),
  )
}

/** @param {any} raw */
function request({ method, url, remote, headers, body, encoding }) {
  const shown = body.slice(0, MOST_CHARACTERS)
  return [
    h('p', { class: 'line' }, h('code', null, `${method} ${url}`), h('span', { class: 'faint' }, t('detail.from', { remote }))),
    h('h3', null, t('detail.body'), encoding === 'base64' && h('span', { class: 'faint' }, ` ${t('detail.base64')}`)),
    snippet(shown),
    shown.length < body.length && h('p', { class: 'faint' }, t('detail.cut', { count: number(shown.length), total: number(body.length) })),
    h('h3', null, t('detail.headers')),
    h(
      'pre',
      { class: 'code', tabindex: 0 },
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n'),
    ),
  ]
}
