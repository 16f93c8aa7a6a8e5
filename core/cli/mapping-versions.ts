/** `leitwerk mapping versions | show | draft | activate | rollback | export` */
import { existsSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { nameOf as fullName } from '../flow/mappings.ts'
import * as versions from '../store/mappings.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'

export function mappingVersions(command: Command, host: CliHost, { located, json }: Shared): void {
  located(command.command('versions').description('List the versions of mappings, and which one is active').argument('[name]', 'sources/NAME or crms/NAME'))
    .addOption(json)
    .action(async (name: string | undefined, options: Where & { json: boolean }) => {
      const rows = await host.withHub(options, ({ store }) => versions.list(store.db, name === undefined ? {} : parted(name)))
      if (options.json) return printJson({ versions: rows.map(({ expression: _expression, cases: _cases, ...row }) => row) })
      print(
        table(
          ['id', 'mapping', 'state', 'from', 'by', 'made', 'active since', 'note'],
          rows.map((row) => [row.id, fullName(row), row.state, row.origin, row.author, time(row.createdAt), time(row.activatedAt), row.note]),
        ),
      )
    })

  located(command.command('show').description('Print the expression of a version').argument('<version>', 'map_..., or sources/NAME for its active one')).action(
    async (wanted: string, options: Where) => print((await versionOf(host, options, wanted)).expression),
  )

  located(
    command.command('draft').description('Keep a changed expression as a draft beside the active version').argument('<name>', 'sources/NAME or crms/NAME'),
  )
    .argument('<file>', 'the expression')
    .option('--cases <file>', 'cases that belong to it; default: those of the active version')
    .option('--note <text>', 'why')
    .addOption(json)
    .action(async (name: string, file: string, options: Where & { cases?: string; note?: string; json: boolean }) => {
      const made = await draft(host, options, name, file, options)
      if (options.json) printJson({ id: made.id, state: made.state })
      else print(`${made.id} is a draft of ${fullName(made)}. Try it with \`leitwerk mapping backtest ${fullName(made)} --draft ${file}\`.`)
    })

  located(command.command('activate').description('Make a version the active one, once its cases pass').argument('<name>', 'sources/NAME or crms/NAME'))
    .argument('[version]', 'map_...')
    .option('--draft <file>', 'an expression that becomes a version now')
    .option('--cases <file>', 'cases that belong to the draft; default: those of the active version')
    .option('--note <text>', 'why')
    .option('--untested', 'also when a case fails', false)
    .addOption(json)
    .action(
      async (
        name: string,
        version: string | undefined,
        options: Where & { draft?: string; cases?: string; note?: string; untested: boolean; json: boolean },
      ) => {
        if ((version === undefined) === (options.draft === undefined)) throw new Failure('name either a version (map_...) or a file with --draft')
        const id = version ?? (await draft(host, options, name, options.draft!, options)).id
        if (version !== undefined && fullName(await versionOf(host, options, version)) !== fullName(parted(name)))
          throw new Failure(`${version} is no version of ${name}`)
        const active = await host.withHub(options, ({ act }) => act.activateMapping({ id, note: options.note, untested: options.untested }, 'cli'))
        if (options.json) printJson({ id: active.id, state: active.state })
        else
          print(
            `${active.id} is the active version of ${fullName(active)}. What came before it stays as it was: \`leitwerk replay\` puts it right, \`leitwerk mapping rollback ${fullName(active)}\` goes back.`,
          )
      },
    )

  located(command.command('rollback').description('Back to the version that was active before').argument('<name>', 'sources/NAME or crms/NAME'))
    .addOption(json)
    .action(async (name: string, options: Where & { json: boolean }) => {
      const active = await host.withHub(options, ({ act }) => act.rollBackMapping(parted(name), 'cli'))
      if (options.json) printJson({ id: active.id, state: active.state })
      else print(`${active.id} is the active version of ${fullName(active)} again.`)
    })

  located(
    command
      .command('export')
      .description('Write a version and its cases into files, so that the files lead again')
      .argument('<name>', 'sources/NAME or crms/NAME'),
  )
    .option('--version-id <id>', 'map_...; default: the active version')
    .option('--folder <dir>', 'laid out like mappings/; default: the folder of the setting mapping.folder')
    .action(async (name: string, options: Where & { versionId?: string; folder?: string }) => {
      const version = await versionOf(host, options, options.versionId ?? name)
      for (const file of await host.writeMapping(options, version, options.folder)) print(`wrote ${file}`)
    })
}

async function draft(host: CliHost, where: Where, name: string, file: string, { cases, note }: { cases?: string; note?: string }) {
  const read = (path: string): string => {
    if (!existsSync(path)) throw new Failure(`there is no file ${path}`)
    return readFileSync(path, 'utf8')
  }
  const texts = { expression: read(file), ...(cases !== undefined && { cases: read(cases) }), ...(note !== undefined && { note }) }
  return host.withHub(where, ({ act }) => act.draftMapping({ ...parted(name), ...texts }, 'cli'))
}

/** A version by its id, or the active one of a name. */
async function versionOf(host: CliHost, where: Where, wanted: string): Promise<versions.MappingVersion> {
  const found = await host.withHub(where, ({ store }) => {
    if (wanted.startsWith('map_')) return versions.find(store.db, wanted)
    const { kind, name } = parted(wanted)
    return versions.active(store.db, kind, name)
  })
  if (!found) throw new Failure(wanted.startsWith('map_') ? `there is no mapping version ${wanted}` : `${wanted} has no active version`)
  return found
}

/** `sources/typeform` as kind and name; a bare name is that of a source. */
export function parted(given: string): { kind: versions.MappingKind; name: string } {
  const [folder, name] = given.includes('/') ? (given.split('/') as [string, string]) : ['sources', given]
  if (folder !== 'sources' && folder !== 'crms') throw new Failure(`'${given}' is neither sources/NAME nor crms/NAME`)
  return { kind: folder === 'sources' ? 'source' : 'crm', name }
}

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString().slice(0, 16).replace('T', ' '))
