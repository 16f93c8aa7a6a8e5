/** References in a mapping for Pipedrive: users by e-mail address or name, stages and pipelines by name. */
import type { JsonObject } from '../../core/connector.ts'
import type { LookUp } from '../references.ts'
import { textOf } from '../texts.ts'
import { idOf, rows } from './api.ts'

const LISTS: Readonly<Record<string, string>> = { Stage: '/api/v2/stages', Pipeline: '/api/v2/pipelines' }
const MOST = '500'

export const lookUp: LookUp = function* ({ find, by }) {
  const path = LISTS[find]
  const call = find === 'User' ? userSearch(by) : path === undefined ? null : { path, query: { limit: MOST } }
  if (call === null)
    return {
      kind: 'invalid',
      reason: `${find} cannot be looked up in Pipedrive: possible are User, Stage and Pipeline`,
      fields: [{ field: find, message: 'cannot be looked up' }],
    }
  const found = yield* rows({ method: 'GET', ...call, purpose: `look up ${find}` })
  if (!found.ok) return found.refusal
  const fitting = found.value.filter((row) => row.is_deleted !== true && row.active_flag !== false && fits(row, by))
  return { ids: fitting.map(({ id }) => id ?? null).slice(0, 2) }
}

const userSearch = ({ email, name }: JsonObject) => ({
  path: '/api/v1/users/find',
  query: { term: textOf(email) || textOf(name), ...(textOf(email) !== '' && { search_by_email: '1' }) },
})

const fits = (row: JsonObject, by: JsonObject): boolean =>
  Object.entries(by).every(([field, value]) => idOf(row[field]).toLowerCase() === idOf(value).toLowerCase())
