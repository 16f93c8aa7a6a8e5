/** The vocabulary in which an admin declares a source without code (`kind: webhook`): the same as the built-in sources use. */
import { z } from 'zod'

const encoding = z.enum(['hex', 'base64', 'base64url'])
const hmacAlgorithm = z.enum(['hmac-sha1', 'hmac-sha256', 'hmac-sha512'])
const key = z.strictObject({
  field: z.string().describe('Name under `settings`'),
  encoding: z.enum(['utf8', 'hex', 'base64', 'prefixed-base64']).optional().describe('How the bytes of the key are made from the text; default utf8'),
})

/** One key says what a part is. */
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
const part = z
  .union([simplePart, z.strictObject({ hmac: hmacAlgorithm, key, over: z.array(simplePart), encoding })])
  .describe('Where a value is found, or what it is made of')

const format = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plain') }),
  z.strictObject({ kind: z.literal('prefix'), prefix: z.string() }),
  z.strictObject({ kind: z.literal('pairs'), key: z.string(), timestampKey: z.string().optional() }),
  z.strictObject({ kind: z.literal('versions'), version: z.string() }),
  z.strictObject({ kind: z.literal('id-and-signature'), idField: z.string(), raw: z.boolean().optional() }),
])

const singles = [
  z.strictObject({
    kind: z.literal('signature'),
    algorithm: z.enum(['hmac-sha1', 'hmac-sha256', 'hmac-sha512', 'sha256', 'sha1', 'rsa-sha256', 'ecdsa-p256-sha256', 'ed25519']),
    key,
    signed: z.array(part).min(1).describe('The signed text, in order'),
    at: part.describe('Where the signature is'),
    format: format.optional(),
    encoding,
    timestamp: z
      .strictObject({ at: part.optional(), unit: z.enum(['s', 'ms', 'auto', 'iso']), toleranceSeconds: z.number().positive() })
      .optional()
      .describe('Older or newer signatures are refused'),
  }),
  z.strictObject({ kind: z.literal('token'), at: part, field: z.string(), prefix: z.string().optional() }),
  z.strictObject({ kind: z.literal('basic'), userField: z.string(), passwordField: z.string() }),
  z.strictObject({ kind: z.literal('sns'), certificateField: z.string(), topicField: z.string() }),
  z.strictObject({ kind: z.literal('unsigned') }),
] as const
const single = z.discriminatedUnion('kind', singles)
const verification = z.discriminatedUnion('kind', [
  ...singles,
  z.strictObject({ kind: z.literal('anyOf'), checks: z.array(single).min(1) }),
  z.strictObject({ kind: z.literal('allOf'), checks: z.array(single).min(1) }),
])

const answer = z.strictObject({
  status: z.number().int().min(100).max(599),
  contentType: z.string().optional(),
  headers: z.record(z.string(), z.array(part)).optional(),
  body: z.union([z.array(part), z.strictObject({ json: z.record(z.string(), z.array(part)) })]).optional(),
})

export const declaredSourceSchema = z.strictObject({
  settings: z
    .record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]))
    .default({})
    .describe('Keys and tokens by reference: `env:NAME`, `file:PATH`; a list while one is rotated'),
  verify: verification.describe('How a genuine request is told from a forged one'),
  handshakes: z
    .array(
      z.strictObject({
        when: z.strictObject({
          method: z.enum(['GET', 'POST', 'OPTIONS']),
          conditions: z.array(z.strictObject({ part, equals: z.string().optional() })).default([]),
        }),
        verify: z.union([verification, z.literal('source')]).optional(),
        answer,
        refuse: z.number().int().optional(),
        keep: z.boolean().optional(),
      }),
    )
    .optional()
    .describe('Questions of the vendor that are answered and not stored'),
  answers: z
    .strictObject({ success: answer.optional(), overload: z.strictObject({ status: z.number().int() }).optional() })
    .optional()
    .describe('What the sender is told'),
  decode: z
    .strictObject({
      as: z.enum(['auto', 'json', 'form', 'unencoded-form', 'multipart', 'xml', 'csv', 'query', 'text']).optional(),
      jsonFields: z.array(z.string()).optional(),
    })
    .optional()
    .describe('How the body is read; default: by its content type'),
  split: z.string().optional().describe('JSONata that gives the list of items in a body; default: the body is one'),
  dedupe: z.array(z.string()).optional().describe('JSONata over an item, each giving its identity or nothing; the first that gives one counts'),
  version: z.string().optional().describe('JSONata: a higher version of the same item replaces the earlier one'),
})

export type DeclaredSource = z.infer<typeof declaredSourceSchema>
