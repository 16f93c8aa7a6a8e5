/** All commands: what each is called, what it takes, and which thin function runs it. */
import { Command, Option } from 'commander'
import { agreement } from './agreement.ts'
import { audience } from './audience.ts'
import { backup } from './backup.ts'
import { check, configExport, configRemove } from './check.ts'
import { connection } from './connection.ts'
import { consent } from './consent.ts'
import { contact } from './contact.ts'
import { doctor } from './doctor.ts'
import { erase } from './erase.ts'
import { privacyExport } from './export.ts'
import { figures } from './figures.ts'
import { figuresExport } from './figures-export.ts'
import { funnel } from './funnel.ts'
import { held } from './held.ts'
import { type CliHost, SCHEMAS, type SchemaName, type Where } from './host.ts'
import { importList } from './import.ts'
import { lead } from './lead.ts'
import { ledger } from './ledger.ts'
import { mapping } from './mapping.ts'
import { type MatchOptions, match } from './match.ts'
import { matchModel } from './match-model.ts'
import { merge } from './merge.ts'
import { migrate } from './migrate.ts'
import { notifier } from './notifier.ts'
import { content } from './nurture.ts'
import { partner } from './partner.ts'
import { plainly } from './plainly.ts'
import { Failure, print, wholeNumber } from './print.ts'
import { privacy } from './privacy.ts'
import { relation } from './relation.ts'
import { replay } from './replay.ts'
import { retention } from './retention.ts'
import { score } from './score.ts'
import { secret } from './secret.ts'
import { source } from './source.ts'
import { token } from './token.ts'
import { unit } from './unit.ts'

/** Runs one command. @returns the exit code */
export async function run(argv: readonly string[], host: CliHost): Promise<number> {
  let code = 0
  const program = build(host, (given) => {
    code = given
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (isCommanderEnd(error)) return error.exitCode
    process.stderr.write(`${plainly(error)}\n`)
    return 1
  }
}

const isCommanderEnd = (error: unknown): error is { exitCode: number } => error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number'

/** All commands. @param exit told the exit code of a command that ran */
export function build(host: CliHost, exit: (code: number) => void): Command {
  const program = new Command('leitwerk')
    .description('The open hub between marketing tools and the CRM')
    .version(host.version)
    .exitOverride()
    .enablePositionalOptions() // what stands behind a command belongs to it; `replay` has options and commands
    .showHelpAfterError('(leitwerk COMMAND --help explains a command)')
    .configureHelp({ sortSubcommands: false })
  const config = new Option('-c, --config <file>', 'configuration file').env('LEITWERK_CONFIG')
  const database = new Option('-d, --database <url>', 'sqlite:PATH or postgres://..., instead of the one in the configuration')
  const json = new Option('--json', 'one JSON object as the last line').default(false)
  const located = (command: Command) => command.addOption(config).addOption(database)

  located(program.command('serve').description('Run the hub'))
    .option('-l, --listen <host:port>', 'address to take requests on')
    .addOption(new Option('--role <role>', 'all in one process, or apart on PostgreSQL').choices(['all', 'web', 'work']).default('all'))
    .action((options: Where & { listen?: string; role: 'all' | 'web' | 'work' }) => host.serve(options, options.role))

  program
    .command('demo')
    .description('Run a hub with a sandbox CRM and play a small story through it')
    .option('--once', 'end when the story is over', false)
    .addOption(json)
    .option('-l, --listen <host:port>', 'address of the hub', '127.0.0.1:8080')
    .option('--folder <dir>', 'keep the database there; default: a temporary folder')
    .action(async (options: { once: boolean; json: boolean; listen: string; folder?: string }) => exit(await host.demo(options)))

  program
    .command('sandbox')
    .description('Run the sandbox CRM: leads, accounts, contacts, opportunities, sales people, faults on demand')
    .option('-l, --listen <host:port>', 'address to take requests on', '127.0.0.1:8090')
    .option('--token <text>', 'bearer token that clients send', 'sandbox-token')
    .option('--faults <file>', 'YAML or JSON with rules: slow, 429, 500, timeout after the write, hang')
    .option('--state <file>', 'keep the records in this file')
    .option('--webhook-url <url>', 'tell the hub here what sales did')
    .option('--webhook-secret <text>', 'key of the webhook signature (whsec_...)')
    .option('--no-people', 'nobody accepts, rejects, wins or loses by themselves')
    .option('--seed <n>', 'what the sales people do is decided by this number', wholeNumber)
    .action((options) => host.sandbox(options))

  located(program.command('check').description('Print what the configuration means, secrets masked; nothing is started'))
    .addOption(json)
    .action((options: Where & { json: boolean }) => check(host, options))

  program
    .command('schema')
    .description('Print a JSON Schema')
    .argument('<name>', SCHEMAS.join(' | '))
    .action(async (name: string) => {
      if (!(SCHEMAS as readonly string[]).includes(name)) throw new Failure(`there is no schema '${name}'; known are ${SCHEMAS.join(', ')}`)
      print(JSON.stringify(await host.schema(name as SchemaName), null, 2))
    })

  const configuration = program.command('config').description('The configuration as a whole')
  located(configuration.command('export').description('Print the configuration as YAML, with what was made in the console; secrets stay references')).action(
    (options: Where) => configExport(host, options),
  )
  located(
    configuration
      .command('remove')
      .description('Forget a source or connection that was made in the console, also where the hub cannot start with it')
      .argument('<section>', 'sources | connections')
      .argument('<name>'),
  ).action(async (section: string, name: string, options: Where) => exit((await configRemove(host, section, name, options)) ? 0 : 1))

  source(program.command('source').description('Sources'), host, { located, json, exit })
  connection(program.command('connection').description('Connections to CRMs'), host, { located, json, exit })
  notifier(program.command('notifier').description('Who is told of what happens'), host, { located, json, exit })
  lead(program.command('lead').description('Whom to call next, what was learnt of leads, and what sales does with them'), host, { located, json, exit })
  contact(program.command('contact').description('People'), host, { located, json })
  content(program.command('content').description('The grid of content'), host, { located, json })
  score(program.command('score').description('How scores come about, and what other rules would change'), host, { located, json })
  agreement(program.command('agreement').description('What marketing and sales agreed on, as a document with versions'), host, { located, json })
  consent(program.command('consent').description('What people agreed to, and writing it down'), host, { located, json })
  partner(program.command('partner').description('Dealers and partners that leads are offered to'), host, { located, json })
  audience(program.command('audience').description('E-mail tools that are told who should get what'), host, { located, json, exit })
  mapping(program.command('mapping').description('Mappings'), host, { located, json, exit })
  located(program.command('held').description('Why deliveries are held, cause by cause, and what is different about their payloads'))
    .option('--source <id>', 'only of this source')
    .addOption(json)
    .action((options: Where & { source?: string; json: boolean }) => held(host, options))

  importList(
    program.command('import [file]').description('Take in a list: fair leads, rented addresses, customers; CSV or XLSX. Goes on where it was interrupted'),
    host,
    {
      located,
      json,
      exit,
    },
  )
  privacyExport(program.command('export').description('Export what is known'), host, { located })
  erase(program.command('erase [who]').description('Erase a person everywhere: by e-mail address, telephone number, contact or event'), host, {
    located,
    json,
    exit,
  })
  privacy(program.command('privacy').description('What the law wants to be known about personal data'), host, { located, json })
  retention(program.command('retention').description('How long what is kept, and removing what is over'), host, { located, json })
  merge(program.command('merge').description('Merge two accounts, or two units of one account; can be taken back'), host, { located, json })
  unit(program.command('unit').description('Record what became of units: joined, moved, split, closed as of a date'), host, { located, json })
  relation(program.command('relation').description('Groups, sisters, franchises, agencies, shared domains: accounts that are related, and not one'), host, {
    located,
    json,
  })
  program
    .command('match')
    .description('Whose are these submissions? Takes a file of them through identity into a fresh store')
    .argument('<file>', 'JSON lines: record_id, received_at, company, department, first_name, last_name, email, phone, street, postal_code, city ...')
    .requiredOption('-o, --out <file>', 'where to write record_id, account, unit, contact, person and review of each')
    .option('-d, --database <url>', 'an empty database to work in, sqlite:PATH or postgres://...; default: a temporary one, removed afterwards')
    .option('--arrival', 'as assigned when each arrived, instead of as they stand at the end', false)
    .option('--sweep', 'decide anew at the end what later submissions shed light on', false)
    .option('--explain', 'with the evidence of each decision', false)
    .addOption(json)
    .action((file: string, options: MatchOptions) => match(host, file, options))

  matchModel(program.command('match-model').description('Weights and thresholds by which companies are recognised'), host, { located, json })
  replay(program.command('replay').description('Look at deliveries again, by the mapping of now'), host, { located, json, exit })
  secret(program.command('secret').description('Secrets kept in the database, sealed with LEITWERK_KEY'), host, { located, json, exit })
  token(program.command('token').description('Access tokens'), host, { located, json, exit })

  funnel(program.command('funnel').description('What the funnel comes to: figures with their definition, n and interval'), host, { located, json })
  const ofFigures = program.command('figures').description('What figures are counted from: of other systems, and for others')
  figures(ofFigures, host, { located, json })
  figuresExport(ofFigures, host, { located, json })

  located(program.command('ledger').description('The balance of everything accepted and everything queued'))
    .option('--from <time>', 'ISO 8601')
    .option('--to <time>', 'ISO 8601')
    .addOption(json)
    .action(async (options: Where & { from?: string; to?: string; json: boolean }) => exit(await ledger(host, options)))

  located(
    program.command('backup').description('Write a consistent copy of the database into a SQLite file, also while the hub runs').argument('<file>', 'where to'),
  ).action((file: string, options: Where) => backup(host, file, options))

  located(program.command('doctor').description('Look whether all is well: store, clock, disk, configuration, secrets, ledger, running hub; writes nothing'))
    .option('--online', 'ask every CRM and e-mail tool, too', false)
    .addOption(json)
    .action(async (options: Where & { online: boolean; json: boolean }) => exit(await doctor(host, options)))

  located(
    program
      .command('migrate')
      .description('Bring the database schema up to date, which the hub does by itself when it starts; or move from SQLite to PostgreSQL'),
  )
    .option('--from <url>', 'sqlite:PATH: copy everything that is there ...')
    .option('--to <url>', '... into this empty postgres://..., and prove that both are equal')
    .addOption(json)
    .action((options: Where & { from?: string; to?: string; json: boolean }) => migrate(host, options))
  return program
}

export interface Shared {
  /** Adds `--config` and `--database`. */
  located(command: Command): Command
  json: Option
  exit(code: number): void
}
