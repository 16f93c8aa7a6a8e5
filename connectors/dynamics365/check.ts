/** Proves step by step that the hub can work there: the user, its rights, the hub's key on every table. */
import type { Call, Reply, Settings } from '../../core/connector.ts'
import type { Checked, Entity } from '../../core/crm.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { problem, wrongAddress } from '../problem.ts'
import { textOf } from '../texts.ts'
import { at, page, TABLE } from './api.ts'
import { refused } from './errors.ts'

const NEEDED = [
  ...['Account', 'Contact', 'Lead', 'Opportunity'].flatMap((table) => ['Create', 'Read', 'Write', 'Append', 'AppendTo'].map((right) => `prv${right}${table}`)),
  'prvCreateNote',
  'prvReadNote',
  'prvAppendNote',
]

export function* checkEnvironment({ keyColumn = '' }: Settings): Generator<Call, Checked | Refusal, Reply> {
  const who = yield { method: 'GET', path: '/WhoAmI', purpose: 'ask who the hub is there' }
  if (!succeeded(who)) return who.status === 404 ? otherAddress() : refused(who)
  if (!isObject(who.body) || textOf(who.body.UserId) === '') return otherAddress()
  const missing = yield* missingRights(textOf(who.body.UserId))
  if (missing !== null) return missing
  for (const entity of Object.keys(TABLE) as Entity[]) {
    const reply = yield {
      method: 'GET',
      path: at(`/EntityDefinitions(LogicalName='${entity}')/Keys`, { $select: 'LogicalName,KeyAttributes,EntityKeyIndexStatus' }),
      purpose: `ask for the alternate keys of ${entity}`,
    }
    const keys = page(reply)
    if (!keys.ok) return keys.refusal
    const own = keys.rows.find(({ KeyAttributes: columns }) => Array.isArray(columns) && columns.length === 1 && columns[0] === keyColumn)
    if (own === undefined) return noKey(entity, keyColumn)
    if (own.EntityKeyIndexStatus !== 'Active') return unfinishedKey(entity, textOf(own.EntityKeyIndexStatus))
  }
  return { kind: 'ok', detail: `connected; the key stands in ${keyColumn}` }
}

function* missingRights(user: string): Generator<Call, Checked | Refusal | null, Reply> {
  const path = at(`/systemusers(${user})/Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@n)`, { '@n': JSON.stringify(NEEDED) })
  const reply = yield { method: 'GET', path, purpose: 'ask for the rights of the hub' }
  if (!succeeded(reply)) return refused(reply)
  if (!isObject(reply.body) || !Array.isArray(reply.body.RolePrivileges)) return otherAddress()
  const held = new Set(reply.body.RolePrivileges.filter(isObject).map(({ PrivilegeName: name }) => textOf(name).toLowerCase()))
  const missing = NEEDED.filter((name) => !held.has(name.toLowerCase()))
  if (missing.length === 0) return null
  return problem(
    `The application user lacks rights: ${missing.join(', ')}`,
    null,
    'Power Platform admin center > Environments > Settings > Application users: give the user a security role that has them.',
  )
}

const otherAddress = (): Checked =>
  wrongAddress('the Web API of Dynamics 365', 'Enter the address that people open in the browser, e.g. https://company.crm4.dynamics.com.')

const noKey = (entity: Entity, keyColumn: string): Checked =>
  problem(
    `The table ${TABLE[entity].label} has no alternate key of the column ${keyColumn}`,
    'keyColumn',
    `make.powerapps.com > Tables > ${TABLE[entity].label}: add a text column ${keyColumn}, then under Keys a key of this column alone, in the same way on all four tables.`,
  )

const unfinishedKey = (entity: Entity, status: string): Checked =>
  problem(
    `The alternate key of the table ${TABLE[entity].label} is not ready: ${status}`,
    'keyColumn',
    'Wait until its index is built; where it failed, look under Settings > System jobs for the reason, such as values that stand there twice.',
  )
