/** `$batch` of the stand-in for Dataverse: a multipart text taken apart, each call answered alone, stopped at the first fault unless told otherwise. */
import type { Answered, Asked } from './dynamics365-fake.ts'

export function answerBatch(headers: Asked['headers'], text: string, answer: (asked: Asked) => Answered): Answered {
  const [, boundary] = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '') ?? []
  if (boundary === undefined || !text.includes(`--${boundary}--`)) return fault('The message is no multipart/mixed of its boundary.')
  const parts = text.split(`--${boundary}--`)[0]!.split(`--${boundary}\r\n`).slice(1)
  if (parts.length > 1000) return fault('A batch has at most 1000 operations.')
  const answers: Answered[] = []
  for (const part of parts) {
    const asked = askedIn(part)
    if (asked === null) return fault('A part of the batch is no HTTP request.')
    const one = answer(asked)
    answers.push(one)
    if (one.status >= 400 && !/odata\.continue-on-error/.test(headers.prefer ?? '')) break
  }
  const own = 'batchresponse_3f27ef42-51b0-4685-bac9-f468f844de2f'
  return {
    status: 200,
    headers: { 'content-type': `multipart/mixed; boundary=${own}` },
    body: `${answers.map((one) => written(own, one)).join('')}--${own}--\r\n`,
  }
}

const fault = (message: string): Answered => ({ status: 400, headers: {}, body: { error: { code: '0x0', message } } })

function askedIn(part: string): Asked | null {
  const [mime = '', ...rest] = part.split('\r\n\r\n')
  if (!/^Content-Type: application\/http$/im.test(mime) || !/^Content-Transfer-Encoding: binary$/im.test(mime)) return null
  const [head = '', ...body] = rest
  const [first = '', ...lines] = head.split('\r\n')
  const [, method = '', path] = /^(\w+) \/api\/data\/v9\.2(\/\S*) HTTP\/1\.1$/.exec(first) ?? []
  if (path === undefined) return null
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
  const text = body.join('\r\n\r\n').trim()
  return { method, path, headers, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
}

const WORDS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  400: 'Bad Request',
  404: 'Not Found',
  412: 'Precondition Failed',
  429: 'Too Many Requests',
}

function written(boundary: string, { status, headers, body }: Answered): string {
  const all = { ...(body === undefined ? {} : { 'Content-Type': 'application/json; odata.metadata=minimal' }), 'OData-Version': '4.0', ...headers }
  return [
    `--${boundary}`,
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    `HTTP/1.1 ${status} ${WORDS[status] ?? ''}`,
    ...Object.entries(all).map(([name, value]) => `${name}: ${value}`),
    '',
    body === undefined ? '' : JSON.stringify(body),
    '',
  ].join('\r\n')
}
