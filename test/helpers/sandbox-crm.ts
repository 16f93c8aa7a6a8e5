/** A sandbox CRM with records that were there before the hub. */
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'

export interface SandboxCrm {
  url: string
  token: string
  /** Makes a record, whatever others are like it. @returns its id */
  make(entity: string, values: object): Promise<string>
  row(entity: string, id: string): Promise<Record<string, unknown>>
  rows(entity: string): Promise<Record<string, unknown>[]>
  remove(entity: string, id: string): Promise<void>
  /** What sales does. */
  act(what: object): Promise<void>
  /** From now on these and no others. */
  faults(rules: readonly object[]): Promise<void>
  /** Calls that changed something. */
  writes(): Promise<number>
  close(): Promise<void>
}

export async function sandboxCrm(now: () => number = Date.now): Promise<SandboxCrm> {
  const token = 'crm-token'
  const server: Sandbox = await startSandbox({ listen: '127.0.0.1:0', token, now })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-allow-duplicate': 'true' }
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${server.url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (answer.status === 204 ? null : await answer.json()) as T
  }
  return {
    url: server.url,
    token,
    make: async (entity, values) => (await call<{ id: string }>('POST', `/api/${entity}`, values)).id,
    row: (entity, id) => call('GET', `/api/${entity}/${id}`),
    rows: async (entity) => (await call<{ items: Record<string, unknown>[] }>('GET', `/api/${entity}?limit=200`)).items,
    remove: (entity, id) => call('DELETE', `/api/${entity}/${id}`),
    act: async (what) => void (await call('POST', '/_act', what)),
    faults: async (rules) => {
      await call('DELETE', '/_faults')
      if (rules.length > 0) await call('POST', '/_faults', rules)
    },
    writes: async () => {
      const { calls } = await call<{ calls: { last: { method: string }[] } }>('GET', '/_state')
      return calls.last.filter(({ method }) => method !== 'GET').length
    },
    close: server.close,
  }
}
