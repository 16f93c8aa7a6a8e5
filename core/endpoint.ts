/** The other side of a conversation, made from a connector's declaration and one configuration of it. */
import type { Field, Settings, Source, SourceApi } from './connector.ts'
import type { Crm } from './crm.ts'
import type { Endpoint } from './talk.ts'

/** @param id of the configured connection */
export const crmEndpoint = (id: string, crm: Crm, settings: Settings): Endpoint => ({
  id,
  baseUrl: crm.baseUrl(settings),
  auth: crm.auth,
  settings,
  secretFields: secretsOf(crm.fields),
  ...(crm.hosts && { hosts: crm.hosts(settings), inside: true }),
})

/** @param id of the configured source; for a source with `connection` use the endpoint of that connection */
export const sourceEndpoint = (id: string, { fields }: Pick<Source, 'fields'>, api: SourceApi, settings: Settings): Endpoint => ({
  id,
  baseUrl: api.baseUrl(settings),
  auth: api.auth,
  settings,
  secretFields: secretsOf(fields),
  hosts: api.hosts(settings),
})

const secretsOf = (fields: Readonly<Record<string, Field>>): string[] => Object.keys(fields).filter((name) => fields[name]?.secret)
