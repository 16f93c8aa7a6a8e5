/** A real hub with a token of each role, and a real browser with its console open: for tests of single pages. */
import { expect } from 'vitest'
import type { Role } from '../../core/store/tokens.ts'
import { type Looking, lookAt } from './looking.ts'
import { quiet } from './quiet.ts'
import { type Served, startServing } from './serving.ts'

export interface ConsoleWindow extends Omit<Looking, 'visit' | 'close'> {
  hub: Served
  tokens: Record<Role, string>
  /** Opens an address in a new window, signed in. */
  visit(address: string, options?: Parameters<Looking['visit']>[2], role?: Role): Promise<void>
  /** JSON to a source of the kind `form` whose secret is `s`; ends when it was worked on. */
  send(source: string, body: object): Promise<void>
  quiet(): Promise<void>
  stop(): Promise<void>
}

export async function openConsole(yaml: string): Promise<ConsoleWindow> {
  const hub = await startServing('sqlite', yaml)
  const look = await lookAt(hub.url)
  const tokens = { viewer: '', ops: '', admin: '' }
  for (const role of ['viewer', 'ops', 'admin'] as const)
    tokens[role] = (await hub.app.act.createToken({ role, label: `${role} of the test`, expiresAt: null }, 'cli')).token
  return {
    ...look,
    hub,
    tokens,
    get page() {
      return look.page
    },
    visit: async (address, options, role = 'admin') => {
      await look.visit(address, tokens[role], options)
    },
    quiet: () => quiet(hub),
    send: async (source, body) => {
      const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }
      const answer = await fetch(`${hub.url}/hooks/${source}`, { method: 'POST', headers, body: JSON.stringify(body) })
      expect(answer.status).toBe(202)
      await quiet(hub)
    },
    stop: async () => {
      await look.close()
      await hub.stop()
    },
  }
}
