/** The cases beside a mapping: what it must make of an example. Read, checked and run here, for the command line and the tests. */
import { readdir, readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Json } from '../connector.ts'
import { HOLD_CODES, type Mapping } from '../mapped.ts'
import { Refusal } from '../refusal.ts'
import type { MappingPool } from './mapping.ts'
import type { ItemTask } from './mapping-run.ts'

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
  const cases = parseCases(await casesBeside(path), `${path}.cases.json`)
  return { kind, name, mapping: { id: `${kind}/${name}`, name: `mappings/${kind}/${name}.jsonata`, expression }, cases }
}

async function casesBeside(path: string): Promise<string> {
  try {
    return await readFile(`${path}.cases.json`, 'utf8')
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error
    throw new Error(`${path}.jsonata has no cases: write at least one into ${path}.cases.json, or let \`leitwerk mapping case\` make one of a delivery`)
  }
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
  const parsed = z.array(mappingCaseSchema).safeParse(jsonOf(text, file))
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new Refusal(`${file}: case ${Number(path[0]) + 1}, ${path.slice(1).join('.')}: ${message}`)
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Refusal(`${file}: ${(error as Error).message}`)
  }
}

/** Runs all cases of a mapping. */
export const runCases = ({ kind, mapping, cases }: MappingFile, pool: Pick<MappingPool, 'mapItem' | 'transform'>): Promise<CaseResult[]> =>
  Promise.all(cases.map((one) => runCase(kind, mapping, one, pool)))

/** What a case gives a mapping to work on. */
export type MappingInput = Omit<MappingCase, 'name' | 'expect'>

/** In the shape of an expectation, so that the two can be compared and shown side by side. */
export type Got = { events: unknown } | { ignore: string } | { held: { code: string; path?: string | undefined; reason?: string } } | { record: unknown }

async function runCase(kind: MappingKind, mapping: Mapping, one: MappingCase, pool: Pick<MappingPool, 'mapItem' | 'transform'>): Promise<CaseResult> {
  const got = await resultOf(kind, mapping, one, pool)
  const expected: Got = one.expect
  const sameHold = 'held' in expected && 'held' in got && got.held.code === expected.held.code && (expected.held.path ?? got.held.path) === got.held.path
  return { name: one.name, passed: sameHold || isDeepStrictEqual(plain(got), plain(expected)), expected, got }
}

/** Runs a mapping over what a case hands it. */
export const resultOf = (kind: MappingKind, mapping: Mapping, given: MappingInput, pool: Pick<MappingPool, 'mapItem' | 'transform'>): Promise<Got> =>
  kind === 'crms' ? crmResult(mapping, given, pool) : sourceResult(mapping, given, pool)

/** What a source mapping is run over. The casts: zod's JSON is the project's JSON under another name, and its optional fields are written `undefined |`. */
export const taskOf = ({ input, envelope, hydrated, delivery = {}, settings = {} }: MappingInput): Omit<ItemTask, 'mapping'> =>
  ({
    payload: input,
    envelope: envelope ?? input,
    settings,
    delivery: plain(delivery),
    ...(hydrated === undefined ? {} : { hydrated }),
  }) as Omit<ItemTask, 'mapping'>

/** What a CRM mapping is run over. The cast: as above. */
export const inputOf = ({ input }: MappingInput): Json => input as Json

async function sourceResult(mapping: Mapping, given: MappingInput, pool: Pick<MappingPool, 'mapItem'>): Promise<Got> {
  const result = await pool.mapItem({ mapping, ...taskOf(given) })
  if (result.kind === 'events') return { events: result.events }
  if (result.kind === 'ignored') return { ignore: result.reason }
  return { held: result.kind === 'held' ? { code: result.code, path: result.path, reason: result.reason } : { code: 'not_hydrated', path: '' } }
}

async function crmResult(mapping: Mapping, given: MappingInput, pool: Pick<MappingPool, 'transform'>): Promise<Got> {
  const result = await pool.transform(mapping, inputOf(given))
  return result.kind === 'transformed' ? { record: result.record } : { held: { code: result.code, path: result.path, reason: result.reason } }
}

/** Without `undefined`, which JSON does not know. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
