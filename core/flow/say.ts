/** A person says what a field of an account or contact is: it is shown, and goes to the CRMs, whatever submissions tell. */
import type { z } from 'zod'
import type { SaidField } from '../action-data.ts'
import { companySchema, personSchema } from '../lead/event.ts'
import { Refusal } from '../refusal.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as operation from '../store/operation.ts'
import * as said from '../store/said.ts'
import type { Context } from './context.ts'
import { foldAnew } from './fold-anew.ts'

/** What identity goes by inside a company - site, department - is not for saying: merges and changes of units are. */
const FIELDS: Readonly<Record<'account' | 'contact', Readonly<Record<string, z.ZodType>>>> = {
  account: companySchema.omit({ site: true, department: true }).shape,
  contact: personSchema.omit({ fullName: true }).shape,
}

/** @throws a sentence when there is no such account, contact or field, or the value does not fit */
export async function say(db: Db, on: Context, { subject, field, value, reason = null }: SaidField, by: string): Promise<void> {
  const { kind, accountId } = await demandSubject(db, subject)
  const schema = FIELDS[kind][field]
  if (!schema) throw new Refusal(`the ${kind} has no field '${field}'; known are ${Object.keys(FIELDS[kind]).join(', ')}`)
  if (value === null) await said.remove(db, subject, field)
  else {
    const parsed = schema.safeParse(value)
    if (!parsed.success || parsed.data === undefined || parsed.data === '')
      throw new Refusal(`${field}: ${parsed.error?.issues[0]?.message ?? 'a value is missing'}`)
    await said.put(db, { subject, field, value: parsed.data, by, at: on.now(), reason })
  }
  // The value may be personal: the journal names the field only.
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: `${kind}.field_${value === null ? 'freed' : 'said'}`, subject, detail: field })
  await foldAnew(db, on, new Set(), [accountId])
}

async function demandSubject(db: Db, id: string): Promise<{ kind: 'account' | 'contact'; accountId: string }> {
  const [account] = await identity.accounts(db, [id])
  if (account) return { kind: 'account', accountId: account.id }
  const [contact] = await identity.contacts(db, [id])
  if (contact) return { kind: 'contact', accountId: contact.accountId }
  throw new Refusal(`there is no account or contact ${id}`)
}
