/** A source that falls silent opens one issue, which closes when it is heard again; nights, weekends and a hub that was away are no silence. */
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { Context } from '../core/flow/context.ts'
import { noticeSilence } from '../core/flow/silence.ts'
import { idGenerator } from '../core/id.ts'
import { localTimeIn } from '../core/lead/local-time.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { silentLog } from '../core/log.ts'
import { ALARMING, learnRhythm, missedMinutes, quietSince } from '../core/metrics/rhythm.ts'
import * as deliveries from '../core/store/deliveries.ts'
import * as issues from '../core/store/issues.ts'
import * as refusals from '../core/store/refusals.ts'
import * as rhythms from '../core/store/rhythms.ts'
import { backends } from './helpers/stores.ts'

const HOUR = 3_600_000
const berlin = localTimeIn('Europe/Berlin')
const at = (time: string): number => Date.parse(`${time}+02:00`)
const hourAt = (time: string): number => Math.floor(at(time) / HOUR)

/** Working hours of eight weeks from Monday, 3 August 2026 on; `rate`: in so many of them something came, evenly. */
function officeHours(rate = 1, weeks = 8): number[] {
  const hours: number[] = []
  let share = 0
  for (let hour = hourAt('2026-08-03T00:00'); hour < hourAt('2026-08-03T00:00') + weeks * 168; hour++) {
    const { weekday, minute } = berlin(hour * HOUR)
    if (weekday > 5 || minute < 8 * 60 || minute >= 18 * 60) continue
    share += rate
    if (share >= 1) {
      hours.push(hour)
      share -= 1
    }
  }
  return hours
}

describe('local time', () => {
  it('tells day of the week and minute, through the change of the clock', () => {
    expect(berlin(Date.parse('2026-10-25T00:30:00Z'))).toEqual({ date: '2026-10-25', weekday: 7, minute: 150 })
    expect(berlin(Date.parse('2026-10-25T01:30:00Z'))).toEqual({ date: '2026-10-25', weekday: 7, minute: 150 })
    expect(berlin(Date.parse('2026-12-31T23:05:00Z'))).toEqual({ date: '2027-01-01', weekday: 5, minute: 5 })
    expect(localTimeIn('America/St_Johns')(Date.parse('2026-07-01T12:00:00Z'))).toEqual({ date: '2026-07-01', weekday: 3, minute: 570 })
  })
})

describe('a learnt rhythm', () => {
  const steady = learnRhythm(officeHours(), berlin)!
  const friday = at('2026-09-25T17:30')
  const surpriseUntil = (time: string, rhythm = steady) => quietSince(rhythm, friday, at(time), berlin).surprise

  it('needs two weeks and ten hours', () => {
    expect(learnRhythm(officeHours(1, 1), berlin)).toBeNull()
    expect(learnRhythm([hourAt('2026-08-03T09:00'), hourAt('2026-09-30T09:00')], berlin)).toBeNull()
    expect(learnRhythm(officeHours(1, 3), berlin)).not.toBeNull()
  })

  it('takes night and weekend for what they are, and a quiet Monday morning for a silence', () => {
    expect(surpriseUntil('2026-09-28T08:00')).toBeLessThan(ALARMING / 4)
    expect(surpriseUntil('2026-09-28T10:00')).toBeLessThan(ALARMING)
    expect(surpriseUntil('2026-09-28T12:59')).toBeGreaterThan(ALARMING)
    expect(quietSince(steady, friday, at('2026-09-28T12:59'), berlin)).toMatchObject({ usual: 4 })
  })

  it('waits longer for somebody who sends now and then', () => {
    const rare = learnRhythm(officeHours(0.23), berlin)!
    expect(surpriseUntil('2026-09-30T18:00', rare)).toBeLessThan(ALARMING)
    expect(surpriseUntil('2026-10-09T18:00', rare)).toBeGreaterThan(ALARMING)
  })

  it('seldom takes chance for a silence: in ten years of a source heard by chance', () => {
    let state = 7
    const chance = () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31
      return state / 2 ** 31
    }
    const drawn = (from: number, weeks: number) =>
      officeHours(1, weeks)
        .filter(() => chance() < 0.4)
        .map((hour) => hour + from)
    const rhythm = learnRhythm(drawn(0, 8), berlin)!
    let alarms = 0
    let last = -1
    for (const hour of drawn(0, 520)) {
      if (last >= 0 && hour - last > 12 && quietSince(rhythm, last * HOUR, hour * HOUR, berlin).surprise >= ALARMING) alarms++
      last = hour
    }
    expect(alarms).toBeLessThan(3)
  })
})

describe('what is expected', () => {
  const fair = { name: 'Messe', from: '2026-10-06', to: '2026-10-09', weekdays: [1, 2, 3, 4, 5, 6, 7], between: [540, 1080] as const, everyMinutes: 60 }
  const missed = (from: string, now: string, more: object = {}) => missedMinutes({ ...fair, ...more }, at(from), at(now), berlin)

  it('counts the hours of the fair only', () => {
    expect(missed('2026-10-01T12:00', '2026-10-06T09:00')).toBe(0)
    expect(missed('2026-10-01T12:00', '2026-10-06T09:45')).toBe(45)
    expect(missed('2026-10-06T17:40', '2026-10-07T09:25')).toBe(45)
    expect(missed('2026-10-09T17:00', '2026-10-12T12:00')).toBe(60)
    expect(missed('2026-10-06T10:10', '2026-10-06T10:50')).toBe(40)
  })

  it('counts the days of the week only that are named', () => {
    expect(missed('2026-10-06T10:00', '2026-10-07T18:00', { weekdays: [3] })).toBe(540)
  })
})

for (const backend of backends) {
  describe(`silence on ${backend.name}`, () => {
    const config = `
sources:
  web: { kind: form, label: Website, secret: s }
  fair: { kind: form, label: Fair app, secret: s, rhythm: { learn: false, expect: [{ name: Messe, from: 2026-10-06, to: 2026-10-09, between: 09:00-18:00, everyMinutes: 60 }] } }
  quiet: { kind: form, secret: s, rhythm: off }
`
    const open = async () => {
      const clock = { at: at('2026-08-03T00:00') }
      const opened = await backend.fresh(() => clock.at)
      const { store } = opened
      const on: Context = {
        setup: setupOf(parseConfig(config, 'test'), {}),
        now: () => clock.at,
        newId: idGenerator(),
        log: silentLog,
        addressKey: '',
        model: MODEL,
      }
      const arrive = (source: string, times: readonly number[], remote = '') =>
        store.write((db) =>
          deliveries.accept(
            db,
            times.map((receivedAt) => ({
              id: on.newId('dlv'),
              source,
              receivedAt,
              method: 'POST',
              url: '',
              remote,
              headers: '{}',
              body: new Uint8Array(),
            })),
          ),
        )
      const look = async (time: string, listeningSince = 0) => {
        clock.at = at(time)
        await store.write(rhythms.takeIn)
        for (const source of on.setup.sources.values()) await store.write((db) => noticeSilence(db, on, source, { listeningSince, localTime: berlin }))
        return (await issues.list(store.db, { state: 'open', limit: 10 })).rows
      }
      return { opened, store, on, arrive, look }
    }

    it('opens one issue that says since when and what was usual, and closes it when something comes', async () => {
      const { opened, store, arrive, look } = await open()
      const hours = officeHours().map((hour) => hour * HOUR + 25 * 60_000)
      for (const source of ['web', 'quiet']) await arrive(source, hours)
      expect(await look('2026-09-28T10:00')).toEqual([])
      const [issue, ...others] = await look('2026-09-28T13:00')
      expect(others).toEqual([])
      expect(issue).toMatchObject({
        kind: 'source',
        subject: 'web',
        n: 1,
        title: 'Website has sent nothing since 2026-09-25 17:25; before, something came in 5 of 5 such hours',
      })
      expect(issue!.todo).toContain('/hooks/web')
      expect(await look('2026-09-28T15:00')).toMatchObject([{ id: issue!.id, n: 1 }])
      expect(await look('2026-09-28T15:05', at('2026-09-28T15:04'))).toMatchObject([{ id: issue!.id }]) // the hub was away: that is no sign of life
      await arrive('web', [at('2026-09-28T15:06')], deliveries.FROM_OURSELVES)
      expect(await look('2026-09-28T15:07')).toMatchObject([{ id: issue!.id }]) // nor is a test that the hub sent itself
      await arrive('web', [at('2026-09-28T15:10')])
      expect(await look('2026-09-28T15:11')).toEqual([])
      expect(await rhythms.find(store.db, 'web')).toMatchObject({ lastAt: at('2026-09-28T15:10'), silentSince: null })
      await opened.drop()
    })

    it('names what was refused meanwhile, the likeliest cause', async () => {
      const { opened, store, on, arrive, look } = await open()
      await arrive(
        'web',
        officeHours().map((hour) => hour * HOUR),
      )
      const refused = ['2026-09-25T16:00', '2026-09-28T09:00', '2026-09-28T11:00'].map((time) => ({
        ...{ id: on.newId('ref'), source: 'web', receivedAt: at(time), method: 'POST', url: '', remote: '', headers: '{}', body: new Uint8Array() },
        reason: 'the signature does not match',
      }))
      await store.write((db) => refusals.keep(db, refused))
      const [issue] = await look('2026-09-28T13:00')
      expect(issue!.todo).toMatch(/^2 requests were refused since: GET \/v1\/refusals\?source=web tells why/)
      await opened.drop()
    })

    it('is not told of again when a person closed the issue, and not of a time in which the hub was away', async () => {
      const { opened, store, arrive, look } = await open()
      await arrive(
        'web',
        officeHours().map((hour) => hour * HOUR),
      )
      expect(await look('2026-09-28T14:00', at('2026-09-28T13:50'))).toEqual([])
      const [issue] = await look('2026-09-28T18:00', at('2026-09-28T13:50'))
      await store.write((db) => issues.close(db, issue!.id, 'test', at('2026-09-28T18:01')))
      expect(await look('2026-09-29T18:00')).toEqual([])
      await opened.drop()
    })

    it('is told of when a fair is on, also of who never sent anything', async () => {
      const { opened, look } = await open()
      expect(await look('2026-10-06T09:59')).toEqual([])
      expect(await look('2026-10-06T10:00')).toMatchObject([
        { subject: 'fair', title: 'Fair app has never sent anything; for "Messe" something is expected every hour' },
      ])
      await opened.drop()
    })

    it('counts what arrives once, whoever counts, and knows when the hub was away', async () => {
      const { opened, store, arrive } = await open()
      const times = Array.from({ length: 500 }, (_, i) => at('2026-09-01T08:00') + i * 60_000)
      await arrive('web', times.slice(0, 300))
      await Promise.all([store.write(rhythms.takeIn), store.write(rhythms.takeIn)])
      await arrive('web', times.slice(300))
      await store.write(rhythms.takeIn)
      await store.write(rhythms.takeIn)
      const rows = await store.db.all<{ n: number }>('select n from source_hour order by hour')
      expect(rows.map(({ n }) => n)).toEqual([...new Array<number>(8).fill(60), 20])
      const listen = (time: string) => store.write((db) => rhythms.listen(db, at(time), 600_000))
      expect(await listen('2026-09-01T08:00')).toBe(at('2026-09-01T08:00'))
      expect(await listen('2026-09-01T08:09')).toBe(at('2026-09-01T08:00'))
      expect(await listen('2026-09-01T09:00')).toBe(at('2026-09-01T09:00'))
      await opened.drop()
    })
  })
}
