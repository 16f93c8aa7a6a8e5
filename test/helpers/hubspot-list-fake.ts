/** HubSpot's contacts, static lists and subscriptions as its documentation describes them. */
import type { Json, JsonObject } from '../../core/connector.ts'
import { ownFields, said, type ToolFake } from './tool-fake.ts'

interface Row {
  id: string
  properties: Record<string, string | null>
  isListed: boolean
}

const LIST = '42'
const OWN = ['lw_function', 'lw_consent', 'lw_account', 'lw_unit', 'lw_language']

export function hubspotListFake({ products = ['kran', 'wartung'] as readonly string[], apiVersion = '2026-03' } = {}): ToolFake {
  const known = [
    'email',
    'firstname',
    'lastname',
    'hs_email_optout',
    'hs_email_optout_77',
    'branche',
    ...OWN,
    ...products.flatMap((one) => [`lw_${one}_class`, `lw_${one}_stage`]),
  ]
  const rows: Row[] = []
  let last = 9000
  const error = (status: number, category: string, message: string, more: JsonObject = {}) => said(status, { status: 'error', category, message, ...more })
  const byMail = (email: string): Row | undefined => rows.find(({ properties }) => properties.email === email.toLowerCase())
  const [objects, lists] = apiVersion.startsWith('v')
    ? [`/crm/${apiVersion}/objects/contacts`, `/crm/${apiVersion}/lists`]
    : [`/crm/objects/${apiVersion}/contacts`, `/crm/lists/${apiVersion}`]
  const properties = apiVersion.startsWith('v') ? `/crm/${apiVersion}/properties/contacts` : `/crm/properties/${apiVersion}/contacts`

  const upsert = ({ inputs }: JsonObject) => {
    const results = (inputs as { id: string; properties: Record<string, string> }[]).map(({ id, properties: given }): Json | Row => {
      const unknown = Object.keys(given).find((name) => !known.includes(name))
      if (unknown !== undefined) return { unknown }
      const row = byMail(id) ?? { id: String(++last), properties: { email: id }, isListed: false }
      if (!rows.includes(row)) rows.push(row)
      for (const [name, value] of Object.entries(given)) row.properties[name] = value === '' ? null : value
      return row
    })
    const [first] = results
    if (first && 'unknown' in (first as object))
      return error(
        400,
        'VALIDATION_ERROR',
        `Property values were not valid: [{"isValid":false,"message":"Property does not exist","error":"PROPERTY_DOESNT_EXIST","name":"${(first as { unknown: string }).unknown}"}]`,
      )
    return said(200, { status: 'COMPLETE', results: results.map((row) => ({ id: (row as Row).id, new: false })) })
  }
  const memberships = (verb: string, ids: readonly Json[]) => {
    for (const row of rows) if (ids.includes(row.id)) row.isListed = verb === 'add'
    return said(200, { recordsIdsAdded: verb === 'add' ? [...ids] : [], recordIdsRemoved: verb === 'add' ? [] : [...ids], recordIdsMissing: [] })
  }
  const optOut = (email: string, name: string, value = 'true'): void => {
    byMail(email)!.properties[name] = value
  }

  return {
    settings: { token: 'pat-eu1-0123456789', apiVersion, list: LIST, subscription: '77' },
    answer: ({ method, path, body, list }) => {
      if (path === properties) return said(200, { results: known.map((name) => ({ name })) })
      if (path === `${objects}/batch/read`) {
        const [{ id }] = body.inputs as [{ id: string }]
        const row = byMail(id)
        const wanted = body.properties as string[]
        if (!row)
          return said(207, {
            status: 'COMPLETE',
            results: [],
            numErrors: 1,
            errors: [{ status: 'error', category: 'OBJECT_NOT_FOUND', message: 'Could not get some CONTACT objects' }],
          })
        return said(200, {
          status: 'COMPLETE',
          results: [{ id: row.id, properties: Object.fromEntries(wanted.map((name) => [name, row.properties[name] ?? null])) }],
        })
      }
      if (path === `${objects}/batch/upsert`) return upsert(body)
      if (path === `${objects}/gdpr-delete`) {
        rows.splice(0, rows.length, ...rows.filter(({ id }) => id !== body.objectId))
        return said(204)
      }
      const of = /\/records\/0-1\/([^/]+)\/memberships$/.exec(path)?.[1]
      if (of !== undefined) return said(200, { results: rows.some(({ id, isListed }) => id === of && isListed) ? [{ listId: LIST, listVersion: 1 }] : [] })
      if (path === `${lists}/${LIST}`) return said(200, { list: { listId: LIST, name: 'Rundbrief', processingType: 'MANUAL', objectTypeId: '0-1' } })
      const verb = new RegExp(`^${lists}/${LIST}/memberships/(add|remove)$`).exec(path)?.[1]
      if (verb !== undefined && method === 'PUT') return memberships(verb, list)
      if (path.startsWith('/communication-preferences/')) {
        optOut(
          String(body.emailAddress ?? decodeURIComponent(path.split('/').at(-1)!)),
          `hs_email_optout_${body.subscriptionId}`,
          String(body.statusState !== 'SUBSCRIBED'),
        )
        return said(200, { status: 'COMPLETE', results: [] })
      }
      return error(404, 'OBJECT_NOT_FOUND', 'resource not found')
    },
    shown: (email) => {
      const row = byMail(email)
      if (!row) return null
      const isOut = row.properties.hs_email_optout === 'true' || row.properties.hs_email_optout_77 === 'true'
      return {
        isOn: row.isListed && !isOut,
        firstName: row.properties.firstname ?? null,
        segments: ownFields(row.properties),
        others: row.properties.branche ? ['VIP'] : [],
      }
    },
    add: (email, firstName) => {
      rows.push({ id: String(++last), properties: { email, firstname: firstName }, isListed: true })
    },
    unsubscribe: (email) => optOut(email, 'hs_email_optout'),
    takeOff: (email) => {
      byMail(email)!.isListed = false
    },
    mark: (email) => {
      byMail(email)!.properties.branche = 'VIP'
    },
    state: () => structuredClone(rows),
  }
}
