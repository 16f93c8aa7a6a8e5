/** The CRMs that are declared in YAML, under the contracts of all CRMs and all sources. */
import { expect, it } from 'vitest'
import { crms as written, sources as writtenSources } from '../connectors/index.ts'
import { shipped } from '../core/compose/registry.ts'
import { type CrmScript, crmContract } from './contract/crm.contract.ts'
import { sourceContract } from './contract/source.contract.ts'
import { freshsales, sapSalesCloud, suitecrm } from './scripts/declared.ts'

const scripts: Readonly<Record<string, CrmScript>> = { freshsales, 'sap-sales-cloud': sapSalesCloud, suitecrm }
const declared = shipped.crms.filter((crm) => !written.includes(crm))

for (const crm of declared) if (scripts[crm.id]) crmContract(crm, scripts[crm.id]!)
for (const source of shipped.sources) if (!writtenSources.includes(source)) sourceContract(source)

it('every declared CRM has a script', () => {
  expect(Object.keys(scripts).sort()).toEqual(declared.map(({ id }) => id).sort())
})
