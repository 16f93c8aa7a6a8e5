/** `leitwerk backup` */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { sqlitePath } from '../store/dialect.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print } from './print.ts'

export async function backup(host: CliHost, file: string, options: Where): Promise<void> {
  const { config } = host.configuration(options, false)
  // The hub makes the database it is told of; a copy of one that is not there yet would be a copy of nothing.
  if (config.database.startsWith('sqlite:') && !existsSync(sqlitePath(config.database))) throw new Failure(`there is no database at ${config.database} yet`)
  const target = resolve(file)
  await host.withHub(options, ({ act }) => act.backup(target))
  print(`The database was copied to ${target}.`)
}
