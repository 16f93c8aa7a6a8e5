/** What makes the past of leads another one than it was: acts to play through a hub, one after the other, with a clock that can be put forward. */
import { startHub, type TestHub } from './hub.ts'
import type { Backend } from './stores.ts'
import { type Body, FORM, replayAll, tell } from './telling.ts'

export const RETOLD_CONFIG = `
products: [{ id: kran, name: Kran, default: true }]
funnel: { mql: { points: 100000 } }
sources: { web: { kind: form, secret: s } }
`
export const OLD: Body = { firma: 'Rübsam Pumpen GmbH', mail: 'k.rau@ruebsam-pumpen.example', wer: 'Karla Rau', plz: '90402', ort: 'Nürnberg' }
export const NEW: Body = { firma: 'Velora Fluidtechnik GmbH', mail: 'j.mohn@velora.example', wer: 'Jost Mohn', plz: '90402', ort: 'Nürnberg' }

export interface Retold {
  hub: TestHub
  clock: () => number
  pass: (ms: number) => void
  /** Three leads; one asks for sales, is rejected; another is classified for an earlier day; two are merged, parted again, all is replayed, one acts again. */
  acts: Record<(typeof ACTS)[number], () => Promise<unknown>>
}
export const ACTS = ['told', 'called', 'rejected', 'classified', 'merged', 'parted', 'replayed', 'toldAgain'] as const

/** @param reason why sales rejects */
export async function startRetold(backend: Backend, reason: string): Promise<Retold> {
  let ahead = Date.parse('2026-03-02T09:00:00Z') - Date.now()
  const clock = () => Date.now() + ahead
  const hub = await startHub(backend, RETOLD_CONFIG, { mappings: [FORM], now: clock })
  let merge = ''
  return {
    hub,
    clock,
    pass: (ms) => {
      ahead += ms
    },
    acts: {
      told: () => tell(hub, OLD, NEW, { ...OLD, mail: 'a@gruber-pumpen.example', firma: 'Gruber Pumpen GmbH', wer: 'Ada Gruber' }),
      called: () => tell(hub, { ...NEW, ruf: 'ja' }),
      rejected: async () => {
        const [one] = (await hub.leads()).filter(({ state }) => state.offer?.state === 'open')
        await hub.act.decideLead({ lead: one!.id, decision: { kind: 'reject', reason } }, 'test')
      },
      classified: async () => {
        const [, , third] = await hub.leads()
        await hub.act.decideLead({ lead: third!.id, decision: { kind: 'class', to: 'A', reason: 'call' }, at: clock() - 1.5 * 86_400_000 }, 'test')
      },
      merged: async () => {
        const [first, second] = await hub.leads()
        merge = await hub.act.merge({ level: 'account', survivor: first!.accountId, absorbed: second!.accountId, reason: 'renamed' }, 'ops')
      },
      parted: () => hub.act.unmerge(merge, 'not renamed', 'ops'),
      replayed: () => replayAll(hub),
      toldAgain: () => tell(hub, { ...OLD, wer: 'Karl Anders', mail: 'k.anders@ruebsam-pumpen.example' }),
    },
  }
}
