/** The "Test" of a connection: the connector's own check, with what the engine itself learnt told in the same form. */
import type { Checked, Crm } from '../connector.ts'
import type { Refusal } from '../outcome.ts'
import type { CallRecord, Converse, Endpoint } from '../talk.ts'

export async function checkConnection(crm: Crm, endpoint: Endpoint, converse: Converse): Promise<{ checked: Checked; calls: readonly CallRecord[] }> {
  const { result, calls } = await converse(crm.check(endpoint.settings), endpoint)
  return { checked: result.kind === 'ok' || result.kind === 'problem' ? result : problem(result, crm), calls }
}

function problem(refusal: Refusal, crm: Crm): Checked {
  const secret = Object.keys(crm.fields).find((name) => crm.fields[name]?.secret) ?? null
  switch (refusal.kind) {
    case 'unauthorised':
      return {
        kind: 'problem',
        problem: refusal.reason,
        field: secret,
        todo: `Enter the credentials anew, as ${crm.label} shows them, and look at the rights of that user.`,
      }
    case 'rateLimited':
    case 'quotaExhausted':
      return { kind: 'problem', problem: refusal.reason, field: null, todo: 'Wait, then test again; other integrations use up the same limit.' }
    case 'transient':
      return { kind: 'problem', problem: refusal.reason, field: urlField(crm), todo: 'Check the address, and that the hub may reach it through the firewall.' }
    default:
      return { kind: 'problem', problem: refusal.reason, field: urlField(crm), todo: `Check that the address is the one of ${crm.label}'s API.` }
  }
}

const urlField = (crm: Crm): string | null => ('url' in crm.fields ? 'url' : null)
