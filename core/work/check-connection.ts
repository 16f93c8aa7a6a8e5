/** The "Test" of a connection: the connector's own check, with what the engine itself learnt told in the same form. */
import type { Field } from '../connector.ts'
import type { Checked, Crm } from '../crm.ts'
import type { Refusal } from '../outcome.ts'
import type { CallRecord, Converse, Endpoint } from '../talk.ts'

/** What is checked: a CRM, or an e-mail tool. */
type Checkable = Pick<Crm, 'label' | 'fields' | 'check'>

export async function checkConnection(crm: Checkable, endpoint: Endpoint, converse: Converse): Promise<{ checked: Checked; calls: readonly CallRecord[] }> {
  const { result, calls } = await converse(crm.check(endpoint.settings), endpoint)
  return { checked: result.kind === 'ok' || result.kind === 'problem' ? result : asProblem(result, crm, calls.at(-1)?.status), calls }
}

export type ConnectionProblem = Extract<Checked, { kind: 'problem' }>

/**
 * A refusal as people are told it: which setting it is about, and what to do.
 * @param status of the last answer; null when none came, undefined when nothing was asked
 */
export function asProblem(refusal: Refusal, crm: Pick<Crm, 'label' | 'fields'>, status: number | null | undefined): ConnectionProblem {
  const tell = (field: string | null, todo: string): ConnectionProblem => ({ kind: 'problem', problem: refusal.reason, field, todo })
  const url = 'url' in crm.fields ? 'url' : null
  const secret = Object.keys(crm.fields).find((name) => crm.fields[name]?.secret) ?? null
  switch (refusal.kind) {
    case 'unauthorised':
      if (refusal.about !== undefined) return tell(refusal.about, corrected(crm.fields[refusal.about]))
      // 400: how OAuth says that the credentials are wrong (RFC 6749, 5.2).
      if (status === 400 || status === 401 || status === 403)
        return tell(secret, `Enter the credentials anew, as ${crm.label} shows them, and look at the rights of that user.`)
      return status === 200
        ? tell(null, `Compare all settings with what ${crm.label} shows.`)
        : tell(url, `Enter the address as it stands in the browser or in the documentation of ${crm.label}.`)
    case 'rateLimited':
    case 'quotaExhausted':
      return tell(null, 'Wait, then test again; other integrations use up the same limit.')
    case 'transient':
      return tell(url, 'Check the address, and that the hub may reach it through the firewall.')
    default:
      return tell(url, `Check that the address is the one of ${crm.label}'s API.`)
  }
}

/** Where to find the right value is what the setting's own help says. */
const corrected = (field: Field | undefined): string => (field ? `Correct "${field.label}": ${field.help.replace(/\.$/, '')}.` : 'Correct this setting.')
