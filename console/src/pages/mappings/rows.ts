/** One row per mapping: its versions, who uses it, what is held at it; those that need somebody first. */
import type { Answer } from '../../api/call.ts'
import type { SourceRow } from '../../parts/balance.tsx'
import type { Connection, Source } from '../../parts/names.ts'

export type Version = Answer<'/v1/mappings', 'get'>['items'][number]

export interface MappingRow {
  kind: Version['kind']
  name: string
  /** Labels of sources or connections. */
  users: readonly string[]
  active: Version | undefined
  /** Drafts that are newer than the active version. */
  drafts: number
  /** Deliveries of its sources that are held. */
  held: number
}

export function rowsOf(
  versions: readonly Version[],
  sources: readonly Source[],
  connections: readonly Connection[],
  ledger: readonly SourceRow[],
): MappingRow[] {
  const users = [
    ...sources.map(({ id, label, mapping }) => ({ kind: 'source' as const, name: mapping, id, label })),
    ...connections.map(({ id, label, mapping }) => ({ kind: 'crm' as const, name: mapping, id, label })),
  ]
  const named = new Map([...users, ...versions].map(({ kind, name }) => [`${kind} ${name}`, { kind, name }]))
  return [...named.values()]
    .map(({ kind, name }): MappingRow => {
      const own = versions.filter((one) => one.kind === kind && one.name === name)
      const using = users.filter((one) => one.kind === kind && one.name === name)
      const active = own.find(({ state }) => state === 'active')
      const ids = kind === 'source' ? using.map(({ id }) => id) : []
      return {
        ...{ kind, name, active },
        users: using.map(({ label }) => label),
        drafts: own.filter(({ state, createdAt }) => state === 'draft' && createdAt > (active?.createdAt ?? '')).length,
        held: ledger.reduce((sum, row) => sum + (ids.includes(row.source) ? row.held : 0), 0),
      }
    })
    .toSorted((a, b) => rank(a) - rank(b) || a.kind.localeCompare(b.kind) * -1 || a.name.localeCompare(b.name))
}

const rank = ({ users, active, held }: MappingRow): number => (users.length === 0 ? 3 : active === undefined ? 0 : held > 0 ? 1 : 2)
