/** Whatever is activated, sent, replayed and rolled back in whatever order: in the end the hub knows what it would know had the last mapping stood from the beginning. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as ledger from '../core/store/ledger.ts'
import * as replays from '../core/store/replays.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { knownTo } from './helpers/known.ts'
import { backends } from './helpers/stores.ts'
import { FIXED, file, submission, WRONG } from './helpers/trial-mapping.ts'

// Nothing is handed over here: what has left the house stays, so that it may differ with reason.
const CONFIG = `
products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]
funnel: { mql: { points: 100000 } }
sources: { web: { kind: form, secret: s } }
`

const quiet = (expression: string): string => expression.replace(/"wantsSales": [^\n]*\n/, '\n')

/** Each takes something away from the right one, or adds something wrong. */
const VARIANTS = [
  quiet(FIXED),
  quiet(WRONG),
  quiet(FIXED).replace('"site": werk, ', ''),
  quiet(FIXED).replace('"products": produkt', '"products": "kran"'),
  quiet(FIXED).replace('"name": firma, ', '').replace('"email": mail', '"email": formular = "Katalog" ? undefined : mail'),
  quiet(FIXED).replace('"kind": "form"', '"kind": formular = "Katalog" ? "download" : "form", "test": telefon ? false : true'),
  `formular = "Katalog" ? {"ignore": "only a catalogue"} : ${quiet(FIXED)}`,
]

type Op =
  | { op: 'send'; n: number }
  | { op: 'late'; n: number }
  | { op: 'activate'; variant: number }
  | { op: 'rollback' }
  | { op: 'replay'; of: 'held' | 'all' | 'some' }

const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ op: fc.constant('send' as const), n: fc.nat(29) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('late' as const), n: fc.nat(29) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('activate' as const), variant: fc.nat(VARIANTS.length - 1) }) },
  { weight: 1, arbitrary: fc.constant({ op: 'rollback' as const }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('replay' as const), of: fc.constantFrom('held' as const, 'all' as const, 'some' as const) }) },
)

for (const backend of backends) {
  describe(`sequences of changes on ${backend.name}`, { timeout: 300_000 }, () => {
    it('end as if the last mapping had stood from the beginning', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(op, { minLength: 4, maxLength: 14 }), async (ops) => {
          const hub = await startHub(backend, CONFIG, { mappings: [file(VARIANTS[0]!)] })
          try {
            const sent = await perform(hub, ops)
            await replayed(hub, { source: 'web' })
            const { db } = hub.store
            const [active] = await db.all<{ expression: string }>("select expression from mapping_version where state = 'active' and kind = 'source'")
            const fresh = await startHub(backend, CONFIG, { mappings: [file(active!.expression)] })
            try {
              for (const body of sent) await arrive(fresh, body)
              expect(await knownTo(hub)).toEqual(await knownTo(fresh))
              const [is, would] = [await ledger.sources(db), await ledger.sources(fresh.store.db)]
              expect(is).toEqual(would)
            } finally {
              await fresh.stop()
            }
            // And the next one finds nothing to do.
            expect((await replayed(hub, { source: 'web' })).outcomes).toMatchObject({ changed: 0, newlyHeld: 0, newlyAccepted: 0 })
          } finally {
            await hub.stop()
          }
        }),
        { numRuns: RUNS, examples: [[ONCE_WRONG]] },
      )
    })
  })
}

/** Who leaves one account goes to another that had seen nobody of it: both are decided anew. */
const ONCE_WRONG: Op[] = [
  { op: 'send', n: 0 },
  { op: 'activate', variant: 4 },
  { op: 'send', n: 0 },
  { op: 'send', n: 1 },
]

const RUNS = Number(process.env.REPLAY_RUNS ?? 8)

/** One after the other, so that the order of arrival is that of the sequence. */
async function arrive(hub: TestHub, body: unknown): Promise<void> {
  await hub.send('web', body)
  await hub.quiet()
}

async function perform(hub: TestHub, ops: readonly Op[]): Promise<unknown[]> {
  const sent: unknown[] = []
  for (const one of ops) {
    if (one.op === 'send' || one.op === 'late') {
      const body = submission(one.n)
      const told = one.op === 'send' ? body : { ...body, submissionId: `late-${sent.length}`, zeit: '2026-08-01T08:00:00.000Z' }
      sent.push(told)
      await arrive(hub, told)
    } else if (one.op === 'activate') {
      const draft = await hub.act.draftMapping({ kind: 'source', name: 'form', expression: VARIANTS[one.variant]! }, 'test')
      if (draft.state !== 'active') await hub.act.activateMapping({ id: draft.id }, 'test')
    } else if (one.op === 'rollback') {
      await hub.act.rollBackMapping({ kind: 'source', name: 'form' }, 'test').catch(() => {}) // where there is nothing to go back to
    } else {
      const { db } = hub.store
      const ids = (await db.all<{ id: string }>('select id from delivery order by id')).map(({ id }) => id)
      const some = ids.filter((_, i) => i % 2 === 0)
      if (one.of !== 'some') await replayed(hub, one.of === 'held' ? { state: 'held' } : { source: 'web' })
      else if (some.length > 0) await replayed(hub, { ids: some })
    }
  }
  return sent
}

async function replayed(hub: TestHub, filter: replays.ReplayFilter): Promise<replays.Progress> {
  const { id } = await hub.act.planReplay({ filter, mapping: 'active', perSecond: 10_000 }, 'test')
  await hub.act.moveReplay(id, 'start', 'test')
  for (const until = Date.now() + 30_000; (await replays.find(hub.store.db, id))!.state !== 'done'; ) {
    if (Date.now() > until) throw new Error('the replay does not end')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await hub.quiet()
  return replays.progress(hub.store.db, id)
}
