/** `$batch` of OData 4.0: several calls in one multipart text, answered by one with an answer for each, in the same order. */
import type { Call, Json, Reply } from '../../core/connector.ts'
import { succeeded } from '../../core/outcome.ts'
import { ROOT } from './api.ts'

/** No line of a body begins with it: JSON writes its line ends as \n. */
const BOUNDARY = 'batch_leitwerk'
const LINE = '\r\n'

/** Each call stands alone, outside of change sets, so that what one suffers leaves the others alone. */
export const batched = (calls: readonly Call[], purpose: string, reads: boolean): Call => ({
  method: 'POST',
  path: '/$batch',
  text: `${calls.map(partOf).join('')}--${BOUNDARY}--${LINE}`,
  headers: { 'content-type': `multipart/mixed; boundary="${BOUNDARY}"`, prefer: 'odata.continue-on-error' },
  purpose,
  reads,
})

function partOf({ method, path, headers = {}, body }: Call): string {
  const given = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }
  return [
    `--${BOUNDARY}`,
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    `${method} ${ROOT}${path} HTTP/1.1`,
    ...Object.entries(given).map(([name, value]) => `${name}: ${value}`),
    '',
    body === undefined ? '' : JSON.stringify(body),
    '',
  ].join(LINE)
}

/** The answers in the order of the calls; null where it is no answer to a batch. */
export function answersIn(reply: Reply, count: number): Reply[] | null {
  const { body: text } = reply
  const [, boundary] = /^\s*(--\S+)/.exec(typeof text === 'string' ? text : '') ?? []
  if (!succeeded(reply) || boundary === undefined || typeof text !== 'string') return null
  const answers = text
    .split(boundary)
    .slice(1)
    .flatMap((part) => answerIn(part) ?? [])
  return answers.length === count ? answers : null
}

function answerIn(part: string): Reply | null {
  const [, status, rest = ''] = /HTTP\/1\.1 (\d{3})[^\r\n]*(?:\r?\n([\s\S]*))?$/.exec(part) ?? []
  if (status === undefined) return null
  const [head = '', ...bodies] = rest.split(/\r?\n\r?\n/)
  const headers = Object.fromEntries(
    head.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? []
      return name === undefined ? [] : [[name.toLowerCase(), value ?? '']]
    }),
  )
  return { status: Number(status), headers, body: parsed(bodies.join('\n\n').trim()) }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
