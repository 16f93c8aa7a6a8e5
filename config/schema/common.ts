/** Pieces that several sections of the configuration are made of. */
import { z } from 'zod'

export const id = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must be lower-case letters, digits, - and _, and begin with a letter')
  .describe('Lower-case letters, digits, - and _; begins with a letter')
export const bilingual = z.union([z.string().transform((text) => ({ de: text, en: text })), z.strictObject({ de: z.string(), en: z.string() })])
/** At most a hundred years: what is counted from them still is a time. */
export const days = z.number().positive().max(36_500)
export const points = z.number()
/** Something with a name of its own, in two languages. */
export const named = z.strictObject({
  id: z.string().min(1).describe('As it is reported and kept'),
  name: bilingual.describe('Shown to people; one text, or `de` and `en`'),
})

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** Hours of a day, as minutes since midnight. */
export const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(?:[01]\d:[0-5]\d|2[0-3]:[0-5]\d|24:00)$/, 'expected HH:MM-HH:MM, e.g. 09:00-18:00')
  .transform((text): [number, number] => {
    const [from, to] = text.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)))
    return [from!, to!]
  })

/** An address, or a network as `10.0.0.0/8`. */
export const trustedProxiesSchema = z
  .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
  .default([])
  .describe('Addresses of reverse proxies in front of the hub, or their networks: what they say in `X-Forwarded-For` is whom tries and looks are counted for')
