import { expect, it } from 'vitest'
import { crms } from '../connectors/index.ts'
import { type CrmScript, crmContract } from './contract/crm.contract.ts'
import { espocrm } from './scripts/espocrm.ts'
import { pipedrive } from './scripts/pipedrive.ts'
import { sandbox } from './scripts/sandbox.ts'
import { tryton } from './scripts/tryton.ts'
import { zoho } from './scripts/zoho.ts'

const scripts: Readonly<Record<string, CrmScript>> = { espocrm, pipedrive, sandbox, tryton, zoho }

for (const crm of crms) if (scripts[crm.id]) crmContract(crm, scripts[crm.id]!)

it('every registered CRM has a script', () => {
  expect(Object.keys(scripts).sort()).toEqual(crms.map(({ id }) => id).sort())
})
