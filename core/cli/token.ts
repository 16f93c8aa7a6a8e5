/** `leitwerk token ...` */
import { type Command, Option } from 'commander'
import { list, ROLES, type Role } from '../store/tokens.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, overlapHours, print, printJson, table, wholeNumber } from './print.ts'
import type { Shared } from './program.ts'

export function token(command: Command, host: CliHost, { located, json, exit }: Shared): void {
  located(command.command('create').description('Make a token; it is shown once'))
    .addOption(new Option('--role <role>', 'viewer reads, ops repairs, admin decides').choices([...ROLES]).makeOptionMandatory())
    .option('--label <text>', 'whom or what it is for', '')
    .option('--days <n>', 'days until it expires; default: never', wholeNumber)
    .addOption(json)
    .action(async (options: Where & { role: Role; label: string; days?: number; json: boolean }) => {
      const expiresAt = options.days === undefined ? null : Date.now() + options.days * 86_400_000
      const made = await host.withHub(options, ({ act }) => act.createToken({ role: options.role, label: options.label, expiresAt }, 'cli'))
      if (options.json) printJson(made)
      else print(`${made.token}\n\nThis is shown once. Its id is ${made.id}; revoke it with \`leitwerk token revoke ${made.id}\`.`)
    })

  located(command.command('list').description('List tokens'))
    .addOption(json)
    .action(async (options: Where & { json: boolean }) => {
      const rows = await host.withHub(options, ({ store }) => list(store.db))
      if (options.json) return printJson({ tokens: rows })
      const day = (at: number | null) => (at === null ? null : new Date(at).toISOString().slice(0, 10))
      print(
        table(
          ['id', 'role', 'label', 'made', 'expires', 'revoked'],
          rows.map((row) => [row.id, row.role, row.label, day(row.createdAt), day(row.expiresAt), day(row.revokedAt)]),
        ),
      )
    })

  located(command.command('rotate').description('Make another token in its place, shown once; both count until the overlap is over').argument('<id>'))
    .option('--overlap <hours>', 'how long the former token counts', overlapHours, 24)
    .option('--days <n>', 'days until the new one expires; default: never', wholeNumber)
    .addOption(json)
    .action(async (id: string, options: Where & { overlap: number; days?: number; json: boolean }) => {
      const expiresAt = options.days === undefined ? null : Date.now() + options.days * 86_400_000
      const made = await host.withHub(options, ({ act }) => act.rotateToken({ id, overlapMs: options.overlap * 3_600_000, expiresAt }, 'cli'))
      if (!made) throw new Failure(`there is no usable token ${id}; \`leitwerk token list\` shows those there are`)
      const until = new Date(made.formerUntil).toISOString()
      if (options.json) printJson({ ...made, formerUntil: until })
      else print(`${made.token}\n\nThis is shown once. Its id is ${made.id}. ${id} counts until ${until}.`)
    })

  located(command.command('revoke').description('Make a token useless').argument('<id>')).action(async (id: string, options: Where) => {
    const revoked = await host.withHub(options, ({ act }) => act.revokeToken(id, 'cli'))
    print(revoked ? `${id} is revoked.` : `There is no usable token ${id}.`)
    exit(revoked ? 0 : 1)
  })
}
