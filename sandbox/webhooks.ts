/**
 * Tells the hub what sales did, signed as the Standard Webhooks specification says
 * (https://www.standardwebhooks.com/): in order, one event per request, repeated until it is taken.
 */
import { createHmac } from 'node:crypto'

export interface WebhookSettings {
  url: string
  /** `whsec_` and base64. */
  secret: string
  /** First pause before an event is sent again; it doubles up to half a minute. Default 200. */
  retryMs?: number
  /** Tell what the interface's own clients wrote, too. */
  echo?: boolean
}

export interface Webhooks {
  send(type: string, data: unknown): void
  readonly pending: number
  readonly delivered: number
  readonly failed: number
  close(): void
}

const LONGEST_PAUSE_MS = 30_000
const MOST_PENDING = 10_000

export function createWebhooks(settings: WebhookSettings | undefined, now: () => number): Webhooks {
  const queue: { id: string; body: string }[] = []
  const stop = new AbortController()
  let sending = false
  let delivered = 0
  let failed = 0
  let count = 0

  const run = async (hook: WebhookSettings) => {
    let pause = hook.retryMs ?? 200
    while (queue.length > 0 && !stop.signal.aborted) {
      if (await post(hook, queue[0]!, now, stop.signal)) {
        queue.shift()
        delivered++
        pause = hook.retryMs ?? 200
      } else {
        failed++
        await rest(pause, stop.signal)
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2)
      }
    }
    sending = false
  }

  return {
    send: (type, data) => {
      if (settings === undefined || queue.length >= MOST_PENDING) return
      const at = new Date(now()).toISOString()
      queue.push({ id: `msg_${now().toString(36)}${(++count).toString(36).padStart(4, '0')}`, body: JSON.stringify({ type, timestamp: at, data }) })
      if (sending) return
      sending = true
      void run(settings)
    },
    get pending() {
      return queue.length
    },
    get delivered() {
      return delivered
    },
    get failed() {
      return failed
    },
    close: () => stop.abort(),
  }
}

/** The signature of `id.timestamp.body` with the bytes behind `whsec_`. */
export function signature(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

async function post(hook: WebhookSettings, { id, body }: { id: string; body: string }, now: () => number, stop: AbortSignal): Promise<boolean> {
  const timestamp = String(Math.floor(now() / 1000))
  try {
    const response = await fetch(hook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signature(hook.secret, id, timestamp, body),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.any([stop, AbortSignal.timeout(10_000)]),
    })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

const rest = (ms: number, stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    stop.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
