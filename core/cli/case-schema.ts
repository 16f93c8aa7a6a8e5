/** Cases of CRM mappings against what the CRMs of this configuration said of their records. */
import type { CrmRecord } from '../mapped.ts'
import { checkRecord, type TargetProblem } from '../target-schema.ts'
import type { CaseReport, CliHost, CrmSchema, Where } from './host.ts'
import { print } from './print.ts'

export interface CaseProblem extends TargetProblem {
  connection: string
  mapping: string
  /** Name of the case. */
  case: string
}

export interface SchemaReport {
  /** Connections whose description the cases were compared with. */
  checked: string[]
  /** Why others were not. */
  notes: string[]
  problems: CaseProblem[]
}

/** @returns null where no configuration is named, so that there is no CRM to compare with */
export async function compareCases(host: CliHost, where: Where, cases: readonly CaseReport[]): Promise<SchemaReport | null> {
  const mapped = new Set(cases.flatMap(({ kind, mapping }) => (kind === 'crms' ? [mapping] : [])))
  if (mapped.size === 0) return null
  let schemas: CrmSchema[]
  try {
    schemas = (await host.crmSchemas(where)).filter(({ mapping }) => mapped.has(mapping))
  } catch (error) {
    return { checked: [], notes: [`not compared with any CRM: ${(error as Error).message}`], problems: [] }
  }
  if (schemas.length === 0) return null
  const known = schemas.filter(({ entities }) => entities !== null)
  return {
    checked: known.map(({ connection }) => connection),
    notes: schemas.flatMap(({ connection, entities }) =>
      entities ? [] : [`not compared with ${connection}: it was never described; ask it with \`leitwerk connection describe ${connection}\``],
    ),
    problems: known.flatMap((schema) => cases.flatMap((one) => problemsOf(schema, one))),
  }
}

function problemsOf({ connection, mapping, entities }: CrmSchema, one: CaseReport): CaseProblem[] {
  if (one.kind !== 'crms' || one.mapping !== mapping || entities === null) return []
  const { record } = one.got as { record?: CrmRecord } // what a case of a CRM mapping gave: a record, or why it was held
  return record ? checkRecord(entities, record, 'create').map((problem) => ({ ...problem, connection, mapping, case: one.name })) : []
}

/** For people: each problem beside the cases that have it. */
export function printSchemaReport({ checked, notes, problems }: SchemaReport): void {
  const groups = Map.groupBy(problems, ({ connection, mapping, sentence }) => `crms/${mapping} does not fit ${connection}: ${sentence}`)
  for (const [sentence, found] of groups) print(`✗ ${sentence}\n  in ${found.map((one) => `'${one.case}'`).join(', ')}`)
  if (checked.length > 0) print(`${groups.size === 0 ? 'no problem' : counted(groups.size)} with the fields of ${checked.join(', ')}`)
  for (const note of notes) print(note)
}

const counted = (n: number): string => (n === 1 ? '1 problem' : `${n} problems`)
