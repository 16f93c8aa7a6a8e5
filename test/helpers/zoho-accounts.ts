/** The accounts server of the stand-in for Zoho CRM: ten tokens in ten minutes, refusals with status 200 and a word. */
import { httpServer, json } from './http-server.ts'

export interface ZohoAccounts {
  url: string
  knows(token: string): boolean
  given(): number
  expire(): void
  close(): Promise<void>
}

/** @param most tokens that it gives; they do not come back, as ten minutes are longer than a test */
export async function zohoAccounts(client: { clientId: string; clientSecret: string; refreshToken: string }, most: number): Promise<ZohoAccounts> {
  const valid = new Set<string>()
  let given = 0
  const server = await httpServer((heard, response) => {
    const form = new URLSearchParams(heard.body)
    const say = (body: unknown, status = 200) => json(response, body, status)
    if (form.get('client_id') !== client.clientId) return say({ error: 'invalid_client' })
    if (form.get('client_secret') !== client.clientSecret) return say({ error: 'invalid_client_secret' })
    if (form.get('refresh_token') !== client.refreshToken) return say({ error: 'invalid_code' })
    if (++given > most) return say({ error_description: 'You have made too many requests continuously.', error: 'Access Denied', status: 'failure' }, 400)
    const token = `1000.token-${given}`
    valid.add(token)
    return say({ access_token: token, api_domain: 'https://www.zohoapis.eu', token_type: 'Bearer', expires_in: 3600 })
  })
  return { url: server.url, knows: (token) => valid.has(token), given: () => given, expire: () => valid.clear(), close: server.close }
}
