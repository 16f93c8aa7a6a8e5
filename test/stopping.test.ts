/** A hub that is told to end while senders go on over connections that they keep. */
import { Agent, request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const SENDERS = 8
/** Far from the time after which connections are cut. */
const SOON_MS = 4_000

/** @returns the status, or null where the connection ended */
const post = (url: string, agent: Agent, body: string): Promise<number | null> =>
  new Promise((resolve) => {
    const call = request(url, { agent, method: 'POST', headers: { 'content-type': 'application/json' } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? null))
    })
    call.on('error', () => resolve(null))
    call.end(body)
  })

for (const { name } of backends) {
  describe(`a hub on ${name} that is told to end`, () => {
    it('is gone soon, though nobody of those who send hangs up', async () => {
      const hub = await startServing(name, 'products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }\n')
      const agent = new Agent({ keepAlive: true })
      let going = true
      const answers = Array.from({ length: SENDERS }, () => 0)
      const senders = answers.map(async (_, sender) => {
        while (going) if ((await post(`${hub.url}/hooks/web`, agent, '{}')) !== null) answers[sender]!++ // refused, which is an answer, too
      })
      await expect.poll(() => Math.min(...answers)).toBeGreaterThan(1)
      const began = performance.now()
      await hub.stop()
      const took = performance.now() - began
      going = false
      await Promise.all(senders)
      agent.destroy()
      expect(took).toBeLessThan(SOON_MS)
    })
  })
}
