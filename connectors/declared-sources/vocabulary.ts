/** The vocabulary in which an admin declares a source without code: the same words as the built-in sources use. */
import { z } from 'zod'
import { encoding, key, part } from './parts.ts'

const format = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plain') }),
  z.strictObject({ kind: z.literal('prefix'), prefix: z.string() }),
  z.strictObject({ kind: z.literal('pairs'), key: z.string(), timestampKey: z.string().optional() }),
  z.strictObject({ kind: z.literal('versions'), version: z.string() }),
  z.strictObject({ kind: z.literal('id-and-signature'), idField: z.string(), raw: z.boolean().optional() }),
])

const proofs = [
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
const proof = z.discriminatedUnion('kind', proofs)
/** Two levels are enough: any of several ways, each of which may ask for several proofs at once. */
const way = z.discriminatedUnion('kind', [
  ...proofs,
  z.strictObject({ kind: z.literal('anyOf'), checks: z.array(proof).min(1) }),
  z.strictObject({ kind: z.literal('allOf'), checks: z.array(proof).min(1) }),
])
export const verification = z.discriminatedUnion('kind', [
  ...proofs,
  z.strictObject({ kind: z.literal('anyOf'), checks: z.array(way).min(1) }),
  z.strictObject({ kind: z.literal('allOf'), checks: z.array(way).min(1) }),
])

const answer = z.strictObject({
  status: z.number().int().min(100).max(599),
  contentType: z.string().optional(),
  headers: z.record(z.string(), z.array(part)).optional(),
  body: z
    .union([z.array(part), z.strictObject({ json: z.record(z.string(), z.array(part)) })], {
      error: 'an answer is a list of parts, or {json: {NAME: [PARTS]}}',
    })
    .optional(),
})

const handshake = z.strictObject({
  when: z.strictObject({
    method: z.enum(['GET', 'POST', 'OPTIONS']),
    conditions: z.array(z.strictObject({ part, equals: z.string().optional(), without: z.string().min(1).optional() })).default([]),
  }),
  verify: z.union([verification, z.literal('source')], { error: 'expected `source`, or a check with its `kind`' }).optional(),
  answer,
  refuse: z.number().int().min(400).max(599).optional(),
  keep: z.boolean().optional(),
})

/** What a source says of its requests, wherever it is declared. */
export const wordsOfRequests = {
  verify: verification.describe('How a genuine request is told from a forged one'),
  handshakes: z.array(handshake).optional().describe('Questions of the vendor that are answered; they are stored only with `keep`, as events'),
  answers: z
    .strictObject({
      success: answer.optional(),
      overload: z.strictObject({ status: z.number().int() }).optional(),
      refused: z.strictObject({ status: z.number().int().min(200).max(599) }).optional(),
      never: z.array(z.number().int()).optional(),
    })
    .optional()
    .describe('What the sender is told: on `success`, on `overload`, when `refused`, and statuses that it must `never` hear'),
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
  test: z.string().optional().describe('JSONata over an item: true for test traffic, which is shown and not delivered'),
}
