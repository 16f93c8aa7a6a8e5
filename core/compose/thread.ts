/** Calls across threads: what a hub in another thread can do looks as if it were in this one. Arguments and results are plain data. */
import type { MessagePort } from 'node:worker_threads'
import type { Actions, TakeIn } from '../app.ts'
import { errorOf, type SaidError, saidOf } from '../refusal.ts'
import type { NewDelivery } from '../store/deliveries.ts'
import type { MetricsData } from '../telemetry.ts'

/** The hub in its engine thread: what the edges may ask, and what only the process around it may. */
export interface Engine extends Actions {
  metrics(): Promise<MetricsData>
  /** Takes up the work that goes on by itself. */
  work(): Promise<void>
  /** Finishes what is at hand and takes up nothing more; still stores and answers. */
  rest(): Promise<void>
  /** Rests, closes the store. */
  stop(): Promise<void>
}

interface Call {
  call: number
  action: keyof Engine
  args: readonly unknown[]
  /** Bodies of a `takeIn`, one behind the other, so that they move instead of being copied one by one. */
  bodies?: ArrayBuffer
}

interface Answer {
  call: number
  value?: unknown
  error?: SaidError
}

/** Answers calls that come through the port, until it closes. */
export function serveEngine(port: MessagePort, engine: Engine): void {
  port.on('message', (message: Call) => {
    const args = message.bodies ? [unpack(message.args[0] as TakeIn, message.bodies)] : message.args
    // The cast: caller and callee share the type `Engine`; only the message between them is untyped.
    const action = engine[message.action] as (...given: readonly unknown[]) => Promise<unknown>
    action(...args).then(
      (value) => port.postMessage({ call: message.call, value } satisfies Answer),
      (error: unknown) => port.postMessage({ call: message.call, error: saidOf(error) } satisfies Answer),
    )
  })
}

/** The engine behind a port. */
export function remoteEngine(port: MessagePort): Engine {
  let last = 0
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  port.on('message', ({ call, value, error }: Answer) => {
    const one = waiting.get(call)
    waiting.delete(call)
    if (error === undefined) one?.resolve(value)
    else one?.reject(errorOf(error))
  })
  port.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the hub stopped'))
    waiting.clear()
  })
  const send = (action: keyof Engine, args: readonly unknown[]) =>
    new Promise((resolve, reject) => {
      const call = ++last
      waiting.set(call, { resolve, reject })
      if (action !== 'takeIn') return port.postMessage({ call, action, args } satisfies Call)
      const { packed, bodies } = pack(args[0] as TakeIn)
      port.postMessage({ call, action, args: [packed], bodies } satisfies Call, [bodies])
    })
  // The cast: every property is a function of the type `Engine` gives it.
  return new Proxy({} as Engine, {
    get: (_none, action) => (action === 'then' ? undefined : (...args: readonly unknown[]) => send(action as keyof Engine, args)),
  })
}

const NOTHING = new Uint8Array()

function pack(batch: TakeIn): { packed: TakeIn; bodies: ArrayBuffer } {
  const all = [...batch.deliveries, ...batch.refusals]
  const bodies = new Uint8Array(all.reduce((sum, { body }) => sum + body.length, 0))
  let at = 0
  for (const { body } of all) {
    bodies.set(body, at)
    at += body.length
  }
  // The length stands where the body was.
  const bare = <T extends NewDelivery>(one: T): T => ({ ...one, body: NOTHING, bytes: one.body.length })
  return { packed: { deliveries: batch.deliveries.map(bare), refusals: batch.refusals.map(bare), tallies: batch.tallies }, bodies: bodies.buffer }
}

function unpack(packed: TakeIn, bodies: ArrayBuffer): TakeIn {
  let at = 0
  const full = <T extends NewDelivery>(one: T): T => {
    const { bytes } = one as T & { bytes: number } // written by `pack`
    const body = Buffer.from(bodies, at, bytes)
    at += bytes
    return { ...one, body }
  }
  return { deliveries: packed.deliveries.map(full), refusals: packed.refusals.map(full), tallies: packed.tallies }
}
