/** The address of a CRM as people enter it, and what it means where something else answers there. */
import type { Refusal } from '../core/outcome.ts'

export const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

/** A page where JSON was expected. @param api what should answer, e.g. `the API of Odoo` */
export const answeredByAnother = (api: string): Refusal => ({
  kind: 'transient',
  reason: `what answers at this address is not ${api}: a page for people, or a proxy`,
  uncertain: true,
})
