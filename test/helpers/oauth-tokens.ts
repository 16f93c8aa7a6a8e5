/** The tokens of a stand-in with OAuth: one app, its refresh token, and access tokens that end by the clock or after so many calls. */
export interface OAuthTokens {
  client: { clientId: string; clientSecret: string; refreshToken: string }
  /** The header `Authorization` of a call: counts the call. */
  takes(authorization: string | undefined): boolean
  /** @param secret of the client, however the vendor has it sent */
  grant(id: string, secret: string, form: URLSearchParams): { status: number; body: Record<string, unknown> }
  /** Access tokens given. */
  given(): number
  expire(): void
  /** The administrator takes the app out. */
  revoke(): void
}

/** @param calls after which an access token counts no longer */
export function oauthTokens(seconds: number, calls = Number.POSITIVE_INFINITY): OAuthTokens {
  const client = { clientId: 'app-1234', clientSecret: 'client-secret-0123456789', refreshToken: 'refresh-0123456789' }
  const left = new Map<string, number>()
  let given = 0
  let isRevoked = false
  const refuse = (error: string, description: string) => ({ status: error === 'invalid_client' ? 401 : 400, body: { error, error_description: description } })
  return {
    client,
    takes: (authorization = '') => {
      const token = authorization.replace(/^Bearer /, '')
      const remaining = left.get(token) ?? 0
      left.set(token, remaining - 1)
      return remaining > 0
    },
    grant: (id, secret, form) => {
      if (id !== client.clientId || secret !== client.clientSecret) return refuse('invalid_client', 'client credentials are invalid')
      if (form.get('grant_type') !== 'refresh_token') return refuse('unsupported_grant_type', 'grant type is not supported')
      if (isRevoked || form.get('refresh_token') !== client.refreshToken) return refuse('invalid_grant', 'refresh token is invalid, expired or revoked')
      const token = `access-${++given}`
      left.set(token, calls)
      return { status: 200, body: { access_token: token, refresh_token: client.refreshToken, token_type: 'bearer', expires_in: seconds } }
    },
    given: () => given,
    expire: () => left.clear(),
    revoke: () => {
      isRevoked = true
      left.clear()
    },
  }
}
