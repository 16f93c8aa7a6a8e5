/** Three past years of an invented company, which end yesterday: figures and forecasts have something to say. */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writeLog } from '../../bench/figures/log.ts'
import type { Options } from '../../bench/main.ts'
import { hubScript } from '../../bench/processes.ts'

const DAY_MS = 86_400_000
const DAY = /\b20\d\d-\d\d-\d\d/

/**
 * @param folder where the database comes to lie
 * @returns its address
 */
export async function pastYears(folder: string, yaml: string, leads: number): Promise<string> {
  const [config, log, database] = [join(folder, 'hub.yaml'), join(folder, 'log'), `sqlite:${join(folder, 'hub.sqlite')}`]
  writeFileSync(config, yaml)
  const options: Options = {
    leads,
    out: log,
    n: null,
    say: () => {},
    database: 'sqlite',
    set: null,
    rate: null,
    connector: null,
    variant: null,
    companies: null,
    store: null,
    resume: false,
  }
  await writeLog(options)
  upToNow(log)
  await promisify(execFile)(process.execPath, [hubScript, 'figures', 'import', log, '-c', config, '-d', database])
  return database
}

function upToNow(log: string): void {
  const ends = DAY.exec(readFileSync(join(log, 'config.json'), 'utf8'))![0]
  const later = Math.floor((Date.now() - Date.parse(ends)) / DAY_MS) * DAY_MS
  const moved = new Map<string, string>()
  const move = (day: string): string => {
    const known = moved.get(day) ?? new Date(Date.parse(day) + later).toISOString().slice(0, 10)
    moved.set(day, known)
    return known
  }
  for (const file of ['config.json', 'facts.jsonl', 'crm.jsonl'])
    writeFileSync(join(log, file), readFileSync(join(log, file), 'utf8').replace(new RegExp(DAY, 'g'), move))
}
