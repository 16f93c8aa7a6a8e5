/** What the hub can do in each CRM, and how that was tried. */
import { readdirSync } from 'node:fs'
import type { Crm } from '../../core/crm.ts'
import { table } from './markdown.ts'

/** Their server itself runs in the tests. */
const RUN_IN_TESTS: ReadonlySet<string> = new Set(['sandbox', 'tryton'])
const KEYS = { upsert: 'atomic', unique: 'unique', field: 'read first' } as const

const COLUMNS: readonly (readonly [head: string, cell: (crm: Crm) => string])[] = [
  ['leads', ({ capabilities: { entities } }) => tick(entities.includes('lead'))],
  ['key', ({ capabilities: { key } }) => [...new Set(Object.values(key).map((kind) => KEYS[kind]))].join(', ')],
  ['convert', ({ capabilities: { convert } }) => (convert === 'none' ? '' : convert === 'emulated' ? 'by the hub' : convert)],
  ['roles', ({ capabilities: { roles } }) => tick(roles)],
  ['notes', ({ capabilities: { notes } }) => tick(notes.length > 0)],
  ['describe', ({ describe }) => tick(describe !== undefined)],
  ['together', ({ batch }) => (batch ? String(batch.most) : '')],
  ['first load', ({ list }) => tick(list !== undefined)],
  ['erase', ({ erase }) => tick(erase !== undefined)],
  ['limits told', ({ limits }) => tick(limits !== undefined)],
  ['way back', ({ capabilities: { back } }) => (back === 'both' ? 'webhook, poll' : back)],
]

const tick = (is: boolean): string => (is ? 'yes' : '')

/** @param wire names of the transcripts of real servers that tests replay */
const testedHow = ({ id }: Crm, wire: readonly string[]): string =>
  RUN_IN_TESTS.has(id) ? 'real server' : wire.some((name) => name.startsWith(`${id}-`)) ? 'transcript, fake' : 'fake only'

export function capabilitiesTable(crms: readonly Crm[]): string {
  const wire = readdirSync(new URL('../../test/data/crm-wire', import.meta.url))
  return table(
    ['CRM', ...COLUMNS.map(([head]) => head), 'tested with'],
    crms.map((crm) => [crm.label, ...COLUMNS.map(([, cell]) => cell(crm)), testedHow(crm, wire)]),
  )
}

export const CAPABILITIES_READ = `*key*: how the hub's id is kept on a record, so that a repeat makes no second one: written in one *atomic* step; *unique*, so that the CRM
refuses a second one; or *read first*. *together*: records in one call while a backlog is worked off. *first load*: \`leitwerk connection reconcile\`
can read what is there. *limits told*: the pace follows what answers say. *tested with*: a *real server* in the tests; a *transcript* of a
real one that is replayed; or a *fake only*, made from the vendor's documentation.`
