/** Which value of a field is shown: a person's word, else trust, completeness, time; the same whatever the order of arrival; with who said it. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { emptyAccount } from '../core/lead/match/profile.ts'
import { completenessOfName } from '../core/lead/survive.ts'
import { type CompanyFacts, hear, type Told } from '../core/lead/told.ts'
import { accountFields } from '../core/web/api/fields.ts'
import { startSandbox } from '../sandbox/server.ts'
import { startHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { accountOf, FORM, tell } from './helpers/telling.ts'

const heard = (...all: readonly (readonly [Told, string])[]): CompanyFacts => {
  const facts: CompanyFacts = {}
  for (const [told, event] of all) hear(facts, told, event)
  return facts
}

describe('of several values', () => {
  it('the one of the more trusted source is shown, then the more complete one, then the newest or the first', () => {
    const told = (at: number, trust: number, more: Partial<Told>): Told => ({ at, trust, ...more })
    expect(heard([told(2, 3, { industry: 'Handel' }), 'b'], [told(1, 5, { industry: 'Maschinenbau' }), 'a']).industry).toMatchObject({
      value: 'Maschinenbau',
      event: 'a',
    })
    expect(heard([told(1, 5, { industry: 'Handel' }), 'a'], [told(2, 5, { industry: 'Maschinenbau' }), 'b']).industry).toMatchObject({
      value: 'Maschinenbau',
      event: 'b',
    })
    const [town, whole] = [{ city: 'Nürnberg' }, { street: 'Am Kanal 8', postalCode: '90402', city: 'Nürnberg' }]
    expect(heard([told(1, 5, { address: town }), 'a'], [told(2, 5, { address: whole }), 'b']).address).toMatchObject({ value: whole, event: 'b' })
    expect(heard([told(2, 5, { phone: '+49 911 2' }), 'b'], [told(1, 5, { phone: '+49 911 1' }), 'a']).phone).toMatchObject({ value: '+49 911 1', event: 'a' })
  })

  it('the same one is shown in whatever order they are heard', () => {
    const claim = fc.record({
      at: fc.nat(3),
      trust: fc.integer({ min: 4, max: 6 }),
      industry: fc.option(fc.constantFrom('Handel', 'Maschinenbau'), { nil: undefined }),
      address: fc.option(fc.record({ city: fc.constantFrom('Graz', 'Linz') }), { nil: undefined }),
      phone: fc.option(fc.constantFrom('1', '2'), { nil: undefined }),
    })
    const given = (told: Record<string, unknown>) => JSON.parse(JSON.stringify(told)) as Told
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 8 }), fc.infiniteStream(fc.nat(1000)), (claims, chance) => {
        const all = claims.map((one, i) => [given(one), `evt_${i}`] as const)
        const shuffled = [...all]
          .map((one) => ({ one, by: chance.next().value }))
          .sort((a, b) => a.by - b.by)
          .map(({ one }) => one)
        expect(heard(...shuffled)).toEqual(heard(...all))
      }),
    )
  })

  it.each([
    ['M.', 'Michael'],
    ['m', 'michael'],
    ['huber', 'Huber'],
    ['HUBER', 'Huber'],
  ])('%s tells less than %s', (less, more) => expect(completenessOfName(less)).toBeLessThan(completenessOfName(more)))
})

for (const backend of backends) {
  describe(`what is shown on ${backend.name}`, () => {
    const stops: (() => Promise<unknown>)[] = []
    afterEach(async () => {
      for (const stop of stops.splice(0)) await stop()
    })

    it('goes to the CRM: a trusted source before a scanned card, and a person before both', async () => {
      const sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
      const crmMappings = (await import('../core/compose/mapping-files.ts')).mappingFiles().filter(({ kind }) => kind === 'crm')
      const expression = FORM.expression.replace('"website": web', '"website": web, "industry": branche').replace('"street": str', '"street": strasse')
      const hub = await startHub(
        backend,
        `products: [{ id: kran, name: Kran, default: true }]
sources:
  web: { kind: form, secret: s, trust: 7 }
  messe: { kind: form, secret: s, trust: 3 }
connections: { crm: { kind: sandbox, url: "${sandbox.url}", token: t, timeoutSeconds: 5 } }`,
        { mappings: [{ ...FORM, expression }, ...crmMappings] },
      )
      stops.push(
        () => hub.stop(),
        () => sandbox.close(),
      )
      const card = { firma: 'Quast Antriebe GmbH', wer: 'ANNA WEISS', mail: 'a.weiss@quast.example', plz: '90402', ort: 'Nürnberg' }
      const [first] = await tell(hub, { ...card, wer: 'Anna Weiss', branche: 'Maschinenbau', ruf: 'ja' })
      await hub.send('messe', { ...card, branche: 'Handel' })
      await hub.quiet()
      const read = async (entity: string) => {
        const answer = await fetch(`${sandbox.url}/api/${entity}?limit=10`, { headers: { authorization: 'Bearer t' } })
        return ((await answer.json()) as { items: Record<string, unknown>[] }).items
      }
      expect(await read('accounts')).toMatchObject([{ industry: 'Maschinenbau' }])
      expect(await read('contacts')).toMatchObject([{ firstName: 'Anna', lastName: 'Weiss' }])
      const account = await accountOf(hub, first!)
      await hub.act.say({ subject: account, field: 'industry', value: 'Antriebstechnik', reason: 'their website' }, 'maria')
      await hub.quiet()
      expect(await read('accounts')).toMatchObject([{ industry: 'Antriebstechnik' }])
      await hub.act.say({ subject: account, field: 'industry', value: null }, 'maria')
      await hub.quiet()
      expect(await read('accounts')).toMatchObject([{ industry: 'Maschinenbau' }])
      await expect(hub.act.say({ subject: account, field: 'site', value: 'x' }, 'maria')).rejects.toThrow("the account has no field 'site'; known are name")
      await expect(hub.act.say({ subject: account, field: 'employees', value: 'viele' }, 'maria')).rejects.toThrow('employees: ')
      await expect(hub.act.say({ subject: 'acc_none', field: 'name', value: 'x' }, 'maria')).rejects.toThrow('there is no account or contact acc_none')
    })
  })
}

describe('the fields of a company', () => {
  it('say who said them, and by which rule they stand', () => {
    const facts = heard([{ at: 1_000, trust: 7, industry: 'Handel', address: { city: 'Graz', street: 'Hof 1' } }, 'evt_1'])
    const said = [{ subject: 'acc_1', field: 'industry', value: 'Maschinenbau', by: 'maria', at: 2_000, reason: null }]
    expect(accountFields({ ...emptyAccount(), facts }, said)).toEqual([
      { field: 'city', value: 'Graz', at: '1970-01-01T00:00:01.000Z', by: null, event: 'evt_1', trust: 7, rule: 'first' },
      { field: 'industry', value: 'Maschinenbau', at: '1970-01-01T00:00:02.000Z', by: 'maria', event: null, trust: null, rule: 'person' },
      { field: 'street', value: 'Hof 1', at: '1970-01-01T00:00:01.000Z', by: null, event: 'evt_1', trust: 7, rule: 'first' },
    ])
  })
})
