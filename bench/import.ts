/**
 * A fair list of 100 k rows in Windows-1252 through `leitwerk import --json`, as a person runs it where no hub runs: rows per second,
 * processor seconds, memory in the course of it; then the same file again, which must bring nothing new.
 */
import { spawn } from 'node:child_process'
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../core/store/store.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import type { Options } from './main.ts'
import { hubScript } from './processes.ts'
import { firm } from './world.ts'

const ROWS = 100_000

export async function importing({ database, n, say }: Options): Promise<object> {
  const results: Record<string, object> = {}
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-import-'))
  try {
    const list = join(folder, 'messe.csv')
    await writeList(list, n ?? ROWS)
    const config = join(folder, 'hub.yaml')
    writeFileSync(config, 'log: warn\nsources: { messe: { kind: list, origin: fair, name: Messe, date: "2026-09-15" } }\n')
    for (const kind of ['sqlite', 'postgres'] as const) {
      if (database !== 'both' && database !== kind) continue
      const server = kind === 'postgres' ? await startPostgres() : null
      const url = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
      await (await openStore(url, { now: Date.now, poolSize: 1 })).close()
      const first = await run(list, config, url)
      say(`${kind}, first: ${JSON.stringify(first)}`)
      const second = await run(list, config, url)
      say(`${kind}, the same file again: ${JSON.stringify(second)}`)
      if (second.new !== 0) throw new Error('the second run made leads')
      results[kind] = { first, second }
      await server?.stop()
    }
    return results
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Measured {
  rows: number
  new: number
  seconds: number
  cpuSeconds: number
  /** Of the whole process at most, with the pages of the database file that the kernel lends it (256 MB at most). */
  peakMb: number
  /** Its own memory, in MB, at ten points of the time. */
  ownMb: number[]
}

/** One command as a process of its own, watched from outside. */
async function run(list: string, config: string, database: string): Promise<Measured> {
  const began = performance.now()
  const child = spawn(process.execPath, [hubScript, 'import', list, '--source', 'messe', '--config', config, '--database', database, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  let peakMb = 0
  let cpuSeconds = 0
  const used: number[] = []
  const watch = setInterval(() => {
    const now = look(child.pid!)
    if (now === null || now.peakMb === 0) return // ended, and not yet gone
    ;({ peakMb, cpuSeconds } = now)
    used.push(now.mb)
  }, 250)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watch)
  if (code !== 0) throw new Error(`the import ended with ${code}: ${said}`)
  const { rows, new: fresh, merged, duplicate, held, filtered } = JSON.parse(said.trimEnd().split('\n').at(-1)!)
  const seconds = Math.round((performance.now() - began) / 100) / 10
  const ownMb = Array.from({ length: 10 }, (_, i) => used[Math.floor(((i + 1) * (used.length - 1)) / 10)] ?? 0)
  return { rows, new: fresh, merged, duplicate, held, filtered, seconds, perSecond: Math.round(rows / seconds), cpuSeconds, peakMb, ownMb } as Measured
}

/** Ticks of the kernel's clock; 100 to the second on every Linux. */
const TICKS = 100

function look(pid: number): { mb: number; peakMb: number; cpuSeconds: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const mb = (name: string): number => Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024)
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return { mb: mb('RssAnon'), peakMb: mb('VmHWM'), cpuSeconds: Math.round((Number(fields[11]) + Number(fields[12])) / TICKS) }
  } catch {
    return null // it just ended
  }
}

// --- the list --------------------------------------------------------------------------------------------

const COLUMNS =
  'Anrede;Titel;Vorname;Nachname;Firma;Position;Straße;PLZ;Ort;Land;E-Mail;Telefon;Scan-Datum;Scan-Uhrzeit;Scanner;Bewertung;Einwilligung E-Mail;Gesprächsnotiz'
const FIRST = ['Jörg', 'Käthe', 'Anna', 'Björn', 'Sören', 'Maria', 'Jürgen', 'Ida', 'Zoë', 'René']
const LAST = ['Öztürk', 'Weiß', 'Kern', 'Süßmilch', 'Brandt', 'Jäger', 'Hübner', 'Lohr', 'Vogt', 'Möller', 'Großkurth', 'Elm', 'Ücker']
const JOBS = ['Leiter Einkauf', 'Geschäftsführerin', 'Konstrukteur', 'IT-Leiterin', 'Werksleiter', 'Controllerin']

/** Several people of most companies, one row in fifty scanned twice in the same minute, one in a hundred without anything to reach anybody by. */
export async function writeList(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file, 'latin1')
  out.write(`Ausstellerportal;Leads vom 15.09.2026\r\n\r\n${COLUMNS}\r\n`)
  for (let i = 0; i < rows; i++) if (!out.write(`${rowOf(i % 50 === 49 ? i - 1 : i)}\r\n`)) await new Promise((resolve) => out.once('drain', () => resolve(0)))
  await new Promise<void>((resolve) => out.end(() => resolve()))
}

function rowOf(i: number): string {
  const clock = `${String(9 + (i % 9)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`
  if (i % 100 === 50) return `;;;;;;;;;;;;15.09.2026;${clock};Gerät ${i % 7};C;;"Visitenkarte ${i} unleserlich"`
  const one = firm(Math.floor(i * 0.6))
  const [first, last] = [FIRST[i % FIRST.length]!, LAST[Math.floor(i / 3) % LAST.length]!]
  const mail = `${first}.${last}`.toLowerCase().replace(/[äöüßëé]/g, 'e')
  const note = i % 5 === 0 ? `"Ersatz für ${i % 9} Altanlagen;\r\nBudget ""frei"""` : ''
  return [
    ['Frau', 'Herr', ''][i % 3],
    i % 40 === 0 ? 'Dr.' : '',
    first,
    last,
    one.name,
    JOBS[i % JOBS.length],
    one.street,
    one.postalCode,
    one.city,
    'D',
    `${mail}@${one.domain}`,
    `0911/${2_000_000 + i}`,
    '15.09.2026',
    clock,
    `Gerät ${i % 7}`,
    'ABC'[i % 3],
    ['ja', 'nein', ''][i % 3],
    note,
  ].join(';')
}
