/** What every audience must do, whatever tool is behind it. How the single tool behaves is in its stand-in. */
import { describe, expect, it } from 'vitest'
import type { Audience, Leave, Member, Put } from '../../core/audience.ts'
import type { Call, Dialogue, Reply } from '../../core/connector.ts'
import { reply } from '../helpers/playing.ts'
import { breakOff, playWith, type ToolFake } from '../helpers/tool-fake.ts'
import type { ToolScript } from '../scripts/audiences.ts'

const EMAIL = 'annalena@nordlicht-sensorik.example'
const PRODUCTS = ['kran', 'wartung']
const ANNA: Member = {
  email: EMAIL,
  firstName: 'Annalena',
  lastName: 'Großkurth',
  language: 'de',
  function: 'it',
  account: 'Nordlicht Sensorik',
  unit: 'Werk Celle',
  consents: [{ purpose: 'newsletter', since: 1_760_000_000_000 }],
  products: [
    { product: 'kran', class: 'B1', stage: 'lead' },
    { product: 'wartung', class: null, stage: null },
  ],
}
const LATER: Member = { ...ANNA, products: [{ product: 'kran', class: 'A', stage: 'mql' }, ANNA.products[1]!] }
const SEGMENTS = ['consent:newsletter', 'function:it', 'kran:class:B1', 'kran:stage:lead']

/** How a status is read; 404 depends on what was looked for. */
const STATUSES: Readonly<Record<number, string>> = {
  301: 'unauthorised',
  400: 'invalid',
  401: 'unauthorised',
  403: 'unauthorised',
  408: 'transient',
  429: 'rateLimited',
  500: 'transient',
  502: 'transient',
  503: 'transient',
}

export function audienceContract(audience: Audience, script: ToolScript): void {
  const { settings } = script.fake()
  const put = (member: Member, more: Partial<Put> = {}) => audience.put({ member, remoteId: null, takenOff: null, ...more }, settings)
  const leave = (withdrawnAt: number | null, more: Partial<Leave> = {}) => audience.leave({ email: EMAIL, remoteId: null, withdrawnAt, ...more }, settings)
  const WITHDRAWN = 1_765_000_000_000

  /** A stand-in where Annalena was told of, and her id there. */
  const told = (): { fake: ToolFake; remoteId: string } => {
    const fake = script.fake()
    const { result } = playWith(put(ANNA), fake)
    return { fake, remoteId: (result as { remoteId: string }).remoteId }
  }

  describe(`audience contract: ${audience.id}`, () => {
    it('describes itself for the docs', () => {
      expect(audience.id).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(audience.docs).toMatch(/^https:/)
      for (const sentence of [audience.about, audience.leaving.withdrawn, audience.leaving.left, ...audience.setup, ...audience.onTrust])
        expect(sentence).toMatch(/[.?]$/)
      expect(Object.values(audience.fields).some(({ secret, required }) => secret && required)).toBe(true)
      for (const [name, field] of Object.entries(audience.fields)) {
        expect(field.help, name).not.toBe('')
        if (field.secret) expect(field.default, name).toBeUndefined()
      }
      expect(audience.fields).toHaveProperty('url')
      expect(audience.fields).toHaveProperty(audience.list)
    })

    it('tells of somebody new', () => {
      const { fake, remoteId } = told()
      expect(fake.shown(EMAIL)).toEqual({ isOn: true, firstName: 'Annalena', segments: SEGMENTS, others: [] })
      expect(remoteId).not.toBe('')
    })

    it('changes what changed, and leaves what people entered', () => {
      const { fake, remoteId } = told()
      fake.mark(EMAIL)
      expect(playWith(put({ ...LATER, firstName: 'Anna' }, { remoteId }), fake).result).toEqual({ kind: 'put', remoteId })
      expect(fake.shown(EMAIL)).toEqual({
        isOn: true,
        firstName: 'Annalena',
        segments: ['consent:newsletter', 'function:it', 'kran:class:A', 'kran:stage:mql'],
        others: ['VIP'],
      })
    })

    it('takes up somebody who was there before', () => {
      const fake = script.fake()
      fake.add(EMAIL, 'Leni')
      fake.mark(EMAIL)
      expect(playWith(put(ANNA), fake).result).toMatchObject({ kind: 'put' })
      expect(fake.shown(EMAIL)).toEqual({ isOn: true, firstName: 'Leni', segments: SEGMENTS, others: ['VIP'] })
    })

    it('writes nothing where all stands already', () => {
      const { fake, remoteId } = told()
      const before = fake.state()
      const { calls, result } = playWith(put(ANNA, { remoteId }), fake)
      expect(result).toEqual({ kind: 'put', remoteId })
      expect(calls.filter(isWriting)).toEqual([])
      expect(fake.state()).toEqual(before)
    })

    it('never subscribes again who unsubscribed there', () => {
      const { fake, remoteId } = told()
      fake.unsubscribe(EMAIL)
      const before = fake.state()
      for (const takenOff of [null, 'left'] as const)
        for (const id of [null, remoteId]) {
          const { calls, result } = playWith(put(LATER, { remoteId: id, takenOff }), fake)
          expect(result).toMatchObject({ kind: 'keptOff', reason: expect.stringMatching(/\w/) })
          expect(calls.filter(isWriting)).toEqual([])
        }
      expect(fake.state()).toEqual(before)
    })

    it('never puts back whom somebody took off the list', () => {
      const { fake, remoteId } = told()
      fake.takeOff(EMAIL)
      const before = fake.state()
      expect(playWith(put(LATER, { remoteId }), fake).result).toMatchObject({ kind: 'keptOff', remoteId })
      expect(fake.state()).toEqual(before)
    })

    it('never makes again whom somebody deleted there', () => {
      const { fake, remoteId } = told()
      playWith(audience.erase(EMAIL, settings), fake)
      expect(playWith(put(LATER, { remoteId }), fake).result).toEqual({ kind: 'keptOff', remoteId, reason: expect.stringMatching(/\w/) })
      expect(fake.shown(EMAIL)).toBeNull()
    })

    it('takes off who withdrew, with all that the hub told', () => {
      const { fake, remoteId } = told()
      fake.mark(EMAIL)
      expect(playWith(leave(WITHDRAWN, { remoteId }), fake).result).toEqual({ kind: 'left' })
      expect(fake.shown(EMAIL)).toEqual({ isOn: false, firstName: 'Annalena', segments: [], others: ['VIP'] })
      const before = fake.state()
      expect(playWith(leave(WITHDRAWN, { remoteId }), fake).result).toMatchObject({ kind: 'left' })
      expect(fake.state()).toEqual(before)
    })

    it('takes off whom the hub tells of no more, and puts them back', () => {
      const { fake, remoteId } = told()
      expect(playWith(leave(null, { remoteId }), fake).result).toEqual({ kind: 'left' })
      expect(fake.shown(EMAIL)?.isOn ?? false).toBe(false)
      expect(playWith(leave(null, { remoteId }), fake).result).toEqual({ kind: 'left', wasOff: true })
      expect(playWith(put(ANNA, { remoteId, takenOff: 'left' }), fake).result).toMatchObject({ kind: 'put' })
      expect(fake.shown(EMAIL)).toMatchObject({ isOn: true, segments: SEGMENTS })
    })

    it('says whom somebody had taken off or deleted there when it tells of them no more', () => {
      const deleted = (fake: ToolFake) => playWith(audience.erase(EMAIL, settings), fake)
      for (const act of [deleted, (fake: ToolFake) => fake.takeOff(EMAIL)]) {
        const { fake, remoteId } = told()
        act(fake)
        expect(playWith(leave(null, { remoteId }), fake).result).toEqual({ kind: 'left', wasOff: true })
      }
    })

    it('leaves an unsubscription as it is when it tells of somebody no more', () => {
      const { fake, remoteId } = told()
      fake.unsubscribe(EMAIL)
      playWith(leave(null, { remoteId }), fake)
      expect(playWith(put(ANNA, { remoteId, takenOff: 'left' }), fake).result).toMatchObject({ kind: 'keptOff' })
      expect(fake.shown(EMAIL)?.isOn).toBe(false)
    })

    it('lets come back who agreed anew, as far as the tool allows it', () => {
      const { fake, remoteId } = told()
      playWith(leave(WITHDRAWN, { remoteId }), fake)
      const { result } = playWith(put(ANNA, { remoteId, takenOff: 'withdrawn' }), fake)
      expect(result.kind).toBe(script.comesBack === 'there' ? 'keptOff' : 'put')
      expect(fake.shown(EMAIL)!.isOn).toBe(script.comesBack === 'at once')
      if (script.comesBack === 'confirmed') expect(fake.shown(EMAIL)!.segments).toEqual(SEGMENTS)
    })

    it('forgets a person', () => {
      const { fake } = told()
      expect(playWith(audience.erase(EMAIL, settings), fake).result).toEqual({ kind: 'left' })
      expect(fake.shown(EMAIL)).toBeNull()
      expect(playWith(audience.erase(EMAIL, settings), fake).result).toEqual({ kind: 'left' })
    })

    it('has nothing to do where nobody is', () => {
      for (const dialogue of [leave(WITHDRAWN), leave(null), audience.erase(EMAIL, settings)]) {
        const fake = script.fake()
        expect(playWith<unknown>(dialogue, fake).result).toMatchObject({ kind: 'left' })
        expect(fake.state()).toEqual([])
      }
    })

    it('proves that it works, or says at which setting it does not', () => {
      const fake = script.fake()
      const { calls, result } = playWith(audience.check(settings, PRODUCTS, false), fake)
      expect(result).toEqual({ kind: 'ok', detail: expect.stringContaining('Rundbrief') })
      expect(calls.filter(isWriting)).toEqual([])
      const [field] = Object.keys(script.wrong)
      expect(playWith(audience.check({ ...settings, ...script.wrong }, PRODUCTS, false), fake).result).toMatchObject({
        kind: 'problem',
        field,
        todo: expect.stringMatching(/\.$/),
      })
    })

    it('stops where its list is gone, and says which setting names it', () => {
      const elsewhere = { ...settings, ...script.wrong }
      const fake = script.fake()
      fake.add(EMAIL, 'Leni')
      fake.takeOff(EMAIL)
      for (const stand of [script.fake(), fake])
        expect(playWith(audience.put({ member: ANNA, remoteId: null, takenOff: 'left' }, elsewhere), stand).result).toMatchObject({
          kind: 'unauthorised',
          about: audience.list,
        })
    })

    it.skipIf(audience.segments !== 'fields')('names the fields that are missing', () => {
      const { result } = playWith(audience.check(settings, [...PRODUCTS, 'steuerung'], false), script.fake())
      expect(result).toMatchObject({ kind: 'problem', problem: expect.stringMatching(/lw_steuerung_class, lw_steuerung_stage/i) })
    })

    it.skipIf(!audience.limits)('reads what is left of its calls', () => {
      const { headers, read } = script.allowances!
      expect(audience.limits!(headers)).toEqual(read)
      expect(audience.limits!({})).toEqual([])
    })

    const changed = { ...ANNA, function: 'management', products: LATER.products }
    const acts: Readonly<Record<string, { begin: () => Dialogue<unknown>; stand: () => ToolFake }>> = {
      check: { begin: () => audience.check(settings, PRODUCTS, false), stand: script.fake },
      'put somebody new': { begin: () => put(ANNA), stand: script.fake },
      'put somebody known': { begin: () => put(changed, { remoteId: told().remoteId }), stand: () => told().fake },
      'put somebody back': {
        begin: () => put(changed, { remoteId: told().remoteId, takenOff: 'withdrawn' }),
        stand: () => {
          const { fake, remoteId } = told()
          playWith(leave(WITHDRAWN, { remoteId }), fake)
          return fake
        },
      },
      'leave by withdrawal': { begin: () => leave(WITHDRAWN, { remoteId: told().remoteId }), stand: () => told().fake },
      leave: { begin: () => leave(null, { remoteId: told().remoteId }), stand: () => told().fake },
      erase: { begin: () => audience.erase(EMAIL, settings), stand: () => told().fake },
    }

    describe.each(Object.entries(acts))('%s', (name, { begin, stand }) => {
      const { calls } = playWith(begin(), stand())
      const steps = calls.map((_, i) => i)
      const failing = (step: number, failure: Reply) =>
        playWith(begin(), stand(), { [step]: failure }).result as { kind: string; reason?: string; problem?: string }

      it('says the same calls as ever', () => expect(calls).toMatchSnapshot())

      it('tells nobody a secret, and nobody an address in a purpose', () => {
        for (const field of Object.keys(audience.fields).filter((one) => audience.fields[one]!.secret))
          expect(JSON.stringify(calls)).not.toContain(settings[field])
        for (const { purpose } of calls) expect(purpose).toMatch(/^[a-z][\w ,.]{3,60}$/)
      })

      it.each(steps.flatMap((step) => Object.keys(STATUSES).map((status) => [step, Number(status)] as const)))('call %i with %i', (step, status) => {
        const result = failing(step, reply(status))
        if (result.kind === 'problem') return expect([400, 401, 403, 404]).toContain(status)
        expect(result.kind).toBe(STATUSES[status])
        expect(result.reason).toMatch(/\w{3,}/)
      })

      it.each(steps)('call %i waits as long as it is told', (step) => {
        expect(failing(step, reply(429, '', { 'retry-after': '7' }))).toMatchObject({ kind: 'rateLimited', afterMs: 7_000 })
        expect(failing(step, reply(503, '', { 'retry-after': '90' }))).toMatchObject({ kind: 'transient', afterMs: 90_000 })
      })

      it('takes data about nobody for no member', () => {
        const looks = calls.findIndex(({ purpose }) => purpose.startsWith('look for'))
        if (looks >= 0) expect(failing(looks, reply(200, { hello: 'world' })).kind).toBe('transient')
      })

      const { saidInside } = script
      if (saidInside !== undefined)
        it.each(steps)('call %i with a refusal under the status of a success', (step) => {
          const said = (status: number) => failing(step, reply(200, saidInside(status))).kind
          expect([said(400), said(429), said(500)]).toEqual(['invalid', 'rateLimited', 'transient'])
        })

      it.each(steps)('call %i with a page for people instead of data', (step) => {
        expect(['transient', 'problem']).toContain(failing(step, reply(200, '<!doctype html><title>Maintenance</title>')).kind)
        // Somebody else's 404 does not say that nobody is there.
        expect(['notFound', 'transient', 'problem']).toContain(failing(step, reply(404, '<!doctype html><title>404</title>')).kind)
      })

      it.skipIf(name === 'check')('ends as it should after it was broken off behind any call', () => {
        const whole = stand()
        playWith(begin(), whole)
        for (let after = 1; after <= calls.length; after++) {
          const fake = stand()
          breakOff(begin(), fake, after)
          playWith(begin(), fake)
          expect(fake.shown(EMAIL), `behind call ${after}`).toEqual(whole.shown(EMAIL))
        }
      })
    })
  })
}

const isWriting = ({ method, reads }: Call): boolean => !(reads ?? method === 'GET')
