/** A genuine request of every source: a captured one where there is one, else the body behind the first case of its mapping. */
import { readFileSync } from 'node:fs'
import type { Arrival, Json, Source } from '../../core/connector.ts'
import { parseCases } from '../../core/work/mapping-cases.ts'
import { arrivalOf, sampleBytes, sampleRequest } from '../helpers/arrivals.ts'

/** Files of `test/data/payloads`: a JSON body, or a whole request. */
const CAPTURED: Readonly<Record<string, string>> = {
  'amazon-sns': 'amazon_ses_sns.notification.json',
  'gravity-forms': 'gravityforms.selected_fields.form.txt',
  jotform: 'jotform.multipart.http.txt',
  mautic: 'mautic.form_on_submit.json',
  mailchimp: 'mailchimp.subscribe.http.txt',
  powermail: 'powermail.sendpost.http.txt',
  snapaddy: 'snapaddy.visitreport.json',
  'salesforce-messages': 'salesforce.outbound_message.xml',
}

/** Bodies that hold more than the item of the first case. */
const WHOLE: Readonly<Record<string, Json>> = {
  zoho: { module: 'Leads', operation: 'update', ids: ['4150868000000376008'], server_time: 1789461000000 },
}

export interface Sample {
  arrival: Arrival
  /** What is fetched for it, where it only names things. */
  reply: Json | undefined
}

export function sampleOf({ id, hydrate }: Pick<Source, 'id' | 'hydrate'>): Sample {
  const file = CAPTURED[id]
  const first = firstCase(id)
  const reply = hydrate === undefined ? undefined : ((first.hydrated ?? {}) as Json) // a case holds JSON, or needs nothing that is fetched
  return { arrival: file === undefined ? first.arrival : captured(file), reply }
}

function captured(file: string): Arrival {
  if (file.endsWith('.txt')) return sampleRequest(file)
  return arrivalOf({ body: sampleBytes(file), headers: { 'content-type': file.endsWith('.xml') ? 'text/xml' : 'application/json' } })
}

function firstCase(id: string): { arrival: Arrival; hydrated: unknown } {
  const file = new URL(`../../mappings/sources/${id}.cases.json`, import.meta.url)
  const found = parseCases(readFileSync(file, 'utf8'), `${id}.cases.json`).find(({ expect }) => 'events' in expect)
  if (found === undefined) throw new Error(`the mapping ${id} has no case that is taken`)
  const headers = { 'content-type': 'application/json', ...found.delivery?.headers }
  return { arrival: arrivalOf({ text: JSON.stringify(WHOLE[id] ?? found.envelope ?? found.input), headers }), hydrated: found.hydrated }
}
