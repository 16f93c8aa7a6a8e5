/** `leitwerk backup` */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CliHost, Where } from './host.ts'
import { Failure, print } from './print.ts'

export async function backup(host: CliHost, file: string, options: Where): Promise<void> {
  const target = resolve(file)
  if (existsSync(target)) throw new Failure(`there is a file ${target} already: name one that is not there yet`)
  await host.withHub(options, ({ act }) => act.backup(target))
  print(`The database was copied to ${target}.`)
}
