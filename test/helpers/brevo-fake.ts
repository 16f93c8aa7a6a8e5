/** Brevo's contacts as its documentation describes them: attributes that must exist, lists, one switch for all mail. */
import type { JsonObject } from '../../core/connector.ts'
import { ownFields, said, type ToolFake } from './tool-fake.ts'

interface Row {
  id: number
  email: string
  attributes: Record<string, string>
  listIds: number[]
  listUnsubscribed: number[]
  emailBlacklisted: boolean
}

const LIST = 12
const FORMER_LIST = 7
const ATTRIBUTES = ['FIRSTNAME', 'LASTNAME', 'BRANCHE', 'LW_FUNCTION', 'LW_CONSENT', 'LW_ACCOUNT', 'LW_UNIT', 'LW_LANGUAGE', 'LW_FORM']

export function brevoFake({ products = ['kran', 'wartung'] as readonly string[] } = {}): ToolFake {
  const known = [...ATTRIBUTES, ...products.flatMap((product) => ['CLASS', 'STAGE', 'NEXT'].map((what) => `LW_${product.toUpperCase()}_${what}`))]
  const rows: Row[] = []
  let last = 0
  const byId = (id: string, type: string | undefined): Row | undefined =>
    rows.find((row) => (type === 'email_id' || id.includes('@') ? row.email === id.toLowerCase() : String(row.id) === id))
  const set = (row: Row, body: JsonObject): void => {
    for (const [name, value] of Object.entries((body.attributes ?? {}) as Record<string, string>)) if (known.includes(name)) row.attributes[name] = value
    for (const list of (body.listIds ?? []) as number[]) {
      if (!row.listIds.includes(list)) row.listIds.push(list)
      row.listUnsubscribed = row.listUnsubscribed.filter((one) => one !== list)
    }
    row.listIds = row.listIds.filter((list) => !((body.unlinkListIds ?? []) as number[]).includes(list))
    if (typeof body.emailBlacklisted === 'boolean') row.emailBlacklisted = body.emailBlacklisted
  }
  const isUnknown = ({ listIds = [] }: JsonObject) => (listIds as number[]).some((list) => list !== LIST && list !== FORMER_LIST)
  const unknownList = () => said(400, { code: 'invalid_parameter', message: 'List ID does not exist' })
  const create = (body: JsonObject) => {
    if (isUnknown(body)) return unknownList()
    const email = String(body.email).toLowerCase()
    if (byId(email, 'email_id') && body.updateEnabled !== true) return said(400, { code: 'duplicate_parameter', message: 'Contact already exist' })
    const row: Row = { id: ++last, email, attributes: {}, listIds: [], listUnsubscribed: [], emailBlacklisted: false }
    set(row, body)
    rows.push(row)
    return said(201, { id: row.id })
  }
  const contact = (method: string, id: string, type: string | undefined, body: JsonObject) => {
    const row = byId(id, type)
    if (!row) return said(404, { code: 'document_not_found', message: 'Contact does not exist' })
    if (method === 'GET') return said(200, structuredClone(row) as unknown as JsonObject) // plain data; the interface lacks the index signature
    if (method === 'PUT' && isUnknown(body)) return unknownList()
    if (method === 'PUT') set(row, body)
    if (method === 'DELETE') rows.splice(rows.indexOf(row), 1)
    return said(204)
  }
  const find = (email: string): Row => byId(email, 'email_id')!

  return {
    settings: { key: 'xkeysib-0123456789abcdef', list: String(LIST), firstNameField: 'FIRSTNAME', lastNameField: 'LASTNAME' },
    answer: ({ method, path, query, body }) => {
      if (path === '/contacts' && method === 'POST') return create(body)
      if (path === '/contacts/attributes') return said(200, { attributes: known.map((name) => ({ name, category: 'normal', type: 'text' })) })
      if (path.startsWith('/contacts/lists/'))
        return path.endsWith(`/${LIST}`)
          ? said(200, { id: LIST, name: 'Rundbrief' })
          : said(404, { code: 'document_not_found', message: 'List ID does not exist' })
      return contact(method, decodeURIComponent(path.slice('/contacts/'.length)), query.identifierType, body)
    },
    shown: (email) => {
      const row = byId(email, 'email_id')
      if (!row) return null
      const others = row.attributes.BRANCHE === undefined ? [] : ['VIP']
      const isOn = row.listIds.includes(LIST) && !row.emailBlacklisted && !row.listUnsubscribed.includes(LIST)
      return { isOn, firstName: row.attributes.FIRSTNAME ?? null, segments: ownFields(row.attributes), others }
    },
    add: (email, firstName) => {
      rows.push({ id: ++last, email, attributes: { FIRSTNAME: firstName }, listIds: [LIST], listUnsubscribed: [], emailBlacklisted: false })
    },
    unsubscribe: (email) => {
      find(email).emailBlacklisted = true
    },
    takeOff: (email) => {
      find(email).listIds = []
    },
    mark: (email) => {
      find(email).attributes.BRANCHE = 'VIP'
    },
    state: () => structuredClone(rows),
  }
}
