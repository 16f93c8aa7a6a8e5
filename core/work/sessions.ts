/** Sessions of connections that log in: one login at a time per connection, shared by all its conversations. */
import { createHash } from 'node:crypto'
import type { Auth, Session } from '../connector.ts'
import type { Refusal } from '../outcome.ts'
import type { CallRecord, Endpoint } from '../talk.ts'

type SessionAuth = Extract<Auth, { kind: 'session' }>
type Login = (auth: SessionAuth, endpoint: Endpoint, calls: CallRecord[]) => Promise<Session | Refusal>

export interface Sessions {
  /**
   * @param calls where the calls of a login are recorded: with whoever brings it about
   * @param refused the session that the other side no longer knows: replaced, unless somebody else did so already
   */
  get(auth: SessionAuth, endpoint: Endpoint, calls: CallRecord[], refused?: Session): Promise<Session | Refusal>
}

/** Renewed a little before it ends, so that no call meets the end of it. */
const MARGIN_MS = 5_000

export function createSessions(login: Login, now: () => number): Sessions {
  const known = new Map<string, Promise<Session | Refusal>>()
  return {
    get: async (auth, endpoint, calls, refused) => {
      const id = identity(endpoint)
      const current = known.get(id)
      const held = await current?.catch(() => undefined) // whoever began it was told
      const usable = held !== undefined && !('kind' in held) && held !== refused && (held.expiresAt === undefined || held.expiresAt - MARGIN_MS > now())
      if (usable) return held
      // Somebody else began a new login while this one waited for the old: join it.
      const newer = known.get(id)
      if (newer !== undefined && newer !== current) return newer
      const fresh = login(auth, endpoint, calls)
      known.set(id, fresh)
      return fresh
    },
  }
}

const identities = new WeakMap<Endpoint, string>()

/** Changed credentials are another session: a corrected password takes effect at once. */
function identity(endpoint: Endpoint): string {
  const known = identities.get(endpoint)
  if (known !== undefined) return known
  const made = `${endpoint.id} ${createHash('sha256').update(endpoint.baseUrl).update('\0').update(JSON.stringify(endpoint.settings)).digest('base64')}`
  identities.set(endpoint, made)
  return made
}
