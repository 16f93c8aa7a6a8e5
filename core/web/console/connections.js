/** Connections: how each CRM is, what waits for it and why, and the few things one may do about it. */
import { href } from './address.js'
import { act, Problem, read } from './api.js'
import { ask } from './dialog.js'
import { h } from './dom.js'
import { firstSteps } from './first-steps.js'
import { figure, since, time } from './format.js'
import { counted, t, word } from './language.js'
import { groups, parkedTable } from './parked.js'
import { button, head, note, said, sentence, status, toneOf } from './parts.js'

/** Jobs that wait longer make a connection slow. */
const SLOW_MS = 5 * 60_000
const MOST_PARKED = 200

/** What the last check of each connection said. @type {Map<string, { running: boolean, checked?: any, problem?: Problem }>} */
const checks = new Map()

export const forget = () => checks.clear()

/** @param {{ state: string, oldestWaitingSince: string | null }} connection @returns {'up' | 'slow' | 'paused'} */
export function connectionState({ state, oldestWaitingSince }) {
  if (state === 'paused') return 'paused'
  return oldestWaitingSince !== null && Date.now() - Date.parse(oldestWaitingSince) > SLOW_MS ? 'slow' : 'up'
}

/** @param {import('./address.js').Address} address */
export async function load({ id }) {
  const [ledger, { items }, issues] = await Promise.all([read('/v1/ledger'), read('/v1/connections'), read('/v1/issues', { state: 'open', limit: 200 })])
  const shown = id === null ? items : items.filter((/** @type {any} */ one) => one.id === id)
  const connections = await Promise.all(
    shown.map(async (/** @type {any} */ one) => {
      const jobs = ledger.connections.find((/** @type {any} */ row) => row.connection === one.id) ?? { parked: 0, delivered: 0 }
      const parked = jobs.parked === 0 ? [] : (await read('/v1/jobs', { connection: one.id, state: 'parked', limit: MOST_PARKED })).items
      return { ...one, jobs, groups: groups(parked, issues.items), parkedShown: parked.length }
    }),
  )
  return { connections }
}

/** @param {import('./page.js').Page} page */
export function show(page) {
  const { data, address } = page
  if (data.connections.length === 0 && address.id === null)
    return [h('section', { class: 'plate' }, h('div', { class: 'cell' }, firstSteps([], 'connections')))]
  return [
    !page.mayAct && note('info', t('app.viewer')),
    address.id !== null && h('div', { class: 'toolbar' }, h('a', { class: 'btn ghost', href: href('connections') }, t('connections.all'))),
    data.connections.length === 0 && h('section', { class: 'plate' }, h('div', { class: 'cell' }, h('p', { class: 'empty' }, t('problem.page')))),
    data.connections.map((/** @type {any} */ one) => connection(page, one)),
  ]
}

/** @param {import('./page.js').Page} page @param {any} one */
function connection(page, one) {
  const state = connectionState(one)
  return h(
    'section',
    { class: 'plate connection', key: one.id, 'data-tone': state === 'up' ? null : toneOf('connection', state), 'data-connection': one.id },
    h(
      'div',
      { class: 'cell' },
      h(
        'div',
        { class: 'head' },
        h('h2', null, one.label),
        h('code', { class: 'faint' }, one.id),
        h('div', { class: 'aside' }, page.mayAct && buttons(page, one)),
      ),
      h(
        'p',
        { class: 'line' },
        status('connection', state, { chip: true }),
        one.reason !== null && said(one.reason),
        one.state === 'paused' && h('span', { class: 'faint' }, t('connections.since'), ' ', time(one.since)),
      ),
      h('p', { class: 'soft' }, gets(one.handover)),
      h(
        'dl',
        { class: 'figures' },
        h('div', null, h('dt', null, t('col.waiting')), h('dd', { 'data-term': 'waiting' }, figure(one.waiting))),
        h('div', null, h('dt', null, t('connections.oldest')), h('dd', { class: 'num' }, since(one.oldestWaitingSince))),
        h('div', null, h('dt', null, t('col.parked')), h('dd', { 'data-term': 'parked' }, figure(one.jobs.parked))),
        h('div', null, h('dt', null, t('connections.delivered')), h('dd', null, figure(one.jobs.delivered))),
      ),
      checkNote(one.id),
    ),
    one.groups.length > 0 &&
      h(
        'div',
        { class: 'cell flush' },
        head(t('connections.parked'), one.jobs.parked > one.parkedShown && counted('connections.moreParked', one.parkedShown)),
        parkedTable(page, one),
      ),
  )
}

/** @param {import('./page.js').Page} page @param {any} one */
function buttons(page, one) {
  const running = checks.get(one.id)?.running ?? false
  return [
    button('refresh', t(running ? 'connections.checking' : 'connections.check'), () => check(page, one.id), { disabled: running }),
    one.state === 'paused'
      ? button('play', t('connections.resume'), () => resume(page, one.id), { kind: 'primary' })
      : button('pause', t('connections.pause'), () => pause(page, one), { kind: 'danger' }),
  ]
}

/** @param {import('./page.js').Page} page @param {string} id */
const resume = (page, id) =>
  page.perform(async () => {
    await act(`/v1/connections/${encodeURIComponent(id)}/resume`)
    return t('connections.resumed')
  })

/** @param {import('./page.js').Page} page @param {any} one */
async function pause(page, one) {
  const reason = await ask({
    title: t('connections.pauseTitle', { name: one.label }),
    text: t('connections.pauseText'),
    confirm: t('connections.pauseConfirm'),
    field: { label: t('connections.pauseReason'), value: t('connections.pauseDefault') },
  })
  if (reason === null) return
  await page.perform(async () => {
    await act(`/v1/connections/${encodeURIComponent(one.id)}/pause`, reason === '' ? {} : { reason })
    return t('connections.paused')
  })
}

/** @param {import('./page.js').Page} page @param {string} id */
async function check(page, id) {
  checks.set(id, { running: true })
  page.redraw()
  try {
    checks.set(id, { running: false, checked: await act(`/v1/connections/${encodeURIComponent(id)}/check`) })
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    checks.set(id, { running: false, problem })
  }
  page.redraw()
}

/** @param {string} id */
function checkNote(id) {
  const { checked, problem } = checks.get(id) ?? {}
  if (problem) return note('bad', sentence(problem))
  if (checked === undefined) return null
  return checked.ok
    ? note('ok', t('connections.checkOk'))
    : note('bad', [
        h('p', { class: 'strong' }, said(checked.problem)),
        checked.todo !== null && h('p', null, said(checked.todo)),
        checked.field !== null && h('code', null, checked.field),
      ])
}

/** @param {any} handover */
function gets({ lanes, as, convert }) {
  if (lanes.length === 0) return t('connections.getsNothing')
  return t('connections.gets', {
    lanes: lanes.map((/** @type {string} */ lane) => word('lane', lane)).join(', '),
    as: word('as', as),
    convert: word('convert', convert),
  })
}
