/** Asks a configured connection or e-mail tool whether address and credentials work, and holds what a CRM said of itself to the rules. */
import type { Settings } from '../connector.ts'
import type { Checked } from '../crm.ts'
import { crmEndpoint } from '../endpoint.ts'
import { nurtures } from '../flow/audiences.ts'
import type { AudienceEntry, ConnectionEntry, Setup } from '../setup.ts'
import type { StoredDescription } from '../store/descriptions.ts'
import { checkConnection } from '../work/check-connection.ts'
import { rulesProblem } from '../work/check-rules.ts'
import type { Conversation } from '../work/converse.ts'
import { audienceEndpoint } from '../work/tell-audience.ts'

interface Parts {
  setup: Setup
  conversation: Pick<Conversation, 'converse'>
  /** What the CRM of a connection said of its records last. */
  described(connection: string): Promise<StoredDescription | undefined>
}

/** @throws a sentence when nothing is configured under the id */
export async function checkConfigured({ setup, conversation, described }: Parts, id: string): Promise<Checked> {
  const audience = setup.audiences.get(id)
  if (audience) return checkAudience(audience, nurtures(setup), conversation)
  const connection = connectionOf(setup, id)
  const { crm, settings } = connection
  const { checked } = await checkConnection(crm, crmEndpoint(id, crm, settings), conversation.converse)
  const said = checked.kind === 'ok' ? await described(id) : undefined
  return (said && rulesProblem(connection, said)) ?? checked
}

async function checkAudience(entry: AudienceEntry, isNurturing: boolean, conversation: Pick<Conversation, 'converse'>): Promise<Checked> {
  const { audience, products } = entry
  const declared = { ...audience, check: (settings: Settings) => audience.check(settings, products, isNurturing) }
  return (await checkConnection(declared, audienceEndpoint(entry), conversation.converse)).checked
}

/** @throws a sentence that names those there are */
export function connectionOf(setup: Setup, id: string): ConnectionEntry {
  const connection = setup.connections.get(id)
  if (!connection) throw new Error(`there is no connection '${id}'; known are ${[...setup.connections.keys()].join(', ') || 'none'}`)
  return connection
}
