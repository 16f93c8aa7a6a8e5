/** Parked jobs of a connection, one row per cause, with the way to try them again. */
import { href } from './address.js'
import { act } from './api.js'
import { ask } from './dialog.js'
import { h } from './dom.js'
import { NONE, since } from './format.js'
import { counted, number, t } from './language.js'
import { button, said } from './parts.js'

/** @typedef {{ key: string, todo: string | null, reason: string | null, code: string | null, ids: string[], leads: string[], oldest: string }} Group */

const MOST_LEADS = 5

/** @param {readonly any[]} jobs newest first @param {readonly any[]} issues @returns {Group[]} most jobs first */
export function groups(jobs, issues) {
  /** @type {Map<string, Group>} */
  const found = new Map()
  for (const { id, issue, code, reason, subject, settledAt, createdAt } of jobs) {
    const key = issue ?? `${code} ${reason}`
    /** @type {Group} */
    const group = found.get(key) ?? { key, todo: issues.find((one) => one.id === issue)?.todo ?? null, reason, code, ids: [], leads: [], oldest: '' }
    group.ids.push(id)
    group.oldest = settledAt ?? createdAt
    if (subject.startsWith('led_') && !group.leads.includes(subject)) group.leads.push(subject)
    found.set(key, group)
  }
  return [...found.values()].sort((a, b) => b.ids.length - a.ids.length)
}

/** @param {import('./page.js').Page} page @param {{ id: string, groups: Group[] }} connection */
export const parkedTable = (page, connection) =>
  h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      { class: 'table' },
      h('caption', { class: 'away' }, t('connections.parked')),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          h('th', { scope: 'col' }, t('col.cause')),
          h('th', { scope: 'col', class: 'wide-only' }, t('col.leads')),
          h('th', { scope: 'col', class: 'r' }, t('col.jobs')),
          h('th', { scope: 'col', class: 'r wide-only' }, t('col.oldest')),
          page.mayAct && h('th', { scope: 'col', class: 'r wide-only' }, t('col.action')),
        ),
      ),
      h(
        'tbody',
        null,
        connection.groups.map(({ key, todo, reason, code, ids, leads, oldest }) =>
          h(
            'tr',
            { key, 'data-tone': 'hold' },
            h(
              'th',
              { scope: 'row', class: 'raw' },
              reason === null ? NONE : said(reason),
              todo !== null && h('div', { class: 'soft' }, said(todo)),
              code !== null && h('div', { class: 'faint' }, h('code', null, code)),
              page.mayAct && h('div', { class: 'narrow-only' }, resumeButton(page, connection.id, ids)),
            ),
            h(
              'td',
              { class: 'wide-only' },
              leads.slice(0, MOST_LEADS).map((lead, i) => [i > 0 && ', ', h('a', { href: href('leads', lead) }, h('code', null, `…${lead.slice(-6)}`))]),
              leads.length > MOST_LEADS && ` +${number(leads.length - MOST_LEADS)}`,
            ),
            h('td', { class: 'r num' }, number(ids.length)),
            h('td', { class: 'r num wide-only' }, since(oldest)),
            page.mayAct && h('td', { class: 'r wide-only' }, resumeButton(page, connection.id, ids)),
          ),
        ),
      ),
    ),
  )

/** @param {import('./page.js').Page} page @param {string} connection @param {string[]} ids */
const resumeButton = (page, connection, ids) =>
  button('play', counted('connections.resumeThese', ids.length), () => resume(page, connection, ids), { kind: 'small' })

/** @param {import('./page.js').Page} page @param {string} connection @param {string[]} ids */
async function resume(page, connection, ids) {
  const answer = await ask({
    title: counted('connections.resumeTitle', ids.length),
    text: t('connections.resumeText'),
    confirm: counted('connections.resumeConfirm', ids.length),
  })
  if (answer === null) return
  await page.perform(async () => counted('connections.resumedJobs', (await act('/v1/jobs/resume', { connection, ids })).resumed))
}
