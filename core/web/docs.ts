/** The API's description as one plain page, made from the OpenAPI document: readable without any other host. */
import { html, raw } from 'hono/html'

/** The parts of an OpenAPI 3.1 document that are shown. */
export interface OpenApi {
  info: { title: string; version: string; description?: string }
  paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  components?: { schemas?: Readonly<Record<string, unknown>> }
}

interface Operation {
  tags?: readonly string[]
  summary?: string
  'x-role'?: string
  parameters?: readonly { name: string; in: string; required?: boolean; description?: string; schema?: { type?: string; enum?: readonly string[] } }[]
  requestBody?: { content?: Readonly<Record<string, { schema?: unknown }>> }
  responses?: Readonly<Record<string, { content?: Readonly<Record<string, { schema?: unknown }>> }>>
}

const STYLE = `body{font:14px/20px system-ui,sans-serif;margin:0;color:#1b2327;background:#f3f2ed}main{max-width:960px;margin:24px auto;padding:0 16px}
h1{font-size:20px}h2{font-size:16px;margin-top:32px}details{background:#fefdfb;border:1px solid #dedbd2;border-radius:4px;margin:8px 0;padding:8px 12px}summary{cursor:pointer}
code,pre{font:12px/18px ui-monospace,monospace}pre{background:#ebe9e2;padding:8px;overflow:auto;border-radius:3px}b.m{display:inline-block;width:56px;color:#0b6079}small{color:#5f696e}table{border-collapse:collapse}td{padding:2px 12px 2px 0;vertical-align:top}
@media(prefers-color-scheme:dark){body{color:#e9ecea;background:#0f1416}details{background:#161d20;border-color:#273136}pre{background:#0b1012}b.m{color:#6fc3da}small{color:#93a0a4}}`

export function docsPage(api: OpenApi) {
  const operations = Object.entries(api.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const groups = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? 'Other'))]
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${api.info.title} API</title><style>${raw(STYLE)}</style></head><body><main>
<h1>${api.info.title} API ${api.info.version}</h1>
<p>${api.info.description ?? ''} Machine-readable: <a href="/openapi.json">/openapi.json</a>.</p>
<p>Send <code>Authorization: Bearer lw_...</code>; make a token with <code>leitwerk token create --role viewer|ops|admin</code>. Times are ISO 8601 in UTC. Lists come in pages: hand <code>next</code> back as <code>cursor</code>.
Calls that change something take an <code>Idempotency-Key</code>. Errors are problem documents (RFC 9457).</p>
${groups.map((group) => html`<h2>${group}</h2>${operations.filter(({ operation }) => (operation.tags?.[0] ?? 'Other') === group).map((one) => operationPart(one, api))}`)}
</main></body></html>`
}

function operationPart({ path, method, operation }: { path: string; method: string; operation: Operation }, api: OpenApi) {
  const body = operation.requestBody?.content?.['application/json']?.schema
  const answer = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith('2'))?.[1].content?.['application/json']?.schema
  return html`<details><summary><b class="m">${method.toUpperCase()}</b> <code>${path}</code> ${operation.summary ?? ''} <small>${operation['x-role'] ?? ''}</small></summary>
${operation.parameters?.length ? html`<table>${operation.parameters.map((one) => html`<tr><td><code>${one.name}</code></td><td><small>${one.in}${one.required ? ', required' : ''}</small></td><td>${one.schema?.enum?.join(' | ') ?? one.schema?.type ?? ''} ${one.description ?? ''}</td></tr>`)}</table>` : ''}
${body ? html`<p>Body</p><pre>${shape(body, api, 0)}</pre>` : ''}${answer ? html`<p>Answer</p><pre>${shape(answer, api, 0)}</pre>` : ''}</details>`
}

interface Schema {
  $ref?: string
  type?: string | readonly string[]
  enum?: readonly unknown[]
  const?: unknown
  properties?: Readonly<Record<string, Schema>>
  items?: Schema
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
  allOf?: readonly Schema[]
  additionalProperties?: unknown
}

/** A schema as one would write an example of it. */
function shape(given: unknown, api: OpenApi, depth: number): string {
  const schema = given as Schema // the document is our own
  if (depth > 6) return '...'
  if (schema.$ref) return shape(api.components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''] ?? {}, api, depth + 1)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map((choice) => shape(choice, api, depth + 1)).join(' | ')
  if (schema.allOf) return schema.allOf.map((part) => shape(part, api, depth + 1)).join(' & ')
  if (schema.items) return `[${shape(schema.items, api, depth + 1)}]`
  if (!schema.properties)
    return schema.additionalProperties ? '{...}' : Array.isArray(schema.type) ? schema.type.join(' | ') : String(schema.type ?? 'anything')
  const pad = '  '.repeat(depth + 1)
  return `{\n${Object.entries(schema.properties)
    .map(([name, inner]) => `${pad}${name}: ${shape(inner, api, depth + 1)}`)
    .join('\n')}\n${'  '.repeat(depth)}}`
}
