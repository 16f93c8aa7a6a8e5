/** Requests for tests of the front door, and the published samples. */
import { readFileSync } from 'node:fs'
import type { Arrival } from '../../core/connector.ts'

/** 15 September 2026, 08:30 UTC: the clock of all samples. */
export const NOW = 1_789_461_000_000

export const arrivalOf = (part: Partial<Arrival> & { text?: string } = {}): Arrival => ({
  method: 'POST',
  url: 'https://hub.example.com/hooks/source',
  headers: {},
  body: Buffer.from(part.text ?? '{}'),
  remote: '192.0.2.1',
  receivedAt: NOW,
  ...part,
})

const folder = new URL('../data/payloads/', import.meta.url)

export const sampleBytes = (name: string): Buffer => readFileSync(new URL(name, folder))
export const sampleText = (name: string): string => sampleBytes(name).toString('utf8')
/** The sample as any JSON; its shape is the test's business. */
export const sample = <Shape = unknown>(name: string): Shape => JSON.parse(sampleText(name)) as Shape

/** A captured request: request line, headers, body. */
export function sampleRequest(name: string): Arrival {
  const bytes = sampleBytes(name)
  const end = /\r?\n\r?\n/.exec(bytes.toString('latin1'))!
  const [line = '', ...headers] = bytes.subarray(0, end.index).toString('utf8').split(/\r?\n/)
  const [method = 'POST', path = '/'] = line.split(' ')
  return arrivalOf({
    method,
    url: `https://hub.example.com${path}`,
    headers: Object.fromEntries(headers.map((header) => [header.slice(0, header.indexOf(':')).toLowerCase(), header.slice(header.indexOf(':') + 1).trim()])),
    body: bytes.subarray(end.index + end[0].length),
  })
}
