/** A CRM forgets the hub's token, again and again. */
import { setTimeout as sleep } from 'node:timers/promises'
import { zohoFake } from '../../test/helpers/zoho-fake.ts'
import type { Fault } from './fault.ts'
import type { OtherCrm } from './stage.ts'

let expire = (): void => {}

async function zoho(): Promise<OtherCrm> {
  const { settings, rows, close, expireTokens } = await zohoFake({ tokens: 1_000, credits: 1_000_000 })
  expire = expireTokens
  const keys = () => ['Leads', 'Accounts', 'Contacts'].flatMap((module) => rows(module).map((row) => row.Leitwerk_ID))
  return {
    settings: { kind: 'zoho', ...settings },
    held: async () => ({ records: keys().length, duplicates: keys().length - new Set(keys()).size }),
    close,
  }
}

export const expiredToken: readonly Fault[] = [
  {
    name: 'CRM: token expires',
    tries: 4,
    needs: { crm: zoho },
    strike: async () => {
      expire()
      await sleep(500)
    },
  },
]
