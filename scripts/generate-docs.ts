/**
 * Writes everything in the documentation that can be printed from the code: whole pages for settings, sources and CRMs,
 * the types of the API for the console, and tables inside written pages between `<!-- generated:NAME -->` marks. `test/docs.test.ts` compares.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { parseConfig } from '../config/load.ts'
import { declarationSchema } from '../connectors/declared/declaration.ts'
import { sourceDeclarationSchema } from '../connectors/declared-sources/declaration.ts'
import { audiences, notifiers, crms as written, sources as writtenSources } from '../connectors/index.ts'
import type { App } from '../core/app.ts'
import { shipped } from '../core/compose/registry.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { Source } from '../core/connector.ts'
import { LOG_FIELDS } from '../core/flow/figures/log-fields.ts'
import { silentLog } from '../core/log.ts'
import { LOG_MESSAGES } from '../core/log-messages.ts'
import { FIGURES } from '../core/metrics/figures/index.ts'
import { sqlite } from '../core/store/dialect.ts'
import { viewsOn } from '../core/store/migrations/0024-views.ts'
import { createTelemetry } from '../core/telemetry.ts'
import { apiOf } from '../core/web/server.ts'
import { MAPPING_FUNCTIONS } from '../core/work/mapping-functions.ts'
import { type ApiDocument, apiTypes } from './docs/api-types.ts'
import { audiencePage, audiencesTable } from './docs/audiences.ts'
import { CAPABILITIES_READ, capabilitiesTable } from './docs/capabilities.ts'
import { crmPage, crmsTable, sourcePage, sourcesTable } from './docs/connectors.ts'
import { figuresTables } from './docs/figures.ts'
import { thresholds, weightsTable } from './docs/identity.ts'
import { logTable } from './docs/log.ts'
import { logFieldsTables } from './docs/log-fields.ts'
import { code, inserted, table } from './docs/markdown.ts'
import { notifiersTable } from './docs/notifiers.ts'
import { picturesTable } from './docs/pictures.ts'
import { settingsPage } from './docs/settings.ts'
import { testIds, testIdsTable } from './docs/test-ids.ts'
import { viewsTables } from './docs/views.ts'

const { crms, sources } = shipped
const HANDLES = await testIds()

export const ROOT = new URL('..', import.meta.url)

const MADE = '<!-- Written by `npm run build` from the code. Do not edit. -->\n\n'

/** Every generated file with its text. */
export function pages(): Map<string, string> {
  const whole = new Map<string, string>([
    ['console/src/api/routes.ts', apiTypes(apiDocument())],
    ['docs/settings.md', `${MADE}# Settings\n\n${SETTINGS_INTRO}\n\n${settingsPage()}\n`],
    ['docs/sources/README.md', `${MADE}# Sources\n\n${sourcesTable(sources, '')}\n\n${SOURCES_OUTRO}\n`],
    [
      'docs/crms/README.md',
      `${MADE}# CRMs\n\n${crmsTable(crms, '')}\n\n## What the hub can do there\n\n${capabilitiesTable(crms)}\n\n${CAPABILITIES_READ}\n\n${CRMS_OUTRO}\n`,
    ],
    ...sources.map((source): [string, string] => [`docs/sources/${source.id}.md`, MADE + sourcePage(source, isDeclaredSource(source))]),
    ...audiences.map((audience): [string, string] => [`docs/audiences/${audience.id}.md`, MADE + audiencePage(audience)]),
    ...crms.map((crm): [string, string] => [`docs/crms/${crm.id}.md`, MADE + crmPage(crm, sources, !written.includes(crm))]),
  ])
  for (const [file, parts] of Object.entries(PARTS))
    whole.set(
      file,
      Object.entries(parts).reduce((page, [name, make]) => inserted(page, name, make()), readFileSync(new URL(file, ROOT), 'utf8')),
    )
  return whole
}

/** In a file of its own; the changes of a declared CRM belong to that. */
const isDeclaredSource = (source: Source): boolean => !writtenSources.includes(source) && source.connection === undefined

/** Pages that no connector stands behind any more. */
export const leftOver = (): string[] =>
  Object.entries({ sources, crms, audiences }).flatMap(([folder, connectors]) => {
    const known = new Set(['README.md', ...connectors.map(({ id }) => `${id}.md`)])
    return readdirSync(new URL(`docs/${folder}/`, ROOT))
      .filter((file) => !known.has(file))
      .map((file) => `docs/${folder}/${file}`)
  })

const SETTINGS_INTRO = `One YAML file, named by \`--config\` or \`LEITWERK_CONFIG\`; without one the defaults below hold. An unknown key is refused, and all problems are
told at once, each with its line and path. Sources and connections can be made in the console instead
([operations](operations.md#sources-and-connections-without-a-restart)). \`leitwerk check\` prints what was understood, secrets masked. \`config/hub.default.yaml\` is an
example with comments. Four settings can be given from outside, the command line weighing most:

| setting | environment | command line |
|---|---|---|
| \`database\` | \`LEITWERK_DATABASE\` | \`--database\` |
| \`listen\` | \`LEITWERK_LISTEN\` | \`--listen\` |
| \`publicUrl\` | \`LEITWERK_PUBLIC_URL\` | |
| \`log\` | \`LEITWERK_LOG\` | |

Settings of sources and connections (see [sources](sources/README.md), [CRMs](crms/README.md)) may be references: \`env:NAME\` is read from the
environment, \`file:PATH\` from the first line of a file. A list of values is allowed for secrets of sources: while one is being replaced, all of
them are accepted. What notifiers take besides stands in [notifications](notifications.md), what
e-mail tools take in [audiences](audiences.md). \`leitwerk schema config\` prints the JSON Schema for editors.`

const SOURCES_OUTRO = `A tool that is not here, and that calls with JSON, a form or XML, is [declared in YAML](../declaring-a-source.md), as some of these are. How sources are configured: [settings](../settings.md#sources).

## Tools of which no webhook is known

| tool | what works |
|---|---|
| XING, Scan2Lead, talque, pretixSCAN, Cvent LeadCapture | they export CSV or XLSX: [import the list](../importing-lists.md) |
| iCapture, Bizzabo, Brella, Grip, LineUpr, ExpoFP | no description was found: import their export as a list, or let Zapier, Make or n8n post to a [form](form.md) |
| ON24, Inxmail | they are only asked, never call: import their export, or let an automation tool post to a [form](form.md) |
| Zapier, Make, n8n | post JSON to a [form](form.md), or to a source of your own [declared in YAML](../declaring-a-source.md) |`
const CRMS_OUTRO =
  'A CRM that is not here, and that has a REST interface, is [declared in YAML](../declaring-a-crm.md). How connections are configured: [settings](../settings.md#connections).'

const PARTS: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'README.md': { sources: () => sourcesTable(sources, 'docs/sources/'), crms: () => crmsTable(crms, 'docs/crms/') },
  'docs/api.md': { routes },
  'docs/audiences.md': { audiences: () => audiencesTable(audiences, 'audiences/') },
  'docs/console.md': { pictures: picturesTable, testids: () => testIdsTable(HANDLES) },
  'docs/declaring-a-crm.md': {
    keys: () => keysTable(jsonSchema(declarationSchema)),
    calls: () => keysTable(jsonSchema(declarationSchema.shape.calls)),
    entities: () => keysTable(entityKeys()),
  },
  'docs/declaring-a-source.md': { keys: () => keysTable(jsonSchema(sourceDeclarationSchema)) },
  'docs/figures.md': { figures: () => figuresTables(FIGURES) },
  'docs/bi.md': { views: () => viewsTables(viewsOn(sqlite)), files: () => logFieldsTables(LOG_FIELDS) },
  'docs/funnel.md': { touches },
  'docs/identity.md': { weights: weightsTable, thresholds },
  'docs/mapping.md': { functions },
  'docs/notifications.md': { notifiers: () => notifiersTable(notifiers) },
  'docs/operations.md': { log: () => logTable(LOG_MESSAGES), metrics },
}

export interface Metric {
  name: string
  type: string
  help: string
  labels: readonly string[]
}

export function metricsOf(): Metric[] {
  const { registry } = createTelemetry()
  return registry.getMetricsAsArray().map((metric) => {
    // The cast: prom-client's types leave out what every metric has.
    const { name, help, labelNames } = metric as unknown as { name: string; help: string; labelNames: string[] }
    return { name, help, labels: labelNames, type: metric.constructor.name.toLowerCase() }
  })
}

function metrics(): string {
  const rows = metricsOf().map(({ name, type, labels, help }) => [code(name), type, labels.map(code).join(', '), help])
  return table(['metric', 'kind', 'labels', 'meaning'], rows)
}

function functions(): string {
  const rows = MAPPING_FUNCTIONS.map(({ signature, about, example }) => [
    code(signature),
    about,
    `${code(example.expression)} gives ${code(JSON.stringify(example.result))}`,
  ])
  return table(['function', 'what it gives', 'example'], rows)
}

interface Operation {
  summary?: string
  tags?: readonly string[]
  'x-role'?: string
}

/** What the API says of itself. The casts: routes are declared without touching the app; nothing is ever asked of it here. */
function apiDocument(): ApiDocument & { paths?: Record<string, Record<string, Operation>> } {
  const http = apiOf({ app: { version: '', store: {}, act: {}, setup: {} } as unknown as App, now: () => 0, log: silentLog })
  return http.getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } }) as unknown as ReturnType<typeof apiDocument>
}

function routes(): string {
  const document = apiDocument()
  const rows = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary = '', tags = [], 'x-role': role = '' }]) => [
      tags[0] ?? '',
      code(`${method.toUpperCase()} ${path}`),
      role,
      summary,
    ]),
  )
  return table(['', 'route', 'role', 'what it does'], rows)
}

interface ObjectSchema {
  properties: Record<string, { description?: string }>
  required?: string[]
}

// The casts: JSON Schemas of our own making.
const jsonSchema = (schema: z.ZodType): ObjectSchema => z.toJSONSchema(schema, { io: 'input' }) as unknown as ObjectSchema

/** Of one entity, without the calls, which have a table of their own. */
function entityKeys(): ObjectSchema {
  const { additionalProperties: entity } = z.toJSONSchema(declarationSchema.shape.entities, { io: 'input' }) as unknown as {
    additionalProperties: ObjectSchema
  }
  const calls = Object.keys(declarationSchema.shape.calls.unwrap().shape)
  const own = Object.entries(entity.properties).filter(([name]) => !calls.includes(name))
  return { properties: Object.fromEntries(own), required: entity.required ?? [] }
}

const keysTable = ({ properties, required = [] }: ObjectSchema): string =>
  table(
    ['key', '', 'meaning'],
    Object.entries(properties).map(([name, { description = '' }]) => [code(name), required.includes(name) ? 'required' : '', description]),
  )

function touches(): string {
  const { rules } = setupOf(parseConfig('', 'defaults'), {})
  const rows = Object.entries(rules.touches).map(([kind, { points, halfLifeDays, nurtures, active }]) => [
    code(kind),
    String(points),
    String(halfLifeDays),
    nurtures ? 'yes' : '',
    active ? 'yes' : '',
  ])
  return table(['touch', 'points', 'half-life in days', 'nurtures', 'the unit acted itself'], rows)
}

if (import.meta.main) {
  for (const file of leftOver()) rmSync(new URL(file, ROOT))
  let changed = 0
  for (const [file, text] of pages()) {
    const url = new URL(file, ROOT)
    const before = readFileSync(url, { encoding: 'utf8', flag: 'a+' })
    if (before === text) continue
    writeFileSync(url, text)
    changed++
    console.log(file)
  }
  console.log(changed === 0 ? 'The documentation is up to date.' : `${changed} files written.`)
}
