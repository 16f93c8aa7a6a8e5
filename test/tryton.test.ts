import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import tryton from '../connectors/crms/tryton.ts'
import opportunities from '../connectors/sources/tryton.ts'
import { tell } from '../connectors/tryton/rpc.ts'
import type { Dialogue, Json, JsonObject, PollPage, Settings } from '../core/connector.ts'
import type { Write } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import { adoption, type Outcome, type Refusal } from '../core/outcome.ts'
import { checkRecord } from '../core/target-schema.ts'
import { checkConnection } from '../core/work/check-connection.ts'
import { type Conversation, createConversation } from '../core/work/converse.ts'
import { createMappingPool, type MappingPool } from '../core/work/mapping.ts'
import { liveContract } from './contract/crm-live.contract.ts'
import { startTryton, TRYTON_OFF, type TrytonServer } from './helpers/tryton.ts'

const account = {
  name: 'Hallbauer Werkzeugbau GmbH',
  addresses: [{ street: 'Industriestr. 12', postal_code: '90762', city: 'Fürth', country: { find: 'country.country', by: { code: 'DE' }, optional: true } }],
  contact_mechanisms: [{ type: 'website', value: 'https://hallbauer.example' }],
  identifiers: [{ type: 'eu_vat', code: 'DE136695976' }],
}
const contact = { name: 'Dr. Katharina Vogt', contact_mechanisms: [{ type: 'email', value: 'k.vogt@hallbauer.example' }] }
const employee = { find: 'company.employee', by: { 'party.contact_mechanisms.value': 'anna.berg@vertrieb.example' }, optional: true }

const settingsOf = (server: TrytonServer): Settings => ({
  url: server.url,
  database: server.database,
  user: server.hub.user,
  password: server.hub.password,
  language: 'en',
})

describe.skipIf(TRYTON_OFF !== null)(`Tryton 6.0, the real one${TRYTON_OFF === null ? '' : ` (${TRYTON_OFF})`}`, { timeout: 30_000 }, () => {
  liveContract(
    'tryton',
    tryton,
    async () => {
      const server = await startTryton()
      const anna = await server.as('anna')
      const admin = await server.as('admin')
      return {
        settings: settingsOf(server),
        wrong: { field: 'password', value: 'not-the-password' },
        count: (entity) => anna(`model.${entity === 'opportunity' ? 'sale.opportunity' : 'party.party'}.search_count`, []),
        edit: (_, id, fields) => anna('model.party.party.write', [Number(id)], fields),
        remove: (_, id) => admin('model.party.party.delete', [Number(id)]),
        fields: { account, contact, opportunity: { description: 'Presses', amount: 48000, employee, state: 'lead' } },
        harmless: ['opportunity.state'],
        edited: { field: 'name', theirs: 'Ergänzt Werkzeugbau GmbH', ours: 'Ergänzt AG' },
        close: server.close,
      }
    },
    30_000,
  )

  let server: TrytonServer
  let conversation: Conversation
  let pool: MappingPool
  beforeAll(async () => {
    server = await startTryton()
    conversation = createConversation({ timeoutMs: 10_000, maxBytes: 1_000_000, now: Date.now })
    pool = createMappingPool({ threads: 1, timeoutMs: 1_000, memoryMb: 128 })
  }, 120_000)
  afterAll(async () => {
    conversation?.close()
    await pool?.close()
    await server?.close()
  })

  const endpoint = (more: Partial<Settings> = {}) => crmEndpoint('tryton', tryton, { ...settingsOf(server), ...more } as Settings)
  const talk = async <Result>(dialogue: Dialogue<Result>, pace?: () => Promise<() => void>): Promise<Result | Refusal> =>
    (await conversation.converse(dialogue, endpoint(), pace ? { pace } : {})).result
  const write = (entity: Write['entity'], key: string, fields: JsonObject, more: Partial<Write> = {}, pace?: () => Promise<() => void>) =>
    talk<Outcome>(tryton.write({ entity, key, fields, links: {}, ...more }, settingsOf(server)), pace)
  const made = async (...given: Parameters<typeof write>): Promise<string> => {
    const outcome = await write(...given)
    if (outcome.kind !== 'delivered') throw new Error(JSON.stringify(outcome))
    return outcome.remoteId
  }

  it('writes account, contact and opportunity as Tryton keeps them', async () => {
    const party = await made('account', 'acc_10', account)
    const person = await made('contact', 'con_10', contact)
    const opportunity = await made(
      'opportunity',
      'led_10',
      { description: 'Presses', amount: 48000.5, comment: 'Class: A', employee, state: 'lead' },
      { links: { account: party, contact: person } },
    )
    const anna = await server.as('anna')
    const [row] = await anna(
      'model.sale.opportunity.read',
      [Number(opportunity)],
      ['reference', 'state', 'amount', 'party.rec_name', 'contact.value', 'employee.rec_name', 'company.rec_name'],
    )
    expect(row).toMatchObject({
      reference: 'led_10',
      state: 'lead',
      amount: { decimal: '48000.50' },
      'party.': { rec_name: 'Hallbauer Werkzeugbau GmbH' },
      'contact.': { value: 'k.vogt@hallbauer.example' },
      'employee.': { rec_name: 'Anna Berg' },
      'company.': { rec_name: 'Leitwerk Test GmbH' },
    })
    const [stored] = await anna('model.party.party.read', [Number(party)], ['code', 'tax_identifier.code', 'addresses.country.code'])
    expect(stored).toMatchObject({ code: 'acc_10', 'tax_identifier.': { code: 'DE136695976' } })
    expect(stored['addresses.'][0]).toMatchObject({ 'country.': { code: 'DE' } })
  })

  it('makes one party when eight try at the same time, and all end up with it', async () => {
    const fields = { name: 'Gleichzeitig GmbH' }
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => write('account', 'acc_11', fields)))
    expect(outcomes.filter(({ kind }) => kind === 'delivered')).toHaveLength(1)
    const ids = outcomes.map((outcome) => {
      if (outcome.kind === 'delivered') return outcome.remoteId
      const choice = outcome.kind === 'duplicate' ? adoption(outcome.candidates) : null
      return choice?.kind === 'adopt' ? choice.candidate.remoteId : JSON.stringify(outcome)
    })
    expect(new Set(ids).size).toBe(1)
    const anna = await server.as('anna')
    expect(await anna('model.party.party.search_count', [['name', '=', 'Gleichzeitig GmbH']])).toBe(1)
  })

  it('adopts the party people had, completes it, and leaves its number and address alone', async () => {
    const anna = await server.as('anna')
    const [id] = await anna('model.party.party.create', [
      { name: 'Nordlicht Pumpen GmbH', addresses: [['create', [{ street: 'Alte Gasse 3', postal_code: '24103', city: 'Kiel' }]]] },
    ])
    const found = await talk(tryton.find('account', 'acc_12', { name: 'NORDLICHT Pumpen', postalCode: '24103' }, settingsOf(server)))
    expect(found).toMatchObject({ candidates: [{ remoteId: String(id), rule: 'name, postal code' }] })
    const fields = { name: 'Nordlicht', addresses: [{ postal_code: '24103', city: 'Kiel' }], contact_mechanisms: [{ type: 'phone', value: '+49 431 1' }] }
    expect(await write('account', 'acc_12', fields, { remoteId: String(id), completeOnly: true })).toMatchObject({ kind: 'delivered' })
    expect(await write('account', 'acc_12', fields, { remoteId: String(id), completeOnly: true })).toMatchObject({ kind: 'unchanged' })
    const [row] = await anna('model.party.party.read', [id], ['name', 'code', 'addresses.street', 'phone', 'identifiers.code'])
    expect(row).toMatchObject({
      name: 'Nordlicht Pumpen GmbH',
      phone: '+49 431 1',
      'addresses.': [{ street: 'Alte Gasse 3' }],
      'identifiers.': [{ code: 'acc_12' }],
    })
    expect(row.code).toMatch(/^\d+$/)
    expect(await talk(tryton.find('account', 'acc_12', {}, settingsOf(server)))).toMatchObject({ candidates: [{ remoteId: String(id), rule: 'key' }] })
  })

  it('forgets a person with what was noted of it, and leaves the deal', async () => {
    const [party, person] = [await made('account', 'acc_30', { name: 'Vergessen GmbH' }), await made('contact', 'con_30', contact)]
    const opportunity = await made('opportunity', 'led_30', { description: 'Presses', state: 'lead' }, { links: { account: party, contact: person } })
    await talk(tryton.note!([{ key: 'evt_30', entity: 'contact', remoteId: person, at: 0, title: 'call', text: 'by Katharina' }], settingsOf(server)))
    const forget = (entity: 'contact' | 'account', remoteId: string, key: string) => talk(tryton.erase!({ entity, remoteId, key }, settingsOf(server)))
    expect(await forget('contact', person, 'con_30')).toMatchObject({ kind: 'delivered' })
    const anna = await server.as('anna')
    expect(await anna('model.party.party.search_count', [['id', '=', Number(person)]])).toBe(0)
    expect(await anna('model.ir.note.search_count', [['message', 'ilike', '%evt_30%']])).toBe(0)
    expect(await anna('model.sale.opportunity.read', [Number(opportunity)], ['party', 'contact'])).toMatchObject([{ party: Number(party), contact: null }])
    expect(await write('account', 'acc_30', { ...account, name: 'Vergessen GmbH' }, { remoteId: party })).toMatchObject({ kind: 'delivered' })
    expect(await forget('account', party, 'acc_30')).toMatchObject({ kind: 'delivered' })
    expect(await forget('account', party, 'acc_30')).toMatchObject({ kind: 'unchanged' })
    expect(await talk(tryton.find('account', 'acc_30', {}, settingsOf(server)))).toEqual({ kind: 'found', candidates: [] })
  })

  it('writes many together, those that are refused by themselves', async () => {
    const known = await made('account', 'acc_40', { name: 'Bekannt GmbH' })
    const wish = (key: string, fields: JsonObject, remoteId?: string): Write => ({ entity: 'account', key, fields, links: {}, ...(remoteId && { remoteId }) })
    const all = [
      wish('acc_40', { name: 'Bekannt AG' }, known),
      wish('acc_41', { name: 'Neu GmbH' }),
      wish('acc_42', { name: 'Tippfehler GmbH', identifiers: [{ type: 'eu_vat', code: 'DE123456789' }] }),
      wish('acc_43', { name: 'Falsch GmbH', contact_mechanisms: [{ type: 'pigeon', value: 'x' }] }),
      wish('acc_44', { name: 'Weg GmbH' }, '99999'),
    ]
    expect(await talk(tryton.batch!.write(all, settingsOf(server)))).toMatchObject([
      { kind: 'delivered', remoteId: known, created: false },
      { kind: 'delivered', created: true },
      { kind: 'delivered', created: true, remarks: [expect.stringContaining('without its type')] },
      { kind: 'invalid' },
      { kind: 'notFound' },
    ])
    const anna = await server.as('anna')
    expect(await anna('model.party.party.search_count', [['code', 'in', ['acc_40', 'acc_41', 'acc_42', 'acc_43']]])).toBe(3)
  })

  it('follows a party that was merged into another', async () => {
    const [old, kept] = [await made('account', 'acc_13', { name: 'Alt GmbH' }), await made('account', 'acc_14', { name: 'Neu GmbH' })]
    const admin = await server.as('admin')
    await admin('model.party.party.write', [Number(old)], { active: false, replaced_by: Number(kept) })
    expect(await write('account', 'acc_13', { name: 'Alt AG' }, { remoteId: old })).toMatchObject({ kind: 'gone', mergedInto: kept })
    expect(await talk(tryton.find('account', 'acc_13', {}, settingsOf(server)))).toMatchObject({ candidates: [{ remoteId: kept, rule: 'key' }] })
  })

  it('says what is wrong with the values', async () => {
    expect(await write('account', 'acc_20', { name: 'Feld GmbH', shoe_size: '43' })).toMatchObject({ kind: 'invalid', fields: [{ field: 'shoe_size' }] })
    expect(await write('account', 'acc_21', { name: 'Kanal GmbH', contact_mechanisms: [{ type: 'pigeon', value: 'x' }] })).toMatchObject({
      kind: 'invalid',
      reason: expect.stringContaining('pigeon'),
    })
    expect(await write('opportunity', 'led_21', { amount: 'much' })).toMatchObject({ kind: 'invalid', fields: [{ field: 'amount' }] })
    expect(await write('opportunity', 'led_22', { employee: { find: 'company.employee', by: { 'party.name': 'Nobody' } } })).toMatchObject({
      kind: 'invalid',
      fields: [{ field: 'employee' }],
    })
    expect(await write('account', 'acc_22', { name: 'Tippfehler GmbH', identifiers: [{ type: 'eu_vat', code: 'DE123456789' }] })).toMatchObject({
      kind: 'delivered',
      remarks: [expect.stringContaining('without its type')],
    })
  })

  it('could have told most of it before', async () => {
    const told = await talk(tryton.describe!(settingsOf(server)))
    if (told.kind !== 'described') throw new Error(JSON.stringify(told))
    const account = {
      name: 'Feld GmbH',
      shoe_size: '43',
      phone: '+49 911 1',
      contact_mechanisms: [{ type: 'pigeon', value: 'x' }],
      identifiers: [{ type: 'EU_VAT', code: 'DE136695976' }, {}],
      addresses: [{ street: 'Weg 1', zip: '90762', country: { find: 'country.country', by: { code: 'DE' } } }],
    }
    const sentences = checkRecord(told.entities, { account, opportunity: { amount: 'much', state: 'won', start_date: 'soon' } }, 'create')
    expect(sentences.map(({ sentence }) => sentence)).toEqual([
      'account.shoe_size is not a field there',
      'account.phone cannot be written: the CRM fills it itself',
      "account.contact_mechanisms.type is 'pigeon'; possible are phone, mobile, fax, email, website, skype, sip, irc, jabber, other",
      expect.stringMatching(/^account\.identifiers\.type is 'EU_VAT'; possible are ad_nrt, .* and \d+ more; did you mean 'eu_vat'\?$/),
      'account.identifiers.code is missing (Code): without it no record can be made',
      'account.addresses.zip is not a field there',
      'opportunity.amount is a text of 4 characters; a number is expected',
      "opportunity.state is 'won'; possible are lead, opportunity",
      'opportunity.start_date is a text of 4 characters; a date like 2026-03-31 is expected',
    ])
  })

  it('describes itself also in a language that it was not given', async () => {
    const labels = async (language: string) => {
      const told = await talk(tryton.describe!({ ...settingsOf(server), language }))
      return told.kind === 'described' ? told.entities.opportunity?.fields.map(({ name }) => name) : told
    }
    expect(await labels('de')).toEqual(await labels('en'))
  })

  it('moves a lead on by the button, and only when Tryton agrees', async () => {
    const party = await made('account', 'acc_23', { name: 'Weiter GmbH' })
    const links = { account: party }
    const refused = await write('opportunity', 'led_23', { description: 'x', state: 'opportunity' }, { links })
    expect(refused).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('Employee') })
    const moved = await write('opportunity', 'led_23', { description: 'x', state: 'opportunity', employee }, { links })
    expect(moved).toMatchObject({ kind: 'delivered', created: false })
    expect(await write('opportunity', 'led_23', { description: 'x', state: 'opportunity', employee }, { links })).toMatchObject({ kind: 'unchanged' })
    const anna = await server.as('anna')
    expect(await anna('model.sale.opportunity.search_read', [['reference', '=', 'led_23']], 0, 5, null, ['state'])).toMatchObject([{ state: 'opportunity' }])
  })

  it('notices that somebody changed the record between reading and writing', async () => {
    const id = await made('account', 'acc_24', { name: 'Gleich GmbH' })
    const anna = await server.as('anna')
    await new Promise((resolve) => setTimeout(resolve, 1_100)) // Tryton's timestamps count seconds on SQLite
    let calls = 0
    const meddling = async () => {
      if (++calls === 2) await anna('model.party.party.write', [Number(id)], { name: 'Annas GmbH' })
      return () => {}
    }
    expect(await write('account', 'acc_24', { name: 'Hub GmbH' }, { remoteId: id }, meddling)).toMatchObject({ kind: 'conflict' })
    expect(await write('account', 'acc_24', { name: 'Hub GmbH' }, { remoteId: id })).toMatchObject({ kind: 'delivered' })
  })

  it('logs in anew when its session has ended', async () => {
    await made('account', 'acc_25', { name: 'Vorher GmbH' })
    await talk(tell('common.db.logout', [], 'log out'))
    const { result, calls } = await conversation.converse(tryton.find('account', 'acc_25', {}, settingsOf(server)), endpoint())
    expect(result).toMatchObject({ kind: 'found', candidates: [{ rule: 'key' }] })
    expect(calls.map(({ purpose, status }) => [purpose, status])).toEqual([
      ['find the party by key', 401],
      ['log in', 200],
      ['find the party by key', 200],
    ])
  })

  it('explains a wrong database, a page instead of the server, and a missing right', async () => {
    const check = async (more: Partial<Settings>) => (await checkConnection(tryton, endpoint(more), conversation.converse)).checked
    expect(await check({ database: 'other' })).toMatchObject({ kind: 'problem', problem: 'Tryton has no database other, or cannot open it' })
    expect(await check({ user: 'nobody' })).toMatchObject({ kind: 'problem', problem: 'Tryton refuses the login of nobody: check login and password' })
    const admin = await server.as('admin')
    const [party] = await admin('model.res.user.create', [{ name: 'Guest', login: 'guest', password: 'Besucher!2026-zk' }])
    expect(party).toBeGreaterThan(0)
    expect(await check({ user: 'guest', password: 'Besucher!2026-zk' })).toMatchObject({
      kind: 'problem',
      field: 'user',
      problem: 'The user guest belongs to no company',
    })
  })

  describe('what sales did', () => {
    const poll = async (cursor: string | null): Promise<PollPage> => {
      const { result } = await conversation.converse(opportunities.poll!.page(cursor, settingsOf(server)), endpoint())
      if (!('bodies' in result)) throw new Error(JSON.stringify(result))
      return result
    }
    const feedback = async (body: Json): Promise<unknown[]> => {
      const expression = await readFile(new URL('../mappings/sources/tryton.jsonata', import.meta.url), 'utf8')
      const mapped = await pool.mapItem({ mapping: { id: 'map_1', name: 'tryton', expression }, payload: body })
      if (mapped.kind !== 'events') throw new Error(JSON.stringify(mapped))
      return mapped.events.map(({ crm }) => crm)
    }

    it('comes back once, as decisions, stages and outcomes', async () => {
      const party = await made('account', 'acc_30', { name: 'Rückmeldung GmbH' })
      const ids: number[] = []
      for (const key of ['led_31', 'led_32', 'led_33', 'led_34']) {
        ids.push(Number(await made('opportunity', key, { description: key, amount: 1000, employee }, { links: { account: party } })))
      }
      const start = await poll(null)
      const [accepted, rejected, lost, sold] = ids
      const anna = await server.as('anna')
      await anna('model.sale.opportunity.write', [accepted], { amount: { __class__: 'Decimal', decimal: '52000.00' } })
      await anna('model.sale.opportunity.opportunity', [accepted])
      await anna('model.sale.opportunity.lost', [rejected])
      await anna('model.sale.opportunity.write', [rejected], { lost_reason: 'wrong persona' })
      await anna('model.sale.opportunity.opportunity', [lost])
      await anna('model.sale.opportunity.lost', [lost])
      await anna('model.sale.opportunity.opportunity', [sold])
      await anna('model.sale.opportunity.convert', [sold])
      await anna('model.sale.opportunity.create', [{ description: 'made by Anna alone', party: Number(party) }])

      const page = await poll(start.cursor)
      expect(page.bodies.map((body) => (body as JsonObject).reference)).toEqual(['led_31', 'led_32', 'led_33', 'led_34'])
      const [first, second, third, fourth] = await Promise.all(page.bodies.map(feedback))
      expect(first).toEqual([
        expect.objectContaining({
          entity: 'opportunity',
          remoteId: String(accepted),
          key: 'led_31',
          decision: 'accepted',
          stage: 'sql',
          amount: 52000,
          currency: 'EUR',
          changedBy: 'anna',
        }),
      ])
      expect(first![0]).toMatchObject({ owner: { name: 'Anna Berg', email: 'anna.berg@vertrieb.example' } })
      expect(second).toEqual([expect.objectContaining({ decision: 'rejected', reason: 'wrong persona' })])
      expect(third).toEqual([expect.objectContaining({ outcome: 'lost' })])
      expect(fourth).toEqual([expect.objectContaining({ stage: 'sql' }), expect.objectContaining({ stage: 'offer' })])

      const quiet = await poll(page.cursor)
      expect(quiet).toMatchObject({ bodies: [], more: false })
      await anna('model.sale.opportunity.lost', [accepted])
      const later = await poll(quiet.cursor)
      expect(later.bodies).toMatchObject([{ reference: 'led_31', state: 'lost', reached: 'opportunity', own: false }])
    })

    it('knows what the hub wrote itself', async () => {
      const before = await poll(null)
      const id = await made('opportunity', 'led_40', { description: 'a' })
      await made('opportunity', 'led_40', { company: 1, party: 1 }, { remoteId: id })
      expect((await poll(before.cursor)).bodies).toMatchObject([{ reference: 'led_40', own: true, changedBy: 'hub' }])
    })

    it('goes on page by page where many changed in the same moment', async () => {
      let at = await poll(null)
      while (at.more) at = await poll(at.cursor)
      const anna = await server.as('anna')
      const many = await anna(
        'model.sale.opportunity.create',
        Array.from({ length: 130 }, (_, i) => ({ reference: `led_5${i}`, description: 'many' })),
      )
      await anna('model.sale.opportunity.write', many, { comment: 'at once' })
      const one = await poll(at.cursor)
      const two = await poll(one.cursor)
      const three = await poll(two.cursor)
      expect([one.more, two.more, three.bodies.length]).toEqual([true, false, 0])
      const told = [...one.bodies, ...two.bodies].map((body) => (body as JsonObject).reference)
      expect(new Set(told).size).toBe(130)
    })
  })
})
