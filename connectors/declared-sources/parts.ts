/** Parts: where a value stands in a request, or what it is made of. Signatures, answers and conditions are told in them. */
import { z } from 'zod'
import { didYouMean } from '../../core/nearest.ts'

export const encoding = z.enum(['hex', 'base64', 'base64url'])

export const key = z.strictObject({
  field: z.string().describe('Name under `settings`'),
  encoding: z.enum(['utf8', 'hex', 'base64', 'prefixed-base64']).optional().describe('How the bytes of the key are made from the text; default utf8'),
})

/** What may stand behind the one key of a part, in words. */
const FITS: Readonly<Record<string, string>> = {
  literal: 'a text',
  header: 'the name of a header',
  query: 'the name of a query parameter',
  body: 'a dotted path into the body',
  field: 'the name of a setting',
  pathKey: 'true',
  request: 'one of method, url, body',
  rewritten: 'one of javascript, php',
  timestamp: 'true',
  hmac: 'hmac-sha1, hmac-sha256 or hmac-sha512, with `key`, `over` and `encoding` beside it',
}

const simplePart = z.union([
  z.strictObject({ literal: z.string() }),
  z.strictObject({ header: z.string().transform((name) => name.toLowerCase()) }),
  z.strictObject({ query: z.string() }),
  z.strictObject({ body: z.string() }),
  z.strictObject({ field: z.string() }),
  z.strictObject({ pathKey: z.literal(true) }),
  z.strictObject({ request: z.enum(['method', 'url', 'body']) }),
  z.strictObject({ rewritten: z.enum(['javascript', 'php']) }),
  z.strictObject({ timestamp: z.literal(true) }),
])

const computedPart = z.strictObject({ hmac: z.enum(['hmac-sha1', 'hmac-sha256', 'hmac-sha512']), key, over: z.array(simplePart), encoding })

export const part = z.union([simplePart, computedPart], { error: ({ input }) => partMistake(input) }).describe('Where a value is found, or what it is made of')

function partMistake(input: unknown): string {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return 'a part is written as {header: NAME}, {body: PATH}, {literal: TEXT} and the like'
  const [name, ...more] = Object.keys(input)
  if (name === undefined) return `an empty part: known are ${Object.keys(FITS).join(', ')}`
  const unknown = [name, ...more].find((one) => !Object.hasOwn(FITS, one) && !('hmac' in input))
  if (unknown !== undefined) return `there is no part '${unknown}'${didYouMean(unknown, Object.keys(FITS))}; known are ${Object.keys(FITS).join(', ')}`
  if (more.length > 0 && !('hmac' in input)) return `a part has one key, not ${[name, ...more].join(' and ')}`
  return 'hmac' in input ? `expected ${FITS.hmac}` : `behind \`${name}\` belongs ${FITS[name]}`
}
