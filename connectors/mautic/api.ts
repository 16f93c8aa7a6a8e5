/** The lists of Mautic's REST API: by time and id, so that pages fit together; times are asked in UTC, to the second. */
import type { Json, JsonObject } from '../../core/connector.ts'
import { type Refusal, refusal } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { type Asking, askerOf } from '../audiences/asking.ts'
import { isObject } from '../changes.ts'

export const PAGE = 100
const FORM_PAGES = 20
const ask = askerOf('the API of Mautic', (reply) => refusal(reply))

export function* formIds(): Asking<string[] | Refusal> {
  const ids: string[] = []
  for (let page = 0; page < FORM_PAGES; page++) {
    const rows = yield* list('/api/forms', 'forms', { minimal: '1', orderBy: 'id', start: String(page * PAGE) }, 'list the forms')
    if (!Array.isArray(rows)) return rows
    ids.push(...rows.map(({ id }) => String(id)).filter((id) => /^\d+$/.test(id)))
    if (rows.length < PAGE) break
  }
  return ids
}

/** A page of the newest: several can share a second. */
export const newestSubmission = (form: string): Asking<JsonObject[] | Refusal> => ofForm(form, newest('s.date_submitted'), 'see how new the submissions are')
export const newestContact = (): Asking<JsonObject[] | Refusal> => list('/api/contacts', 'contacts', newest('date_modified'), 'see how new the contacts are')

export const submissionsPage = (form: string, since: string, start: number): Asking<JsonObject[] | Refusal> =>
  ofForm(form, { ...after('s.date_submitted', since), orderBy: 's.date_submitted,s.id', start: String(start) }, 'read submissions of a form')

export const contactsPage = (since: string, start: number): Asking<JsonObject[] | Refusal> =>
  list('/api/contacts', 'contacts', { ...after('dateModified', since), orderBy: 'date_modified,id', start: String(start) }, 'read changed contacts')

/** A form that was deleted in the meantime has no submissions. */
function* ofForm(form: string, query: Record<string, string>, purpose: string): Asking<JsonObject[] | Refusal> {
  const rows = yield* list(`/api/forms/${form}/submissions`, 'submissions', query, purpose)
  return !Array.isArray(rows) && rows.kind === 'notFound' ? [] : rows
}

const newest = (column: string): Record<string, string> => ({ orderBy: column, orderByDir: 'DESC' })
const after = (column: string, at: string): Record<string, string> => ({
  'where[0][col]': column,
  'where[0][expr]': 'gte',
  'where[0][val]': new Date(at).toISOString().slice(0, 19).replace('T', ' '),
})

/** Some lists are objects by id, and lists where they are empty. */
function* list(path: string, name: string, query: Record<string, string>, purpose: string): Asking<JsonObject[] | Refusal> {
  const answer = yield* ask({ method: 'GET', path, query: { limit: String(PAGE), orderByDir: 'ASC', ...query }, purpose })
  if (!answer.ok) return answer.refusal
  if (answer.body.total === undefined) return answeredByAnother('the API of Mautic')
  const found: Json | undefined = answer.body[name]
  return (Array.isArray(found) ? found : Object.values(isObject(found) ? found : {})).filter(isObject)
}
