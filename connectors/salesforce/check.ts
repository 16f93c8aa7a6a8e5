/** The test of a connection: version of the API, each object with its rights, and the field of the key on each. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Checked, Entity } from '../../core/crm.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { type Problem, problem, wrongAddress } from '../problem.ts'
import { textOf } from '../texts.ts'
import { ENTITY } from './api.ts'
import { shapeOf } from './describe.ts'
import { refused } from './refusals.ts'
import { isName } from './soql.ts'

export function* checkOrg(settings: Settings): Generator<Call, Checked | Refusal, Reply> {
  const { keyField = '' } = settings
  if (!isName(keyField)) return problem(`${keyField} is no name of a field`, 'keyField', 'Enter the API name of the field, e.g. Leitwerk_Id__c.')
  const versions = yield { method: 'GET', path: '/services/data/', purpose: 'ask for the versions of the API' }
  if (!succeeded(versions)) return versions.status === 404 ? otherAddress() : refused(versions, 'account')
  const wrong = versionProblem(versions, settings)
  if (wrong) return wrong
  for (const entity of Object.keys(ENTITY) as Entity[]) {
    const shape = yield* shapeOf(entity, settings)
    if (!shape.ok) return shape.status === 404 ? hidden(ENTITY[entity]) : shape.refusal
    const missing = rightsProblem(ENTITY[entity], shape.object) ?? keyProblem(ENTITY[entity], keyField, shape.fields)
    if (missing) return missing
  }
  return { kind: 'ok', detail: `connected; the key stands in ${keyField}` }
}

const otherAddress = (): Problem =>
  wrongAddress('the API of Salesforce', 'Enter the My Domain address of the org (Setup > My Domain), e.g. https://company.my.salesforce.com.')

function versionProblem({ body }: Reply, { apiVersion = '' }: Settings): Problem | null {
  const known = (Array.isArray(body) ? body : []).filter(isObject).map(({ version }) => textOf(version))
  if (known.length === 0) return otherAddress()
  if (known.includes(apiVersion)) return null
  return problem(`This org has no version ${apiVersion} of the API`, 'apiVersion', `Enter one of its versions; the newest is ${known.at(-1)}.`)
}

const PERMISSIONS = 'Setup > Permission Sets > Object Settings, in the permission set of the user that the external client app runs as'

const hidden = (object: string): Problem =>
  problem(`The user of the connection does not see the object ${object}`, null, `${PERMISSIONS}: give Read, Create and Edit on ${object}.`)

function rightsProblem(object: string, { createable, updateable }: JsonObject): Problem | null {
  if (createable === true && updateable === true) return null
  return problem(`The user of the connection may not create and edit ${object}`, null, `${PERMISSIONS}: give Read, Create and Edit on ${object}.`)
}

function keyProblem(object: string, keyField: string, fields: readonly JsonObject[]): Problem | null {
  const field = fields.find(({ name }) => name === keyField)
  if (field === undefined)
    return problem(
      `${object} has no field ${keyField}, or the user of the connection may not see it`,
      'keyField',
      `Setup > Object Manager > ${object} > Fields: add a field of type Text with API name ${keyField}, ticked as Unique and as External ID, and let the permission set of the user edit it.`,
    )
  if (field.externalId !== true || field.unique !== true)
    return problem(
      `The field ${keyField} of ${object} is not both Unique and External ID`,
      'keyField',
      `Setup > Object Manager > ${object} > Fields > ${keyField}: tick Unique (case-sensitive) and External ID.`,
    )
  if (field.createable !== true || field.updateable !== true)
    return problem(
      `The user of the connection may not edit ${keyField} of ${object}`,
      'keyField',
      `${PERMISSIONS}: give Edit Access to ${keyField} of ${object}.`,
    )
  return null
}
