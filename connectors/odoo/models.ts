/** Where the hub's records live in Odoo: accounts and contacts are partners, leads and opportunities are one model with a type. */
import type { JsonObject, Settings } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'

export type Model = 'res.partner' | 'crm.lead'
export const MODEL: Readonly<Record<Entity, Model>> = { account: 'res.partner', contact: 'res.partner', lead: 'crm.lead', opportunity: 'crm.lead' }

/** What makes a partner an account, a lead an opportunity; given when the record is made. */
export const MAKING: Readonly<Record<Entity, JsonObject>> = {
  account: { is_company: true },
  contact: { is_company: false },
  lead: { type: 'lead' },
  opportunity: { type: 'opportunity' },
}

const SALES_OF_LEAD: ReadonlySet<string> = new Set([
  'user_id',
  'team_id',
  'stage_id',
  'partner_id',
  'expected_revenue',
  'probability',
  'date_deadline',
  'priority',
  'description',
  'tag_ids',
  'lost_reason_id',
])
/** What sales decides from the hand-over on. */
export const SALES_OWN: Readonly<Record<Entity, ReadonlySet<string>>> = {
  account: new Set(['user_id']),
  contact: new Set(['user_id', 'parent_id']),
  lead: SALES_OF_LEAD,
  opportunity: SALES_OF_LEAD,
}

/** Read of every record that could be one of ours. */
export const IDENTIFYING: Readonly<Record<Entity, readonly string[]>> = {
  account: ['name', 'vat', 'website', 'email', 'phone', 'street', 'zip', 'city', 'country_id'],
  contact: ['name', 'email', 'phone', 'function', 'parent_id'],
  lead: ['name', 'email_from', 'phone', 'contact_name', 'partner_name', 'partner_id', 'type'],
  opportunity: ['name', 'email_from', 'phone', 'contact_name', 'partner_name', 'partner_id', 'type'],
}

/** The person's company; of leads and opportunities the person, else the company, as customer. */
export function linkValues({ entity, links }: Pick<Write, 'entity' | 'links'>): JsonObject {
  if (entity === 'account') return {}
  const remoteId = entity === 'contact' ? links.account : (links.contact ?? links.account)
  return remoteId === undefined ? {} : { [entity === 'contact' ? 'parent_id' : 'partner_id']: Number(remoteId) }
}

/** The hub's key as Odoo's external id; its pair of module and name is unique in the database. */
export const externalId = ({ module = '' }: Settings, key: string): string => `${module}.${key}`
