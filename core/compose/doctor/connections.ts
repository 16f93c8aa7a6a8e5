/** Connections and e-mail tools: asked whether they let the hub in, where that is wanted. */
import { type Finding, fail, ok } from '../../finding.ts'
import type { Setup } from '../../setup.ts'
import { createConversation } from '../../work/converse.ts'
import { checkConfigured } from '../check-configured.ts'
import type { Contents } from './state.ts'

/** Per call, until the last byte; one by one, so that all of them are told within minutes at most. */
const CALL = { timeoutMs: 20_000, maxBytes: 20 * 1024 * 1024 }

export async function askConnections(setup: Setup, descriptions: Contents['descriptions'], now: () => number): Promise<Finding[]> {
  const conversation = createConversation({ ...CALL, now, allowed: setup.outgoing })
  const described = async (id: string) => descriptions.get(id)
  try {
    return await Promise.all(
      [...setup.connections.keys(), ...setup.audiences.keys()].map(async (id) => {
        const checked = await checkConfigured({ setup, conversation, described }, id)
        return checked.kind === 'ok' ? ok('connection', `${id} works: ${checked.detail}`) : fail('connection', `${id}: ${checked.problem}`, checked.todo)
      }),
    )
  } finally {
    conversation.close()
  }
}
