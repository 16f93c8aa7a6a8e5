/** A hub that is told of submissions one after the other, and asked whose they are. */
import { afterEach } from 'vitest'
import type { MappingFile } from '../../core/flow/mappings.ts'
import * as replays from '../../core/store/replays.ts'
import { startHub, type TestHub } from './hub.ts'
import type { Backend } from './stores.ts'

export type Body = Record<string, string>

/** Fields: wer, mail, mobil, firma, werk, plz, ort, str, tel, web, ruf (`ja`: wants a call), zeit (ISO; default: now). */
export const FORM: MappingFile = {
  kind: 'source',
  name: 'form',
  path: 'form.jsonata',
  cases: null,
  expression: `{"events": [{
    "kind": "form", "occurredAt": zeit ? zeit : $delivery.receivedAt, "origin": {"channel": "web", "system": "form"},
    "wantsSales": ruf = "ja", "person": {"fullName": wer, "email": mail, "phone": tel, "mobile": mobil},
    "company": {"name": firma, "site": werk, "street": str, "postalCode": plz, "city": ort, "website": web}
  }]}`,
}

const CONFIG = `
products: [{ id: kran, name: Kran, default: true }]
funnel: { mql: { points: 100000 } }
sources: { web: { kind: form, secret: s } }
`

/** Makes hubs that read the form, and stops them after each test. */
export function tellingHubs(): (backend: Backend) => Promise<TestHub> {
  const hubs: TestHub[] = []
  afterEach(async () => {
    for (const hub of hubs.splice(0)) await hub.stop()
  })
  return async (backend) => {
    const hub = await startHub(backend, CONFIG, { mappings: [FORM] })
    hubs.push(hub)
    return hub
  }
}

/** @returns the deliveries */
export async function tell(hub: TestHub, ...bodies: readonly Body[]): Promise<string[]> {
  const ids: string[] = []
  for (const body of bodies) {
    ids.push(await hub.send('web', body))
    await hub.quiet()
  }
  return ids
}

/** Whose the one event of a delivery is. */
export async function placeOf({ store }: TestHub, delivery: string): Promise<{ account: string; unit: string }> {
  const row = await store.db.get<{ account: string; unit: string }>(
    'select a.account_id as account, a.unit_id as unit from event e join assignment a on a.event_id = e.id and a.closed_at is null where e.delivery_id = $1',
    [delivery],
  )
  return row!
}

export const accountOf = async (hub: TestHub, delivery: string): Promise<string> => (await placeOf(hub, delivery)).account
export const unitOf = async (hub: TestHub, delivery: string): Promise<string> => (await placeOf(hub, delivery)).unit

/** All deliveries of the source, by the mapping of now. */
export async function replayAll(hub: TestHub, source = 'web'): Promise<void> {
  const { id } = await hub.act.planReplay({ filter: { source }, mapping: 'active', perSecond: 10_000 }, 'test')
  await hub.act.moveReplay(id, 'start', 'test')
  for (const until = Date.now() + 30_000; (await replays.find(hub.store.db, id))!.state !== 'done'; ) {
    if (Date.now() > until) throw new Error('the replay does not end')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await hub.quiet()
}
