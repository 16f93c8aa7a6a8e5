/** `leitwerk partner ...` */
import type { Command } from 'commander'
import { partnerTally } from '../flow/partner-tally.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'

type Options = Where & { json: boolean }

export function partner(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.command('list').description('Partners, and what became of the leads they were offered'))
    .addOption(json)
    .action(async ({ json: asJson, ...where }: Options) => {
      const partners = await host.withHub(where, ({ setup, store }) => partnerTally(store.db, setup))
      if (asJson) return printJson({ partners })
      if (partners.length === 0) return print('No partners are configured.')
      print(
        table(
          ['partner', 'label', 'days', 'open', 'accepted', 'rejected', 'unanswered', 'withdrawn'],
          partners.map((one) => [one.id, one.label, one.perDays, one.open, one.accepted, one.rejected, one.unanswered, one.withdrawn].map(String)),
        ),
      )
    })

  located(
    command
      .command('offer')
      .description('Offer a lead that was handed over to a partner, in the place of whoever was asked before')
      .argument('<lead>', 'led_...')
      .argument('<partner>'),
  )
    .addOption(json)
    .action(async (lead: string, id: string, { json: asJson, ...where }: Options) => {
      await host.withHub(where, ({ act }) => act.offerToPartner({ lead, partner: id }, 'cli'))
      if (asJson) printJson({ lead, partner: id })
      else print(`${lead} is offered to ${id}; the mail goes out as soon as the hub runs.`)
    })
}
