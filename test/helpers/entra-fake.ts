/** Entra ID as far as an app of its own meets it: a token for one resource, or the error code that names what is wrong. */
import { httpServer, json } from './http-server.ts'

export const TENANT = '5c1de0a2-7f5e-4c7b-9d3f-000000000001'
export const CLIENT = 'a7b1de0a-1111-4222-8333-000000000002'
export const SECRET = 'fake~client-secret-987654'

/** @param scope the only one that tokens are made for */
export async function entraFake(scope: () => string) {
  /** As they come back in `Authorization`. */
  const tokens = new Set<string>()
  const { url, heard, close } = await httpServer(({ url: path, body }, response) => {
    const form = new URLSearchParams(body)
    const refuse = (status: number, error: string, code: number, text: string) =>
      json(response, { error, error_description: `AADSTS${code}: ${text} Trace ID: 0 Correlation ID: 0`, error_codes: [code] }, status)
    if (path !== `/${TENANT}/oauth2/v2.0/token`) return refuse(400, 'invalid_request', 90002, 'Tenant was not found.')
    if (form.get('client_id') !== CLIENT) return refuse(400, 'unauthorized_client', 700016, 'Application was not found in the directory.')
    if (form.get('client_secret') !== SECRET) return refuse(401, 'invalid_client', 7000215, 'Invalid client secret provided.')
    if (form.get('grant_type') !== 'client_credentials' || form.get('scope') !== scope())
      return refuse(400, 'invalid_resource', 500011, 'The resource principal was not found in the tenant.')
    const token = `token-${heard.length}`
    tokens.add(`Bearer ${token}`)
    json(response, { token_type: 'Bearer', expires_in: 3599, access_token: token })
  })
  return { url, heard, tokens, close }
}
