/** Senders as real ones are: each repeats a submission until it is answered with 2xx. They can be told to rest. */
import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { firm } from './world.ts'

/** What senders of a benchmark sign with. */
export const SECRET = 'bench'
/** Companies that submit; few, so that many submissions meet in one lane. */
const FIRMS = 40
const AGAIN_MS = 50
/** A sender that never got an answer gives up a submission after this time. */
const PATIENCE_MS = 240_000
const ANSWER_MS = 15_000

export interface Sent {
  size: number
  /** Submissions given up without ever having been answered with 2xx. */
  unanswered: number
}

export interface Senders {
  /** Ids that were answered with 2xx. */
  answered: ReadonlySet<string>
  /** Resolves when each submission under way is answered; nobody begins another. */
  rest(): Promise<void>
  resume(): void
  stop(): Promise<Sent>
}

export interface SendersOptions {
  senders: number
  /** Pause of each after an answer. */
  gapMs: number
  /** More fields of a submission. */
  more?: (n: number) => object
}

export function startSenders(url: string, { senders, gapMs, more = () => ({}) }: SendersOptions): Senders {
  const answered = new Set<string>()
  const sent: Sent = { size: 0, unanswered: 0 }
  let going = true
  let resting = false
  let underWay = 0

  async function submit(n: number): Promise<void> {
    const body = JSON.stringify({ ...submission(n), ...more(n) })
    sent.size++
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(AGAIN_MS)) {
      const id = await post(url, body)
      if (id !== null) return void answered.add(id)
    }
    sent.unanswered++
  }

  const one = async (sender: number) => {
    for (let i = 0; going; ) {
      if (resting) {
        await sleep(AGAIN_MS)
        continue
      }
      underWay++
      await submit(sender * 1_000_000 + i++)
      underWay--
      await sleep(gapMs)
    }
  }
  const running = Promise.all(Array.from({ length: senders }, (_, sender) => one(sender)))
  return {
    answered,
    rest: async () => {
      resting = true
      while (underWay > 0) await sleep(AGAIN_MS)
    },
    resume: () => {
      resting = false
    },
    stop: async () => {
      going = false
      await running
      return sent
    },
  }
}

/** @returns the id of the delivery; null when it was not accepted, or nobody knows */
export async function post(url: string, body: string | Buffer<ArrayBuffer>): Promise<string | null> {
  const signature = createHmac('sha256', SECRET).update(body).digest('hex')
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-leitwerk-signature': `sha256=${signature}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const text = await answer.text()
    return answer.ok ? (JSON.parse(text) as { id: string }).id : null
  } catch {
    return null
  }
}

function submission(n: number): object {
  const who = firm((n * 31) % FIRMS)
  return {
    submissionId: `k${n}`,
    vorname: who.firstName,
    nachname: who.lastName,
    email: who.email,
    firma: who.name,
    werk: `Werk ${n % 3}`,
    produkt: n % 2 ? 'kran' : 'service',
    ...(n % 5 === 0 && { rueckruf: 'ja' }),
  }
}
