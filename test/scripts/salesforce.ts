/** The contract played with Salesforce. */
import type { CrmScript } from '../contract/crm.contract.ts'
import { reading } from './salesforce-reading.ts'
import { writing } from './salesforce-writing.ts'

export const salesforce: CrmScript = {
  settings: {
    url: 'https://company.lightning.force.com/lightning/page/home',
    clientId: 'consumer-key',
    clientSecret: 'consumer-secret-9876',
    keyField: 'Leitwerk_Id__c',
    vatField: 'VAT_Id__c',
    apiVersion: '64.0',
    overStatuses: 'Closed - Not Converted, Unqualified',
    taskStatus: 'Completed',
  },
  allowances: {
    headers: { 'sforce-limit-info': 'api-usage=4990/5000; per-app-api-usage=17/250(appName=hub)' },
    read: [
      { limit: 'api-usage', left: 10, renewsMs: 86_400_000 },
      { limit: 'per-app-api-usage', left: 233, renewsMs: 86_400_000 },
    ],
  },
  talks: { ...reading, ...writing },
}
