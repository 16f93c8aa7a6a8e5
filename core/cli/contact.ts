/** `leitwerk contact ...` */
import type { Command } from 'commander'
import type { CliHost, Where } from './host.ts'
import { print, printJson } from './print.ts'
import type { Shared } from './program.ts'

export function contact(command: Command, host: CliHost, { located, json }: Pick<Shared, 'located' | 'json'>): void {
  located(
    command
      .command('form-link')
      .description('The token by which a form on a web site learns which fields of a contact are still missing')
      .argument('<contact>', 'con_...'),
  )
    .addOption(json)
    .action(async (id: string, { json: asJson, ...where }: Where & { json: boolean }) => {
      const { token, until, url } = await host.withHub(where, ({ act }) => act.formLink(id))
      const good = new Date(until).toISOString()
      if (asJson) printJson({ token, until: good, url })
      else print(`${url}\ngood until ${good}`)
    })
}
