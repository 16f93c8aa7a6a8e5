/**
 * `kill -9` at random moments under load, again and again: on SQLite the one process, on PostgreSQL web and work apart.
 * Senders repeat what got no answer, as real ones do. Afterwards every answered delivery must be there, once, and the CRM
 * must hold no duplicate.
 */
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openReader, openStore } from '../core/store/store.ts'
import { freePort } from '../test/helpers/port.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import type { Options } from './main.ts'
import { hubScript, type Started, startScript } from './processes.ts'
import { firm } from './world.ts'

const KILLS = 50
const SENDERS = 12
const FIRMS = 40
const LEFT = "select (select count(*) from delivery where state = 'pending') + (select count(*) from job where state in ('pending', 'running')) as n"
/** Work of which none gets done for so long is stuck. */
const STUCK_MS = 60_000

interface Verdict {
  kills: number
  answered2xx: number
  lost: number
  doubled: number
  reordered: number
  crmDuplicates: number
  unaccounted: number
}

export async function kill({ database, n, say }: Options): Promise<object> {
  const total: Verdict = { kills: 0, answered2xx: 0, lost: 0, doubled: 0, reordered: 0, crmDuplicates: 0, unaccounted: 0 }
  for (const kind of (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one)) {
    const verdict = await killing(kind, n ?? KILLS, say)
    say(`${kind}: ${JSON.stringify(verdict)}`)
    for (const name of Object.keys(total) as (keyof Verdict)[]) total[name] += verdict[name]
  }
  return total
}

async function killing(kind: 'sqlite' | 'postgres', kills: number, say: (text: string) => void): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-kill-'))
  const server = kind === 'postgres' ? await startPostgres() : null
  const database = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
  const sandbox = await startScript(hubScript, ['sandbox', '--listen', '127.0.0.1:0', '--token', 't', '--no-people'])
  const port = await freePort()
  const config = join(folder, 'hub.yaml')
  writeFileSync(
    config,
    `log: error\nproducts: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]\nsources: { web: { kind: form, secret: bench } }\nconnections: { crm: { kind: sandbox, url: "${sandbox.url}", token: t, timeoutSeconds: 5, concurrency: 6 } }\n`,
  )
  const start = (role: string, listen: string): Promise<Started> =>
    startScript(hubScript, ['serve', '--config', config, '--database', database, '--listen', listen, '--role', role])
  const front = `127.0.0.1:${port}`
  const processes: { role: string; listen: string; running: Started }[] = []
  for (const [role, listen] of kind === 'sqlite'
    ? [['all', front]]
    : [
        ['web', front],
        ['work', '127.0.0.1:0'],
        ['work', '127.0.0.1:0'],
      ])
    processes.push({ role: role!, listen: listen!, running: await start(role!, listen!) })

  const senders = startSenders(`http://${front}/hooks/web`)
  for (let i = 1; i <= kills; i++) {
    await sleep(150 + Math.random() * 900)
    const victim = processes[Math.floor(Math.random() * processes.length)]!
    await victim.running.kill()
    victim.running = await start(victim.role, victim.listen)
    if (i % 10 === 0) say(`${kind}: ${i} kills, ${senders.answered.size} deliveries answered with 2xx`)
  }
  const { answered, sent } = await senders.stop()
  const reader = kind === 'sqlite' ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 2 })
  const count = async (text: string) => (await reader.db.get<{ n: number }>(text))!.n
  await drained(kind, () => count(LEFT), say)
  const stored = new Set((await reader.db.all<{ id: string }>('select id from delivery')).map(({ id }) => id))
  const lost = [...answered].filter((id) => !stored.has(id)).length
  // Every submission counts as one touch, however often it was sent.
  const touches = await count("select count(*) as n from lead_fact where kind = 'touch' and voided_at is null")
  const submissions = await count("select count(distinct item_key) as n from event where state = 'active'")
  const folded = (await reader.db.all<{ state: string }>('select state from lead')).reduce(
    (sum, row) => sum + (JSON.parse(row.state) as { touches: number }).touches,
    0,
  )
  const parked = await count("select count(*) as n from job where state = 'parked'")
  if (parked > 0) throw new Error(`${kind}: ${parked} jobs were parked`)
  const verdict: Verdict = {
    kills,
    answered2xx: answered.size,
    lost: lost + Math.max(0, sent.size - submissions - sent.unanswered),
    doubled: Math.max(0, touches - submissions) + Math.abs(folded - touches),
    reordered: await reordered(reader.db),
    crmDuplicates: ((await (await fetch(`${sandbox.url}/_state`)).json()) as { duplicateGroups: number }).duplicateGroups,
    unaccounted: await count('select coalesce(sum(last_seq), 0) - (select count(*) from delivery) as n from source_counter'),
  }
  if (verdict.crmDuplicates > 0)
    say(
      `duplicates in the CRM: ${JSON.stringify(((await (await fetch(`${sandbox.url}/_state`)).json()) as { duplicates: unknown }).duplicates).slice(0, 2000)}`,
    )
  await reader.close()
  for (const { running } of processes) await running.stop()
  await sandbox.stop()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
  return verdict
}

/** Waits until nothing is left to do. The backlog may be long; it must only get shorter. */
async function drained(kind: string, left: () => Promise<number>, say: (text: string) => void): Promise<void> {
  const started = Date.now()
  let least = Number.POSITIVE_INFINITY
  let moved = started
  for (let told = started; ; await sleep(500)) {
    const now = await left()
    if (now === 0) break
    if (now < least) {
      least = now
      moved = Date.now()
    }
    if (Date.now() - moved > STUCK_MS) throw new Error(`${kind}: ${now} deliveries and jobs are left and none got done for ${STUCK_MS / 1000} s`)
    if (Date.now() - told > 15_000) {
      say(`${kind}: ${now} deliveries and jobs to go`)
      told = Date.now()
    }
  }
  say(`${kind}: nothing left after ${Math.round((Date.now() - started) / 1000)} s`)
}

/** Jobs of one lane whose last step was done before that of an earlier job. */
async function reordered(db: { all<R>(text: string): Promise<R[]> }): Promise<number> {
  const rows = await db.all<{ connection: string; lane: string; seq: number; settled_at: number }>(
    "select connection, lane, seq, settled_at from job where state in ('delivered', 'unchanged') order by connection, lane, seq",
  )
  let wrong = 0
  for (const [i, row] of rows.entries()) {
    const before = rows[i - 1]
    if (before && before.connection === row.connection && before.lane === row.lane && before.settled_at > row.settled_at) wrong++
  }
  return wrong
}

interface Sent {
  size: number
  /** Submissions given up without ever having been answered with 2xx. */
  unanswered: number
}

/** Senders that repeat a submission until it is answered with 2xx. */
function startSenders(url: string) {
  const answered = new Set<string>()
  const sent: Sent = { size: 0, unanswered: 0 }
  let going = true
  const one = async (sender: number) => {
    for (let i = 0; going; i++) {
      const n = sender * 1_000_000 + i
      const who = firm((n * 31) % FIRMS)
      const body = JSON.stringify({
        submissionId: `k${n}`,
        vorname: who.firstName,
        nachname: who.lastName,
        email: who.email,
        firma: who.name,
        werk: `Werk ${n % 3}`,
        produkt: n % 2 ? 'kran' : 'service',
        ...(n % 5 === 0 && { rueckruf: 'ja' }),
      })
      const signature = createHmac('sha256', 'bench').update(body).digest('hex')
      sent.size++
      let done = false
      for (let attempt = 0; !done && attempt < 200; attempt++) {
        const answer = await fetch(url, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', 'x-leitwerk-signature': `sha256=${signature}` },
        }).catch(() => null)
        const text = await answer?.text().catch(() => null)
        if (answer?.ok && text) {
          answered.add((JSON.parse(text) as { id: string }).id)
          done = true
        } else await sleep(50)
      }
      if (!done) sent.unanswered++
      await sleep(5)
    }
  }
  const running = Promise.all(Array.from({ length: SENDERS }, (_, sender) => one(sender)))
  return {
    answered,
    stop: async () => {
      going = false
      await running
      return { answered, sent }
    },
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
