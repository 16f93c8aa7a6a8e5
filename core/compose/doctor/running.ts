/** Whether a hub runs and answers: at its address, and on SQLite through the socket beside the database. */
import { request } from 'node:http'
import type { Actions } from '../../app.ts'
import { type Finding, fail, ok, warn } from '../../finding.ts'

const PATIENCE_MS = 5_000

export interface RunningFacts {
  /** A process holds the SQLite file; null on a server. */
  isLocked: boolean | null
  /** Why the running hub does not answer commands; null: it does, or there is none. */
  deaf: string | null
  /** Connections of other processes to the database; null on SQLite. */
  others: number | null
  /** Where it should listen; null where any free port may be taken. */
  url: string | null
  /** What answers there. */
  answer: Answer | null
  /** Of this installation. */
  version: string
}

export interface Answer {
  version: string | null
  problems: readonly string[]
}

export function judgeRunning({ isLocked, deaf, others, url, answer, version }: RunningFacts): Finding {
  const isThere = isLocked === true || (others ?? 0) > 0
  if (deaf !== null)
    return fail(
      'hub',
      `A hub, or a command that works by itself, holds the database and does not answer: ${deaf}.`,
      'Wait for the command; if it is a hub, look at its log, end it with SIGTERM and start it again.',
    )
  if (answer && answer.problems.length > 0)
    return fail('hub', `The hub at ${url} is not ready: ${answer.problems.join('; ')}.`, 'Look at its log; what it accepted is kept.')
  if (answer && isLocked === false)
    return warn(
      'hub',
      `A program answers at ${url}, and it works on another database.`,
      'Look whether `database` and `listen` are those of the hub that should run.',
    )
  if (answer && answer.version !== version)
    return warn('hub', `The hub at ${url} is version ${answer.version ?? 'unknown'}, this is ${version}.`, 'Restart it with the version that is installed.')
  if (answer) return ok('hub', `A hub answers at ${url} and is ready.`)
  if (isThere)
    return url === null
      ? ok('hub', 'A hub works on the database.')
      : warn('hub', `A hub works on the database, and nothing answers at ${url}.`, 'Where it listens elsewhere, say so in `listen`; else restart it.')
  return warn('hub', 'No hub runs on this database: what senders send is refused.', 'Start it: `leitwerk serve`.')
}

/** @param listen as configured: `host:port` */
export function urlOf(listen: string): string | null {
  const colon = listen.lastIndexOf(':')
  const port = Number(listen.slice(colon + 1))
  const host = listen.slice(0, colon)
  if (port === 0) return null
  return `http://${host === '' || host === '0.0.0.0' ? '127.0.0.1' : host === '[::]' || host === '::' ? '[::1]' : host}:${port}`
}

/** @returns null where nothing answers as a hub does */
export async function askHub(url: string): Promise<Answer | null> {
  const [alive, ready] = await Promise.all([get(`${url}/healthz`), get(`${url}/readyz`)])
  if (alive === null || ready === null) return null
  return { version: typeof alive.version === 'string' ? alive.version : null, problems: Array.isArray(ready.problems) ? ready.problems.map(String) : [] }
}

function get(url: string): Promise<Record<string, unknown> | null> {
  return new Promise((resolve) => {
    const call = request(url, { timeout: PATIENCE_MS, agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        text += chunk
        if (text.length > MOST_CHARACTERS) call.destroy()
      })
      answer.on('error', () => resolve(null))
      answer.on('end', () => resolve(objectIn(text)))
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(null))
    call.on('close', () => resolve(null))
    call.end()
  })
}

const MOST_CHARACTERS = 100_000

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' ? { ...value } : null
  } catch {
    return null
  }
}

/** @returns why it does not answer commands; null: it does */
export async function whyDeaf(act: Pick<Actions, 'workload'>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('it takes too long'), PATIENCE_MS)
  })
  const asked = act.workload().then(
    () => null,
    (error: Error) => error.message,
  )
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}
