/** Holds the rules of a connection against what its CRM said of its records: a rule for a field that is not there would do nothing. */
import type { Entity } from '../crm.ts'
import type { EntityDescription } from '../described.ts'
import { didYouMean } from '../nearest.ts'
import type { ConnectionEntry } from '../setup.ts'
import type { StoredDescription } from '../store/descriptions.ts'
import type { ConnectionProblem } from './check-connection.ts'

export function rulesProblem({ id, crm, rules }: ConnectionEntry, { entities }: Pick<StoredDescription, 'entities'>): ConnectionProblem | null {
  const named = Object.entries(rules).flatMap(([entity, fields]) => Object.keys(fields).map((field) => ({ entity: entity as Entity, field }))) // kinds of records
  const wrong = named.filter(({ entity, field }) => isUnknown(field, entities[entity]))
  const [first] = wrong
  if (!first) return null
  const told = wrong.map(({ entity, field }) => `no field '${field}' of ${entity}${didYouMean(field, namesOf(entities[entity]))}`)
  return {
    kind: 'problem',
    problem: `The rules name fields that ${crm.label} does not have: ${told.join('; ')}`,
    field: `rules.${first.entity}.${first.field}`,
    todo: `Correct the name under \`rules\`; a field that was added just now is known after \`leitwerk connection describe ${id}\`.`,
  }
}

const namesOf = (described: EntityDescription | undefined): string[] => described?.fields.map(({ name }) => name) ?? []

/** What lies inside of a field is not described. */
const isUnknown = (field: string, described: EntityDescription | undefined): boolean =>
  described !== undefined && !described.open && !namesOf(described).some((name) => field === name || field.startsWith(`${name}.`))
