/** Commands reach the running hub through a socket that only its own user may open. */
import { chmodSync, rmSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { Actions } from '../app.ts'

/** Answers `POST /ACTION` with the JSON of the action's result. */
export async function serveSocket(path: string, act: Actions): Promise<Server> {
  rmSync(path, { force: true }) // left by a hub that died; whoever holds the lock owns the name
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const action = incoming.url?.slice(1) as keyof Actions
      // The cast: both ends of the socket share the type `Actions`.
      const call = act[action] as (...given: unknown[]) => Promise<unknown>
      Promise.resolve()
        .then(() => call(...(JSON.parse(Buffer.concat(chunks).toString() || '[]') as unknown[])))
        .then(
          (value) => answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ value })),
          (error: Error) => answer.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify({ error: error.message })),
        )
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  chmodSync(path, 0o600)
  return server
}

/** The actions of the hub behind a socket. */
export function socketActions(path: string): Actions {
  const send = (action: string, args: readonly unknown[]) =>
    new Promise((resolve, reject) => {
      const call = request({ socketPath: path, path: `/${action}`, method: 'POST' }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const { value, error } = JSON.parse(Buffer.concat(chunks).toString()) as { value?: unknown; error?: string }
          if (error === undefined) resolve(value)
          else reject(new Error(error))
        })
      })
      call.on('error', (error) => reject(new Error(`the running hub does not answer at ${path}: ${error.message}`)))
      call.end(JSON.stringify(args))
    })
  // The cast: every property is a function of the type `Actions` gives it.
  return new Proxy({} as Actions, { get: (_none, action) => (action === 'then' ? undefined : (...args: readonly unknown[]) => send(String(action), args)) })
}
