/** The cases beside a mapping: what it must make of an example. Read, checked and run here, for the command line and the tests. */
import { readdir, readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { HOLD_CODES, type Mapping } from '../mapped.ts'
import type { MappingPool } from './mapping.ts'

const texts = z.record(z.string(), z.string())

const held = z.strictObject({ code: z.enum(HOLD_CODES), path: z.string().optional() })

const expectation = z.union([
  z.strictObject({ events: z.array(z.record(z.string(), z.json())).describe('Exactly these events') }),
  z.strictObject({ ignore: z.string().describe('Left out, with this reason') }),
  z.strictObject({ held }),
  z.strictObject({ record: z.record(z.string(), z.json()).describe('CRM mappings: exactly these field sets') }),
])

export const mappingCaseSchema = z.strictObject({
  name: z.string().min(1),
  delivery: z
    .strictObject({
      id: z.string().optional(),
      receivedAt: z.iso.datetime({ offset: true }).optional(),
      method: z.string().optional(),
      headers: texts.optional(),
      url: z.string().optional(),
    })
    .optional()
    .describe('What $delivery is'),
  input: z.json().describe('One item, decoded and split off; for CRM mappings what they are handed'),
  envelope: z.json().optional().describe('What $envelope is; default: the input'),
  hydrated: z.json().optional().describe('What $hydrated is'),
  settings: texts.optional().describe('What $source is'),
  expect: expectation,
})

export type MappingCase = z.infer<typeof mappingCaseSchema>
export type MappingKind = 'sources' | 'crms'

export interface MappingFile {
  kind: MappingKind
  name: string
  mapping: Mapping
  cases: MappingCase[]
}

export interface CaseResult {
  name: string
  passed: boolean
  expected: unknown
  got: unknown
}

/** Reads NAME.jsonata and NAME.cases.json out of a folder laid out like `mappings/`. @throws when either is missing or the cases are malformed */
export async function readMapping(folder: string, kind: MappingKind, name: string): Promise<MappingFile> {
  const path = `${folder}/${kind}/${name}`
  const expression = await readFile(`${path}.jsonata`, 'utf8')
  const cases = parseCases(await readFile(`${path}.cases.json`, 'utf8'), `${path}.cases.json`)
  return { kind, name, mapping: { id: `${kind}/${name}`, name: `mappings/${kind}/${name}.jsonata`, expression }, cases }
}

/** Names of the mappings in a folder, sorted. */
export async function mappingNames(folder: string, kind: MappingKind): Promise<string[]> {
  const files = await readdir(`${folder}/${kind}`)
  return files
    .filter((file) => file.endsWith('.jsonata'))
    .map((file) => file.slice(0, -'.jsonata'.length))
    .sort()
}

/** @throws an error that names the file, the case and the place in it */
export function parseCases(text: string, file: string): MappingCase[] {
  const parsed = z.array(mappingCaseSchema).safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new Error(`${file}: case ${Number(path[0]) + 1}, ${path.slice(1).join('.')}: ${message}`)
}

/** Runs all cases of a mapping. */
export const runCases = ({ kind, mapping, cases }: MappingFile, pool: Pick<MappingPool, 'mapItem' | 'transform'>): Promise<CaseResult[]> =>
  Promise.all(cases.map((one) => runCase(kind, mapping, one, pool)))

async function runCase(kind: MappingKind, mapping: Mapping, one: MappingCase, pool: Pick<MappingPool, 'mapItem' | 'transform'>): Promise<CaseResult> {
  const got = kind === 'crms' ? await crmResult(mapping, one, pool) : await sourceResult(mapping, one, pool)
  const expected: Got = one.expect
  const sameHold = 'held' in expected && 'held' in got && got.held.code === expected.held.code && (expected.held.path ?? got.held.path) === got.held.path
  return { name: one.name, passed: sameHold || isDeepStrictEqual(plain(got), plain(expected)), expected, got }
}

/** In the shape of an expectation, so that the two can be compared and shown side by side. */
type Got = { events: unknown } | { ignore: string } | { held: { code: string; path?: string | undefined; reason?: string } } | { record: unknown }

async function sourceResult(
  mapping: Mapping,
  { input, envelope, hydrated, delivery = {}, settings = {} }: MappingCase,
  pool: Pick<MappingPool, 'mapItem'>,
): Promise<Got> {
  // The casts: zod's JSON is the project's JSON under another name, and its optional fields are written `undefined |`.
  const task = {
    mapping,
    payload: input,
    envelope: envelope ?? input,
    settings,
    delivery: plain(delivery),
    ...(hydrated === undefined ? {} : { hydrated }),
  } as Parameters<MappingPool['mapItem']>[0]
  const result = await pool.mapItem(task)
  if (result.kind === 'events') return { events: result.events }
  if (result.kind === 'ignored') return { ignore: result.reason }
  return { held: result.kind === 'held' ? { code: result.code, path: result.path, reason: result.reason } : { code: 'not_hydrated', path: '' } }
}

async function crmResult(mapping: Mapping, { input }: MappingCase, pool: Pick<MappingPool, 'transform'>): Promise<Got> {
  const result = await pool.transform(mapping, input as Parameters<MappingPool['transform']>[1]) // zod's JSON, as above
  return result.kind === 'transformed' ? { record: result.record } : { held: { code: result.code, path: result.path, reason: result.reason } }
}

/** Without `undefined`, which JSON does not know. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
