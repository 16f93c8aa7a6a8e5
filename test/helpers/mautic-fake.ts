/** Mautic's contacts as its source and documentation describe them: lists as objects by id, tags taken away by a hyphen, "do not contact" by channel. */
import type { JsonObject } from '../../core/connector.ts'
import { ownTags, said, type ToolFake } from './tool-fake.ts'

interface Row {
  id: number
  values: Record<string, string>
  tags: string[]
  isBarred: boolean
  segments: number[]
}

const SEGMENT = 3

export function mauticFake(): ToolFake {
  const rows: Row[] = []
  let last = 40
  const missing = (message: string) => said(404, { errors: [{ code: 404, message, details: [] }] })
  const byMail = (email: string): Row | undefined => rows.find(({ values }) => values.email === email.toLowerCase())
  const shown = ({ id, values, tags, isBarred }: Row): JsonObject => ({
    id,
    tags: tags.map((tag, n) => ({ id: n, tag })),
    doNotContact: isBarred ? [{ id: 1, reason: 1, comments: '', channel: 'email', channelId: null }] : [],
    fields: { all: { firstname: null, lastname: null, ...values } },
  })
  const set = (row: Row, { tags = [], ...values }: JsonObject): void => {
    Object.assign(row.values, values)
    for (const tag of tags as string[]) {
      row.tags = row.tags.filter((one) => one !== tag.replace(/^-/, ''))
      if (!tag.startsWith('-')) row.tags.push(tag)
    }
  }
  const put = (body: JsonObject): Row => {
    const row = byMail(String(body.email)) ?? { id: ++last, values: {}, tags: [], isBarred: false, segments: [] }
    if (!rows.includes(row)) rows.push(row)
    set(row, body)
    return row
  }
  const segment = (id: string, of: string | undefined, verb: string | undefined) => {
    if (id !== String(SEGMENT)) return missing('Item was not found.')
    if (of === undefined) return said(200, { list: { id: SEGMENT, name: 'Rundbrief' } })
    const row = rows.find((one) => String(one.id) === of)
    if (!row) return missing('Item was not found.')
    row.segments = verb === 'add' ? [SEGMENT] : []
    return said(200, { success: 1 })
  }
  const contact = (row: Row, rest: string, body: JsonObject) => {
    if (rest === '/segments')
      return said(200, { total: row.segments.length, lists: Object.fromEntries(row.segments.map((id) => [id, { id, name: 'Rundbrief' }])) })
    if (rest === '/dnc/email/add') row.isBarred = true
    if (rest === '/dnc/email/remove') row.isBarred = false
    if (rest === '/edit') set(row, body)
    if (rest === '/delete') rows.splice(rows.indexOf(row), 1)
    return said(200, { contact: shown(row) })
  }
  const find = (email: string): Row => byMail(email)!

  return {
    settings: { user: 'hub', password: 'geheim-0123456789', segment: String(SEGMENT) },
    answer: ({ path, query, body }) => {
      if (path === '/api/contacts') {
        const wanted = query['where[0][val]']
        const found = wanted === undefined ? rows.slice(0, 1) : rows.filter(({ values }) => values.email === wanted)
        // An empty list, not an empty object, as PHP writes it.
        return said(200, { total: String(found.length), contacts: found.length === 0 ? [] : Object.fromEntries(found.map((row) => [row.id, shown(row)])) })
      }
      if (path === '/api/contacts/new') return said(201, { contact: shown(put(body)) })
      const [, id, of, verb] = /^\/api\/segments\/([^/]+)(?:\/contact\/([^/]+)\/(add|remove))?$/.exec(path) ?? []
      if (id !== undefined) return segment(id, of, verb)
      const [, one, rest = ''] = /^\/api\/contacts\/(\d+)(\/.*)?$/.exec(path) ?? []
      const row = rows.find((each) => String(each.id) === one)
      return row ? contact(row, rest, body) : missing('Item was not found.')
    },
    shown: (email) => {
      const row = byMail(email)
      if (!row) return null
      const others = row.tags.filter((tag) => !tag.startsWith('lw:'))
      return { isOn: row.segments.includes(SEGMENT) && !row.isBarred, firstName: row.values.firstname ?? null, segments: ownTags(row.tags), others }
    },
    add: (email, firstName) => {
      rows.push({ id: ++last, values: { email, firstname: firstName }, tags: [], isBarred: false, segments: [SEGMENT] })
    },
    unsubscribe: (email) => {
      find(email).isBarred = true
    },
    takeOff: (email) => {
      find(email).segments = []
    },
    mark: (email) => {
      find(email).tags.push('VIP')
    },
    state: () => structuredClone(rows).map((row) => ({ ...row, tags: row.tags.sort() })),
  }
}
