/** What is peculiar to Salesforce: its session, its queries and its SOAP, partly against the stand-in. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import salesforce from '../connectors/crms/salesforce.ts'
import { envelope, escaped, leavesOf } from '../connectors/salesforce/soap.ts'
import { beginning, containing, quoted } from '../connectors/salesforce/soql.ts'
import type { Dialogue, Settings } from '../core/connector.ts'
import type { Note, Write } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import { type Conversation, createConversation } from '../core/work/converse.ts'
import { type SalesforceFake, salesforceFake } from './helpers/salesforce-fake.ts'
import { runSoql } from './helpers/salesforce-soql.ts'

const SETTINGS = { keyField: 'Leitwerk_Id__c', apiVersion: '64.0', taskStatus: 'Completed', overStatuses: 'Unqualified' }

describe('SOQL', () => {
  const texts = fc.string({ unit: fc.constantFrom("'", '"', '\\', '%', '_', '\n', '\t', 'a', 'Z', 'ß', ' ', ')', '😀'), minLength: 1, maxLength: 12 })
  const found = (where: string, name: string) =>
    runSoql(`SELECT Id FROM Lead WHERE ${where}`, { rows: () => [{ Id: '1', Name: name }], has: () => true, value: (row, field) => row[field] }).rows.length ===
    1

  it('finds every text by itself, and only by itself', () => {
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        expect(found(`Name = ${quoted(one)}`, one)).toBe(true)
        expect(found(`Name = ${quoted(one)}`, other)).toBe(one.toLowerCase() === other.toLowerCase())
      }),
    )
  })

  it('finds parts of texts without meaning anything by their signs', () => {
    fc.assert(
      fc.property(texts, texts, texts, (before, one, behind) => {
        const name = `${before}${one}${behind}`
        expect(found(`Name LIKE ${containing(one)}`, name)).toBe(true)
        expect(found(`Name LIKE ${containing(one)}`, before)).toBe(before.toLowerCase().includes(one.toLowerCase()))
        expect(found(`Name LIKE ${beginning(one)}`, name)).toBe(name.toLowerCase().startsWith(one.toLowerCase()))
      }),
    )
  })
})

describe('SOAP', () => {
  it('carries every text as it is, but for what XML cannot carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
        const leaves = leavesOf(envelope('convertLead', 'leadConverts', [['convertedStatus', text]]))
        expect(leaves?.get('Body/convertLead/leadConverts/convertedStatus')).toEqual([escapedTwice(text)])
      }),
    )
    expect(escaped('a\u0000<b>&"\'\uFFFE')).toBe('a&lt;b&gt;&amp;&quot;&apos;')
  })
  /** Through the reader and back: blanks around are not kept, and XML has one kind of line end. */
  const escapedTwice = (text: string) => text.replace(/\r\n?/g, '\n').trim()

  it.each([
    ['a page', '<!doctype html><html><body>no</body></html>'],
    ['another document', '<a><b>1</b></a>'],
    ['half of one', '<Envelope><Body><a>1</a>'],
    ['entities', '<!DOCTYPE a [<!ENTITY x "y">]><Envelope><Body>&x;</Body></Envelope>'],
    ['data', { a: 1 }],
  ])('reads nothing out of %s', (_, body) => expect(leavesOf(body)).toBeNull())
})

describe('against the stand-in', () => {
  let fake: SalesforceFake
  let conversation: Conversation
  const begin = async (instance?: string) => {
    fake = await salesforceFake(instance)
    conversation = createConversation({ timeoutMs: 2_000, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 5 })
  }
  afterEach(async () => {
    conversation.close()
    await fake.close()
  })
  const settings = (more: Settings = {}): Settings => ({ ...SETTINGS, url: fake.url, clientId: fake.clientId, clientSecret: fake.clientSecret, ...more })
  const talk = async <Result>(dialogue: Dialogue<Result>, with_ = settings()) =>
    (await conversation.converse(dialogue, crmEndpoint('crm', salesforce, with_))).result
  const write = (entity: Write['entity'], key: string, fields: Write['fields'], more: Partial<Write> = {}) =>
    talk(salesforce.write({ entity, key, fields, links: {}, ...more }, settings()))
  const vogt = { LastName: 'Vogt', Email: 'k.vogt@hallbauer.example', Company: 'Hallbauer GmbH' }

  it('says at which address the org lives, where it is another one', async () => {
    await begin('https://company.my.salesforce.com')
    const result = await talk(salesforce.check(settings()))
    expect(result).toEqual({ kind: 'unauthorised', reason: 'this org of Salesforce lives at https://company.my.salesforce.com: enter that as the address' })
  })

  it.each([
    [{ clientId: 'nobody' }, /consumer key/],
    [{ clientSecret: 'wrong-secret' }, /consumer secret/],
  ])('says what is wrong with the login: %o', async (wrong, words) => {
    await begin()
    expect(await talk(salesforce.check(settings(wrong)), settings(wrong))).toMatchObject({ kind: 'unauthorised', reason: expect.stringMatching(words) })
  })

  it('logs in anew when the session has ended, also in the middle of a conversion', async () => {
    await begin()
    const account = fake.tables.put('Account', { Name: 'Hallbauer GmbH' }).Id
    const lead = await write('lead', 'led_1', vogt)
    if (lead.kind !== 'delivered') throw new Error(lead.kind)
    fake.endSessions()
    expect(await write('lead', 'led_2', { ...vogt, Email: 'j.adler@hallbauer.example' })).toMatchObject({ kind: 'delivered' })
    const conversion = {
      leadKey: 'led_1',
      leadRemoteId: lead.remoteId,
      account: { entity: 'account' as const, key: 'acc_1', fields: {}, links: {}, remoteId: account },
    }
    const dialogue = salesforce.convert!(conversion, settings({ convertedStatus: 'Qualified' }))
    function* ending(): typeof dialogue {
      let step = dialogue.next()
      while (!step.done) {
        if (step.value.text !== undefined) fake.endSessions()
        step = dialogue.next(yield step.value)
      }
      return step.value
    }
    expect(await talk(ending())).toMatchObject({ kind: 'converted', already: false, account })
    expect(fake.calls.filter(({ path }) => path === '/services/oauth2/token')).toHaveLength(3)
  })

  it('makes no second record and no second opportunity, whatever answer is lost', async () => {
    await begin()
    const lead = await write('lead', 'led_1', vogt)
    if (lead.kind !== 'delivered') throw new Error(lead.kind)
    const account = fake.tables.put('Account', { Name: 'Hallbauer GmbH' }).Id
    const convert = () =>
      talk(
        salesforce.convert!(
          {
            leadKey: 'led_1',
            leadRemoteId: lead.remoteId,
            account: { entity: 'account', key: 'acc_1', fields: {}, links: {}, remoteId: account },
            opportunity: { entity: 'opportunity', key: 'led_1', fields: { Name: 'Presses', StageName: 'Prospecting', CloseDate: '2026-12-14' }, links: {} },
          },
          settings(),
        ),
      )
    // The upsert is repeated at once, being harmless; a second loss ends the try.
    fake.loseAnswer('PATCH', /Opportunity/)
    fake.loseAnswer('PATCH', /Opportunity/)
    expect(await convert()).toMatchObject({ kind: 'transient', uncertain: true })
    // Meanwhile sales goes on with it.
    fake.tables.edit('Opportunity', fake.rows('Opportunity')[0]?.Id ?? '', { Name: 'Presses, first lot' })
    fake.loseAnswer('POST', /Soap/)
    expect(await convert()).toMatchObject({ kind: 'transient', uncertain: true })
    const [opportunity] = fake.rows('Opportunity')
    expect(await convert()).toEqual({ kind: 'converted', already: true, account, contact: expect.any(String), opportunity: opportunity?.Id })
    expect(fake.rows('Opportunity')).toHaveLength(1)
    expect(opportunity).toMatchObject({ Name: 'Presses, first lot', Leitwerk_Id__c: 'led_1', AccountId: account })
  })

  it('converts a lead of a queue into the hands of the owner of the opportunity', async () => {
    await begin()
    const lead = await write('lead', 'led_1', { ...vogt, OwnerId: fake.tables.queue })
    if (lead.kind !== 'delivered') throw new Error(lead.kind)
    const opportunity = { entity: 'opportunity', key: 'led_1', fields: { Name: 'P', StageName: 'Prospecting', CloseDate: '2026-12-14' }, links: {} } as const
    expect(await talk(salesforce.convert!({ leadKey: 'led_1', leadRemoteId: lead.remoteId, opportunity }, settings()))).toMatchObject({ kind: 'converted' })
  })

  it("leaves new leads without an owner to Salesforce's assignment rules, and no others", async () => {
    await begin()
    fake.tables.assignedTo = fake.tables.queue
    await write('lead', 'led_1', vogt)
    await write('lead', 'led_2', { ...vogt, Email: 'j.adler@hallbauer.example', OwnerId: fake.tables.anna })
    expect(fake.rows('Lead').map(({ OwnerId }) => OwnerId)).toEqual([fake.tables.queue, fake.tables.anna])
  })

  it('tells of duplicates that people made, and creates all the same where a person says so', async () => {
    await begin()
    const { Id } = fake.tables.put('Lead', vogt)
    expect(await write('lead', 'led_1', vogt)).toMatchObject({ kind: 'duplicate', entity: 'lead', candidates: [{ remoteId: Id, rule: 'email' }] })
    expect(await write('lead', 'led_1', vogt, { insist: true })).toMatchObject({ kind: 'delivered', created: true })
  })

  it('takes the first of several copies of a record for none of them', async () => {
    await begin()
    for (const Name of ['Hallbauer GmbH', 'Hallbauer Kopie']) fake.tables.put('Account', { Name, Leitwerk_Id__c: 'acc_1' })
    const copies = fake.rows('Account').map(({ Id }) => Id)
    const outcome = await write('account', 'acc_1', { Name: 'Hallbauer GmbH' })
    expect(outcome).toMatchObject({ kind: 'duplicate', candidates: copies.map((remoteId) => ({ remoteId, rule: 'key' })) })
  })

  it('looks at duplicates within a batch one by one', async () => {
    await begin()
    fake.tables.put('Account', { Name: 'Hallbauer GmbH', BillingPostalCode: '90762' })
    const fields = { Name: 'Hallbauer GmbH', BillingPostalCode: '90762' }
    const several = [fields, { Name: 'Neu GmbH' }, { ...fields, Name: 'Alt GmbH' }].map(
      (one, i): Write => ({ entity: 'account', key: `acc_${i}`, fields: one, links: {} }),
    )
    const outcomes = await talk(salesforce.batch!.write(several, settings()))
    expect('kind' in outcomes ? outcomes : outcomes.map(({ kind }) => kind)).toEqual(['duplicate', 'delivered', 'delivered'])
  })

  it('leaves to each by itself what one answer cannot hold', async () => {
    await begin()
    for (let i = 0; i < 2_000; i++) fake.tables.put('Lead', vogt)
    const sought = ['led_1', 'led_2'].map((key) => ({ entity: 'lead' as const, key, evidence: { email: vogt.Email } }))
    expect(await talk(salesforce.batch!.find!(sought, settings()))).toMatchObject({ kind: 'conflict' })
    expect(await talk(salesforce.find('lead', 'led_1', { email: vogt.Email }, settings()))).toMatchObject({ candidates: { length: 50 } })
  })

  it('leaves to each by itself what one address cannot hold', async () => {
    await begin()
    const name = (i: number) => `Gesellschaft für die Entwicklung, Herstellung und Wartung überdurchschnittlich großer Anlagen ${'ä'.repeat(100)} ${i}`
    const sought = Array.from({ length: 50 }, (_, i) => ({ entity: 'account' as const, key: `acc_${i}`, evidence: { name: name(i), postalCode: '90762' } }))
    fake.tables.put('Account', { Name: name(7), BillingPostalCode: '90762' })
    expect(await talk(salesforce.batch!.find!(sought, settings()))).toMatchObject({ kind: 'invalid' })
    expect(await talk(salesforce.find('account', 'acc_7', sought[7]!.evidence, settings()))).toMatchObject({ candidates: { length: 1 } })
  })

  it('finds a hundred leads in four calls, and adds the notes of all in two', async () => {
    await begin()
    const email = (i: number) => `k.vogt@werk-${i}.example`
    for (let i = 0; i < 50; i++) fake.tables.put('Lead', { ...vogt, Email: email(i), ...(i < 25 && { Leitwerk_Id__c: `led_${i}` }) })
    const sought = Array.from({ length: 100 }, (_, i) => ({ entity: 'lead' as const, key: `led_${i}`, evidence: { email: email(i) } }))
    await talk(salesforce.check(settings()))
    const before = fake.calls.length
    const found = await talk(salesforce.batch!.find!(sought, settings()))
    if ('kind' in found) throw new Error(found.kind)
    expect(fake.calls.length - before).toBe(4)
    const singly = []
    for (const { entity, key, evidence } of sought) singly.push(await talk(salesforce.find(entity, key, evidence, settings())))
    expect(found).toEqual(singly)
    const noted = fake.rows('Lead').map(({ Id }, i): Note[] => [{ key: `evt_${i}`, entity: 'lead', remoteId: Id, at: 0, title: 'Fair', text: 'wants a demo' }])
    const calls = fake.calls.length
    expect(await talk(salesforce.batch!.note!(noted, settings()))).toEqual(
      noted.map(([note]) => ({ kind: 'delivered', remoteId: note!.remoteId, created: false })),
    )
    expect(fake.calls.length - calls).toBe(2)
    expect(await talk(salesforce.batch!.note!(noted, settings()))).toEqual(noted.map(([note]) => ({ kind: 'unchanged', remoteId: note!.remoteId })))
    expect(fake.rows('Task')).toHaveLength(50)
  })

  it('writes two hundred records in a handful of calls, and nothing the second time', async () => {
    await begin()
    const several = Array.from({ length: 200 }, (_, i): Write => ({ entity: 'account', key: `acc_${i}`, fields: { Name: `Werk ${i} GmbH` }, links: {} }))
    const outcomes = await talk(salesforce.batch!.write(several, settings()))
    if ('kind' in outcomes) throw new Error(outcomes.kind)
    const known = several.map((one, i) => ({ ...one, remoteId: (outcomes[i] as { remoteId: string }).remoteId }))
    const before = fake.calls.length
    expect(before).toBeLessThan(5)
    expect(await talk(salesforce.batch!.write(known, settings()))).toEqual(known.map(({ remoteId }) => ({ kind: 'unchanged', remoteId })))
    expect(fake.calls.length - before).toBe(1)
  })

  it('empties a person that Salesforce keeps, once', async () => {
    await begin()
    const { Id } = fake.tables.put('Contact', {
      FirstName: 'Katharina',
      LastName: 'Vogt',
      Email: 'k.vogt@hallbauer.example',
      MailingCity: 'Fürth',
      Leitwerk_Id__c: 'con_1',
    })
    fake.tables.withCases.add(Id)
    const erase = () => talk(salesforce.erase!({ entity: 'contact', remoteId: Id, key: 'con_1' }, settings()))
    expect(await erase()).toMatchObject({ kind: 'delivered' })
    expect(fake.rows('Contact')).toMatchObject([{ FirstName: null, LastName: '-', Email: null, MailingCity: null, Leitwerk_Id__c: null }])
    expect(await erase()).toMatchObject({ kind: 'unchanged' })
  })

  it('stops at the quota of the day, and says so', async () => {
    await begin()
    fake.quota = 1
    expect(await talk(salesforce.find('account', 'acc_1', {}, settings()))).toMatchObject({ kind: 'found' })
    expect(await talk(salesforce.find('account', 'acc_1', {}, settings()))).toMatchObject({ kind: 'quotaExhausted' })
  })

  it('names the field that the user does not see', async () => {
    await begin()
    fake.hidden.add('Lead.Leitwerk_Id__c')
    expect(await talk(salesforce.check(settings()))).toMatchObject({
      kind: 'problem',
      field: 'keyField',
      problem: expect.stringContaining('Lead has no field'),
    })
  })
})
