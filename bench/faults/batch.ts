/** Killed in the middle of a call for many lanes: the CRM has done all of it, and no lane heard so. */
import { setTimeout as sleep } from 'node:timers/promises'
import { MARK } from '../../connectors/notes.ts'
import { salesforceFake } from '../../test/helpers/salesforce-fake.ts'
import { tap } from '../tap.ts'
import { firm } from '../world.ts'
import type { Fault } from './fault.ts'
import type { OtherCrm } from './stage.ts'

/** Each answer of the CRM takes so long, within the hub's patience, that many lanes wait for the next call. */
const GATHER_MS = 1_200
/** Records of the call that the hub does not survive, at least. */
const MANY = 20
const PATIENCE_MS = 40_000
/** What that call does, in turn: notes are added, and the CRM would add the same one twice; leads are upserted by their key. */
const DEADLY = ['POST', 'PATCH'] as const

/** Told of each call that was carried out, and of the records in it. @returns whether it is answered */
type Heard = (method: string, records: number) => boolean | Promise<boolean>

const answered: Heard = () => true
let heard = answered

async function salesforce(): Promise<OtherCrm> {
  const fake = await salesforceFake()
  heard = answered
  const { url, clientId, clientSecret } = fake
  const tapped = await tap({ url, clientId, clientSecret }, ({ method, text }) => heard(method, recordsIn(text)))
  const marks = () => fake.rows('Task').map(({ Subject }) => String(Subject).slice(String(Subject).indexOf(MARK) + MARK.length, -1))
  return {
    settings: { kind: 'salesforce', ...tapped.settings },
    held: async () => {
      const keys = [...fake.rows('Lead').map(({ Leitwerk_Id__c }) => String(Leitwerk_Id__c)), ...marks()]
      return { records: fake.rows('Lead').length, duplicates: keys.length - new Set(keys).size, keys: new Set(keys) }
    },
    close: async () => {
      tapped.close()
      await fake.close()
    },
  }
}

const recordsIn = (text: string): number => (text.startsWith('{') ? ((JSON.parse(text) as { records?: unknown[] }).records?.length ?? 0) : 0)

/** The next call of that kind for many lanes is carried out and never answered. @returns how many records were in it */
function nextForMany(deadly: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  heard = async (method, records) => {
    await sleep(GATHER_MS)
    if (method !== deadly || records < MANY) return true
    resolve(records)
    return false
  }
  return promise
}

/** Each company submits twice for one lead, so that a lane has two jobs. */
const submission = (n: number): object => {
  const { firstName, lastName, email, name } = firm(companyOf(n))
  return { vorname: firstName, nachname: lastName, email, firma: name, werk: 'Werk 1', produkt: 'kran', rueckruf: 'ja' }
}

/** Of the n-th submission, whose number begins with its sender's. */
const companyOf = (n: number): number => ((n % 1_000_000) >> 1) * SENDERS + Math.floor(n / 1_000_000)

const SENDERS = 16

export const killedInBatch: readonly Fault[] = [
  {
    name: 'kill -9 in a call for many lanes',
    tries: 4,
    needs: { crm: salesforce, load: { senders: SENDERS, gapMs: 80, more: submission } },
    strike: async ({ processes, say }, turn) => {
      const deadly = DEADLY[turn % DEADLY.length]!
      const records = await Promise.race([nextForMany(deadly), sleep(PATIENCE_MS, null, { ref: false })])
      if (records === null) throw new Error(`no ${deadly} for ${MANY} lanes came within ${PATIENCE_MS / 1000} s`)
      await Promise.all(processes.filter(({ role }) => role !== 'web').map((one) => one.kill()))
      heard = answered
      say(`killed in a ${deadly} for ${records} lanes`)
    },
  },
]
