/** Notes as posts in the stream of a record. */
import type { Call, Reply } from '../../core/connector.ts'
import type { Note } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { addMissing, marked, type Texts } from '../notes.ts'
import { textOf } from '../texts.ts'
import { ENTITY, noApi, refused } from './api.ts'

/** Posts of one record that are looked through, newest first. */
const PAGE = 200
const PAGES = 5

export const addNotes = (notes: readonly Note[]): Generator<Call, Outcome, Reply> => addMissing(notes, { texts: posts, add })

function* add(notes: readonly Note[]): Generator<Call, Refusal | null, Reply> {
  for (const { key, entity, remoteId, title, text } of notes) {
    const body = { type: 'Post', parentType: ENTITY[entity], parentId: remoteId, post: marked(key, title, text).join('\n') }
    const reply = yield { method: 'POST', path: '/Note', body, purpose: 'add a note' }
    if (!succeeded(reply)) return refused(reply)
    if (!isObject(reply.body)) return noApi()
  }
  return null
}

function* posts({ entity, remoteId }: Note): Texts {
  const path = `/${ENTITY[entity]}/${encodeURIComponent(remoteId)}/stream`
  const found: string[] = []
  for (let page = 0; page < PAGES; page++) {
    const query = { maxSize: String(PAGE), offset: String(page * PAGE), filter: 'posts' }
    const reply = yield { method: 'GET', path, query, purpose: 'read the notes' }
    if (!succeeded(reply)) return { ok: false, refusal: refused(reply) }
    if (!isObject(reply.body) || !Array.isArray(reply.body.list)) return { ok: false, refusal: noApi() }
    const rows = reply.body.list.filter(isObject)
    found.push(...rows.map(({ post }) => textOf(post)))
    if (rows.length < PAGE) break
  }
  return { ok: true, value: found }
}
