/** `leitwerk secret ...` */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { list } from '../store/secrets.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, table } from './print.ts'
import type { Shared } from './program.ts'

export function secret(command: Command, host: CliHost, { located, exit }: Shared): void {
  located(command.command('set').description('Store a secret, sealed; its value is read from standard input').argument('<name>', 'as in `sealed:NAME`')).action(
    async (name: string, options: Where) => {
      if (!/^[a-z][a-z0-9._-]{0,62}$/i.test(name)) throw new Failure(`'${name}' is no name: letters, digits, . _ and - are allowed`)
      const value = readFileSync(0, 'utf8').replace(/\r?\n$/, '')
      if (value === '') throw new Failure(`nothing came in; use it like: printf %s "$TOKEN" | leitwerk secret set ${name}`)
      await host.withHub(options, ({ act }) => act.putSecret(name, value, 'cli'))
      print(`Stored. Name it in the configuration as sealed:${name}; a running hub reads it when it starts.`)
    },
  )

  located(command.command('list').description('List stored secrets, never their values')).action(async (options: Where) => {
    const rows = await host.withHub(options, ({ store }) => list(store.db))
    print(
      table(
        ['name', 'stored', 'by'],
        rows.map((row) => [row.name, new Date(row.updatedAt).toISOString(), row.by]),
      ),
    )
  })

  located(command.command('remove').description('Forget a stored secret').argument('<name>')).action(async (name: string, options: Where) => {
    const removed = await host.withHub(options, ({ act }) => act.removeSecret(name, 'cli'))
    print(removed ? `${name} is forgotten.` : `There is no secret ${name}.`)
    exit(removed ? 0 : 1)
  })
}
