/** Pages of sources and CRMs, made of their declarations and of the tests that stand behind them. */
import { readFileSync } from 'node:fs'
import type { Crm, Field, Source } from '../../core/connector.ts'
import { capital, code, either, fence, list, numbered, table } from './markdown.ts'
import { answersWords, handshakeWords, verificationWords } from './words.ts'

const EVIDENCE: Readonly<Record<Source['evidence'], string>> = {
  'vendor documentation': "Taken from the vendor's documentation.",
  'source code': "Taken from the tool's source code, or from a specification with reference code.",
  'third party': 'Taken from descriptions of third parties; not confirmed with a live account.',
  unverified: 'Not verified.',
}

/** Which tests stand behind a CRM besides the contract; a page without them would claim nothing. */
const CRM_TESTS: Readonly<Record<string, string>> = {
  espocrm:
    'The whole hand-over runs against a stand-in that answers as EspoCRM 8.4.2 does (`test/helpers/espocrm-fake.ts`), and what a real EspoCRM 8.4.2 said is replayed (`test/data/crm-wire/espocrm-8.4.2.txt`). No live EspoCRM runs in the tests.',
  sandbox: 'The whole hand-over runs against the sandbox itself, with faults.',
  tryton: 'The whole hand-over and the way back run against a real Tryton 6.0 server from Debian (`test/tryton.test.ts`), which `.ci/run` installs.',
}

function fieldsTable(fields: Readonly<Record<string, Field>>): string {
  if (Object.keys(fields).length === 0) return 'It has no settings of its own.'
  const rows = Object.entries(fields).map(([name, field]) => [
    code(name),
    field.secret ? 'secret' : '',
    field.default !== undefined ? code(field.default) : field.required ? 'required' : 'optional',
    [`**${field.label}.**`, sentence(field.help), field.options && `One of ${either(field.options.map(code))}.`].filter(Boolean).join(' '),
  ])
  return table(['setting', '', 'default', 'meaning'], rows)
}

const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`)

const variable = (kind: string, name: string): string =>
  `${kind}_${name}`
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase()

function example(kind: string, fields: Readonly<Record<string, Field>>, more: Readonly<Record<string, string>> = {}): string[] {
  const needed = Object.entries(fields).filter(([, field]) => field.required && field.default === undefined)
  const shown =
    needed.length > 0
      ? needed
      : Object.entries(fields)
          .filter(([, field]) => field.secret)
          .slice(0, 1)
  return [
    `    kind: ${kind}`,
    ...Object.entries(more).map(([name, value]) => `    ${name}: ${value}`),
    ...shown.map(([name, field]) => `    ${name}: ${field.secret ? `env:${variable(kind, name)}` : `...`}`),
  ]
}

interface Vector {
  provider: string
}

/** How many published test vectors speak of a source. */
function vectors(file: string, id: string): number {
  const { vectors: all } = JSON.parse(readFileSync(new URL(`../../test/data/payloads/${file}`, import.meta.url), 'utf8')) as { vectors: readonly Vector[] }
  return all.filter(({ provider }) => provider === id).length
}

function cases(kind: 'sources' | 'crms', name: string): number {
  return (JSON.parse(readFileSync(new URL(`../../mappings/${kind}/${name}.cases.json`, import.meta.url), 'utf8')) as unknown[]).length
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

function sourceTests({ id, hydrate, poll }: Source): string {
  const [signed, asked] = [vectors('signatures.json', id), vectors('handshakes.json', id)]
  const own = [
    ...(signed > 0 ? [counted(signed, 'signature vector')] : []),
    ...(asked > 0 ? [counted(asked, 'handshake')] : []),
    `${counted(cases('sources', id), 'case')} of its mapping`,
  ]
  const fetched = hydrate
    ? ' What it fetches is scripted in `test/scripts/sources.ts`.'
    : poll
      ? ' Its poll runs against a real server (`test/tryton.test.ts`).'
      : ''
  return `${either(['the contract of all sources (`test/contract/source.contract.ts`)', ...own], 'and')}.${fetched}`
}

/** The kind of CRM whose records a source reports on. */
const reportsOn = ({ id, connection }: Source): string | undefined => connection ?? /^(.+)-crm$/.exec(id)?.[1]

export function sourcePage(source: Source): string {
  const { id, label, docs, about, fields, setup, onFailure, evidence, verify, handshakes, split, dedupe, version, decode, hydrate, poll, connection } = source
  const proofs = verificationWords(verify)
  const reading = [
    ...(decode?.as ? [`The body is read as ${decode.as}, whatever its content type says.`] : []),
    split === undefined
      ? 'A request tells one thing.'
      : split === '$'
        ? 'A list as body tells several things, anything else one.'
        : `The things a request tells: ${code(split)}.`,
    ...(dedupe
      ? [`A repeat is recognised by the first of these that gives something: ${either(dedupe.map(code))}; else, for a day, by the same content.`]
      : ['A repeat is recognised by the same content, for a day.']),
    ...(version === undefined ? [] : [`A higher ${code(version)} of the same thing replaces the earlier one.`]),
    ...(hydrate
      ? ['The request only names things; the hub fetches them before it maps. What cannot be fetched now is tried again, up to ten times, then held.']
      : []),
    ...(poll ? [`Nobody calls: the hub asks every ${poll.everySeconds} s, through the connection.`] : []),
    `Mapping: [mappings/sources/${id}.jsonata](../../mappings/sources/${id}.jsonata).`,
  ]
  const steps = setup.map((step) => step.replaceAll('{url}', `https://HUB/hooks/NAME`))
  const crm = reportsOn(source)
  const yaml = ['sources:', '  NAME:', ...example(id, fields, crm === undefined ? {} : { connection: 'CONNECTION' })]
  return `# ${label}

${about} Kind: ${code(id)}. [Documentation of the tool](${docs}).

## Set it up

${numbered(steps)}

${fence('yaml', yaml.join('\n'))}

## Settings

${crm === undefined ? '' : `It reports on the records of a connection of kind ${code(crm)}, named under ${code('connection')}${connection ? ', and uses its address and credentials' : ''}.\n\n`}${fieldsTable(fields)}

## How a genuine request is recognised

${proofs.length > 1 ? `Any of these is enough:\n\n${list(proofs)}` : proofs[0]}
${handshakes ? `\nQuestions of the tool are answered at any time and not stored:\n\n${list(handshakes.map(handshakeWords))}\n` : ''}
## What the sender hears

${poll ? 'It is never called; a request to its address is answered 401.' : list(answersWords(source))}

${poll ? onFailure : `When the hub does not answer well, the tool does this: ${onFailure}`}

## How it is read

${list(reading)}

## How sure this is

${EVIDENCE[evidence]} Tested by: ${sourceTests(source)}
`
}

export const sourcesTable = (sources: readonly Source[], folder: string): string =>
  table(
    ['source', 'kind', 'what it tells', 'facts from'],
    sources.map((one) => [`[${one.label}](${folder}${one.id}.md)`, code(one.id), one.about, one.evidence]),
  )

const KEYS = {
  upsert: 'written by key in one step',
  unique: 'a second record with the key is refused by the CRM',
  field: 'a searchable field, so the hub reads by key before it writes',
} as const
const CONVERT = {
  native: "by the CRM's own conversion",
  emulated: "by the hub's own writes",
  none: 'not applicable: the CRM has no leads of its own',
} as const
const BACK = { webhook: 'the CRM calls the hub', poll: 'the hub asks the CRM', both: 'the CRM calls the hub, and the hub asks as well' } as const

function capabilityRows({ capabilities, describe, list: lists }: Crm): [string, string][] {
  const { entities, key, convert, roles, notes, back } = capabilities
  const byKind = Object.entries(KEYS).flatMap(([kind, words]) => {
    const which = entities.filter((entity) => key[entity] === kind)
    return which.length > 0 ? [`${either(which, 'and')}: ${words}`] : []
  })
  return [
    ['records', either([...entities], 'and')],
    ["the hub's key on a record", byKind.join('; ')],
    ['fields of its records', describe ? 'read from the CRM, so that mappings are compared with them' : 'not read'],
    ['lead into account, contact, opportunity', CONVERT[convert]],
    ["contacts' roles on the opportunity", roles ? 'yes' : 'no'],
    ['history of touchpoints', notes.length > 0 ? 'as notes, each added once' : 'no'],
    ['records that were there before', lists ? 'listed, and held against the hub' : 'found one by one, when a lead is handed over'],
    ['way back', BACK[back]],
  ]
}

export function crmPage(crm: Crm, sources: readonly Source[]): string {
  const { id, label, docs, about, fields } = crm
  const back = sources.find((source) => reportsOn(source) === id)
  const yaml = ['connections:', '  NAME:', ...example(id, fields)]
  return `# ${label}

${about} Kind: ${code(id)}. [Documentation of the CRM](${docs}).

## Set it up

1. Enter address and credentials under ${code('connections')}; secrets as ${code('env:NAME')} or ${code('file:PATH')}.
2. Prove that they work, and what is missing: ${code('leitwerk connection check NAME')}.
3. See which fields and choices its records have: ${code('leitwerk connection describe NAME')}.
4. Adapt the fields in [mappings/crms/${id}.jsonata](../../mappings/crms/${id}.jsonata) and run its cases; see [mapping](../mapping.md).
${crm.list ? `5. Hold the records that are there already against the hub's: ${code('leitwerk connection reconcile NAME')}; see [first load](../first-load.md).\n` : ''}${back ? `${crm.list ? 6 : 5}. Let what sales does come back: the source [${back.label}](../sources/${back.id}.md).\n` : ''}
${fence('yaml', yaml.join('\n'))}

## Settings

${fieldsTable(fields)}

Further settings of every connection (who gets what, who converts, pace, time limits): [settings](../settings.md#connections).

## What the hub can do there

${table(['', ''], capabilityRows(crm))}

What people have entered is not overwritten: a record that was there before the hub is only completed, and fields that belong to sales
after the hand-over are filled once.

## How it is tested

The contract of all CRMs (\`test/contract/crm.contract.ts\`) and ${counted(cases('crms', id), 'case')} of its mapping. ${capital(CRM_TESTS[id] ?? '')}
`
}

export const crmsTable = (crms: readonly Crm[], folder: string): string =>
  table(
    ['CRM', 'kind', 'what a hand-over becomes', 'way back'],
    crms.map((one) => [`[${one.label}](${folder}${one.id}.md)`, code(one.id), one.about, BACK[one.capabilities.back]]),
  )

/** A CRM without a word about its tests. */
export const crmsWithoutTests = (crms: readonly Crm[]): string[] => crms.filter(({ id }) => CRM_TESTS[id] === undefined).map(({ id }) => id)
