/** Mailchimp's members as its documentation describes them: known by the MD5 of the address, never subscribed again by the API once they left. */
import { createHash } from 'node:crypto'
import type { JsonObject } from '../../core/connector.ts'
import { ownTags, said, type ToolFake } from './tool-fake.ts'

interface Row {
  email: string
  status: string
  merge: Record<string, string>
  language: string
  tags: Set<string>
  /** They left themselves: only they can come back. */
  isBarred: boolean
}

const LIST = 'a1b2c3d4e5'
const md5 = (email: string): string => createHash('md5').update(email.toLowerCase()).digest('hex')

export function mailchimpFake(): ToolFake {
  const rows = new Map<string, Row>()
  const forgotten = new Set<string>()
  const problem = (status: number, title: string, detail = title) => said(status, { type: 'https://mailchimp.com/developer/errors/', title, status, detail })
  const shown = (hash: string, { status, merge, language, tags }: Row) =>
    said(200, { id: hash, status, language, merge_fields: { FNAME: '', LNAME: '', ...merge }, tags: [...tags].map((name, id) => ({ id, name })) })

  const put = (hash: string, body: JsonObject) => {
    const email = String(body.email_address)
    if (forgotten.has(hash)) return problem(400, 'Forgotten Email Not Subscribed', `${email} was permanently deleted and cannot be re-imported.`)
    const row = rows.get(hash) ?? { email, status: String(body.status_if_new), merge: {}, language: '', tags: new Set<string>(), isBarred: false }
    if (body.status === 'subscribed' && row.isBarred && row.status !== 'subscribed')
      return problem(400, 'Member In Compliance State', `${email} is in a compliance state and cannot be subscribed.`)
    if (body.status !== undefined) row.status = String(body.status)
    if (body.language !== undefined) row.language = String(body.language)
    Object.assign(row.merge, body.merge_fields)
    rows.set(hash, row)
    return shown(hash, row)
  }

  const member = (method: string, hash: string, rest: string, body: JsonObject) => {
    if (method === 'PUT') return put(hash, body)
    const row = rows.get(hash)
    if (!row) return problem(404, 'Resource Not Found', 'The requested resource could not be found.')
    if (rest === '/tags') {
      for (const { name, status } of body.tags as { name: string; status: string }[]) status === 'active' ? row.tags.add(name) : row.tags.delete(name)
      return said(204)
    }
    if (rest === '/actions/delete-permanent') {
      rows.delete(hash)
      forgotten.add(hash)
      return said(204)
    }
    if (method === 'PATCH') row.status = String(body.status)
    if (method === 'DELETE') {
      row.status = 'archived'
      return said(204)
    }
    return shown(hash, row)
  }
  const find = (email: string): Row => rows.get(md5(email))!

  return {
    settings: { key: '0123456789abcdef-us21', list: LIST },
    answer: ({ method, path, body }) => {
      const [, list, hash, rest = ''] = /^\/lists\/([^/]+)(?:\/members\/([0-9a-f]{32})(\/.*)?)?$/.exec(path) ?? []
      if (list !== LIST) return problem(404, 'Resource Not Found', 'The requested resource could not be found.')
      return hash === undefined ? said(200, { id: LIST, name: 'Rundbrief' }) : member(method, hash, rest, body)
    },
    shown: (email) => {
      const row = rows.get(md5(email))
      if (!row) return null
      const others = [...row.tags].filter((tag) => !tag.startsWith('lw:'))
      return { isOn: row.status === 'subscribed', firstName: row.merge.FNAME || null, segments: ownTags([...row.tags]), others }
    },
    add: (email, firstName) => {
      rows.set(md5(email), { email, status: 'subscribed', merge: { FNAME: firstName }, language: '', tags: new Set(), isBarred: false })
    },
    unsubscribe: (email) => {
      Object.assign(find(email), { status: 'unsubscribed', isBarred: true })
    },
    takeOff: (email) => {
      find(email).status = 'archived'
    },
    mark: (email) => {
      find(email).tags.add('VIP')
    },
    state: () => [...rows].map(([hash, row]) => [hash, { ...row, tags: [...row.tags].sort() }]),
  }
}
