/** An environment of Dynamics 365 for one test, and conversations with it as the engine leads them. */
import { afterEach } from 'vitest'
import dynamics365 from '../../connectors/crms/dynamics365.ts'
import type { Dialogue, Settings } from '../../core/connector.ts'
import { crmEndpoint } from '../../core/endpoint.ts'
import { checkConnection } from '../../core/work/check-connection.ts'
import { createConversation } from '../../core/work/converse.ts'
import { dynamicsFake, type FakeOptions } from './dynamics365-fake.ts'

export type Fake = Awaited<ReturnType<typeof dynamicsFake>>

/** Closed after the test, in this order. */
export const opened: { close: () => unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

export async function environment(options: FakeOptions = {}): Promise<Fake> {
  const fake = await dynamicsFake(options)
  opened.push(fake)
  return fake
}

/** Talks to it as the engine does. */
export function talking(fake: Fake, settings: Settings = fake.settings) {
  const conversation = createConversation({ timeoutMs: 3_000, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 5 })
  opened.push(conversation)
  const endpoint = crmEndpoint('crm', dynamics365, settings)
  return {
    talk: async <Result>(dialogue: Dialogue<Result>) => (await conversation.converse(dialogue, endpoint)).result,
    check: async () => (await checkConnection(dynamics365, endpoint, conversation.converse)).checked,
  }
}
