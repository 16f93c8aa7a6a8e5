/** A person is erased: nothing of them is left anywhere, nothing that is counted changes, and nobody brings them back. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { mappingFiles } from '../core/compose/mapping-files.ts'
import { certificateOf, certificateText } from '../core/flow/certificate.ts'
import type { Fields, Log } from '../core/log.ts'
import * as crosswalk from '../core/store/crosswalk.ts'
import * as deliveries from '../core/store/deliveries.ts'
import { listDeliveries } from '../core/store/delivery-list.ts'
import { sqlitePath } from '../core/store/dialect.ts'
import * as erasures from '../core/store/erasures.ts'
import * as leadStore from '../core/store/leads.ts'
import * as ledger from '../core/store/ledger.ts'
import * as operation from '../core/store/operation.ts'
import { TABLES } from '../core/store/personal-tables.ts'
import * as refusals from '../core/store/refusals.ts'
import type { Store } from '../core/store/store.ts'
import { turn } from '../core/work/eraser.ts'
import { brevoFake } from './helpers/brevo-fake.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { imported } from './helpers/importing.ts'
import { sandboxCrm } from './helpers/sandbox-crm.ts'
import { backends } from './helpers/stores.ts'
import { FORM, replayAll } from './helpers/telling.ts'
import { served } from './helpers/tool-fake.ts'

const EMAIL = 'wendelgard.quastenfloesser@kranbau-oste.example'
const PERSON = {
  wer: 'Wendelgard Quastenflößer',
  mail: 'Wendelgard.Quastenfloesser@Kranbau-Oste.example',
  mobil: '0151 / 234 987-61',
  firma: 'Kranbau Oste GmbH',
  ort: 'Hechthausen',
  plz: '21755',
}
const COLLEAGUE = { wer: 'Enno Tjarks', mail: 'enno.tjarks@kranbau-oste.example', firma: 'Kranbau Oste GmbH', ort: 'Hechthausen', plz: '21755' }
const STRANGER = { wer: 'Ida Lohr', mail: 'ida.lohr@ruebsam.example', firma: 'Rübsam Pumpen AG', ort: 'Nürnberg', plz: '90402' }
const LIST = `Firma;Vorname;Nachname;E-Mail;Mobil;PLZ;Ort;Bemerkung
Kranbau Oste GmbH;Wendelgard;Quastenflößer;${EMAIL};0151 23498761;21755;Hechthausen;zwei Kräne
Ostwald KG;Per;Kern;per.kern@ostwald.example;;28195;Bremen;
`
/** However they may be written, in bytes. */
const TRACES = [
  ...['quastenfl', 'wendelgard', '23498761', '234 987-61', '987-61'].flatMap((text) => [text, text.toUpperCase(), text[0]!.toUpperCase() + text.slice(1)]),
  ...[0, 1, 2].map((shift) =>
    Buffer.from(`${'x'.repeat(shift)}Wendelgard`)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, 12),
  ),
]

const tracesIn = (bytes: Uint8Array): string[] => TRACES.filter((trace) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(trace))
const tracesInFolder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name)
      return tracesIn(readFileSync(file)).map((trace) => `${trace} in ${file}`)
    })

/** The whole file with its log, or all files of the database on the server. */
async function onDisk({ store }: TestHub, url: string): Promise<string[]> {
  if (store.db.dialect.name === 'sqlite')
    return ['', '-wal'].flatMap((end) => tracesIn(readFileSync(sqlitePath(url) + end)).map((trace) => `${trace} in the file${end}`))
  await store.db.run('checkpoint')
  const { data_directory } = (await store.db.get<{ data_directory: string }>('show data_directory'))!
  const { oid } = (await store.db.get<{ oid: number }>('select oid from pg_database where datname = current_database()'))!
  return tracesInFolder(join(data_directory, 'base', String(oid)))
}

/** The first transactions of a run come through, the next ends with the process. */
function cutOff(alive: Store, dying: Store): Store['write'] {
  let n = 0
  return (work, priority) => (n++ === 0 ? alive.write(work, priority) : dying.write(work, priority))
}

const YAML = `products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: s }, messe: { kind: list, origin: fair, name: Messe } }
`
const AGREEING = {
  ...FORM,
  expression: FORM.expression.replace(
    '"wantsSales"',
    '"note": text, "consents": [{"purpose": "newsletter", "channel": "email", "state": "given", "wording": "Ja", "proof": "box 7"}], "wantsSales"',
  ),
}

for (const backend of backends) {
  describe(`erasure on ${backend.name}`, { timeout: 120_000 }, () => {
    const open: (() => Promise<unknown>)[] = []
    afterEach(async () => {
      for (const close of open.splice(0).reverse()) await close()
    })

    async function world(log?: Log) {
      const crm = await sandboxCrm()
      const fake = brevoFake({ products: ['kran'] })
      const tool = await served(fake)
      open.push(crm.close, tool.close)
      const settings = Object.entries({ ...fake.settings, url: tool.url }).map(([name, value]) => `${name}: "${value}"`)
      const fresh = await backend.fresh()
      open.push(fresh.drop)
      const hub = await startHub(
        backend,
        `${YAML}connections: { crm: { kind: sandbox, url: "${crm.url}", token: "${crm.token}" } }
audiences: { post: { kind: brevo, perSecond: 500, ${settings.join(', ')} } }`,
        { store: fresh.store, mappings: [...mappingFiles().filter(({ name, kind }) => kind === 'crm' || name !== 'form'), AGREEING], ...(log && { log }) },
      )
      open.push(hub.stop)
      return { hub, crm, fake, url: fresh.url }
    }

    const erased = async (hub: TestHub, who: string): Promise<erasures.ErasureRow> => {
      return done(hub, await hub.act.erasePerson({ who, reason: 'asked by Wendelgard Quastenflößer on the telephone' }, 'anna'))
    }
    const done = async (hub: TestHub, id: string): Promise<erasures.ErasureRow> => {
      for (const until = Date.now() + 60_000; ; ) {
        const row = (await erasures.find(hub.store.db, id))!
        if (row.state === 'done') return row
        if (Date.now() > until) throw new Error(JSON.stringify({ ...row, steps: await erasures.openSteps(hub.store.db, id) }))
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }

    const figures = async ({ store }: TestHub) => ({
      accepted: (await ledger.sources(store.db)).map(({ source, accepted, unaccounted }) => ({ source, accepted, unaccounted })),
      leads: (await leadStore.all(store.db))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id, state, unitId, accountId, points }) => ({
          id,
          unitId,
          accountId,
          points,
          stage: state.stage,
          touches: state.touches,
          offer: state.offer?.lane,
        })),
      steps: await store.db.all('select lead_id, seq, kind, at from lead_step order by lead_id, seq'),
      facts: await store.db.all('select id, lead_id, kind, at, voided_at from lead_fact order by id'),
    })

    it('leaves the name of a company that is called like the person, and what colleagues told', async () => {
      const { hub } = await world()
      const firm = { firma: 'Hans Huber Maschinenbau GmbH', ort: 'Linz' }
      await hub.send('web', { ...firm, wer: 'Hans Huber', mail: 'hans.huber@hans-huber.example' })
      await hub.send('web', { ...firm, wer: 'Petra Tjarks', mail: 'petra.tjarks@hans-huber.example', text: 'Herr Hans Huber von Huber Maschinenbau bat mich' })
      await hub.quiet()
      const done = await erased(hub, 'hans.huber@hans-huber.example')
      await hub.quiet()

      const [account] = await hub.store.db.all<{ id: string; profile: string }>('select id, profile from account')
      expect(JSON.parse(account!.profile).names).toEqual([
        expect.objectContaining({ core: 'Hans Huber Maschinenbau', joined: 'hanshubermaschinenbau', tokens: ['hans', 'huber', 'maschinenbau'] }),
      ])
      // Both were mapped in one go: ids of one millisecond have no order.
      const told = (await hub.store.db.all<{ data: string }>('select data from event_personal')).map(({ data }) => JSON.parse(data))
      const [hers, his] = told.sort((a) => ('person' in a ? -1 : 1))
      expect(told).toHaveLength(2)
      expect(his).toEqual({ company: expect.objectContaining({ name: 'Hans Huber Maschinenbau GmbH' }) })
      expect(hers).toMatchObject({ company: { name: 'Hans Huber Maschinenbau GmbH' }, person: { email: 'petra.tjarks@hans-huber.example' } })
      expect(hers.note).toMatch(/^Herr \[erased \w+\] von (?:Huber|\[erased \w+\]) Maschinenbau bat mich$/)
      const certificate = (await certificateOf(hub.store.db, hub.setup, done.id))!
      expect(certificate.byHand[0]!.en).toContain(`The company ${account!.id} bears the person's name`)
      expect(certificate.places.some(({ table }) => table === 'account')).toBe(false)
    })

    it('leaves nothing behind, changes no figure, and stays', async () => {
      const lines: string[] = []
      const write = (message: string, fields?: Fields) => void lines.push(JSON.stringify({ message, ...fields }))
      const log: Log = { debug: write, info: write, warn: write, error: write }
      const { hub, crm, fake, url } = await world(log)
      await imported(hub, 'messe', LIST)
      await hub.send('web', { ...PERSON, ruf: 'ja', text: 'Bitte Rückruf an Wendelgard Quastenflößer' })
      await hub.send('web', { ...COLLEAGUE, text: 'Frau Quastenflößer ist im Urlaub', ruf: 'ja' })
      await hub.send('web', STRANGER)
      await hub.send('web', '{"broken": "wendelgard.quastenfloesser@kranbau-oste.example"')
      const refused = {
        id: 'ref_1',
        source: 'web',
        receivedAt: 1,
        method: 'POST',
        url: '',
        remote: '',
        headers: '{}',
        reason: 'signature',
        body: Buffer.from(new URLSearchParams(PERSON).toString()),
      }
      await hub.store.write((db) => refusals.keep(db, [refused]))
      await hub.act.claimKey('k', 'anna', 'hash')
      await hub.act.answerKey('k', 'anna', 200, JSON.stringify({ contact: { firstName: 'Wendelgard', lastName: 'Quastenflößer' } }))
      await hub.quiet()
      const contact = (await hub.store.db.all<{ id: string; profile: string }>('select id, profile from contact')).find(({ profile }) =>
        profile.includes(EMAIL),
      )!
      await hub.act.say({ subject: contact.id, field: 'jobTitle', value: 'Leiterin' }, 'anna')
      await hub.quiet()
      expect(JSON.stringify(await crm.rows('contacts'))).toContain('Quastenfl')
      expect(JSON.stringify(await crm.rows('notes'))).toContain('Quastenfl')
      expect(JSON.stringify(fake.state())).toContain('quastenfl')
      const before = await figures(hub)
      expect((await onDisk(hub, url)).length).toBeGreaterThan(2)

      const done = await erased(hub, PERSON.mail)
      await hub.quiet()
      expect(await erasures.steps(hub.store.db, done.id)).not.toContainEqual(expect.objectContaining({ state: 'open' }))

      for (const table of Object.keys(TABLES))
        for (const row of await hub.store.db.all(`select * from ${table}`))
          expect([
            table,
            ...tracesIn(Buffer.from(JSON.stringify(row, (_, value) => (value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value)))),
          ]).toEqual([table])
      for (const entity of ['accounts', 'contacts', 'leads', 'opportunities', 'notes'])
        expect([entity, tracesIn(Buffer.from(JSON.stringify(await crm.rows(entity))))]).toEqual([entity, []])
      expect(tracesIn(Buffer.from(JSON.stringify(fake.state())))).toEqual([])
      expect(tracesIn(Buffer.from(lines.join('\n')))).toEqual([])
      expect(lines.length).toBeGreaterThan(5)
      expect(await onDisk(hub, url)).toEqual([])
      if (backend.name === 'sqlite') {
        const copy = `${sqlitePath(url)}.copy`
        await hub.act.backup(copy)
        expect(tracesIn(readFileSync(copy))).toEqual([])
      }
      expect(await figures(hub)).toEqual(before)

      const again = await imported(hub, 'messe', LIST.replace('zwei Kräne', 'drei Kräne'))
      expect(again.totals).toMatchObject({ new: 0, filtered: 1 })
      await hub.send('web', { ...PERSON, ruf: 'ja' })
      await hub.quiet()
      expect((await figures(hub)).leads).toEqual(before.leads)
      for (const { body } of await deliveries.raw(
        hub.store.db,
        (await listDeliveries(hub.store.db, { limit: 100 })).rows.map(({ id }) => id),
      ))
        expect(tracesIn(body)).toEqual([])
      expect(await hub.act.liftSuppression(EMAIL, 'anna')).toBe(true)
      await hub.send('web', PERSON)
      await hub.quiet()
      expect(await hub.act.foreseeErasure(EMAIL)).toMatchObject({ events: 1 })
    })

    it('keeps nothing of what a sender repeats afterwards', async () => {
      const { hub } = await world()
      const submission = { submissionId: 's1', ...PERSON }
      await hub.send('web', submission)
      await hub.quiet()
      await erased(hub, EMAIL)
      const repeat = await hub.send('web', submission)
      await hub.quiet()
      expect((await hub.delivery(repeat)).state).toBe('erased')
      const [raw] = await deliveries.raw(hub.store.db, [repeat])
      expect(tracesIn(raw!.body)).toEqual([])
    })

    it('goes on where it was cut off, whenever that was; doing it twice changes nothing more', async () => {
      const { hub, url } = await world()
      await imported(hub, 'messe', LIST)
      await hub.send('web', { ...PERSON, ruf: 'ja', text: 'Bitte Rückruf an Wendelgard Quastenflößer' })
      await hub.send('web', { ...COLLEAGUE, text: 'Frau Quastenflößer ist im Urlaub', ruf: 'ja' })
      await hub.quiet()
      const before = await figures(hub)
      await hub.stopWork()
      const id = await hub.act.erasePerson({ who: EMAIL }, 'anna')
      expect(await hub.act.erasePerson({ who: PERSON.mobil }, 'anna')).toBe(id)
      for (let runs = 0; ; runs++) {
        if (runs > 500) throw new Error('it does not end')
        const row = (await erasures.find(hub.store.db, id))!
        if (row.state !== 'running') break
        // Every other time the process dies within a transaction: nothing of it is there.
        const dying: Store = {
          ...hub.store,
          write: (work, priority) =>
            hub.store.write(async (db) => {
              const result = await work(db)
              if (runs % 2 === 1) throw new Error('killed')
              return result
            }, priority),
        }
        let steps = 0
        await turn(
          { store: runs % 2 === 1 ? { ...hub.store, write: cutOff(hub.store, dying) } : hub.store, on: hub.on, me: `process ${runs}`, queued: () => {} },
          () => steps++ > 0,
        ).catch(() => {})
        await hub.store.write(erasures.unlease)
      }
      hub.work()
      await done(hub, id)
      expect(await onDisk(hub, url)).toEqual([])
      expect(await figures(hub)).toEqual(before)
      const again = await done(hub, await hub.act.erasePerson({ who: EMAIL }, 'anna'))
      expect(again.id).not.toBe(id)
      expect((await erasures.steps(hub.store.db, again.id)).filter(({ kind }) => kind !== 'disk')).toEqual([])
      expect(await figures(hub)).toEqual(before)
    })

    it('is done again in a copy from before that is restored', async () => {
      const { hub } = await world()
      await imported(hub, 'messe', LIST)
      await hub.send('web', '{"broken": "wendelgard.quastenfloesser@kranbau-oste.example"')
      await hub.quiet()
      // Of another installation with the same key: as a copy from before would be.
      const other = await backend.fresh()
      open.push(other.drop)
      await other.store.write((db) => operation.setMeta(db, 'address_key', hub.on.addressKey))
      const restored = await startHub(backend, YAML, {
        store: other.store,
        mappings: [...mappingFiles().filter(({ name, kind }) => kind === 'crm' || name !== 'form'), AGREEING],
      })
      open.push(restored.stop)
      await imported(restored, 'messe', LIST)
      await restored.send('web', '{"broken": "wendelgard.quastenfloesser@kranbau-oste.example"')
      await restored.quiet()
      await erased(hub, EMAIL)
      const log = await hub.act.erasureLog()
      expect(tracesIn(Buffer.from(JSON.stringify(log)))).toEqual([])
      const { unknown, begun } = await restored.act.eraseAgain(log, 'cli')
      expect([unknown, begun.length]).toEqual([1, 1])
      await done(restored, begun[0]!)
      expect(await onDisk(restored, other.url)).toEqual([])
      expect(await restored.act.eraseAgain(log, 'cli')).toEqual({ unknown: 0, begun: [] })
    })

    it('says what must be done by hand: where a CRM cannot forget, and what no connection leads to any more', async () => {
      const { hub } = await world()
      await hub.send('web', { ...PERSON, ruf: 'ja' })
      await hub.quiet()
      const link = (await hub.store.db.get<{ hub_id: string }>("select hub_id from crosswalk where entity = 'contact'"))!
      await hub.store.write((db) =>
        crosswalk.put(
          db,
          { connection: 'former', entity: 'contact', hubId: link.hub_id, remoteId: 'F77', state: 'linked', hash: null, remoteVersion: null, url: null },
          1,
        ),
      )
      const { id } = await erased(hub, EMAIL)
      const certificate = (await certificateOf(hub.store.db, hub.setup, id))!
      expect(certificate.others).toContainEqual(expect.objectContaining({ system: 'former', record: 'contact F77', state: 'byHand' }))
      expect(certificate.others).toContainEqual(expect.objectContaining({ system: 'crm', record: expect.stringMatching(/^contact C/), state: 'done' }))
      expect(certificate.others).toContainEqual(expect.objectContaining({ system: 'post', state: 'done' }))
      for (const language of ['de', 'en'] as const) expect(certificateText(certificate, language)).toMatch(/former: .*contact F77/)
      expect(tracesIn(Buffer.from(JSON.stringify(certificate)))).toEqual([])
      expect(certificateText(certificate, 'de')).toMatch(backend.name === 'postgres' ? /pg_wal/ : /Byte für Byte durchsucht, nichts gefunden/)
    })

    it('keeps what was told by others in the same request, and replays none that was emptied', async () => {
      const { hub } = await world()
      const id = await hub.send('web', { ...COLLEAGUE, text: 'Auch Frau Wendelgard Quastenflößer möchte ihn sehen', ruf: 'ja' })
      await hub.send('web', PERSON)
      await hub.quiet()
      await erased(hub, EMAIL)
      expect((await hub.delivery(id)).state).toBe('erased')
      const told = await hub.store.db.all<{ data: string }>('select p.data from event_personal p join event e on e.id = p.event_id where e.delivery_id = $1', [
        id,
      ])
      expect(JSON.parse(told[0]!.data)).toMatchObject({
        person: { email: COLLEAGUE.mail },
        note: expect.stringMatching(/^Auch Frau \[erased \w+\] möchte ihn sehen$/),
      })
      await expect(hub.act.planReplay({ filter: { ids: [id] }, mapping: 'active', perSecond: 100 }, 'test')).rejects.toThrow()
    })

    it('changes no figure either when everything is looked at again afterwards', async () => {
      const { hub } = await world()
      await hub.send('web', { ...PERSON, ruf: 'ja', zeit: '2026-01-05T10:00:00Z' })
      await hub.send('web', { ...COLLEAGUE, zeit: '2026-01-06T10:00:00Z' })
      await hub.send('web', { wer: 'Wendelgard Quastenflößer', mail: EMAIL, zeit: '2026-01-07T10:00:00Z' })
      await hub.send('web', STRANGER)
      await hub.quiet()
      await erased(hub, EMAIL)
      await hub.quiet()
      const known = async () => ({ ...(await figures(hub)), facts: null, steps: null })
      const before = await known()
      await replayAll(hub)
      expect(await known()).toEqual(before)
      expect(before.leads.map(({ touches }) => touches).sort()).toEqual([1, 3])
    })

    it('takes no number for a person that several have', async () => {
      const { hub } = await world()
      await hub.send('web', { ...PERSON, tel: '04774 3301' })
      await hub.send('web', { ...COLLEAGUE, tel: '04774 3301' })
      await hub.quiet()
      await expect(hub.act.foreseeErasure('04774 / 33 01')).rejects.toThrow('several people')
      expect(await hub.act.foreseeErasure(EMAIL)).toMatchObject({ isKnown: true, names: 1, events: 1, deliveries: 1, audiences: ['post'] })
      expect(await hub.act.foreseeErasure('nobody@else.example')).toMatchObject({ isKnown: false })
    })
  })
}

describe('every table', () => {
  it.each(backends)('of $name is named with what becomes of a person in it', async (backend) => {
    const { store, drop } = await backend.fresh()
    try {
      const query =
        backend.name === 'sqlite'
          ? "select name from sqlite_master where type = 'table' and name not like 'sqlite%'"
          : "select tablename as name from pg_tables where schemaname = 'public'"
      const names = (await store.db.all<{ name: string }>(query)).map(({ name }) => name)
      expect(names.sort()).toEqual(Object.keys(TABLES).sort())
    } finally {
      await drop()
    }
  })
})
