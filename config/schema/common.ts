/** Pieces that several sections of the configuration are made of. */
import { z } from 'zod'

export const id = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must be lower-case letters, digits, - and _, and begin with a letter')
  .describe('Lower-case letters, digits, - and _; begins with a letter')
export const bilingual = z.union([z.string().transform((text) => ({ de: text, en: text })), z.strictObject({ de: z.string(), en: z.string() })])
export const days = z.number().positive()
export const points = z.number()
/** Something with a name of its own, in two languages. */
export const named = z.strictObject({
  id: z.string().min(1).describe('As it is reported and kept'),
  name: bilingual.describe('Shown to people; one text, or `de` and `en`'),
})
