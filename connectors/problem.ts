/** What the test of a connection finds wrong, said to the admin: at which setting, and what to do. */
import type { Checked } from '../core/crm.ts'

export type Problem = Extract<Checked, { kind: 'problem' }>

/** @param field name of the setting at fault; null where it lies in the CRM */
export const problem = (what: string, field: string | null, todo: string): Problem => ({ kind: 'problem', problem: what, field, todo })

/** @param api what should answer, e.g. `the API of Odoo` */
export const wrongAddress = (api: string, todo: string): Problem => problem(`What answers at this address is not ${api}`, 'url', todo)
