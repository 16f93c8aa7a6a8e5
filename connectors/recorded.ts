/** What records of CRMs say of themselves, for `list`: only what is filled in. */
import type { Json } from '../core/connector.ts'
import type { Recorded } from '../core/crm.ts'

/** The fields with a text in them; undefined where there are none. */
export function given<Name extends string>(fields: Readonly<Partial<Record<Name, Json | undefined>>>): Partial<Record<Name, string>> | undefined {
  const filled = Object.entries(fields).filter(([, value]) => typeof value === 'string' && value.trim() !== '')
  return filled.length === 0 ? undefined : (Object.fromEntries(filled) as Partial<Record<Name, string>>)
}

/** The day of a date or time as the CRM writes it, which is UTC unless it names an offset. */
export function createdOn(written: Json | undefined): Pick<Recorded, 'createdOn'> {
  const day = typeof written === 'string' ? /^\d{4}-\d\d-\d\d(?=$|[T ])/.exec(written)?.[0] : undefined
  return day === undefined ? {} : { createdOn: day }
}
