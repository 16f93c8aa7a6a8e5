/** Payloads that each stage chokes on, between good ones: they are held or parked by name, and nobody else waits for them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { post } from '../senders.ts'
import type { Fault } from './fault.ts'

const who = { email: 'p.gift@gift.example', firma: 'Gift GmbH', nachname: 'Gift', rueckruf: 'ja' }
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

/** By the stage that meets each first. */
const POISON: Readonly<Record<string, readonly (string | Buffer<ArrayBuffer>)[]>> = {
  decode: ['{"email": ', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x80]), deep(20_000), '', '\u0000', '{"a":1e99999}'],
  split: ['[]', '[[[]]]', 'null', '17', `[${'{},'.repeat(30_000)}{}]`, JSON.stringify([who, null, 7, who])],
  map: [
    JSON.stringify({ ...who, submissionId: { a: 1 }, produkt: [[]], at: 'gestern', consents: 'x' }),
    JSON.stringify({ ...who, ...Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`feld${i}`, i])) }),
    '{"__proto__":{"email":"x@gift.example"},"constructor":{"prototype":1},"email":"x@gift.example"}',
    JSON.stringify({ ...who, at: '+275760-09-13T00:00:00.001Z', occurredAt: '-271821-04-19T23:59:59.999Z' }),
  ],
  resolve: [
    JSON.stringify({ ...who, firma: 'x'.repeat(500_000) }),
    '{"email":"n\\u0000l@gift.example","firma":"Nu\\u0000ll GmbH","nachname":"\\ud800","rueckruf":"ja"}',
    JSON.stringify({ ...who, email: `${'a'.repeat(70_000)}@gift.example` }),
    JSON.stringify({ ...who, telefon: '+'.repeat(20_000), plz: '0'.repeat(20_000), website: `http://${'a.'.repeat(20_000)}example` }),
  ],
  enqueue: [JSON.stringify({ ...who, produkt: 'x'.repeat(100_000), werk: '\u202e'.repeat(10_000) }), JSON.stringify({ ...who, produkt: { $ne: null } })],
  deliver: [JSON.stringify({ ...who, firma: 'Giftig {{id}} GmbH\r\nX-Injected: 1', nachricht: '\u2028\ud83d'.repeat(5_000) })],
}

const poisoned = (stage: string, bodies: readonly (string | Buffer<ArrayBuffer>)[]): Fault => ({
  name: `poison: ${stage}`,
  tries: bodies.length,
  parks: true,
  strike: async ({ front, say }, turn) => {
    const id = await post(`http://${front}/hooks/web`, bodies[turn % bodies.length]!)
    say(`poison ${turn + 1} for ${stage}: ${id === null ? 'not accepted' : 'accepted'}`)
    await sleep(200)
  },
})

/** The CRM takes one record for invalid: its job is parked, and the lanes of others go on. */
const refused: Fault = {
  name: 'poison: refused by the CRM',
  tries: 3,
  parks: true,
  strike: async ({ crm }) => {
    const rules = [{ kind: 'refused', next: 1, match: { method: 'POST' }, field: 'name', message: 'no such name' }]
    await fetch(`${crm.settings.url}/_faults`, { method: 'POST', body: JSON.stringify(rules) })
    await sleep(500)
  },
}

export const poison: readonly Fault[] = [...Object.entries(POISON).map(([stage, bodies]) => poisoned(stage, bodies)), refused]
