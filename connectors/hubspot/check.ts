/** Proof that a connection to HubSpot works: the token, the account it belongs to, and the property of the hub's key on every object. */
import type { Settings } from '../../core/connector.ts'
import type { Checked, Entity } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { isOAuth } from '../oauth.ts'
import { type Problem, problem, wrongAddress } from '../problem.ts'
import { type Asking, accountPath, ask, OBJECT, path, textOf } from './api.ts'
import { credential } from './login.ts'
import { refused } from './refused.ts'

/** Objects that the connection uses. Leads come with Sales Hub Professional only. */
export const usedEntities = ({ leads }: Settings): Entity[] =>
  (['account', 'contact', 'lead', 'opportunity'] as const).filter((one) => one !== 'lead' || leads !== 'no')

export function* checkAccount(settings: Settings): Asking<Checked | Refusal> {
  const { field, todo } = credential(settings)
  const account = yield { method: 'GET', path: accountPath(settings), purpose: 'ask for the account' }
  if (account.status === 401) return problem('HubSpot does not accept the access token', field, todo)
  const portal = isObject(account.body) ? textOf(account.body.portalId) : ''
  if (account.status === 404 || (account.status === 200 && portal === ''))
    return wrongAddress("HubSpot's API", 'Leave the address as it is by default, https://api.hubapi.com, and check the version.')
  if (account.status !== 200) return refused(account)
  if (portal !== settings.portal)
    return problem(`The access token belongs to the account ${portal}`, 'portal', `Enter ${portal}, or the token of the other account.`)
  for (const entity of usedEntities(settings)) {
    const missing = yield* checkKey(entity, settings)
    if (missing) return missing
  }
  return { kind: 'ok', detail: `connected to the account ${portal}; the key stands in ${settings.keyField}` }
}

function* checkKey(entity: Entity, settings: Settings): Asking<Problem | Refusal | null> {
  const { keyField = '' } = settings
  const object = OBJECT[entity]
  const answer = yield* ask({ method: 'GET', path: path('properties', settings, object, keyField), purpose: `ask for the key on ${object}` })
  const create = `Settings > Properties > ${object} > Create property: internal name ${keyField}, type single-line text, and under Rules: require unique values.`
  if (answer.ok)
    return answer.body.hasUniqueValue === true
      ? null
      : problem(`The property ${keyField} of ${object} is not unique`, 'keyField', `${create} A property that is there cannot be made unique.`)
  if (answer.refusal.kind === 'notFound' && isObject(answer.reply.body)) return problem(`HubSpot has no property ${keyField} on ${object}`, 'keyField', create)
  if (answer.refusal.kind === 'unauthorised' && answer.reply.status === 403)
    return problem(
      `HubSpot denies reading ${object}: ${answer.refusal.reason}`,
      credential(settings).field,
      `Add the scopes crm.objects.${object}.read and .write to the app of the hub${isOAuth(settings) ? ', then install it anew and enter its new refresh token' : ''}.${entity === 'lead' ? ' Without Sales Hub Professional set leads to no.' : ''}`,
    )
  return answer.refusal
}
