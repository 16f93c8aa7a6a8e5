/** Stand-ins of CRMs for benchmarks: how a connection to each is set up, and how many records of each kind it holds. */
import type { Entity } from '../core/crm.ts'
import { startSandbox } from '../sandbox/server.ts'
import { dynamicsFake } from '../test/helpers/dynamics365-fake.ts'
import { espoFake } from '../test/helpers/espocrm-fake.ts'
import { hubspotFake } from '../test/helpers/hubspot-fake.ts'
import { odooFake } from '../test/helpers/odoo-fake.ts'
import { pipedriveFake } from '../test/helpers/pipedrive-fake.ts'
import { salesforceFake } from '../test/helpers/salesforce-fake.ts'
import { suiteFake } from '../test/helpers/suitecrm-fake.ts'
import { twentyFake } from '../test/helpers/twenty-fake.ts'
import { zohoFake } from '../test/helpers/zoho-fake.ts'

export interface Vendor {
  /** Of the connection, all as text. */
  settings: Readonly<Record<string, string>>
  count(entity: Entity): Promise<number>
  close(): unknown
}

export const ENTITIES: readonly Entity[] = ['account', 'contact', 'lead', 'opportunity']

type Names = Readonly<Record<Entity, string>>
const UPPER: Names = { account: 'Account', contact: 'Contact', lead: 'Lead', opportunity: 'Opportunity' }
const PLURAL: Names = { account: 'Accounts', contact: 'Contacts', lead: 'Leads', opportunity: 'Opportunities' }

const counting = (rows: (name: string) => readonly unknown[], names: Names) => async (entity: Entity) => rows(names[entity]).length

export const VENDORS: Readonly<Record<string, () => Promise<Vendor>>> = {
  dynamics365: async () => {
    const { settings, rows, close } = await dynamicsFake()
    return { settings, count: async (entity) => rows(entity).length, close }
  },
  espocrm: async () => {
    const { url, apiKey, secretKey, rows, close } = await espoFake()
    return { settings: { url, apiKey, secretKey }, count: counting(rows, UPPER), close }
  },
  hubspot: async () => {
    const { url, token, portal, rows, close } = await hubspotFake()
    return {
      settings: { url, token, portal },
      count: counting(rows, { account: 'companies', contact: 'contacts', lead: 'leads', opportunity: 'deals' }),
      close,
    }
  },
  odoo: async () => {
    const { url, database, login, apiKey, rows, close } = await odooFake()
    const count = async (entity: Entity) =>
      entity === 'account' || entity === 'contact'
        ? rows('res.partner').filter((row) => row.is_company === (entity === 'account')).length
        : rows('crm.lead').filter(({ type }) => type === entity).length
    return { settings: { url, database, login, apiKey }, count, close }
  },
  pipedrive: async () => {
    const { url, token, rows, close } = await pipedriveFake()
    return {
      settings: { url, apiToken: token },
      count: counting(rows, { account: 'organizations', contact: 'persons', lead: 'leads', opportunity: 'deals' }),
      close,
    }
  },
  salesforce: async () => {
    const { url, clientId, clientSecret, rows, close } = await salesforceFake()
    return { settings: { url, clientId, clientSecret }, count: counting(rows, UPPER), close }
  },
  sandbox: async () => {
    const { url, close } = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
    const state = async () => (await (await fetch(`${url}/_state`)).json()) as { counts: Record<string, number> }
    return { settings: { url, token: 't' }, count: async (entity) => (await state()).counts[PLURAL[entity].toLowerCase()]!, close }
  },
  suitecrm: async () => {
    const { url, clientId, clientSecret, rows, close } = await suiteFake()
    return { settings: { url, clientId, clientSecret }, count: counting(rows, PLURAL), close }
  },
  twenty: async () => {
    const { url, apiKey, rows, close } = await twentyFake()
    const names = { account: 'companies', contact: 'people', lead: 'opportunities', opportunity: 'opportunities' }
    return { settings: { url, apiKey, keyField: 'leitwerkKey' }, count: async (entity) => (entity === 'lead' ? 0 : rows(names[entity]).length), close }
  },
  zoho: async () => {
    const { settings, rows, close } = await zohoFake({ tokens: 1_000 }) // each new process asks for one
    return { settings, count: counting(rows, { ...PLURAL, opportunity: 'Deals' }), close }
  },
}
