/** Overview, by the questions of the person on duty: is anything coming in, delivered, lost, open? */
import { href } from './address.js'
import { read } from './api.js'
import { connectionState } from './connections.js'
import { h } from './dom.js'
import { firstSteps } from './first-steps.js'
import { duration, figure, NONE, since, time } from './format.js'
import { counted, number, t } from './language.js'
import { balance, sum } from './ledger.js'
import { sources as configured, labelOf } from './names.js'
import { head, mark, opens, said, status, toneOf } from './parts.js'

export async function load() {
  const [ledger, sources, connections, issues, newest] = await Promise.all([
    read('/v1/ledger'),
    configured(),
    read('/v1/connections'),
    read('/v1/issues', { state: 'open', limit: 50 }),
    read('/v1/deliveries', { limit: 1 }),
  ])
  const rows = ledger.sources
  const silent = sources.filter(({ id }) => !rows.some((/** @type {any} */ row) => row.source === id)).map(({ id }) => nothingOf(id))
  const jobs = new Map(ledger.connections.map((/** @type {any} */ row) => [row.connection, row]))
  return {
    ledger: { ...ledger, sources: [...rows, ...silent].map((row) => ({ ...row, label: labelOf(sources, row.source) })).sort(troubledFirst) },
    sources,
    issues: issues.items,
    moreIssues: issues.next !== null,
    newest: newest.items[0] ?? null,
    connections: connections.items.map((/** @type {any} */ one) => ({ ...one, parked: jobs.get(one.id)?.parked ?? 0 })).sort(needsFirst),
  }
}

/** @param {import('./page.js').Page} page */
export function show({ data }) {
  const { ledger } = data
  return [
    h('section', { class: 'plate tiles' }, coming(data), delivering(data), lost(data), open(data)),
    sum(ledger.sources, 'accepted') === 0 && h('section', { class: 'plate' }, h('div', { class: 'cell' }, firstSteps(data.sources, 'deliveries'))),
    h('section', { class: 'plate' }, h('div', { class: 'cell flush measured' }, head(t('overview.balance'), t('overview.sinceStart')), balance(ledger))),
    h(
      'section',
      { class: 'plate halves' },
      h('div', { class: 'cell flush' }, head(t('overview.openByCause')), issueList(data)),
      h('div', { class: 'cell flush' }, head(t('view.connections')), connectionTable(data)),
    ),
    h('section', { class: 'plate' }, h('div', { class: 'cell flush' }, head(t('overview.sources')), sourceTable(data))),
  ]
}

/** @param {string} question @param {import('./dom.js').Given} fig @param {import('./dom.js').Given} states @param {import('./dom.js').Given} line */
const tile = (question, fig, states, line) =>
  h(
    'div',
    { class: 'cell tile' },
    h('h2', null, question),
    h('p', { class: 'figures' }, h('span', { class: 'fig' }, fig), states),
    h('p', { class: 'faint' }, line),
  )

/** @param {any} data */
function coming({ ledger, newest }) {
  const accepted = sum(ledger.sources, 'accepted')
  const pending = sum(ledger.sources, 'pending')
  const line = [t('overview.acceptedSoFar', { count: number(accepted) }), pending > 0 && ` · ${counted('overview.waitsForMapping', pending)}`]
  return newest === null
    ? tile(t('overview.coming'), NONE, h('small', null, t('overview.nothingYet')), line)
    : tile(t('overview.coming'), since(newest.receivedAt), h('small', null, t('overview.sinceLast')), line)
}

/** @param {any} data */
function delivering({ connections }) {
  const states = connections.map(connectionState)
  const count = (/** @type {string} */ state) => states.filter((/** @type {string} */ one) => one === state).length
  const waiting = sum(connections, 'waiting')
  const oldest = connections
    .map((/** @type {any} */ one) => one.oldestWaitingSince)
    .filter(Boolean)
    .sort()[0]
  return tile(
    t('overview.delivering'),
    [number(count('up')), ' ', h('small', null, t('overview.upOf', { count: number(connections.length) }))],
    [
      count('paused') > 0 && mark('bad', 'pause', t('overview.pausedCount', { count: number(count('paused')) })),
      count('slow') > 0 && mark('warn', 'alert', t('overview.slowCount', { count: number(count('slow')) })),
      count('up') === connections.length && connections.length > 0 && mark('ok', 'ok', t('overview.allUp')),
    ],
    oldest === undefined ? t('overview.noJobsWait') : counted('overview.jobsWait', waiting, { age: duration(Date.now() - Date.parse(oldest)) }),
  )
}

/** @param {any} data */
function lost({ ledger }) {
  const n = sum(ledger.sources, 'unaccounted')
  const closes = ledger.sources.every((/** @type {any} */ row) => row.unaccounted === 0)
  return tile(
    t('overview.lost'),
    [number(n), ' ', h('small', null, t('term.unaccounted'))],
    closes ? mark('ok', 'ok', t('overview.closes')) : mark('bad', 'alert', t('overview.doesNotClose')),
    t('overview.ofAccepted', { count: number(sum(ledger.sources, 'accepted')) }),
  )
}

/** @param {any} data */
function open({ issues, moreIssues }) {
  const urgent = issues.filter((/** @type {any} */ issue) => ISSUE_TONES[issue.kind] === 'bad').length
  return tile(
    t('overview.open'),
    [`${number(issues.length)}${moreIssues ? '+' : ''}`, ' ', h('small', null, t('overview.issues', { n: issues.length }))],
    issues.length === 0 ? mark('ok', 'ok', t('overview.nothingOpen')) : urgent > 0 && mark('bad', 'alert', counted('overview.urgent', urgent)),
    issues.length > 0 && counted('overview.affects', sum(issues, 'count')),
  )
}

const SOURCE_COLUMNS = ['accepted', 'processed', 'filtered', 'duplicate', 'held', 'pending', 'test', 'erased', 'refused', 'unaccounted']
const RARE = new Set(['test', 'erased'])
/** These leave first where the page is narrow. */
const WIDE_ONLY = new Set(['processed', 'filtered', 'duplicate', 'pending', 'test', 'erased', 'refused'])

/** @param {any} data */
function sourceTable({ ledger }) {
  const rows = ledger.sources
  const columns = SOURCE_COLUMNS.filter((name) => !RARE.has(name) || sum(rows, name) !== 0)
  const look = (/** @type {string} */ name) => (WIDE_ONLY.has(name) ? 'r wide-only' : 'r')
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      { class: 'table', id: 'sources' },
      h('caption', { class: 'away' }, t('overview.sources')),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          h('th', { scope: 'col' }, t('col.source')),
          columns.map((name) => h('th', { scope: 'col', class: look(name) }, t(`col.${name}`))),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map((/** @type {any} */ row) =>
          h(
            'tr',
            { key: row.source, 'data-tone': row.unaccounted !== 0 ? 'bad' : row.held > 0 ? 'hold' : null },
            h('th', { scope: 'row' }, h('a', { href: href('deliveries', null, { source: row.source }) }, row.label)),
            columns.map((name) => h('td', { class: look(name), 'data-term': name }, sourceFigure(row, name))),
          ),
        ),
      ),
      rows.length > 1 &&
        h(
          'tfoot',
          null,
          h(
            'tr',
            null,
            h('th', { scope: 'row' }, t('overview.allSources')),
            columns.map((name) => h('td', { class: look(name) }, figure(sum(rows, name)))),
          ),
        ),
    ),
  )
}

/** @param {any} row @param {string} name */
function sourceFigure(row, name) {
  const n = row[name]
  if (name === 'unaccounted' && n !== 0) return mark('bad', 'alert', number(n))
  if (n === 0 || name === 'refused' || name === 'unaccounted') return figure(n)
  return h('a', { class: 'plain', href: href('deliveries', null, { source: row.source, ...(name !== 'accepted' && { state: name }) }) }, figure(n))
}

/** @param {any} data */
function connectionTable({ connections }) {
  if (connections.length === 0) return h('div', { class: 'pad' }, firstSteps([], 'connections'))
  const oldest =
    connections
      .map((/** @type {any} */ one) => one.oldestWaitingSince)
      .filter(Boolean)
      .sort()[0] ?? null
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      { class: 'table', id: 'connections' },
      h('caption', { class: 'away' }, t('view.connections')),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ['connection', 'state', 'waiting', 'oldest', 'parked'].map((name, i) =>
            h('th', { scope: 'col', class: i > 1 ? `r${name === 'oldest' ? ' wide-only' : ''}` : null }, t(`col.${name}`)),
          ),
        ),
      ),
      h(
        'tbody',
        null,
        connections.map((/** @type {any} */ one) => {
          const state = connectionState(one)
          const address = href('connections', one.id)
          return h(
            'tr',
            { key: one.id, class: 'opens', 'data-tone': state === 'up' ? null : toneOf('connection', state), onclick: opens(address) },
            h('th', { scope: 'row' }, h('a', { href: address }, one.label), one.reason !== null && h('div', { class: 'faint cut' }, said(one.reason))),
            h('td', null, status('connection', state)),
            h('td', { class: 'r' }, figure(one.waiting)),
            h('td', { class: 'r num wide-only' }, since(one.oldestWaitingSince)),
            h('td', { class: 'r' }, figure(one.parked)),
          )
        }),
      ),
      connections.length > 1 &&
        h(
          'tfoot',
          null,
          h(
            'tr',
            null,
            h('th', { scope: 'row' }, t('overview.allConnections')),
            h('td'),
            h('td', { class: 'r' }, figure(sum(connections, 'waiting'))),
            h('td', { class: 'r num wide-only' }, since(oldest)),
            h('td', { class: 'r' }, figure(sum(connections, 'parked'))),
          ),
        ),
    ),
  )
}

/** @type {Record<string, import('./parts.js').Tone>} */
const ISSUE_TONES = { connection: 'bad', ledger: 'bad', held: 'hold', parked: 'hold', review: 'hold' }

/** @param {any} data */
function issueList({ issues, sources, connections }) {
  if (issues.length === 0) return h('p', { class: 'pad soft' }, mark('ok', 'ok', t('overview.noIssues')))
  return h(
    'ul',
    { class: 'issues' },
    issues.map((/** @type {any} */ issue) => {
      const address = addressOf(issue)
      return h(
        'li',
        { key: issue.id, 'data-tone': ISSUE_TONES[issue.kind] ?? 'warn' },
        h(
          'div',
          { class: 'grow' },
          h('p', { class: 'strong' }, said(issue.title)),
          h('p', { class: 'soft' }, said(issue.todo)),
          h(
            'p',
            { class: 'faint' },
            address === null
              ? labelOf([...sources, ...connections], issue.subject)
              : h('a', { href: address }, labelOf([...sources, ...connections], issue.subject)),
          ),
        ),
        h('div', { class: 'r' }, h('b', { class: 'num' }, number(issue.count)), h('div', { class: 'faint' }, time(issue.lastAt))),
      )
    }),
  )
}

/** Where the records of an issue are. @param {{ kind: string, subject: string }} issue */
function addressOf({ kind, subject }) {
  if (kind === 'held') return href('deliveries', null, { source: subject, state: 'held' })
  if (kind === 'source') return href('deliveries', null, { source: subject })
  return kind === 'connection' || kind === 'parked' ? href('connections', subject) : null
}

/** Paused first, then slow, then by name. @param {any} a @param {any} b */
const needsFirst = (a, b) => RANK.indexOf(connectionState(a)) - RANK.indexOf(connectionState(b)) || a.label.localeCompare(b.label)
const RANK = ['paused', 'slow', 'up']

/** What is lost first, then what is held, then by name. @param {any} a @param {any} b */
const troubledFirst = (a, b) => Math.abs(b.unaccounted) - Math.abs(a.unaccounted) || Number(b.held > 0) - Number(a.held > 0) || a.label.localeCompare(b.label)

/** @param {string} source */
const nothingOf = (source) => ({ source, ...Object.fromEntries(SOURCE_COLUMNS.map((name) => [name, 0])) })
