/** `leitwerk backup` */
import { resolve } from 'node:path'
import type { CliHost, Where } from './host.ts'
import { print } from './print.ts'

export async function backup(host: CliHost, file: string, options: Where): Promise<void> {
  const target = resolve(file)
  await host.withHub(options, ({ act }) => act.backup(target))
  print(`The database was copied to ${target}.`)
}
