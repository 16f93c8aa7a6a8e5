/** Leads offered to partners: told by mail, answered by a signed link, passed on after a rejection or after silence. */
import { afterEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { mappingFiles } from '../core/compose/mapping-files.ts'
import { setupOf } from '../core/compose/setup.ts'
import { endOverdueOffers } from '../core/flow/answer-offer.ts'
import { opened, signed } from '../core/flow/partner-link.ts'
import { leadDocument } from '../core/flow/record.ts'
import * as leadFacts from '../core/store/lead-facts.ts'
import * as leadSteps from '../core/store/lead-steps.ts'
import * as leads from '../core/store/leads.ts'
import * as operation from '../core/store/operation.ts'
import * as partnerOffers from '../core/store/partner-offers.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type Letter, type SmtpServer, smtpServer } from './helpers/smtp-server.ts'
import { backends } from './helpers/stores.ts'
import { type Body, FORM, tell } from './helpers/telling.ts'

const DAY_MS = 86_400_000
const VOGT: Body = {
  firma: 'Hallbauer Fördertechnik GmbH',
  werk: 'Werk Linz',
  plz: '4020',
  ort: 'Linz',
  wer: 'Katharina Vogt',
  mail: 'k.vogt@hallbauer-foerdertechnik.example',
  tel: '+43 732 778899',
  ruf: 'ja',
}

/** As a mail program shows it. */
const readable = ({ text }: Letter): string =>
  Buffer.from(
    text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
const tokenIn = (letter: Letter): string => /\/p\/([\w.-]+)\/accept/.exec(readable(letter))![1]!

for (const backend of backends) {
  describe(`partners on ${backend.name}`, () => {
    const open: { close: () => Promise<unknown> }[] = []
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.close()
    })
    const mailServer = async (answer?: (command: string) => string | null): Promise<SmtpServer> => {
      const server = await smtpServer(answer)
      open.push(server)
      return server
    }
    let ahead = 0
    const hubWith = async (mail: SmtpServer, routing = '[{ partner: sued }, { partner: nord }, { owner: anna@vertrieb.example }]', more = '') => {
      ahead = 0
      const yaml = `
publicUrl: https://hub.example.com
products: [{ id: kran, name: { de: Krane, en: Cranes }, default: true }]
funnel: { mql: { points: 100000 } }
sources: { web: { kind: form, secret: s } }
notifiers: { post: { kind: mail, host: 127.0.0.1, port: ${mail.port}, security: none, from: hub@example.com, to: ops@example.com, perSecond: 100, events: [lead.stage_changed] } }
partners:
  sued: { label: Kranhandel Süd, email: lead@kranhandel-sued.example, perDays: 3 }
  nord: { label: North Cranes, email: leads@north-cranes.example, language: en }
routing: ${routing}
${more}`
      const hub = await startHub(backend, yaml, { mappings: [FORM, ...mappingFiles().filter(({ kind }) => kind === 'crm')], now: () => Date.now() + ahead })
      open.push({ close: hub.stop })
      return hub
    }
    const offered = async (hub: TestHub, mail: SmtpServer, body = VOGT) => {
      await tell(hub, body)
      const letter = mail.letters.findLast(({ to }) => to[0] !== 'ops@example.com')!
      const lead = (await hub.leads()).at(-1)!
      return { letter, token: tokenIn(letter), lead: lead.id }
    }
    const lead = async (hub: TestHub, id: string) => (await leads.find(hub.store.db, id))!
    const factsOf = async (hub: TestHub, id: string) =>
      (await leadFacts.ofLead(hub.store.db, id)).filter(({ body: { kind } }) => kind === 'accept' || kind === 'reject')

    it('are told what they need, once, and with a time to answer', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail)
      const { letter } = await offered(hub, mail)
      expect(letter.to).toEqual(['lead@kranhandel-sued.example'])
      const text = readable(letter)
      for (const part of [
        'Hallbauer Fördertechnik GmbH',
        'Werk Linz',
        '4020',
        'Krane',
        'möchte mit dem Vertrieb sprechen',
        'Katharina Vogt',
        '+43',
        'antworten Sie bis',
      ])
        expect(text).toContain(part)
      expect(text).toMatch(/https:\/\/hub\.example\.com\/p\/[\w.-]+\/accept[\s\S]*https:\/\/hub\.example\.com\/p\/[\w.-]+\/reject/)
      expect(text).toMatch(/Message-ID: <off_\w{26}@example\.com>/i)
      await tell(hub, { ...VOGT, ruf: 'nein' })
      expect(mail.letters.filter(({ to }) => to[0] === 'lead@kranhandel-sued.example')).toHaveLength(1)
    })

    it('accept: the lead is theirs, as a fact that says so, and a second answer hears of the first', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail)
      const { token, lead: id } = await offered(hub, mail)
      expect(await hub.act.showOffer(token)).toMatchObject({
        kind: 'open',
        language: 'de',
        company: 'Hallbauer Fördertechnik GmbH',
        unit: 'Werk Linz',
        product: 'Krane',
      })
      expect(JSON.stringify(await hub.act.showOffer(token))).not.toContain('Vogt')
      const answers = await Promise.all(Array.from({ length: 8 }, () => hub.act.answerOffer(token, { accept: true })))
      for (const answer of answers) expect(answer).toMatchObject({ kind: 'answered', answer: 'accepted', at: expect.any(Number) })
      expect(await hub.act.answerOffer(token, { accept: false, reason: 'wrong_persona' })).toMatchObject({ kind: 'answered', answer: 'accepted' })
      expect(await factsOf(hub, id)).toMatchObject([{ by: 'partner:sued', body: { kind: 'accept' } }])
      expect((await lead(hub, id)).state).toMatchObject({ stage: 'sal', owner: 'partner:sued', offer: { state: 'accepted' } })
      await hub.quiet()
      expect(
        mail.letters
          .filter(({ to }) => to[0] === 'ops@example.com')
          .map(readable)
          .join(),
      ).toMatch(/sal/i)
    })

    it('reject with an agreed reason: the next whom the rules name is asked, in the same stage; at the end marketing has it again', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail, '[{ partner: sued }, { partner: nord }]')
      const { token, lead: id } = await offered(hub, mail)
      expect(await hub.act.answerOffer(token, { accept: false, reason: 'because' })).toMatchObject({ kind: 'open' })
      expect(await factsOf(hub, id)).toEqual([])
      expect(await hub.act.answerOffer(token, { accept: false, reason: 'wrong_persona' })).toMatchObject({ kind: 'answered', answer: 'rejected' })
      await hub.quiet()
      expect((await lead(hub, id)).state).toMatchObject({ stage: 'lead', owner: 'partner:nord', offer: { state: 'open', lane: 'fast' }, declined: ['sued'] })
      const second = mail.letters.find(({ to }) => to[0] === 'leads@north-cranes.example')!
      expect(readable(second)).toContain('Cranes')
      expect(await hub.act.answerOffer(tokenIn(second), { accept: false, reason: 'filter_failed' })).toMatchObject({ answer: 'rejected', language: 'en' })
      expect((await lead(hub, id)).state).toMatchObject({ stage: 'recycled', owner: null, reason: 'filter_failed', offer: { state: 'rejected' }, declined: [] })
      expect((await leadSteps.ofLead(hub.store.db, id)).map(({ kind }) => kind).filter((kind) => /offer|reject|stage/.test(kind))).toEqual([
        'offer',
        'reject',
        'offer',
        'reject',
        'stage',
      ])
      await hub.act.decideLead({ lead: id, decision: { kind: 'class', to: 'A', reason: null } }, 'test')
      expect((await lead(hub, id)).state.offer).toMatchObject({ owner: 'partner:sued', state: 'open', lane: 'classified' })
    })

    it('are followed by the salesperson of the next rule, or by nobody but marketing', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail, '[{ partner: sued, when: { product: kran } }, { owner: anna@vertrieb.example }]')
      const { token, lead: id } = await offered(hub, mail)
      await hub.act.answerOffer(token, { accept: false, reason: 'wrong_persona' })
      expect((await lead(hub, id)).state).toMatchObject({ owner: 'anna@vertrieb.example', offer: { state: 'open', owner: 'anna@vertrieb.example' } })
      // The same facts give the same state in whatever order they are read.
      const folded = (await lead(hub, id)).state
      await tell(hub, { ...VOGT, ruf: 'nein', zeit: '2026-01-05T08:00:00Z' })
      expect((await lead(hub, id)).state.offer).toEqual(folded.offer)
    })

    it('are not waited for longer than agreed', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail, '[{ partner: sued }]')
      const { token, lead: id } = await offered(hub, mail)
      expect(await endOverdueOffers(hub.store, hub.on)).toBe(0)
      ahead = 3 * DAY_MS + 60_000
      expect(await hub.act.showOffer(token)).toMatchObject({ kind: 'expired', language: 'de' })
      expect(await hub.act.answerOffer(token, { accept: true })).toMatchObject({ kind: 'expired' })
      expect(await factsOf(hub, id)).toEqual([])
      await Promise.all([endOverdueOffers(hub.store, hub.on), endOverdueOffers(hub.store, hub.on)])
      expect(await factsOf(hub, id)).toMatchObject([{ by: 'hub', body: { kind: 'reject', reason: 'no_answer' } }])
      expect((await lead(hub, id)).state).toMatchObject({ stage: 'recycled', offer: { state: 'rejected' } })
      expect(await hub.act.showOffer(token)).toMatchObject({ kind: 'answered', answer: 'unanswered' })
    })

    it('are not waited for longer though another offer cannot be ended', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail, '[{ partner: sued }]')
      const first = await offered(hub, mail)
      const other = await offered(hub, mail, {
        ...VOGT,
        firma: 'Seidel Verpackungen AG',
        mail: 'ina.pohl@seidel-verpackungen.example',
        werk: '',
        wer: 'Ina Pohl',
      })
      await hub.store.write((db) => db.run("update lead set state = 'broken' where id = $1", [first.lead]))
      ahead = 3 * DAY_MS + 60_000
      expect(await endOverdueOffers(hub.store, hub.on)).toBe(1)
      expect((await lead(hub, other.lead)).state).toMatchObject({ stage: 'recycled' })
    })

    it('cannot answer for another lead, another partner or another installation', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail)
      const first = await offered(hub, mail)
      const other = await offered(hub, mail, {
        ...VOGT,
        firma: 'Seidel Verpackungen AG',
        mail: 'ina.pohl@seidel-verpackungen.example',
        werk: '',
        wer: 'Ina Pohl',
      })
      expect(other.lead).not.toBe(first.lead)
      const [body, mac] = first.token.split('.') as [string, string]
      const link = opened(hub.on.addressKey, first.token)!
      const wrong = [
        `${other.token.split('.')[0]}.${mac}`,
        `${Buffer.from(JSON.stringify([1, other.lead, 1, link.offer, 'sued', link.until])).toString('base64url')}.${mac}`,
        `${body}.${Buffer.from(mac, 'base64url').reverse().toString('base64url')}`,
        `${body}.`,
        body,
        '',
        signed('the key of another installation', link),
        // What we signed, but never offered.
        signed(hub.on.addressKey, { ...link, lead: other.lead }),
        signed(hub.on.addressKey, { ...link, partner: 'nord' }),
        signed(hub.on.addressKey, { ...link, until: link.until + DAY_MS }),
        signed(hub.on.addressKey, { ...link, offer: 'off_00000000000000000000000000' }),
      ]
      for (const token of wrong) {
        expect([token, await hub.act.showOffer(token)]).toEqual([token, { kind: 'unknown' }])
        expect(await hub.act.answerOffer(token, { accept: true })).toEqual({ kind: 'unknown' })
      }
      for (const id of [first.lead, other.lead]) expect((await lead(hub, id)).state.offer?.state).toBe('open')
    })

    it('hear when others were quicker, and are offered leads by hand', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail, '[{ owner: anna@vertrieb.example }]')
      await tell(hub, VOGT)
      const [{ id }] = (await hub.leads()) as [leads.LeadRow]
      await hub.act.offerToPartner({ lead: id, partner: 'sued' }, 'test')
      await hub.quiet()
      const token = tokenIn(mail.letters[0]!)
      await hub.act.offerToPartner({ lead: id, partner: 'nord' }, 'test')
      expect(await hub.act.answerOffer(token, { accept: true })).toMatchObject({ kind: 'answered', answer: 'withdrawn' })
      await hub.quiet()
      const second = tokenIn(mail.letters.find(({ to }) => to[0] === 'leads@north-cranes.example')!)
      await hub.act.decideLead({ lead: id, decision: { kind: 'accept' } }, 'test')
      expect(await hub.act.answerOffer(second, { accept: false, reason: 'wrong_persona' })).toMatchObject({ answer: 'accepted' })
      await expect(hub.act.offerToPartner({ lead: id, partner: 'sued' }, 'test')).rejects.toThrow('was accepted already')
      await expect(hub.act.offerToPartner({ lead: id, partner: 'west' }, 'test')).rejects.toThrow("there is no partner 'west'; known are sued, nord")
      await tell(hub, { ...VOGT, firma: 'Seidel Verpackungen AG', mail: 'ina.pohl@seidel-verpackungen.example', ruf: 'nein', werk: '' })
      const fresh = (await hub.leads()).find((one) => one.id !== id)!
      await expect(hub.act.offerToPartner({ lead: fresh.id, partner: 'sued' }, 'test')).rejects.toThrow('was not handed over yet')
    })

    it('keep their offer when the lead is merged into another', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail)
      await tell(hub, { ...VOGT, firma: 'Hallbauer Förderanlagen', mail: 'info@hallbauer-anlagen.example', werk: 'Werk Linz', ruf: 'nein', tel: '', wer: '' })
      const { token, lead: id } = await offered(hub, mail)
      const survivor = (await hub.leads()).find((one) => one.id !== id)!
      const offeredLead = await lead(hub, id)
      await hub.act.merge({ level: 'account', survivor: survivor.accountId, absorbed: offeredLead.accountId }, 'test')
      expect(await lead(hub, id)).toMatchObject({ mergedInto: survivor.id })
      await hub.quiet()
      expect(mail.letters.filter(({ to }) => to[0] === 'lead@kranhandel-sued.example')).toHaveLength(1)
      const answer = await hub.act.answerOffer(token, { accept: true })
      expect(answer).toMatchObject({ kind: 'answered', answer: 'accepted' })
      expect(await factsOf(hub, survivor.id)).toMatchObject([{ by: 'partner:sued', body: { kind: 'accept' } }])
    })

    it('are told of the lead as it stands when the mail goes out', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail)
      await tell(hub, { ...VOGT, firma: 'Hallbauer Förderanlagen', mail: 'info@hallbauer-anlagen.example', werk: 'Werk Linz', ruf: 'nein', tel: '', wer: '' })
      const [survivor] = await hub.leads()
      await hub.act.pauseConnection('post', 'for the test', 'test')
      await hub.send('web', VOGT)
      await expect.poll(() => hub.leads(), { timeout: 10_000 }).toHaveLength(2)
      const absorbed = (await hub.leads()).find(({ id }) => id !== survivor!.id)!
      await hub.act.merge({ level: 'account', survivor: survivor!.accountId, absorbed: absorbed.accountId }, 'test')
      await hub.act.resumeConnection('post', 'test')
      await hub.quiet()
      const letter = mail.letters.find(({ to }) => to[0] === 'lead@kranhandel-sued.example')!
      expect(readable(letter)).toContain('Katharina Vogt')
      expect(await hub.act.answerOffer(tokenIn(letter), { accept: true })).toMatchObject({ answer: 'accepted' })
    })

    it('are told to the CRM as those who have the lead', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail)
      const { token, lead: id } = await offered(hub, mail)
      const inDocument = async () => (await leadDocument(hub.store.db, hub.on, await lead(hub, id), null)).document.lead as Record<string, unknown>
      expect(await inDocument()).toMatchObject({ owner: { name: 'Kranhandel Süd' }, partner: { id: 'sued', name: 'Kranhandel Süd', accepted: false } })
      await hub.act.answerOffer(token, { accept: true })
      expect(await inDocument()).toMatchObject({ partner: { id: 'sued', accepted: true } })
    })

    it('keep their offer though the CRM names another owner, and the rules decide who is next', async () => {
      const mail = await mailServer()
      const hub = await hubWith(mail, '[{ partner: sued }, { owner: anna@vertrieb.example }]')
      const { token, lead: id } = await offered(hub, mail)
      await hub.act.decideLead({ lead: id, decision: { kind: 'owner', to: 'crm-user@vertrieb.example' } }, 'test')
      expect(await hub.act.showOffer(token)).toMatchObject({ kind: 'open' })
      await hub.act.answerOffer(token, { accept: false, reason: 'wrong_persona' })
      expect((await lead(hub, id)).state).toMatchObject({ owner: 'anna@vertrieb.example', offer: { state: 'open' } })
    })

    it('wait for their mail while the mail server refuses the hub', async () => {
      const mail = await mailServer((command) => (/^MAIL FROM/.test(command) ? '550 not from you' : null))
      const hub = await hubWith(mail)
      await hub.send('web', VOGT)
      await expect.poll(async () => (await operation.connectionStates(hub.store.db)).get('post')?.state, { timeout: 10_000 }).toBe('paused')
      expect(await hub.store.db.all('select state, task from job')).toEqual([{ state: 'pending', task: 'partner' }])
    })

    it('whose address is refused are named in an issue, and stop no other mail', async () => {
      const mail = await mailServer((command) => (/RCPT TO:<lead@kranhandel-sued/.test(command) ? '550 no such user' : null))
      const hub = await hubWith(mail)
      await tell(hub, VOGT)
      expect((await operation.connectionStates(hub.store.db)).get('post')?.state ?? 'active').toBe('active')
      const issues = await hub.store.db.all<{ title: string }>('select title from issue')
      expect(issues).toEqual([{ title: 'Kranhandel Süd was not told of a lead: the mail server refuses the address' }])
      expect(await partnerOffers.tally(hub.store.db)).toMatchObject([{ partner: 'sued', answer: null }])
    })
  })
}

describe('the configuration of partners', () => {
  const problems = (yaml: string): string => {
    try {
      setupOf(parseConfig(yaml, 'test.yaml'), {})
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }
  const post = 'notifiers: { post: { kind: mail, host: m.example, from: hub@example.com, to: ops@example.com } }'
  it.each([
    [`${post}\npartners: { a: { label: A, email: a@a.example } }\nrouting: [{ partner: a }]`, ''],
    ['partners: { a: { label: A, email: a@a.example } }', 'a notifier of the kind `mail` is needed'],
    [`${post}\npartners: { a: { label: A, email: a@a.example, notifier: chat } }`, "'chat' is no notifier of the kind mail; known are post"],
    [`${post}\nrouting: [{ partner: b }]`, "there is no partner 'b'; known are none"],
    [
      `${post}\npartners: { a: { label: A, email: a@a.example } }\nrouting: [{ partner: a, owner: anna@a.example }]`,
      'either an `owner`, several `owners`, or a `partner`',
    ],
    [`${post}\nrouting: [{ when: {} }]`, 'either an `owner`, several `owners`, or a `partner`'],
    [`${post}\npartners: { a: { label: A, email: nobody } }`, 'partners.a.email'],
  ])('%s', (yaml, problem) => {
    expect(problems(yaml)).toContain(problem)
    if (problem === '') expect(problems(yaml)).toBe('')
  })
})
