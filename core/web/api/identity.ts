/** Accounts, units and contacts, and what if: whose submission would this be? */

import { accountName, unitName } from '../../flow/names.ts'
import { leadEventSchema } from '../../lead/event.ts'
import { explanationSchema } from '../../lead/match/explanation.ts'
import * as identity from '../../store/identity.ts'
import * as leads from '../../store/leads.ts'
import * as said from '../../store/said.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, route, z } from '../routes.ts'
import { accountFields, shownFieldSchema } from './fields.ts'
import { relatedSchema, shownRelated } from './related.ts'

const accountSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    names: z.array(z.string()),
    domains: z.array(z.string()),
    vatIds: z.array(z.string()),
    createdAt: instant,
    mergedInto: z.string().nullable(),
    units: z.array(z.object({ id: z.string(), kind: z.enum(['site', 'open']), name: z.string().nullable() })),
    relations: z.array(relatedSchema).openapi({ description: 'Accounts that it has to do with, and is not' }),
    fields: z.array(shownFieldSchema).openapi({ description: 'What is shown of it and handed to CRMs, field by field' }),
  })
  .openapi('Account')
const unitSchema = z
  .object({
    id: z.string(),
    account: z.string(),
    kind: z.enum(['site', 'open']),
    sites: z.array(z.string()),
    createdAt: instant,
    mergedInto: z.string().nullable(),
    leads: z.array(z.string()),
    contacts: z.array(z.string()),
  })
  .openapi('Unit')
const contactSchema = z
  .object({
    id: z.string(),
    unit: z.string(),
    account: z.string(),
    createdAt: instant,
    mergedInto: z.string().nullable(),
    mails: z.array(z.string()),
    phones: z.array(z.string()),
    names: z.array(z.string()),
  })
  .openapi('Contact')

export function identityRoutes(api: Api): void {
  const { store, act } = api.app

  route(
    api,
    {
      method: 'get',
      path: '/v1/accounts/{id}',
      role: 'viewer',
      group: 'Identity',
      summary: 'One account and its units',
      params: idParam,
      answer: accountSchema,
    },
    async ({ params }) => {
      const [account] = await identity.accounts(store.db, [params.id])
      if (!account) throw notFound('account', params.id)
      const units = await identity.units(store.db, account.id)
      const { names, domains, vatIds } = account.profile
      return {
        id: account.id,
        name: accountName(account),
        names: names.map(({ raw }) => raw),
        domains,
        vatIds,
        createdAt: iso(account.createdAt),
        mergedInto: account.mergedInto,
        units: units.map((unit) => ({ id: unit.id, kind: unit.kind, name: unitName(unit) })),
        relations: await shownRelated(store.db, account),
        fields: accountFields(account.profile, await said.of(store.db, [account.id])),
      }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/units/{id}',
      role: 'viewer',
      group: 'Identity',
      summary: 'One unit, its leads and contacts',
      params: idParam,
      answer: unitSchema,
    },
    async ({ params }) => {
      const unit = await identity.unit(store.db, params.id)
      if (!unit) throw notFound('unit', params.id)
      const contacts = await identity.contactsOfUnit(store.db, unit.id, 200)
      return {
        id: unit.id,
        account: unit.accountId,
        kind: unit.kind,
        sites: unit.profile.sites.map(({ label }) => label),
        createdAt: iso(unit.createdAt),
        mergedInto: unit.mergedInto,
        leads: (await leads.ofUnits(store.db, [unit.id])).map(({ id }) => id),
        contacts: contacts.map(({ id }) => id),
      }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/contacts/{id}',
      role: 'ops',
      group: 'Identity',
      summary: 'One contact, with personal data',
      params: idParam,
      answer: contactSchema,
    },
    async ({ params }) => {
      const [contact] = await identity.contacts(store.db, [params.id])
      if (!contact) throw notFound('contact', params.id)
      const { mails, mobiles, phones, names } = contact.profile
      return {
        id: contact.id,
        unit: contact.unitId,
        account: contact.accountId,
        createdAt: iso(contact.createdAt),
        mergedInto: contact.mergedInto,
        mails,
        phones: [...phones, ...mobiles],
        names,
      }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/match',
      role: 'ops',
      group: 'Identity',
      summary: 'Which account, unit and contact would this be? Writes nothing',
      body: leadEventSchema.pick({ company: true, person: true, note: true }),
      answer: explanationSchema
        .extend({ account: z.string().nullable(), unit: z.string().nullable(), contact: z.string().nullable() })
        .openapi('Match', { description: 'account, unit, contact: null where a new one would be made, or none' }),
    },
    ({ body }) => act.match(body),
  )
}
