/** What people paste into tools that cannot send by themselves: it sends what its source accepts and its mapping understands. */
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import googleForms from '../connectors/sources/google-forms.ts'
import powermail from '../connectors/sources/powermail.ts'
import { decode } from '../core/decode/decode.ts'
import { verify } from '../core/verify.ts'
import { recognise } from '../core/work/functions/fields.ts'
import { arrivalOf, NOW } from './helpers/arrivals.ts'

const text = (file: string): string => readFileSync(new URL(`../docs/senders/${file}`, import.meta.url), 'utf8')

interface Request {
  payload: string
  headers: Record<string, string>
}

/** What Google gives a script, as far as ours uses it; `answers` are the statuses of the hub, in order. */
function google(answers: readonly number[], titles: Readonly<Record<string, string | string[]>>, respondent = '') {
  const sent: Request[] = []
  const slept: number[] = []
  const response = {
    getId: () => '2_ABaInvented',
    getTimestamp: () => new Date(NOW),
    getRespondentEmail: () => respondent,
    getItemResponses: () => Object.entries(titles).map(([title, value]) => ({ getItem: () => ({ getTitle: () => title }), getResponse: () => value })),
  }
  const form = { getId: () => 'form-1', getTitle: () => 'Anfrage', getResponses: () => [response, response] }
  const context = createContext({
    FormApp: { getActiveForm: () => form },
    PropertiesService: {
      getScriptProperties: () => ({ getProperty: (name: string) => ({ URL: 'https://hub.example.com/hooks/gf', SECRET: 'invented' })[name] }),
    },
    Utilities: { Charset: { UTF_8: 'utf8' }, sleep: (ms: number) => slept.push(ms), computeHmacSha256Signature },
    UrlFetchApp: {
      fetch: (_url: string, request: Request) => {
        sent.push(request)
        const status = answers[sent.length - 1] ?? 200
        if (status === 0) throw new Error('Address unavailable')
        return { getResponseCode: () => status }
      },
    },
  })
  runInContext(text('google-forms.gs'), context)
  const call = (name: string) => runInContext(name, context) as (event?: unknown) => void
  return { sent, slept, submit: () => call('onResponse')({ source: form, response }), sendAll: () => call('sendAll')() }
}

/** Google's bytes are signed. */
function computeHmacSha256Signature(value: string, key: string): number[] {
  return [...new Int8Array(createHmac('sha256', key).update(value, 'utf8').digest())]
}

describe('the script for Google Forms', () => {
  const titles = { 'Vor- und Nachname': 'Anna-Lena Grüßer', Themen: ['Druck', 'Füllstand'] }

  it('sends a response that the source accepts, with the respondent’s address', () => {
    const { sent, submit } = google([200], titles, 'al.gruesser@nordlicht-sensorik.example')
    submit()
    const [{ payload, headers }] = sent as [Request]
    expect(verify(googleForms.verify, arrivalOf({ text: payload, headers }), { secret: ['invented'] }, NOW)).toEqual({ ok: true })
    expect(JSON.parse(payload)).toEqual({
      source: 'google-forms',
      formId: 'form-1',
      formTitle: 'Anfrage',
      responseId: '2_ABaInvented',
      submittedAt: '2026-09-15T08:30:00.000Z',
      namedValues: { 'Vor- und Nachname': ['Anna-Lena Grüßer'], Themen: ['Druck', 'Füllstand'], 'E-Mail': ['al.gruesser@nordlicht-sensorik.example'] },
    })
  })

  it('tries three times, then fails so that Google tells its owner', () => {
    const patient = google([0, 503, 200], titles)
    patient.submit()
    expect(patient.sent.length).toBe(3)
    expect(patient.slept).toEqual([10_000, 20_000])
    const helpless = google([503, 503, 503], titles)
    expect(helpless.submit).toThrow('Run sendAll')
    expect(helpless.sent.length).toBe(3)
  })

  it('sends all of them again', () => {
    const { sent, sendAll } = google([], titles)
    sendAll()
    expect(sent.length).toBe(2)
  })
})

describe('the TypoScript for Powermail', () => {
  it('names fields that the hub knows', () => {
    const wraps = [...text('powermail.typoscript').matchAll(/wrap = (&\w+=)\|/g)].map(([, wrap]) => wrap!)
    const values = [
      'Solveig',
      'Brandt',
      's.brandt@brandt-pressen.example',
      'Brandt & Söhne KG',
      '+49 231 99998 40',
      '100 % Last',
      'Ja',
      'https://kranwerk.example/?utm_medium=email',
    ]
    expect(wraps.length).toBe(values.length)
    const body = wraps.map((wrap, i) => wrap + encodeURIComponent(values[i]!)).join('')
    const decoded = decode(arrivalOf({ text: body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }), powermail.decode)
    if (decoded.kind !== 'decoded') throw new Error(decoded.reason)
    const { answers, ...known } = recognise(decoded.value)
    expect(known).toMatchObject({
      person: { firstName: 'Solveig', lastName: 'Brandt', email: 's.brandt@brandt-pressen.example', phone: '+49 231 99998 40' },
      company: { name: 'Brandt & Söhne KG' },
      note: '100 % Last',
      consents: [{ given: true }],
    })
    expect(answers).toEqual({ pageurl: 'https://kranwerk.example/?utm_medium=email' })
  })
})
