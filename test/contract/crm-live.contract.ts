/** What a CRM connector must do against a server that remembers: the whole way of a hand-over, twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Dialogue, JsonObject, Settings } from '../../core/connector.ts'
import type { Crm, Entities, Entity, EntityDescription, FieldDescription, Listed, Write } from '../../core/crm.ts'
import { crmEndpoint } from '../../core/endpoint.ts'
import type { CrmRecord } from '../../core/mapped.ts'
import { adoption, type Outcome, type Refusal } from '../../core/outcome.ts'
import type { CallRecord } from '../../core/talk.ts'
import { checkRecord } from '../../core/target-schema.ts'
import { checkConnection } from '../../core/work/check-connection.ts'
import { type Conversation, createConversation } from '../../core/work/converse.ts'

export interface Live {
  settings: Settings
  /** Name of a secret setting, and a value that is wrong. */
  wrong: { field: string; value: string }
  /** What is said of an address where nothing listens, if another host is asked before it. */
  nowhere?: string
  /** Records of that kind on the server. */
  count: (entity: Entity) => Promise<number>
  /** A person changes a field of a record in the CRM. */
  edit: (entity: Entity, remoteId: string, fields: JsonObject) => Promise<void>
  /** A record is deleted or archived so that it cannot be written any more. */
  remove?: (entity: Entity, remoteId: string) => Promise<void>
  /** The field of an account's name, where it is not `name`. */
  nameField?: string
  /** Field sets as the CRM's mapping makes them. */
  fields: { account: JsonObject; contact: JsonObject; lead?: JsonObject; opportunity: JsonObject }
  /** A field of the account that people edit, its value there and the one the hub would write. */
  edited: { field: string; theirs: string; ours: string }
  /** Choices that the CRM passes over where they are none of its own. */
  harmless?: readonly string[]
  /** The contact that an opportunity is made with takes part in it without being linked. */
  firstContactTakesPart?: boolean
  close: () => Promise<void>
}

export function liveContract(name: string, crm: Crm, start: () => Promise<Live>, timeoutMs = 10_000): void {
  describe(`live contract: ${name}`, { timeout: timeoutMs }, () => {
    let live: Live
    let conversation: Conversation
    beforeAll(async () => {
      live = await start()
      conversation = createConversation({ timeoutMs: 8_000, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 10 })
    }, 120_000)
    afterAll(async () => {
      conversation?.close()
      await live?.close()
    })

    const named = (name: string): JsonObject => ({ [live.nameField ?? 'name']: name })
    const all: CallRecord[] = []
    const talk = async <Result>(dialogue: Dialogue<Result>): Promise<Result | Refusal> => {
      const { result, calls } = await conversation.converse(dialogue, crmEndpoint(name, crm, live.settings))
      all.push(...calls)
      return result
    }
    const write = (entity: Entity, key: string, fields: JsonObject, more: Partial<Write> = {}) =>
      talk<Outcome>(crm.write({ entity, key, fields, links: {}, ...more }, live.settings))
    /** As the deliver step does it: by crosswalk, else looked for, else made. */
    const sync = async (entity: Entity, key: string, fields: JsonObject, links: Write['links'] = {}) => {
      const found = await talk(crm.find(entity, key, {}, live.settings))
      if (found.kind !== 'found') throw new Error(`${entity}: ${found.kind}`)
      const choice = adoption(found.candidates)
      const outcome = await write(entity, key, fields, { links, ...(choice.kind === 'adopt' ? { remoteId: choice.candidate.remoteId } : {}) })
      if (outcome.kind !== 'delivered' && outcome.kind !== 'unchanged') throw new Error(`${entity}: ${JSON.stringify(outcome)}`)
      return outcome
    }

    it('says that it is connected', async () => {
      const { checked } = await checkConnection(crm, crmEndpoint(name, crm, live.settings), conversation.converse)
      expect(checked).toEqual({ kind: 'ok', detail: expect.stringContaining('connected') })
    })

    it('names what is wrong with credentials and address', async () => {
      const { field, value } = live.wrong
      const badSecret = await checkConnection(crm, crmEndpoint('other', crm, { ...live.settings, [field]: value }), conversation.converse)
      expect(badSecret.checked).toMatchObject({ kind: 'problem', field, todo: expect.stringMatching(/\.$/) })
      const nowhere = await checkConnection(crm, crmEndpoint('other', crm, { ...live.settings, url: 'http://127.0.0.1:9' }), conversation.converse)
      expect(nowhere.checked).toMatchObject({
        kind: 'problem',
        field: 'url',
        problem: live.nowhere ?? '127.0.0.1:9 refused the connection: nothing listens there',
      })
      const noAddress = await checkConnection(crm, crmEndpoint('other', crm, { ...live.settings, url: 'crm.example' }), conversation.converse)
      expect(noAddress.checked).toMatchObject({ kind: 'problem', field: 'url', problem: expect.stringContaining('is no address') })
    })

    describe('describes its records', () => {
      let entities: Entities
      beforeAll(async () => {
        const told = await talk(crm.describe!(live.settings))
        if (told.kind !== 'described') throw new Error(JSON.stringify(told))
        entities = told.entities
      })
      const given = (entity: Entity): JsonObject => live.fields[entity] ?? {}
      const asRecord = (entity: Entity, fields: JsonObject): CrmRecord =>
        entity === 'contact' ? { contacts: [{ id: 'con_1', fields }] } : { [entity]: fields }
      let written = 0
      /** What the description says of a field set, and what the CRM makes of it. */
      const both = async (entity: Entity, fields: JsonObject, links: Write['links'] = {}) => {
        const told = checkRecord(entities, asRecord(entity, fields), 'create').map(({ field, problem }) => `${field} ${problem}`)
        const { kind } = await write(entity, `described_${++written}`, fields, { links, insist: true })
        return { told, kind }
      }
      const linksOf = async (entity: Entity): Promise<Write['links']> => {
        if (entity === 'account') return {}
        const { remoteId: account } = await sync('account', 'acc_described', { ...live.fields.account, ...named('Beschrieben GmbH') })
        if (entity !== 'lead' || !crm.capabilities.leadNeeds.includes('contact')) return { account }
        return { account, contact: (await sync('contact', 'con_described', live.fields.contact, { account })).remoteId }
      }
      const described = () => Object.entries(entities) as [Entity, EntityDescription][]
      const fieldsWhere = (fits: (field: FieldDescription) => boolean) =>
        described().flatMap(([entity, { fields }]) =>
          fields.filter((field) => !field.readOnly && !field.provided && fits(field)).map((field) => ({ entity, field, name: field.name })),
        )

      it('all of them, each with fields', () => {
        expect(Object.keys(entities).sort()).toEqual([...crm.capabilities.entities].sort())
        for (const [, { label, fields }] of described()) {
          expect(label).not.toBe('')
          expect(fields.length).toBeGreaterThan(5)
          expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
        }
      })

      it('and takes what it says is right', async () => {
        for (const [entity] of described())
          expect([entity, await both(entity, given(entity), await linksOf(entity))]).toEqual([entity, { told: [], kind: 'delivered' }])
      })

      it('and refuses fields that it does not know', async () => {
        for (const [entity] of described())
          expect([entity, await both(entity, { ...given(entity), shoeSize: '43' }, await linksOf(entity))]).toEqual([
            entity,
            { told: ['shoeSize unknown'], kind: 'invalid' },
          ])
      })

      it('and refuses to do without what it demands', async () => {
        for (const { entity, name } of fieldsWhere(({ required }) => required)) {
          const { [name]: _left, ...fields } = given(entity)
          expect(await both(entity, fields, await linksOf(entity))).toEqual({ told: [`${name} required`], kind: 'invalid' })
        }
      })

      it('and refuses choices that it does not name', async () => {
        const chosen = fieldsWhere(({ type, choices }) => type === 'choice' && choices !== undefined)
        expect(chosen.length).toBeGreaterThan(0)
        for (const { entity, name } of chosen)
          expect([name, await both(entity, { ...given(entity), [name]: 'Nonsense' }, await linksOf(entity))]).toEqual([
            name,
            { told: [`${name} choice`], kind: live.harmless?.includes(`${entity}.${name}`) ? 'delivered' : 'invalid' },
          ])
      })

      it('and takes every choice that it names', async () => {
        for (const { entity, name, field } of fieldsWhere(({ type }) => type === 'choice'))
          for (const { value } of field.choices ?? []) {
            if (live.harmless?.includes(`${entity}.${name}`)) continue
            expect([value, await both(entity, { ...given(entity), [name]: value }, await linksOf(entity))]).toEqual([value, { told: [], kind: 'delivered' }])
          }
      })

      it('and texts as long as it says, no longer', async () => {
        for (const { entity, name, field } of fieldsWhere(({ type, maxLength, format }) => type === 'text' && maxLength !== undefined && !format)) {
          const links = await linksOf(entity)
          const text = 'ü'.repeat(field.maxLength!)
          expect([name, await both(entity, { ...given(entity), [name]: text }, links)]).toEqual([name, { told: [], kind: 'delivered' }])
          expect([name, await both(entity, { ...given(entity), [name]: `${text}ü` }, links)]).toEqual([name, { told: [`${name} tooLong`], kind: 'invalid' }])
        }
      })
    })

    it('hands over once, and changes nothing the second time', async () => {
      const round = async () => {
        const account = await sync('account', 'acc_1', live.fields.account)
        const contact = await sync('contact', 'con_1', live.fields.contact, { account: account.remoteId })
        const links = { account: account.remoteId, contact: contact.remoteId }
        const opportunity = await sync('opportunity', 'led_1', live.fields.opportunity, links)
        const role = crm.link && (await talk(crm.link({ opportunity: opportunity.remoteId, contact: contact.remoteId, role: 'Evaluator' }, live.settings)))
        const notes = ['evt_1', 'evt_2'].map((key) => ({
          key,
          entity: 'opportunity' as const,
          remoteId: opportunity.remoteId,
          at: 0,
          title: 'fair scan',
          text: 'demo',
        }))
        const noted = await talk(crm.note!(notes, live.settings))
        return [account, contact, opportunity, role, noted].map((one) => one?.kind)
      }
      const linked = live.firstContactTakesPart ? 'unchanged' : 'delivered'
      expect(await round()).toEqual(['delivered', 'delivered', 'delivered', crm.link && linked, 'delivered'])
      const before = await Promise.all([live.count('account'), live.count('contact'), live.count('opportunity')])
      expect(await round()).toEqual(['unchanged', 'unchanged', 'unchanged', crm.link && 'unchanged', 'unchanged'])
      expect(await Promise.all([live.count('account'), live.count('contact'), live.count('opportunity')])).toEqual(before)
    })

    it('makes no second record when the answer to a creation was lost', async () => {
      await write('account', 'acc_lost', { ...live.fields.account, ...named('Verloren GmbH') })
      const before = await live.count('account')
      const again = await sync('account', 'acc_lost', { ...live.fields.account, ...named('Verloren GmbH') })
      expect(again.kind).toBe('unchanged')
      expect(await live.count('account')).toBe(before)
    })

    it('writes what changed, and only completes what is not its own', async () => {
      const { field, theirs, ours } = live.edited
      const { remoteId } = await sync('account', 'acc_2', { ...live.fields.account, ...named('Ergänzt GmbH') })
      await live.edit('account', remoteId, { [field]: theirs })
      const fields = { ...named('Ergänzt GmbH'), [field]: ours }
      expect(await write('account', 'acc_2', fields, { remoteId, completeOnly: true })).toMatchObject({ kind: 'unchanged' })
      expect(await write('account', 'acc_2', fields, { remoteId })).toMatchObject({ kind: 'delivered', created: false })
      expect(await write('account', 'acc_2', fields, { remoteId })).toMatchObject({ kind: 'unchanged' })
    })

    it('leaves to sales what the configuration gives to sales', async () => {
      const { field, theirs, ours } = live.edited
      const { remoteId } = await sync('account', 'acc_4', { ...live.fields.account, ...named('Getrennt GmbH') })
      await live.edit('account', remoteId, { [field]: theirs })
      const fields = { ...named('Getrennt GmbH'), [field]: ours }
      for (const rule of ['crm', 'fill'] as const)
        expect(await write('account', 'acc_4', fields, { remoteId, rules: { [field]: rule } })).toMatchObject({ kind: 'unchanged' })
      expect(await write('account', 'acc_4', fields, { remoteId, completeOnly: true, rules: { [field]: 'hub' } })).toMatchObject({ kind: 'delivered' })
    })

    if (crm.batch) {
      const { batch } = crm
      it('writes several at once, each with its own outcome, and none twice', async () => {
        const several = ['acc_b1', 'acc_b2', 'acc_b3'].map(
          (key, i): Write => ({
            entity: 'account',
            key,
            fields: { ...live.fields.account, ...named(`Stapel ${key}`), ...(i === 1 && { shoeSize: '43' }) },
            links: {},
          }),
        )
        const first = await talk(batch.write(several, live.settings))
        expect('kind' in first ? first : first.map(({ kind }) => kind)).toEqual(['delivered', 'invalid', 'delivered'])
        const outcomes = first as readonly Outcome[]
        const known = several.flatMap((one, i) => {
          const outcome = outcomes[i]!
          return outcome.kind === 'delivered' ? [{ ...one, remoteId: outcome.remoteId }] : []
        })
        const before = await live.count('account')
        const second = await talk(batch.write(known, live.settings))
        expect('kind' in second ? second : second.map(({ kind }) => kind)).toEqual(['unchanged', 'unchanged'])
        expect(await live.count('account')).toBe(before)
      })
    }

    if (crm.list) {
      const { list } = crm
      it('lists all records of a kind once, with what says who they are', async () => {
        for (let i = 0; i < 3; i++) await sync('account', `acc_l${i}`, { ...live.fields.account, ...named(`Liste ${i} GmbH`) })
        const keys: (string | null)[] = []
        for (let cursor: string | null = null, page = 0; page === 0 || cursor !== null; page++) {
          const listed: Listed | Refusal = await talk(list('account', cursor, live.settings))
          if (listed.kind !== 'listed' || page > 50) throw new Error(JSON.stringify(listed))
          keys.push(...listed.records.filter(({ label }) => label.startsWith('Liste')).map(({ hubKey }) => hubKey))
          cursor = listed.cursor
        }
        expect(keys.sort()).toEqual(['acc_l0', 'acc_l1', 'acc_l2'])
      })
    }

    if (crm.erase) {
      const { erase } = crm
      it('forgets a person, also when it is asked twice', async () => {
        const account = await sync('account', 'acc_1', live.fields.account)
        const { remoteId } = await sync('contact', 'con_forgotten', live.fields.contact, { account: account.remoteId })
        const forget = () => talk(erase({ entity: 'contact', remoteId, key: 'con_forgotten' }, live.settings))
        expect(await forget()).toMatchObject({ kind: 'delivered', remoteId })
        expect(await forget()).toMatchObject({ kind: 'unchanged', remoteId })
        const found = await talk(crm.find('contact', 'con_forgotten', {}, live.settings))
        expect(found).toEqual({ kind: 'found', candidates: [] })
      })
    }

    it('tells when a record has gone', async () => {
      const { remoteId } = await sync('account', 'acc_3', { ...live.fields.account, ...named('Vergangen GmbH') })
      if (!live.remove) return
      await live.remove('account', remoteId)
      expect((await write('account', 'acc_3', named('Vergangen AG'), { remoteId })).kind).toMatch(/^(?:gone|notFound)$/)
    })

    it('has recorded every call, without a secret', () => {
      expect(all.length).toBeGreaterThan(20)
      for (const { method, status, purpose } of all) expect([method, status, purpose]).not.toContain(null)
      for (const [field, { secret }] of Object.entries(crm.fields)) {
        if (secret && live.settings[field]) expect(JSON.stringify(all)).not.toContain(live.settings[field])
      }
    })

    if (crm.convert) {
      const convert = crm.convert
      it('converts a lead once, also when it is asked twice', async () => {
        const account = await sync('account', 'acc_1', live.fields.account)
        const contact = await sync('contact', 'con_1', live.fields.contact, { account: account.remoteId })
        const lead = await sync('lead', 'led_7', live.fields.lead ?? {}, { account: account.remoteId, contact: contact.remoteId })
        const conversion = {
          leadKey: 'led_7',
          leadRemoteId: lead.remoteId,
          account: { entity: 'account', key: 'acc_1', fields: live.fields.account, links: {}, remoteId: account.remoteId },
          contact: { entity: 'contact', key: 'con_1', fields: live.fields.contact, links: {}, remoteId: contact.remoteId },
          opportunity: { entity: 'opportunity', key: 'led_7', fields: live.fields.opportunity, links: {} },
        } as const
        const before = await live.count('opportunity')
        const first = await talk(convert(conversion, live.settings))
        expect(first).toMatchObject({
          kind: 'converted',
          already: false,
          account: account.remoteId,
          contact: contact.remoteId,
          opportunity: expect.any(String),
        })
        const second = await talk(convert(conversion, live.settings))
        expect(second).toMatchObject({ kind: 'converted', already: true, opportunity: (first as { opportunity?: string }).opportunity })
        expect(await live.count('opportunity')).toBe(before + 1)
      })
    }
  })
}
