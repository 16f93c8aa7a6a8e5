import { expect, it } from 'vitest'
import { crms } from '../connectors/index.ts'
import { type CrmScript, crmContract } from './contract/crm.contract.ts'
import { dynamics365 } from './scripts/dynamics365.ts'
import { espocrm } from './scripts/espocrm.ts'
import { hubspot } from './scripts/hubspot.ts'
import { odoo } from './scripts/odoo.ts'
import { pipedrive } from './scripts/pipedrive.ts'
import { salesforce } from './scripts/salesforce.ts'
import { sandbox } from './scripts/sandbox.ts'
import { tryton } from './scripts/tryton.ts'
import { twenty } from './scripts/twenty.ts'
import { zoho } from './scripts/zoho.ts'

const scripts: Readonly<Record<string, CrmScript>> = { dynamics365, espocrm, hubspot, odoo, pipedrive, salesforce, sandbox, tryton, twenty, zoho }

for (const crm of crms) if (scripts[crm.id]) crmContract(crm, scripts[crm.id]!)

it('every registered CRM has a script', () => {
  expect(Object.keys(scripts).sort()).toEqual(crms.map(({ id }) => id).sort())
})
