/** A CRM in memory that lists its records in small pages and keeps keys: enough for a first load, and quick. */
import sandbox from '../../connectors/crms/sandbox.ts'
import type { Crm, Entity, Recorded } from '../../core/crm.ts'

export interface ListedCrm {
  crm: Crm
  records: Map<Entity, Recorded[]>
  /** Keys written so far. */
  writes: number
}

const PAGE = 3

export function listedCrm(): ListedCrm {
  const there: ListedCrm = {
    records: new Map<Entity, Recorded[]>([
      ['account', []],
      ['contact', []],
    ]),
    writes: 0,
    crm: {
      ...sandbox,
      id: 'listed',
      capabilities: { ...sandbox.capabilities, entities: ['account', 'contact'] },
      *list(entity, cursor) {
        const rows = there.records.get(entity) ?? []
        const from = rows.findIndex(({ remoteId }) => remoteId === cursor) + 1
        const page = rows.slice(from, from + PAGE)
        return { kind: 'listed', records: page, cursor: page.length < PAGE ? null : page.at(-1)!.remoteId }
      },
      *write({ entity, remoteId = '', key }) {
        const rows = there.records.get(entity) ?? []
        const i = rows.findIndex((row) => row.remoteId === remoteId)
        if (i === -1) return { kind: 'notFound', reason: 'it is not there' }
        if (rows[i]!.hubKey !== null) return { kind: 'unchanged', remoteId }
        there.writes++
        rows[i] = { ...rows[i]!, hubKey: key }
        return { kind: 'delivered', remoteId, created: false }
      },
    },
  }
  return there
}
