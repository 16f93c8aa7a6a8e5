/**
 * The private page of a source for whoever sends: a link that names the source and proves itself by a keyed hash over it and its
 * generation. A new generation ends all links before.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { Refusal } from '../refusal.ts'
import type { SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as operation from '../store/operation.ts'
import type { Context } from './context.ts'

const generationOf = (source: string): string => `sender_link:${source}`

/** @param isAnew ends the links that were given out before @throws Refusal where there is no such source @returns the page's address */
export async function senderLink(db: Db, on: Context, source: string, isAnew: boolean, by: string): Promise<string> {
  if (!on.setup.sources.has(source)) throw new Refusal(`there is no source '${source}'; known are ${[...on.setup.sources.keys()].join(', ') || 'none'}`)
  if (isAnew) await operation.setMeta(db, generationOf(source), newGeneration())
  const generation = await operation.meta(db, generationOf(source), newGeneration)
  await operation.audit(db, {
    id: on.newId('aud'),
    at: on.now(),
    by,
    action: isAnew ? 'sender_link.renewed' : 'sender_link.shown',
    subject: source,
    detail: null,
  })
  return `${on.setup.publicUrl}/s/${source}.${mac(on.addressKey, source, generation).toString('base64url')}`
}

/** @returns the source whose page a link opens; undefined for links that this hub did not give out, or that ended */
export async function sourceBehind(db: Db, on: Context, token: string): Promise<SourceEntry | undefined> {
  const dot = token.indexOf('.')
  const entry = on.setup.sources.get(token.slice(0, dot))
  const generation = entry && (await operation.knownMeta(db, generationOf(entry.id)))
  if (!entry || generation === undefined) return undefined
  const given = Buffer.from(token.slice(dot + 1), 'base64url')
  const right = mac(on.addressKey, entry.id, generation)
  return given.length === right.length && timingSafeEqual(given, right) ? entry : undefined
}

const newGeneration = (): string => randomBytes(16).toString('base64url')

const mac = (addressKey: string, source: string, generation: string): Buffer =>
  createHmac('sha256', Buffer.from(hkdfSync('sha256', addressKey, 'leitwerk', 'sender links', 32)))
    .update(`${source}\n${generation}`)
    .digest()
    .subarray(0, 18)
