/** How the hub proves who it is to a declared CRM or source: headers, HTTP Basic, or a token that is asked for and renewed. */
import type { Auth, Call, Reply, Session, Settings } from '../../core/connector.ts'
import { explanationIn, isPage, type Refusal, refusal, succeeded } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { settingWords } from './api.ts'
import type { Declaration } from './declaration.ts'
import { filled, filledTexts, textOf, valueAt } from './template.ts'

const scopeOf = (settings: Settings) => ({ words: settingWords(settings), values: {} })

export function authOf({ auth, label }: Pick<Declaration, 'auth' | 'label'>): Auth {
  const { headers = {}, basic, oauth } = auth
  if (oauth) return session(oauth, label)
  if (basic === undefined) return { kind: 'headers', headers: (settings) => filledTexts(headers, scopeOf(settings)) }
  return {
    kind: 'headers',
    headers: (settings) => {
      const [user, password] = [filled(basic.user, scopeOf(settings)), filled(basic.password, scopeOf(settings))]
      return { authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}` }
    },
  }
}

type OAuth = NonNullable<Declaration['auth']['oauth']>

const session = (oauth: OAuth, label: string): Auth => ({
  kind: 'session',
  login: (settings) => login(oauth, label, settings),
  headers: ({ values }) => ({ authorization: `${oauth.scheme} ${values.token}` }),
  expired: (reply) => reply.status === 401,
})

function* login({ path, form, body, token }: OAuth, label: string, settings: Settings): Generator<Call, Session | Refusal, Reply> {
  const scope = scopeOf(settings)
  const sent = form ? { form: filledTexts(form, scope) } : { body: filledTexts(body ?? {}, scope) }
  const reply = yield { method: 'POST', path: filled(path, scope) ?? path, ...sent, purpose: 'log in' }
  const given = succeeded(reply) ? textOf(valueAt(reply.body, token)) : ''
  if (given !== '') return { values: { token: given } }
  if (succeeded(reply) && isPage(reply.body)) return answeredByAnother(`the login of ${label}`)
  const said = explanationIn(reply.body)
  // RFC 6749, 5.2: wrong credentials are told with 400 or 401.
  if (succeeded(reply) || reply.status === 400 || reply.status === 401)
    return { kind: 'unauthorised', reason: `${label} gives no token: ${said || `HTTP ${reply.status}, without saying why`}` }
  return refusal(reply)
}
