/** The demo's story: read from its file, times filled in, every request signed as its sender would. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Arrival } from '../connector.ts'
import type { SourceEntry } from '../setup.ts'
import { sign } from '../sign.ts'

const request = z.strictObject({
  source: z.string(),
  json: z.unknown().optional(),
  form: z.string().optional(),
  text: z.string().optional(),
  type: z.string().optional(),
  forged: z.boolean().default(false),
})

const act = z.strictObject({
  say: z.string(),
  send: z.array(request).default([]),
  outage: z.strictObject({ status: z.int(), seconds: z.number() }).optional(),
})

export type Act = z.infer<typeof act>
export type StoryRequest = z.infer<typeof request>

export const readStory = (file: string, now: number): Act[] => z.array(act).parse(parse(filled(readFileSync(file, 'utf8'), now)))

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const

/** `{{-3d}}`, `{{-3d unix}}`, and `{{-3d sql}}` as it stands in a form body. */
function filled(text: string, now: number): string {
  return text.replace(/\{\{-(\d+)([dhm])(?: (unix|sql))?\}\}/g, (_whole, n: string, unit: 'd' | 'h' | 'm', form?: string) => {
    const at = new Date(now - Number(n) * UNITS[unit])
    if (form === 'unix') return String(Math.floor(at.getTime() / 1000))
    return form === 'sql' ? encodeURIComponent(at.toISOString().slice(0, 19).replace('T', ' ')) : at.toISOString()
  })
}

/** Method, address, headers and body as the sender would send them. */
export function signed(
  entry: SourceEntry,
  given: StoryRequest,
  baseUrl: string,
  now: number,
): { url: string; headers: Record<string, string>; body: Uint8Array } {
  const text = given.text ?? given.form ?? JSON.stringify(given.json)
  const type = given.type ?? (given.form === undefined ? 'application/json' : 'application/x-www-form-urlencoded')
  const arrival: Arrival = {
    method: 'POST',
    url: `${baseUrl}/hooks/${entry.id}`,
    headers: { 'content-type': type },
    body: Buffer.from(text),
    remote: '',
    receivedAt: now,
  }
  const values = given.forged ? Object.fromEntries(Object.keys(entry.values).map((name) => [name, ['not-the-secret']])) : entry.values
  const { url, headers, body } = sign(entry.connector.verify, arrival, values, now)
  return { url, headers: { ...headers }, body }
}
