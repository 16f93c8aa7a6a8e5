/** Pages of sources and CRMs, made of their declarations and of the tests that stand behind them. */
import { readFileSync } from 'node:fs'
import type { Field, Source } from '../../core/connector.ts'
import type { Crm } from '../../core/crm.ts'
import { capital, code, either, fence, list, numbered, table } from './markdown.ts'
import { answersWords, handshakeWords, verificationWords } from './words.ts'

export const EVIDENCE: Readonly<Record<Source['evidence'], string>> = {
  'vendor documentation': "Taken from the vendor's documentation.",
  'source code': "Taken from the tool's source code, or from a specification with reference code.",
  'third party': 'Taken from descriptions of third parties; not confirmed with a live account.',
  memory: 'Written down from memory; not confirmed with a live account.',
  unverified: 'Not verified: compare it with what your tool sends before you rely on it.',
}

/** Which tests stand behind a CRM besides the contract; a page without them would claim nothing. */
const CRM_TESTS: Readonly<Record<string, string>> = {
  dynamics365:
    'The whole hand-over and the way back run against a stand-in built from the documentation of Dataverse (`test/helpers/dynamics365-fake.ts`): alternate keys, conditional writes, duplicate rules, batches, QualifyLead, change tracking. It was not tried with a live environment.',
  espocrm:
    'The whole hand-over runs against a stand-in that answers as EspoCRM 8.4.2 does (`test/helpers/espocrm-fake.ts`), and what a real EspoCRM 8.4.2 said is replayed (`test/data/crm-wire/espocrm-8.4.2.txt`). No live EspoCRM runs in the tests.',
  salesforce:
    'The whole hand-over, broken off after every single call, and a whole hub run against a stand-in built from the documentation of Salesforce (`test/helpers/salesforce-fake.ts`): its fields, duplicate rules, upsert, collections, SOAP conversion, limits. No org of Salesforce was reached. Where the documentation says nothing, both ways are handled or the cautious one is taken: whether a field that does not exist spoils a whole collection, whether the ids of duplicates are told, which limit was reached.',
  odoo: 'The whole hand-over runs against a stand-in that speaks JSON-RPC as 17 and JSON-2 as 19 do (`test/helpers/odoo-fake.ts`), and what a real Odoo 17 said is replayed (`test/data/crm-wire/odoo-17-jsonrpc.txt`). No live Odoo runs in the tests.',
  hubspot:
    'The whole hand-over runs against a stand-in built from the documentation of HubSpot (`test/helpers/hubspot-fake.ts`), in both ways of naming versions and both ways of logging in, access tokens ending in the middle of a dialogue included, and documented errors are replayed (`test/hubspot.test.ts`). No live account was used: error texts, the ids of lead stages and the address of a merged record are as public examples show them; that the refresh token of OAuth stays the same is taken on trust.',
  pipedrive:
    "The whole hand-over runs against a stand-in built from the vendor's reference and the models of its own client 33.7 (`test/helpers/pipedrive-fake.ts`), with an API token and with OAuth, whose access tokens end in the middle of a dialogue. No live Pipedrive was used. Taken on trust: the scopes that an app needs and that its refresh token stays the same, how long a search lags behind, the words of its refusals, and that a person of a deal takes part in it.",
  freshsales: 'Nothing else: no stand-in and no live account; try it with a test account before you rely on it.',
  sandbox: 'The whole hand-over runs against the sandbox itself, with faults.',
  'sap-sales-cloud': 'Nothing else: no stand-in and no live tenant; try it with a test tenant before you rely on it.',
  suitecrm:
    'The whole hand-over and the way back run against a stand-in built from the source of its interface (`test/helpers/suitecrm-fake.ts`). No live SuiteCRM runs in the tests.',
  tryton: 'The whole hand-over and the way back run against a real Tryton 6.0 server from Debian (`test/tryton.test.ts`), which `.ci/run` installs.',
  twenty:
    'The whole hand-over runs against a stand-in that answers as Twenty 0.50 did (`test/helpers/twenty-fake.ts`), and what a real Twenty 0.50 said is replayed (`test/data/crm-wire/twenty-0.50-rest.txt`). No live Twenty runs in the tests; how it filters, how it describes its data model and that notes take Markdown is not confirmed.',
  zoho: "The whole hand-over runs against a stand-in with accounts server and API, built from the vendor's reference and the models of its own client 3.0 for version 8 (`test/helpers/zoho-fake.ts`). No live Zoho CRM was used. Taken on trust: the words of its refusals, which values of picklists it takes, and how long a channel of notices lives.",
}

/** What the polls of sources that nobody calls were tested with. */
const POLL_TESTS: Readonly<Record<string, string>> = {
  dynamics365: 'a stand-in built from the documentation (`test/dynamics365-changes.test.ts`)',
  mautic: 'scripted answers (`test/mautic-poll.test.ts`)',
  salesforce: 'a stand-in built from the documentation (`test/salesforce-changes.test.ts`)',
  suitecrm: 'a stand-in (`test/helpers/suitecrm-fake.ts`)',
  swapcard: 'a stand-in (`test/swapcard.test.ts`)',
  tryton: 'a real server (`test/tryton.test.ts`)',
  zoho: 'a stand-in (`test/helpers/zoho-fake.ts`)',
}

export function fieldsTable(fields: Readonly<Record<string, Field>>): string {
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

export function example(kind: string, fields: Readonly<Record<string, Field>>, more: Readonly<Record<string, string>> = {}): string[] {
  const needed = Object.entries(fields).filter(([, field]) => field.required && field.default === undefined)
  const proof = needed.some(([, field]) => field.secret) ? [] : Object.entries(fields).filter(([, field]) => field.secret)
  const shown = [...needed, ...proof.slice(0, 1)]
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
function vectors(file: string, { id, knownAs = [] }: Source): number {
  const { vectors: all } = JSON.parse(readFileSync(new URL(`../../test/data/payloads/${file}`, import.meta.url), 'utf8')) as { vectors: readonly Vector[] }
  return all.filter(({ provider }) => [id, ...knownAs].includes(provider)).length
}

function cases(kind: 'sources' | 'crms', name: string): number {
  return (JSON.parse(readFileSync(new URL(`../../mappings/${kind}/${name}.cases.json`, import.meta.url), 'utf8')) as unknown[]).length
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

function sourceTests(source: Source): string {
  const { id, hydrate } = source
  const [signed, asked] = [vectors('signatures.json', source), vectors('handshakes.json', source)]
  const own = [
    ...(signed > 0 ? [counted(signed, 'signature vector')] : []),
    ...(asked > 0 ? [counted(asked, 'handshake')] : []),
    `${counted(cases('sources', id), 'case')} of its mapping`,
  ]
  const fetched = [
    hydrate ? ' What it fetches is scripted in `test/scripts/sources.ts`.' : '',
    POLL_TESTS[id] ? ` Its poll runs against ${POLL_TESTS[id]}.` : '',
  ].join('')
  return `${either(['the contract of all sources (`test/contract/source.contract.ts`)', ...own], 'and')}.${fetched}`
}

/** A source that accepts nothing is only asked. */
const isCalled = ({ verify }: Source): boolean => !(verify.kind === 'anyOf' && verify.checks.length === 0)

/** The kind of CRM whose records a source reports on. */
const reportsOn = ({ id, connection }: Source): string | undefined => connection ?? /^(.+)-crm$/.exec(id)?.[1]

/** @param isDeclared in a file of its own, not written in TypeScript */
export function sourcePage(source: Source, isDeclared: boolean): string {
  const {
    id,
    label,
    docs,
    about,
    fields,
    setup,
    onFailure,
    evidence,
    doubts,
    verify,
    handshakes,
    split,
    dedupe,
    version,
    test,
    decode,
    hydrate,
    poll,
    connection,
  } = source
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
    ...(test === undefined ? [] : [`Test traffic is what this says true of: ${code(test)}. It is shown and not delivered.`]),
    ...(hydrate
      ? ['The request only names things; the hub fetches them before it maps. What cannot be fetched now is tried again, up to ten times, then held.']
      : []),
    ...(poll
      ? [
          `${isCalled(source) ? 'Besides,' : 'Nobody calls:'} the hub asks every ${poll.everySeconds} s, ${connection === undefined ? 'with the access data of the settings' : 'through the connection'}.`,
        ]
      : []),
    `Mapping: [mappings/sources/${id}.jsonata](../../mappings/sources/${id}.jsonata).`,
  ]
  const steps = setup.map(({ en }) => en.replaceAll('{url}', `https://HUB/hooks/NAME`))
  const file = `connectors/declared-sources/${id}.yaml`
  const crm = reportsOn(source)
  const yaml = ['sources:', '  NAME:', ...example(id, fields, crm === undefined ? {} : { connection: 'CONNECTION' })]
  return `# ${label}

${about} Kind: ${code(id)}. [Documentation of the tool](${docs}).
${isDeclared ? `\n[${file}](../../${file}) declares it, and says what of that is certain; [copy it](../declaring-a-source.md) where your tool differs.\n` : ''}
## Set it up

${numbered(steps)}

${fence('yaml', yaml.join('\n'))}

## Settings

${crm === undefined ? '' : `It reports on the records of a connection of kind ${code(crm)}, named under ${code('connection')}${connection ? ', and uses its address and credentials' : ''}.\n\n`}${fieldsTable(fields)}

## How a genuine request is recognised

${proofs.length > 1 ? `Any of these is enough:\n\n${list(proofs)}` : proofs[0]}
${handshakes ? `\nQuestions of the tool are answered at any time and not stored:\n\n${list(handshakes.map(handshakeWords))}\n` : ''}
## What the sender hears

${isCalled(source) ? list(answersWords(source)) : 'It is never called; a request to its address is answered 401.'}

${isCalled(source) ? `When the hub does not answer well, the tool does this: ${onFailure}` : onFailure}

## How it is read

${list(reading)}

## How sure this is

${EVIDENCE[evidence]} Tested by: ${sourceTests(source)}
${doubts ? `\nNot certain:\n\n${list(doubts)}\n` : ''}`
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

function capabilityRows({ capabilities, list: lists }: Crm, described: string): [string, string][] {
  const { entities, key, convert, roles, notes, back } = capabilities
  const byKind = Object.entries(KEYS).flatMap(([kind, words]) => {
    const which = entities.filter((entity) => key[entity] === kind)
    return which.length > 0 ? [`${either(which, 'and')}: ${words}`] : []
  })
  return [
    ['records', either([...entities], 'and')],
    ["the hub's key on a record", byKind.join('; ')],
    ['fields of its records', described],
    ['lead into account, contact, opportunity', CONVERT[convert]],
    ["contacts' roles on the opportunity", roles ? 'yes' : 'no'],
    ['history of touchpoints', notes.length > 0 ? 'as notes, each added once' : 'no'],
    ['records that were there before', lists ? 'listed, and held against the hub' : 'found one by one, when a lead is handed over'],
    ['way back', BACK[back]],
  ]
}

/** @param isDeclared in YAML, not written in TypeScript */
export function crmPage(crm: Crm, sources: readonly Source[], isDeclared: boolean): string {
  const { id, label, docs, about, fields } = crm
  const back = sources.find((source) => reportsOn(source) === id)
  const yaml = ['connections:', '  NAME:', ...example(id, fields)]
  const read = `${isDeclared ? 'as its declaration lists them' : 'read from the CRM'}, so that mappings are compared with them`
  const described = crm.describe ? read : 'not read'
  const file = `connectors/declared/${id}.yaml`
  return `# ${label}

${about} Kind: ${code(id)}. [Documentation of the CRM](${docs}).
${isDeclared ? `\n[${file}](../../${file}) says how it is talked to, and what of that is certain; [copy it](../declaring-a-crm.md) where your system differs.\n` : ''}
## Set it up

1. Enter address and credentials under ${code('connections')}; secrets as ${code('env:NAME')} or ${code('file:PATH')}.
2. Prove that they work, and what is missing: ${code('leitwerk connection check NAME')} (before the hub ran for the first time, ${code('leitwerk migrate')} makes the database).
3. See which fields and choices its records have: ${code('leitwerk connection describe NAME')}.
4. Adapt the fields in [mappings/crms/${id}.jsonata](../../mappings/crms/${id}.jsonata) and run its cases; see [mapping](../mapping.md).
${crm.list ? `5. Hold the records that are there already against the hub's: ${code('leitwerk connection reconcile NAME')}; see [first load](../first-load.md).\n` : ''}${back ? `${crm.list ? 6 : 5}. Let what sales does come back: the source [${back.label}](../sources/${back.id}.md).\n` : ''}
${fence('yaml', yaml.join('\n'))}

## Settings

${fieldsTable(fields)}

Further settings of every connection (who gets what, who converts, pace, time limits): [settings](../settings.md#connections).

## What the hub can do there

${table(['', ''], capabilityRows(crm, described))}

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
