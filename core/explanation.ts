/** What an answer says of itself, as one text for people: the vendor's own sentence, wherever its documents keep it. Pure. */
import type { Json, JsonObject } from './connector.ts'

/** Where vendors put their sentence, the most telling first; `value` is that of a text with its language. */
const TELLING = ['error_description', 'detail', 'message', 'value', 'errorMessage', 'error_message', 'description', 'title', 'reason', 'msg', 'text'] as const
/** What stands around it. */
const AROUND = ['errors', 'error', 'fault', 'details', 'data', 'code', 'errorCode', 'status'] as const
const DEEPEST = 6
const MOST_SENTENCES = 3
const LONGEST = 300

/** Of a page for people its title. @returns '' where nothing is said */
export function explanationIn(body: Json): string {
  return (isPage(body) ? `a page for people${titleOf(body)}` : sentenceOf(body, 0)).replace(/\s+/g, ' ').trim().slice(0, LONGEST)
}

function sentenceOf(value: Json | undefined, depth: number): string {
  if (depth > DEEPEST || value === undefined || value === null) return ''
  if (typeof value === 'string') return withoutData(value, depth)
  if (typeof value !== 'object') return ''
  if (!Array.isArray(value)) return ofObject(value, depth)
  const said = value.map((one) => sentenceOf(one, depth + 1)).filter((text) => text !== '')
  return [...new Set(said)].slice(0, MOST_SENTENCES).join('; ')
}

function ofObject(value: JsonObject, depth: number): string {
  const names = [...TELLING, ...AROUND, ...Object.keys(value)]
  for (const name of names) {
    const said = Object.hasOwn(value, name) ? sentenceOf(value[name], depth + 1) : ''
    if (said !== '') return said
  }
  return ''
}

/** Some documents carry others as text, alone or behind a sentence. */
function withoutData(text: string, depth: number): string {
  const start = text.search(/\{\s*"|\[\s*\{|^\s*(?:\[|\{\s*\}\s*$)/)
  if (start < 0) return text
  const before = text.slice(0, start).replace(/[\s:(]+$/, '')
  if (before !== '') return before
  try {
    return sentenceOf(JSON.parse(text) as Json, depth + 1)
  } catch {
    return ''
  }
}

/** Where data was expected: another program answers there, or one that stands in between. */
export const isPage = (body: Json): body is string => typeof body === 'string' && /^\s*<(?:!doctype html|html)\b/i.test(body)

function titleOf(page: string): string {
  const title = /<title[^>]*>([^<]{1,100})/i.exec(page)?.[1]?.replace(/\s+/g, ' ').trim()
  return title ? `, "${title}"` : ''
}
