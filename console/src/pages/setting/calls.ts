/** What is asked of the hub about sources and connections alike. */
import { act } from '../../api/call.ts'
import type { Entry } from './entry.ts'

export type Of = 'source' | 'connection'

/** @returns whether it is in force already @throws Problem */
export async function save(of: Of, name: string, entry: Entry, isNew: boolean): Promise<boolean> {
  const body = { entry }
  const params = { id: name }
  if (of === 'source')
    return (await (isNew ? act('post', '/v1/sources', { body: { name, ...body } }) : act('put', '/v1/sources/{id}', { params, body }))).inEffect
  return (await (isNew ? act('post', '/v1/connections', { body: { name, ...body } }) : act('put', '/v1/connections/{id}', { params, body }))).inEffect
}

/** @throws Problem: 409 where something waits for it, unless `isForced` */
export async function remove(of: Of, name: string, isForced: boolean): Promise<void> {
  const given = { params: { id: name }, query: { force: isForced ? ('true' as const) : ('false' as const) } }
  await (of === 'source' ? act('delete', '/v1/sources/{id}', given) : act('delete', '/v1/connections/{id}', given))
}

export const tryOut = (name: string, entry: Entry) => act('post', '/v1/connections/try', { body: { name, entry } })
