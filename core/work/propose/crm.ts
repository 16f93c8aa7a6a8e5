/** Whether a payload is a CRM telling of one of its records: then it is feedback, and which record it is must be told. */

import { nameKey } from '../functions/argument.ts'
import { firstValue, type Leaf, single, singlePath } from './leaves.ts'

export interface CrmRecordOf {
  entity: 'account' | 'contact' | 'lead' | 'opportunity'
  /** Path of the record's id. */
  id: Leaf
  told: Leaf
  /** What turns the tool's word for it into ours. */
  expression: string
}

const SAYS_ENTITY = new Set(['entity', 'entityname', 'logicalname', 'primaryentityname', 'model', 'objecttype', 'objectname', 'modulename'])
const ENTITIES: Readonly<Record<string, CrmRecordOf['entity']>> = {
  lead: 'lead',
  leads: 'lead',
  crmlead: 'lead',
  sflead: 'lead',
  contact: 'contact',
  contacts: 'contact',
  sfcontact: 'contact',
  account: 'account',
  accounts: 'account',
  sfaccount: 'account',
  opportunity: 'opportunity',
  opportunities: 'opportunity',
  sfopportunity: 'opportunity',
  deal: 'opportunity',
  potentials: 'opportunity',
}

export function crmRecordIn(leaves: readonly Leaf[]): CrmRecordOf | undefined {
  const told = leaves.find(
    ({ names, path }) => (SAYS_ENTITY.has(nameKey(names.at(-1) ?? '')) || path.endsWith('`@type`')) && ENTITIES[entityKey(path, leaves)] !== undefined,
  )
  if (told === undefined) return undefined
  const entity = ENTITIES[entityKey(told.path, leaves)]!
  const beside = told.names.slice(0, -1)
  const ids = leaves.filter(
    ({ names, outer }) => !outer && [`${entity}id`, 'id', 'recordid', 'objectid', 'entityid', 'primaryentityid'].includes(nameKey(names.at(-1) ?? '')),
  )
  const shared = (leaf: Leaf) => beside.findIndex((name, i) => leaf.names[i] !== name)
  // The id that stands beside the word is the record's; others belong to what stands around it.
  const id = ids.find((leaf) => shared(leaf) < 0 && leaf.names.length === told.names.length) ?? ids.find((leaf) => shared(leaf) < 0) ?? ids[0]
  const expression = `$oneOf(${singlePath(told)}, {${JSON.stringify(single(firstValue(told)))}: "${entity}"})`
  return id === undefined ? undefined : { entity, id, told, expression }
}

const entityKey = (path: string, leaves: readonly Leaf[]): string => nameKey(String(single(firstValue(leaves.find((leaf) => leaf.path === path)!)) ?? ''))
