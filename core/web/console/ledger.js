/** The balance of everything accepted and everything queued, and what each part of it adds up from. */
import { href } from './address.js'
import { h } from './dom.js'
import { number, t } from './language.js'

/** Terms of both rows that share a column by meaning; the last two only show when they are not zero. */
const COLUMNS = [
  { delivery: 'processed', job: 'delivered', tone: 'ok' },
  { delivery: 'filtered', job: 'superseded', tone: 'mute' },
  { delivery: 'duplicate', job: 'unchanged', tone: 'mute' },
  { delivery: 'held', job: 'parked', tone: 'hold' },
  { delivery: 'pending', job: 'pending', tone: 'info' },
  { delivery: 'test', job: 'cancelled', tone: 'mute', rare: true },
  { delivery: 'erased', job: null, tone: 'mute', rare: true },
]

/** @param {readonly Record<string, any>[]} rows @param {string} name */
export const sum = (rows, name) => rows.reduce((total, row) => total + row[name], 0)

/** What the named states of the jobs do not cover. @param {readonly Record<string, any>[]} connections */
const jobsUnaccounted = (connections) => sum(connections, 'jobs') - COLUMNS.reduce((total, { job }) => total + (job === null ? 0 : sum(connections, job)), 0)

/** @param {{ sources: Record<string, any>[], connections: Record<string, any>[] }} ledger */
export function balance({ sources, connections }) {
  const columns = COLUMNS.filter(({ delivery, job, rare }) => !rare || sum(sources, delivery) !== 0 || (job !== null && sum(connections, job) !== 0))
  const term = (
    /** @type {string | null} */ name,
    /** @type {number} */ n,
    /** @type {string} */ sign,
    /** @type {string} */ tone,
    /** @type {string | null} */ to,
  ) =>
    name === null
      ? h('td', { class: 'gap' })
      : h(
          'td',
          { 'data-tone': tone, 'data-term': name },
          h('span', { class: 'sign' }, sign),
          h(
            to === null ? 'span' : 'a',
            { class: n === 0 ? 'term zero' : 'term', href: to },
            h('b', { class: 'num' }, number(n)),
            ' ',
            h('span', null, t(`term.${name}`)),
          ),
        )
  const last = (/** @type {number} */ n) =>
    h(
      'td',
      { class: 'last', 'data-tone': n === 0 ? 'ok' : 'bad', 'data-term': 'unaccounted' },
      h('span', { class: 'term' }, h('b', { class: 'num' }, number(n)), ' ', h('span', null, t('term.unaccounted'))),
    )
  return h(
    'table',
    { class: 'balance' },
    h('caption', { class: 'away' }, t('overview.balance')),
    h(
      'tbody',
      null,
      h(
        'tr',
        { 'data-row': 'deliveries' },
        h('th', { scope: 'row' }, t('overview.deliveries')),
        term('accepted', sum(sources, 'accepted'), '', 'ink', href('deliveries')),
        columns.map(({ delivery, tone }, i) =>
          term(delivery, sum(sources, delivery), i === 0 ? '=' : '+', tone, href('deliveries', null, { state: delivery })),
        ),
        last(sum(sources, 'unaccounted')),
      ),
      h(
        'tr',
        { 'data-row': 'jobs' },
        h('th', { scope: 'row' }, t('overview.jobs')),
        term('jobs', sum(connections, 'jobs'), '', 'ink', null),
        columns.map(({ job, tone }, i) =>
          term(job, job === null ? 0 : sum(connections, job), i === 0 ? '=' : '+', tone, job === 'parked' ? href('connections') : null),
        ),
        last(jobsUnaccounted(connections)),
      ),
    ),
  )
}
