/** How many companies have a word in their names: counted right whatever is told, put right, merged and taken back. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sweep } from '../core/flow/reevaluate.ts'
import type { AccountProfile } from '../core/lead/match/profile.ts'
import * as frequencies from '../core/store/frequencies.ts'
import type { TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { accountOf, type Body, FORM, replayAll, tell, tellingHubs } from './helpers/telling.ts'

const hubOf = tellingHubs()

type Counts = Record<string, number>

/** As the hub keeps them. */
async function kept({ store }: TestHub): Promise<Counts> {
  await store.write(frequencies.takeIn)
  return Object.fromEntries(
    (await store.db.all<{ word: string; accounts: number }>('select word, accounts from identity_frequency')).map((row) => [row.word, row.accounts]),
  )
}

/** Counted over all accounts that stand. */
async function counted({ store }: TestHub): Promise<Counts> {
  const counts: Counts = {}
  for (const row of await store.db.all<{ profile: string }>('select profile from account where merged_into is null')) {
    const { names } = JSON.parse(row.profile) as AccountProfile
    for (const word of ['', ...new Set(names.flatMap(({ tokens }) => tokens))]) counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}

/** Three companies of some common words, with further names, people and towns. */
const FIRMS: readonly Body[] = [
  { firma: 'Quandorf Pumpen GmbH', mail: 'a@quandorf.example', wer: 'Anna Rau', plz: '90402', ort: 'Nürnberg' },
  { firma: 'Quandorf Pumpen und Ventile GmbH', mail: 'b@quandorf.example', wer: 'Bert Thal', plz: '90402', ort: 'Nürnberg' },
  { firma: 'Velmar Pumpen GmbH', mail: 'c@velmar.example', wer: 'Cora Mohn', plz: '20457', ort: 'Hamburg' },
  { firma: 'Velmar Fluidtechnik GmbH', mail: 'd@velmar.example', wer: 'Dirk Kolb', plz: '20457', ort: 'Hamburg' },
  { firma: 'Ostrach Ventile AG', mail: 'e@ostrach.example', wer: 'Eva Lind', plz: '01067', ort: 'Dresden' },
  { mail: 'f@ostrach.example', wer: 'Falk Egger' },
  { firma: 'Ostrach Ventile AG', mail: 'frei@gmx.de', wer: 'Gerd Hofer', plz: '01067', ort: 'Dresden' },
]

/** Readings of the form: all of it, without names, without addresses, every name another. */
const READINGS = [
  FORM.expression,
  FORM.expression.replace('"name": firma, ', ''),
  FORM.expression.replace('"email": mail, ', ''),
  FORM.expression.replace('"name": firma', '"name": firma & " Süd"'),
]

type Op = { op: 'tell'; n: number } | { op: 'merge'; a: number; b: number } | { op: 'unmerge' } | { op: 'sweep' } | { op: 'replay'; reading: number }

const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ op: fc.constant('tell' as const), n: fc.nat(FIRMS.length - 1) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('merge' as const), a: fc.nat(9), b: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.constant({ op: 'unmerge' as const }) },
  { weight: 1, arbitrary: fc.constant({ op: 'sweep' as const }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('replay' as const), reading: fc.nat(READINGS.length - 1) }) },
)

for (const backend of backends) {
  describe(`words of names on ${backend.name}`, () => {
    it('are counted once per company, and no more where nobody has them', async () => {
      const hub = await hubOf(backend)
      const [first, , third] = (await tell(hub, ...FIRMS.slice(0, 3))) as [string, string, string]
      expect(await kept(hub)).toEqual({ '': 2, quandorf: 1, pumpen: 2, ventile: 1, velmar: 1 })
      const [a, b] = [await accountOf(hub, first), await accountOf(hub, third)]
      const id = await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'ops')
      expect(await kept(hub)).toEqual({ '': 1, quandorf: 1, pumpen: 1, ventile: 1, velmar: 1 })
      await hub.act.unmerge(id, null, 'ops')
      expect(await kept(hub)).toMatchObject({ '': 2, pumpen: 2 })
      await readAs(hub, READINGS[1]!)
      expect(await kept(hub)).toEqual({ '': 2 })
    })

    it('are what a count over all companies finds, whatever happened', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(op, { minLength: 6, maxLength: 14 }), async (ops) => {
          const hub = await hubOf(backend)
          await tell(hub, FIRMS[0]!, FIRMS[2]!, FIRMS[4]!)
          for (const one of ops) {
            await perform(hub, one)
            expect(await kept(hub)).toEqual(await counted(hub))
          }
        }),
        { numRuns: backend.name === 'sqlite' ? 6 : 3 },
      )
    })
  })
}

async function perform(hub: TestHub, one: Op): Promise<void> {
  const { db } = hub.store
  if (one.op === 'tell') await tell(hub, FIRMS[one.n]!)
  else if (one.op === 'sweep') await sweep(hub.store, hub.on)
  else if (one.op === 'merge') {
    const standing = await db.all<{ id: string }>('select id from account where merged_into is null order by id')
    const [a, b] = [standing[one.a % standing.length]!.id, standing[one.b % standing.length]!.id]
    if (a !== b) await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'ops')
  } else if (one.op === 'unmerge') {
    const last = await db.get<{ id: string }>('select id from merge where undone_at is null order by id desc limit 1')
    if (last) await hub.act.unmerge(last.id, null, 'ops')
  } else await readAs(hub, READINGS[one.reading]!)
}

async function readAs(hub: TestHub, expression: string): Promise<void> {
  const { id } = await hub.act.draftMapping({ kind: 'source', name: 'form', expression }, 'test')
  const active = await hub.store.db.get("select 1 as active from mapping_version where id = $1 and state = 'active'", [id])
  if (!active) await hub.act.activateMapping({ id }, 'test')
  await replayAll(hub)
}
