/**
 * What history costs: half, once and twice the steady state of 90 days at 50 k deliveries a day, held against a store that knows
 * only the last hour, both in turn. Runs for hours; with --out it can be broken off, and goes on with --resume.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Comparison, compare, daysOf, type Ground, type Removal, removeOld } from './growth/compare.ts'
import { grow, makeTemplate, TEMPLATE } from './growth/history.ts'
import { placesOf } from './growth/places.ts'
import type { Options } from './main.ts'
import { hubScript } from './processes.ts'

const STEADY = 4_500_000
const LEVELS = [0.5, 1, 2] as const

interface Level extends Comparison {
  deliveries: number
  loadedPerSecond: number
  gigabytes: number
  bytesPerDelivery: number
  unaccounted: number
  retention: Removal
  gigabytesAfter: number
  condition: readonly string[]
}

export async function growth({ database, n, out, resume, say }: Options): Promise<object> {
  const steady = n ?? STEADY
  if (steady * LEVELS[0] < TEMPLATE.deliveries)
    throw new Error(`--n is at least ${TEMPLATE.deliveries / LEVELS[0]}: history is written in copies of ${TEMPLATE.deliveries}`)
  const folder = folderFor(out, resume)
  const results: Record<string, object> = {}
  for (const kind of (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one))
    results[kind] = await levelsOf(kind, steady, folder, (text) => say(`${kind}: ${text}`))
  if (out === null) rmSync(folder, { recursive: true, force: true })
  return results
}

function folderFor(out: string | null, resume: boolean): string {
  if (out === null && resume) throw new Error('--resume needs the folder of the run before: --out DIR')
  if (out === null) return mkdtempSync(join(tmpdir(), 'leitwerk-growth-'))
  mkdirSync(out, { recursive: true })
  if (!resume && readdirSync(out).length > 0) throw new Error(`${out} is not empty; with --resume the run goes on that lies there`)
  return out
}

async function levelsOf(kind: 'sqlite' | 'postgres', steady: number, folder: string, say: (text: string) => void): Promise<Record<string, Level>> {
  const known = join(folder, `${kind}.json`)
  const { steady: begun, levels } = existsSync(known)
    ? (JSON.parse(readFileSync(known, 'utf8')) as { steady: number; levels: Record<string, Level> })
    : { steady, levels: {} as Record<string, Level> }
  if (begun !== steady) throw new Error(`the run in ${folder} is of ${begun} deliveries: say --n ${begun}, or take another folder`)
  const places = await placesOf(kind, folder)
  const ground: Ground = { kind, places, folder, say }
  try {
    await makeTemplate(kind, places, folder, say)
    for (const [at, share] of LEVELS.entries()) {
      if (levels[share]) continue
      levels[share] = await levelOf(ground, at, share * steady, steady)
      writeFileSync(known, JSON.stringify({ steady, levels }))
      say(JSON.stringify(levels[share]))
    }
    return levels
  } finally {
    await places.stop()
  }
}

async function levelOf(ground: Ground, at: number, deliveries: number, steady: number): Promise<Level> {
  const { places, say } = ground
  const { perSecond } = await grow(places, deliveries, steady, say)
  const bytes = await places.bytes('large')
  const unaccounted = unaccountedOf(places.urlOf('large'))
  say(`${deliveries} deliveries, ${gigabytes(bytes)} GB, ${unaccounted} unaccounted`)
  await places.renew('small')
  const compared = await compare(ground, at)
  const retention = await removeOld(ground, daysOf(deliveries, steady))
  return {
    deliveries,
    loadedPerSecond: perSecond,
    gigabytes: gigabytes(bytes),
    bytesPerDelivery: Math.round(bytes / (deliveries + TEMPLATE.deliveries)),
    unaccounted,
    ...compared,
    retention,
    gigabytesAfter: gigabytes(await places.bytes('large')),
    condition: await places.condition('large'),
  }
}

const gigabytes = (bytes: number): number => Math.round(bytes / 10_000_000) / 100

/** @throws Error where the balance of the ledger does not close */
function unaccountedOf(database: string): number {
  const told = execFileSync(process.execPath, [hubScript, 'ledger', '--database', database, '--json'], { encoding: 'utf8', maxBuffer: 10_000_000 })
  const { sources } = JSON.parse(told) as { sources: readonly { unaccounted: number }[] }
  return sources.reduce((sum, one) => sum + one.unaccounted, 0)
}
