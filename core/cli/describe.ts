/** `leitwerk connection describe` and `leitwerk mapping targets`: what the records of a CRM look like, and what mappings may fill in. */
import type { Command } from 'commander'
import type { Entities, FieldDescription } from '../crm.ts'
import { eventTargets, recordTargets } from '../target-fields.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'

export function describe(command: Command, host: CliHost, { located, json, exit }: Shared): void {
  located(command.command('describe').description('Ask the CRM what its records look like, keep it and print it').argument('<id>'))
    .addOption(json)
    .action(async (id: string, options: Where & { json: boolean }) => {
      const answer = await host.withHub(options, async ({ act, setup }) => {
        if (!setup.connections.has(id)) throw new Failure(unknownConnection(id, [...setup.connections.keys()]))
        return act.describeConnection(id)
      })
      if (answer.kind === 'problem') {
        const { kind, ...told } = answer
        if (options.json) printJson({ ok: false, ...told })
        else print(`${id}: ${answer.problem}\n${answer.todo}`)
        return exit(1)
      }
      const { describedAt, entities } = answer
      if (options.json) return printJson({ ok: true, connection: id, describedAt: new Date(describedAt).toISOString(), entities })
      print(entityTables(entities))
    })
}

export function targets(command: Command, host: CliHost, { located, json }: Shared): void {
  located(
    command
      .command('targets')
      .description('List what a mapping may fill in')
      .argument('<of>', 'sources, or the id of a connection, as its CRM described it last'),
  )
    .addOption(json)
    .action(async (of: string, options: Where & { json: boolean }) => {
      const items = of === 'sources' ? eventTargets() : await recordTargetsOf(of, host, options)
      if (options.json) return printJson({ items })
      print(
        table(
          ['field', 'type', '', 'choices', 'help'],
          items.map(({ path, type, required, choices, help }) => [path, type, required ? 'required' : '', choicesOf(choices?.map(({ value }) => value)), help]),
        ),
      )
    })
}

async function recordTargetsOf(id: string, host: CliHost, where: Where) {
  const known = await host.crmSchemas(where)
  const schema = known.find(({ connection }) => connection === id)
  if (!schema)
    throw new Failure(
      unknownConnection(
        id,
        known.map(({ connection }) => connection),
      ),
    )
  if (!schema.entities) throw new Failure(`${id} was never described; ask it with \`leitwerk connection describe ${id}\``)
  return recordTargets(schema.entities)
}

const unknownConnection = (id: string, known: readonly string[]): string => `there is no connection '${id}'; known are ${known.join(', ') || 'none'}`

/** A table per kind of record: what can be written; what the CRM fills itself is only counted. */
function entityTables(entities: Entities): string {
  return Object.entries(entities)
    .map(([entity, { label, fields, open }]) => {
      const readOnly = fields.filter((field) => field.readOnly).length
      const further = [...(readOnly > 0 ? [`${readOnly} more are filled by the CRM itself`] : []), ...(open ? ['there may be more than these'] : [])]
      const rows = rowsOf(fields, '')
      const name = entity === label ? entity : `${entity} (${label})`
      return `${name}\n${table(['field', 'label', 'type', '', 'choices'], rows)}${further.length > 0 ? `\n${further.join('; ')}` : ''}`
    })
    .join('\n\n')
}

const rowsOf = (fields: readonly FieldDescription[], path: string): string[][] =>
  fields
    .filter(({ readOnly }) => !readOnly)
    .flatMap((field) => [
      [`${path}${field.name}`, field.label, typeOf(field), note(field), choicesOf(field.choices?.map(({ value }) => value))],
      ...rowsOf(field.entries ?? [], `${path}${field.name}[].`),
    ])

const typeOf = ({ type, entries, maxLength, references }: FieldDescription): string =>
  entries ? 'list' : maxLength !== undefined ? `${type} (${maxLength})` : references ? `${type} (${references})` : type

const note = ({ required, provided }: FieldDescription): string => (provided ? 'by the hub' : required ? 'required' : '')

/** As many as fit beside the rest. */
function choicesOf(values: readonly (string | number)[] = []): string {
  const named = values.filter((value) => value !== '')
  return named.slice(0, 8).join(', ') + (named.length > 8 ? ` and ${named.length - 8} more` : '')
}
