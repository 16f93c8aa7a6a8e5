/** Lists through the whole hub: what becomes of every row, again and again, whatever interrupts it. */
import { describe, expect, it } from 'vitest'
import { mappingFiles } from '../core/compose/mapping-files.ts'
import * as deliveries from '../core/store/deliveries.ts'
import * as events from '../core/store/events.ts'
import * as imports from '../core/store/imports.ts'
import * as ledger from '../core/store/ledger.ts'
import * as replays from '../core/store/replays.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { begin, ended, imported, rowsOf } from './helpers/importing.ts'
import { backends } from './helpers/stores.ts'
import { workbook } from './helpers/xlsx.ts'

const YAML = `
mapping: { timeoutMs: 10000 }
sources:
  messe: { kind: list, origin: fair, name: Fördertage, date: "2026-09-15" }
  miete: { kind: list, origin: rented, name: Einkäufer, consentPurpose: marketing, consentProof: Vertrag 12 }
  web: { kind: form, secret: s }
`
const HEAD = 'Firma;Vorname;Nachname;E-Mail;PLZ;Ort;Bemerkung'
const LIST = `${HEAD}
Mühlhöfer Pressen GmbH;Käthe;Süß;kaethe.suess@muehlhoefer.example;73033;Göppingen;zwei Pressen
Mühlhöfer Pressen GmbH;Ole;Brandt;ole.brandt@muehlhoefer.example;73033;Göppingen;
Rübsam Pumpen AG;Ida;Lohr;ida.lohr@ruebsam.example;90402;Nürnberg;
;;;;10115;Berlin;Karte unleserlich
Rübsam Pumpen AG;Ida;Lohr;ida.lohr@ruebsam.example;90402;Nürnberg;
Ostwald KG;Per;Kern;per.kern@ostwald.example;28195;Bremen;;zu viel
`

const companies = (n: number): string =>
  `${HEAD}\n${Array.from({ length: n }, (_, i) => `Holzbau Nr ${i} GmbH;Ina;Pohl;ina.pohl@holzbau-${i}.example;${10_115 + i};Ort ${i};`).join('\n')}\n`

for (const backend of backends) {
  describe(`a list on ${backend.name}`, { timeout: 120_000 }, () => {
    const withHub = async (work: (hub: TestHub) => Promise<void>, options: Parameters<typeof startHub>[2] = {}): Promise<void> => {
      const hub = await startHub(backend, YAML, options)
      try {
        await work(hub)
      } finally {
        await hub.stop()
      }
    }

    it('becomes leads by unit; every row has a fate, and the ledger closes', () =>
      withHub(async (hub) => {
        const run = await imported(hub, 'messe', Buffer.from(LIST, 'latin1'))
        expect(run).toMatchObject({ state: 'done', totals: { new: 2, merged: 1, duplicate: 1, held: 2, filtered: 0 } })
        const rows = await rowsOf(hub, run.id)
        const fates = rows.map(({ line, outcome }) => `${line} ${outcome}`)
        // Which of the first two comes first is chance where several are written at a time.
        expect([
          ...fates
            .slice(0, 2)
            .map((fate) => fate.slice(2))
            .sort(),
          ...fates.slice(2),
        ]).toEqual(['merged', 'new', '4 new', '5 held', '6 duplicate', '7 held'])
        expect(rows[1]).toMatchObject({ account: rows[0]!.account, lead: rows[0]!.lead })
        expect(rows[3]!.reason).toContain('nobody could be reached')
        expect(rows[5]!.reason).toContain('line 7 has 8 cells')
        const first = (await hub.leads()).find(({ id }) => id === rows[0]!.lead)
        expect(first!.state).toMatchObject({ stage: 'lead', firstTouch: { origin: { channel: 'fair', event: 'Fördertage' } } })
        const told = (await events.ofLead(hub.store.db, first!.id, 5)).find(({ personal }) => personal.person?.firstName === 'Käthe')
        expect(told!.personal).toMatchObject({
          company: { name: 'Mühlhöfer Pressen GmbH' },
          person: { firstName: 'Käthe', lastName: 'Süß' },
          note: 'zwei Pressen',
        })
        const [counted] = await ledger.sources(hub.store.db)
        expect(counted).toMatchObject({ source: 'messe', accepted: 5, processed: 3, held: 2, unaccounted: 0 })
        const raw = (await deliveries.raw(hub.store.db, [rows[0]!.delivery]))[0]!
        expect(raw).toMatchObject({ method: 'IMPORT', headers: { 'x-list-file': 'list.csv', 'x-list-line': '2' } })
        expect(await hub.store.db.get('select count(*) as n from import_piece')).toEqual({ n: 0 })
      }))

    it('brings nothing new when it comes again, in another encoding and order of columns too', () =>
      withHub(async (hub) => {
        await imported(hub, 'messe', Buffer.from(LIST, 'latin1'))
        const before = await ledger.sources(hub.store.db)
        const again = await imported(hub, 'messe', Buffer.from(LIST, 'latin1'))
        expect(again.totals).toEqual({ new: 0, merged: 0, duplicate: 4, held: 2, filtered: 0 })
        const turned = 'Ort,E-Mail,Vorname,Nachname,Firma,PLZ\nNürnberg,ida.lohr@ruebsam.example,Ida,Lohr,Rübsam  Pumpen AG,90402\n'
        expect((await imported(hub, 'messe', `\uFEFF${turned}`)).totals).toMatchObject({ duplicate: 1, new: 0 })
        expect(await ledger.sources(hub.store.db)).toEqual(before)
      }))

    it('with a changed row tells one more touch of the same person', () =>
      withHub(async (hub) => {
        await imported(hub, 'messe', LIST)
        const run = await imported(hub, 'messe', LIST.replace('zwei Pressen', 'drei Pressen, Termin im Oktober'))
        expect(run.totals).toMatchObject({ new: 0, merged: 1, duplicate: 3, held: 2 })
        expect((await hub.leads()).map(({ state }) => state.touches).sort()).toEqual([1, 3])
      }))

    it('with a key column corrects what the row said before', () =>
      withHub(async (hub) => {
        const keyed = (note: string) => `Scan-ID;Firma;E-Mail;Bemerkung\n7;Ostwald Pressen KG;per@ostwald.example;${note}\n`
        await imported(hub, 'messe', keyed('kein Bedarf'), { key: 'Scan-ID' })
        const run = await imported(hub, 'messe', keyed('Bedarf ab Mai'), { key: 'Scan-ID' })
        expect(run.totals).toMatchObject({ new: 0, merged: 1 })
        const [lead] = await hub.leads()
        expect(lead!.state.touches).toBe(1)
        const told = await events.ofLead(hub.store.db, lead!.id, 5)
        expect(told.map(({ row, personal }) => [row.revision, personal.note])).toEqual([[2, 'Bedarf ab Mai']])
        await expect(begin(hub, 'messe', keyed('x'), { key: 'Nummer' })).rejects.toThrow("no column 'Nummer'")
      }))

    it('may be a workbook', () =>
      withHub(async (hub) => {
        const [head, ...rows] = LIST.trim()
          .split('\n')
          .map((line) => line.split(';'))
        const file = workbook([{ name: 'Tag 1', rows: [['Leads der Messe'], head!, ...rows.slice(0, 3)] }])
        expect((await imported(hub, 'messe', file)).totals).toMatchObject({ new: 2, merged: 1 })
      }))

    it('that is rented makes nobody a lead who has not answered; the consent is the one vouched for', () =>
      withHub(async (hub) => {
        await imported(hub, 'miete', LIST)
        const leads = await hub.leads()
        expect(leads.map(({ state }) => [state.stage, state.identifiedAt])).toEqual([
          ['unknown', null],
          ['unknown', null],
        ])
        await hub.send('web', { firma: 'Rübsam Pumpen AG', email: 'ida.lohr@ruebsam.example', vorname: 'Ida', nachname: 'Lohr' })
        await hub.quiet()
        expect((await hub.leads()).map(({ state }) => state.stage).sort()).toEqual(['lead', 'unknown'])
        const held = await hub.store.db.all<{ state: string; purpose: string }>('select * from consent')
        expect(held.length).toBeGreaterThan(0)
        expect(new Set(held.map(({ purpose }) => purpose))).toEqual(new Set(['marketing']))
      }))

    it('is mapped by another mapping where one is named, also when it is looked at again', async () => {
      const expression =
        '{"events": [{"kind": "list_entry", "occurredAt": $delivery.receivedAt, "origin": {"channel": "other"}, "company": {"name": Betriebsteil}}]}'
      const own = { kind: 'source' as const, name: 'halle', path: 'mappings/sources/halle.jsonata', expression, cases: null }
      await withHub(
        async (hub) => {
          const list = 'Betriebsteil;Kürzel\nOstwald Pressen KG;OP\n'
          await expect(begin(hub, 'messe', list, { mapping: 'saal' })).rejects.toThrow("no active mapping 'saal'")
          const run = await imported(hub, 'messe', list, { mapping: 'halle' })
          expect(run.totals).toMatchObject({ new: 1 })
          const [row] = await rowsOf(hub, run.id)
          const before = await hub.delivery(row!.delivery)
          const replay = await hub.act.planReplay({ filter: { ids: [row!.delivery] }, mapping: 'active' }, 'test')
          await hub.act.moveReplay(replay.id, 'start', 'test')
          while ((await replays.find(hub.store.db, replay.id))!.state !== 'done') await new Promise((resolve) => setTimeout(resolve, 20))
          expect(await hub.delivery(row!.delivery)).toMatchObject({ state: 'processed', mappingId: before.mappingId })
        },
        { mappings: [...mappingFiles(), own] },
      )
    })

    it('that cannot be read is refused, and nothing of it is kept', () =>
      withHub(async (hub) => {
        await expect(begin(hub, 'messe', '')).rejects.toThrow('the file is empty')
        await expect(begin(hub, 'messe', 'a@b.example;1\n')).rejects.toThrow('names its columns')
        await expect(begin(hub, 'messe', `${HEAD}\n`)).rejects.toThrow('no rows below line 1')
        await expect(begin(hub, 'tag', LIST)).rejects.toThrow("no source 'tag'; known are messe, miete, web")
        await expect(hub.act.receivePiece({ id: 'imp_none', n: 0, body: '' })).rejects.toThrow('not on its way')
        expect(await hub.store.db.get('select (select count(*) from import_run) + (select count(*) from import_piece) as n')).toEqual({ n: 0 })
      }))

    it('goes on where it was interrupted, by itself and when the same file is given again', () =>
      withHub(async (hub) => {
        const list = companies(400)
        const { id } = await begin(hub, 'messe', list)
        while ((await imports.find(hub.store.db, id))!.position < 64) await new Promise((resolve) => setTimeout(resolve, 5))
        await hub.stopWork()
        const half = (await imports.find(hub.store.db, id))!
        expect(half).toMatchObject({ state: 'running' })
        expect(half.position).toBeLessThan(400)
        expect(await begin(hub, 'messe', list)).toMatchObject({ id, resumed: true })
        expect(await hub.store.db.get('select count(*) as n from import_run')).toEqual({ n: 1 })
        // On PostgreSQL the lease of a process that died must run out.
        await hub.store.write(imports.unlease)
        hub.work()
        expect(await ended(hub, id)).toMatchObject({ state: 'done', position: 400, totals: { new: 400, merged: 0, duplicate: 0, held: 0, filtered: 0 } })
        expect((await ledger.sources(hub.store.db))[0]).toMatchObject({ accepted: 400, processed: 400 })
      }))

    it('does not keep a form waiting', () =>
      withHub(async (hub) => {
        const { id } = await begin(hub, 'messe', companies(700))
        while ((await imports.find(hub.store.db, id))!.position < 128) await new Promise((resolve) => setTimeout(resolve, 5))
        const sent = await hub.send('web', { firma: 'Quast Antriebe GmbH', email: 'eva@quast.example' })
        while ((await hub.delivery(sent)).state === 'pending') await new Promise((resolve) => setTimeout(resolve, 5))
        const then = (await imports.find(hub.store.db, id))!
        expect(then.position).toBeLessThan(700)
        await ended(hub, id)
      }))
  })
}
