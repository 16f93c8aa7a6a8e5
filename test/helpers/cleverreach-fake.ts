/** CleverReach's receivers as its reference and public clients describe them: active unless deactivated, tags taken away by a hyphen. */
import type { JsonObject } from '../../core/connector.ts'
import { ownTags, said, type ToolFake } from './tool-fake.ts'

interface Row {
  id: number
  email: string
  activated: number
  deactivated: number
  names: Record<string, string>
  tags: string[]
}

const GROUP = '512059'

export function cleverreachFake(): ToolFake {
  const rows: Row[] = []
  let last = 100
  const missing = () => said(404, { error: { code: 404, message: 'Not Found: invalid receiver' } })
  const byId = (id: string): Row | undefined => rows.find((row) => row.email === id.toLowerCase() || String(row.id) === id)
  const shown = ({ names, ...row }: Row) => said(200, { ...row, tags: [...row.tags], global_attributes: { firstname: '', lastname: '', ...names } })
  const set = (row: Row, body: JsonObject): void => {
    if (body.activated !== undefined) row.activated = Number(body.activated)
    if (body.deactivated !== undefined) row.deactivated = Number(body.deactivated)
    Object.assign(row.names, body.global_attributes)
    for (const tag of (body.tags ?? []) as string[]) {
      row.tags = row.tags.filter((one) => one !== tag.replace(/^-/, ''))
      if (!tag.startsWith('-')) row.tags.push(tag)
    }
  }
  const find = (email: string): Row => byId(email)!

  return {
    settings: { clientId: 'Hub12', clientSecret: 'geheim-0123456789', group: GROUP, firstNameField: 'firstname', lastNameField: 'lastname' },
    answer: ({ method, path, body }) => {
      if (path === '/oauth/token.php') return said(200, { access_token: 'token-1', expires_in: 2_592_000, token_type: 'bearer' })
      const everywhere = /^\/v3\/receivers\/([^/]+)$/.exec(path)?.[1]
      const [, group, receivers, id] = /^\/v3\/groups\/([^/]+)(\/receivers)?(?:\/([^/]+))?$/.exec(path) ?? []
      if (everywhere === undefined && group !== GROUP) return said(404, { error: { code: 404, message: 'Not Found: invalid group' } })
      if (everywhere === undefined && receivers === undefined) return said(200, { id: GROUP, name: 'Rundbrief' })
      if (everywhere === undefined && id === undefined) {
        if (byId(String(body.email))) return said(400, { error: { code: 400, message: 'Bad Request: duplicate data' } })
        const row: Row = { id: ++last, email: String(body.email), activated: 0, deactivated: 0, names: {}, tags: [] }
        set(row, body)
        rows.push(row)
        return shown(row)
      }
      const row = byId(decodeURIComponent(everywhere ?? id!))
      if (!row) return missing()
      if (method === 'DELETE') {
        rows.splice(rows.indexOf(row), 1)
        return said(200, { success: true })
      }
      if (method === 'PUT') set(row, body)
      return shown(row)
    },
    shown: (email) => {
      const row = byId(email)
      if (!row) return null
      const others = row.tags.filter((tag) => !tag.startsWith('lw.'))
      return { isOn: row.activated > 0 && row.deactivated === 0, firstName: row.names.firstname ?? null, segments: ownTags(row.tags, '.'), others }
    },
    add: (email, firstName) => {
      rows.push({ id: ++last, email, activated: 1_700_000_000, deactivated: 0, names: { firstname: firstName }, tags: [] })
    },
    unsubscribe: (email) => {
      find(email).deactivated = 1_760_000_000
    },
    takeOff: (email) => {
      rows.splice(rows.indexOf(find(email)), 1)
    },
    mark: (email) => {
      find(email).tags.push('VIP')
    },
    state: () => structuredClone(rows).map((row) => ({ ...row, tags: row.tags.sort() })),
  }
}
