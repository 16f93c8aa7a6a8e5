/** `leitwerk match`: whose are these submissions? A file of them through the real resolve step into a fresh store. */
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { MatchedRecord, MatchRecord } from '../match-record.ts'
import type { CliHost } from './host.ts'
import { Failure, print, printJson, progressLine } from './print.ts'

export interface MatchOptions {
  out: string
  database?: string | undefined
  arrival: boolean
  sweep: boolean
  explain: boolean
  json: boolean
}

export async function match(host: CliHost, file: string, options: MatchOptions): Promise<void> {
  const records = await readRecords(file)
  const line = progressLine(options.json ? null : 'matched')
  const { matched, figures } = await host.matchFile(records, { ...options, progress: line.tell })
  line.end()
  await writeLines(options.out, matched)
  if (options.json) return printJson(figures)
  print(
    `${figures.records} records, ${figures.perSecond} per second; half took up to ${figures.p50Ms} ms, 99 of 100 up to ${figures.p99Ms} ms; ${figures.peakMb} MB`,
  )
  print(`written to ${options.out}`)
}

const text = z.string().optional()
const recordSchema = z.object({
  record_id: z.string().min(1),
  received_at: z.iso.datetime({ offset: true }).optional(),
  channel: text,
  company: text,
  department: text,
  salutation: text,
  title: text,
  first_name: text,
  last_name: text,
  full_name: text,
  job_title: text,
  email: text,
  phone: text,
  mobile: text,
  website: text,
  street: text,
  postal_code: text,
  city: text,
  country: text,
  vat_id: text,
  message: text,
})

/** @throws a sentence with the number of the first line that is no record */
async function readRecords(file: string): Promise<MatchRecord[]> {
  const records: MatchRecord[] = []
  const seen = new Set<string>()
  let number = 0
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (line.trim() === '') continue
    const record = recordOf(line, `${file}, line ${number}`)
    if (seen.has(record.record_id)) throw new Failure(`${file}, line ${number}: record_id ${record.record_id} stood there before`)
    seen.add(record.record_id)
    records.push(record)
  }
  if (records.length === 0) throw new Failure(`${file} has no records`)
  return records
}

function recordOf(line: string, where: string): MatchRecord {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new Failure(`${where} is no JSON: ${(error as Error).message}`)
  }
  const read = recordSchema.safeParse(value)
  if (read.success) return read.data as MatchRecord // absent keys stay absent: zod adds none
  const [issue] = read.error.issues
  throw new Failure(`${where}: ${issue?.path.join('.') || 'the line'}: ${issue?.message}`)
}

async function writeLines(file: string, rows: readonly MatchedRecord[]): Promise<void> {
  const out = createWriteStream(file)
  for (const row of rows) out.write(`${JSON.stringify(row)}\n`)
  await new Promise<void>((resolve, reject) => out.on('error', reject).end(() => resolve()))
}
