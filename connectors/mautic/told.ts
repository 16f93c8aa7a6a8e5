/** What the API tells, put into the words of Mautic's webhooks. */
import type { Json, JsonObject } from '../../core/connector.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'

export interface Thing {
  /** Of what happened, whoever tells it. */
  identity: string
  body: JsonObject
}

/** The API writes the contact's fields side by side, the webhook in groups. */
export function submissionBody(row: JsonObject): Thing {
  const { lead, ipAddress, results, ...more } = row
  const { form_id: _form, ...answers } = isObject(results) ? results : {}
  const submission = { ...more, ipAddress: isObject(ipAddress) ? { ip: ipAddress.ipAddress ?? null } : null, lead: contactOf(lead), results: answers }
  const timestamp = textOf(row.dateSubmitted)
  return { identity: `${row.id}`, body: { 'mautic.form_on_submit': [{ submission, timestamp }] } }
}

function contactOf(lead: Json | undefined): JsonObject | null {
  if (!isObject(lead)) return null
  const { id = null, points = null, color: _color, ...values } = lead
  const told = Object.entries(values).filter(([, value]) => value !== null && !isObject(value))
  return { id, points, fields: { core: Object.fromEntries(told.map(([alias, value]) => [alias, { alias, value }])) } }
}

/** By the reason that Mautic stores. */
const STATUS: Readonly<Record<string, string>> = { '1': 'unsubscribed', '2': 'bounced', '3': 'manual' }

/** One thing for each channel on which the contact must not be contacted. */
export function barredBodies({ id = null, fields, dateModified, doNotContact }: JsonObject): Thing[] {
  const entries = (Array.isArray(doNotContact) ? doNotContact : Object.values(isObject(doNotContact) ? doNotContact : {})).filter(isObject)
  const { all: _all, ...groups } = isObject(fields) ? fields : {}
  return entries.flatMap((entry) => {
    const status = STATUS[String(entry.reason)]
    if (status === undefined) return []
    const timestamp = textOf(entry.dateAdded) || textOf(dateModified)
    const told = { contact: { id, fields: groups }, channel: entry.channel ?? null, old_status: 'contactable', new_status: status, timestamp }
    return [{ identity: `${entry.id}:${status}`, body: { 'mautic.lead_channel_subscription_changed': [told] } }]
  })
}
