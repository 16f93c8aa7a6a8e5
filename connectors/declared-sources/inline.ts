/** A source declared in the configuration itself (`kind: webhook`): for one that is used once. */
import { z } from 'zod'
import { wordsOfRequests } from './vocabulary.ts'

export const inlineSchema = z.strictObject({
  settings: z
    .record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]))
    .default({})
    .describe('Keys and tokens by reference: `env:NAME`, `file:PATH`; a list while one is rotated'),
  ...wordsOfRequests,
})
