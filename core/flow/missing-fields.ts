/**
 * Which fields a form should still ask of a contact. Whoever has the token, from a link in a mail to them, hears the names of
 * fields and never what is known; a token that is none of ours, or too old, does not even tell whether there is the contact.
 */

import { permission } from '../lead/permission.ts'
import { missingFields, type ProfileField } from '../lead/profile-steps.ts'
import type { FormLink, MissingFields } from '../nurture-data.ts'
import { Refusal } from '../refusal.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as events from '../store/events.ts'
import * as identity from '../store/identity.ts'
import { type Context, pseudonym } from './context.ts'
import { formToken, openedFormToken } from './form-token.ts'
import { personOf } from './seats.ts'

/** The newest events of a contact that its fields are taken from. */
const EVENTS_MAX = 200

/** @throws a sentence where there is no such contact */
export async function formLink(db: Db, on: Context, contact: string): Promise<FormLink> {
  if ((await identity.contacts(db, [contact])).length === 0) throw new Refusal(`there is no contact ${contact}`)
  const until = on.now() + on.setup.nurturing.profile.linkMs
  const token = formToken(on.addressKey, contact, until)
  return { token, until, url: `${on.setup.publicUrl}/v1/contacts/${contact}/missing-fields?token=${token}` }
}

export async function fieldsMissing(db: Db, on: Context, asked: { contact: string; token: string; form: string | null }): Promise<MissingFields> {
  const { contact, until } = openedFormToken(on.addressKey, asked.token) ?? { contact: null, until: 0 }
  if (contact !== asked.contact) return { kind: 'refused', why: 'wrong' }
  if (until < on.now()) return { kind: 'refused', why: 'expired' }
  const { steps, forms } = on.setup.nurturing.profile
  return {
    kind: 'told',
    missing: missingFields(steps, await knownOf(db, on, contact), Object.hasOwn(forms, asked.form ?? '') ? forms[asked.form!] : undefined),
  }
}

/** Of somebody who is not known any more nothing is. */
async function knownOf(db: Db, on: Context, id: string): Promise<Set<ProfileField>> {
  const [contact] = await identity.contacts(db, [id])
  if (!contact) return new Set()
  const person = await personOf(db, on, [{ contact, touches: await events.ofContact(db, contact, EVENTS_MAX) }])
  const [account] = await identity.accounts(db, [contact.accountId])
  const [unit] = await identity.unitsByIds(db, [contact.unitId])
  const { facts, names, places } = account?.profile ?? { facts: {}, names: [], places: [] }
  const address = { country: places.find((place) => place.country !== null)?.country, ...facts.address?.value }
  const known: Record<ProfileField, unknown> = {
    email: contact.profile.mails[0],
    optIn: await hasOptedIn(db, on, contact.profile.mails),
    salutation: person.salutation,
    title: person.title,
    firstName: person.firstName,
    lastName: person.lastName,
    phone: person.phone,
    mobile: person.mobile,
    jobTitle: person.jobTitle,
    function: person.function,
    language: person.language,
    company: names[0],
    site: unit?.profile.sites[0],
    street: address.street,
    postalCode: address.postalCode,
    city: address.city,
    country: address.country,
    industry: facts.industry,
    employees: facts.employees,
  }
  return new Set((Object.keys(known) as ProfileField[]).filter((field) => Boolean(known[field])))
}

/** Or was asked to confirm it not long ago. */
async function hasOptedIn(db: Db, { setup, addressKey, now }: Context, mails: readonly string[]): Promise<boolean> {
  const { purposes, pendingMs } = setup.nurturing.consent
  for (const mail of mails) {
    const heard = await consents.heard(db, pseudonym(addressKey, mail))
    const isAsked = (purpose: string) => heard.find((one) => one.purpose === purpose && one.channel === 'email')?.state === 'requested'
    const isRecent = heard.some((one) => one.state === 'requested' && one.at >= now() - pendingMs)
    if (permission(heard, purposes, setup.nurturing.consent).given || (isRecent && purposes.every(isAsked))) return true
  }
  return false
}
