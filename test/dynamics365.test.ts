/** What is peculiar to Dynamics 365: what Entra ID and Dataverse say when they refuse, and what is made of it. */
import { describe, expect, it } from 'vitest'
import dynamics365 from '../connectors/crms/dynamics365.ts'
import { refused } from '../connectors/dynamics365/errors.ts'
import type { Auth, Json } from '../core/connector.ts'
import type { Write } from '../core/crm.ts'
import { asProblem } from '../core/work/check-connection.ts'
import { play, reply } from './helpers/playing.ts'

const settings = {
  url: 'https://company.crm4.dynamics.example/',
  tenant: 'company.example',
  clientId: 'app',
  clientSecret: 'entra~secret-9876',
  authority: 'https://login.example/',
  keyColumn: 'new_hubkey',
  qualifiedStatus: '3',
}
const error = (status: number, code: string, message: string, headers: Record<string, string> = {}) => reply(status, { error: { code, message } }, headers)
const session = dynamics365.auth as Extract<Auth, { kind: 'session' }>
const payload = (inner: string) =>
  `Error identified in Payload provided by the user for Entity :'leads', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ----> InnerException : Microsoft.OData.ODataException: ${inner}`

describe('what Dataverse refuses', () => {
  it.each<[string, ReturnType<typeof error>, object]>([
    [
      'too many requests',
      error(429, '0x80072322', 'Number of requests exceeded the limit of 6000', { 'retry-after': '31' }),
      { kind: 'rateLimited', afterMs: 31_000 },
    ],
    ['too much execution time', error(429, '0x80072321', 'Combined execution time exceeded', { 'retry-after': '5' }), { kind: 'rateLimited', afterMs: 5_000 }],
    ['too many at once', error(429, '0x80072326', 'Number of concurrent requests exceeded the limit of 52'), { kind: 'rateLimited' }],
    [
      'a stranger',
      error(403, '0x80072560', 'The user is not a member of the organization.'),
      { kind: 'unauthorised', about: 'clientId', reason: expect.stringContaining('Application users') },
    ],
    [
      'a missing right',
      error(403, '0x80040220', "Principal user (Id=5, type=8) is missing prvCreateLead privilege (Id=8) on OTC=4 for entity 'lead'."),
      { kind: 'unauthorised', reason: expect.stringContaining('lacks the right prvCreateLead') },
    ],
    [
      'access to a single record',
      error(403, '0x80048306', 'Principal with ID 5 does not have ReadAccess right(s) for record with ID 6'),
      { kind: 'unauthorised', reason: expect.stringContaining('ReadAccess') },
    ],
    ['a record that is not there', error(404, '0x80040217', 'lead With Id = 1 Does Not Exist'), { kind: 'notFound' }],
    ['the same without a code', error(404, '', 'account With Id = 00000000-0000-0000-0000-000000000001 Does Not Exist'), { kind: 'notFound' }],
    ['a key that is taken', error(412, '0x80060892', 'A record that has the attribute values new_hubkey already exists.'), { kind: 'conflict' }],
    ['the same without a code', error(412, '', 'A record with matching key values already exists.'), { kind: 'conflict' }],
    [
      'another version',
      error(412, '', "The version of the existing record doesn't match the RowVersion property provided."),
      { kind: 'conflict', reason: expect.stringContaining('same time') },
    ],
    ['a busy database', error(400, '0x80044151', 'SQL timeout expired.'), { kind: 'transient', uncertain: true }],
    [
      'an unknown column',
      error(400, '0x80048d19', payload("The property 'shoeSize' does not exist on type 'Microsoft.Dynamics.CRM.lead'.")),
      { kind: 'invalid', fields: [{ field: 'shoeSize' }] },
    ],
    [
      'an unknown lookup',
      error(
        400,
        '0x80048d19',
        payload("An undeclared property 'accountid' which only has property annotations in the payload but no property value was found in the payload."),
      ),
      { kind: 'invalid', fields: [{ field: 'accountid' }] },
    ],
    [
      'an unknown column of a query',
      error(400, '0x0', "Could not find a property named 'new_x' on type 'Microsoft.Dynamics.CRM.account'."),
      { kind: 'invalid', fields: [{ field: 'new_x' }] },
    ],
    [
      'a text too long',
      error(
        400,
        '0x80044331',
        "A validation error occurred.  The length of the 'subject' attribute of the 'lead' entity exceeded the maximum allowed length of '300'.",
      ),
      { kind: 'invalid', reason: expect.stringContaining('300 characters'), fields: [{ field: 'subject' }] },
    ],
    [
      'an unknown choice',
      error(
        400,
        '0x8004431a',
        "A validation error occurred. The value 99 of 'leadsourcecode' on record of type 'lead' is outside the valid range. Accepted Values: 1,2,3",
      ),
      { kind: 'invalid', reason: 'leadsourcecode: 99 is none of its choices; possible are 1,2,3', fields: [{ field: 'leadsourcecode', value: '99' }] },
    ],
    [
      'a status of closed records',
      error(400, '0x80040203', '3 is not a valid status code for state code LeadState.Open on lead.'),
      { kind: 'invalid', fields: [{ field: 'statuscode', value: '3' }] },
    ],
    [
      'a text for a number',
      error(400, '0x80048d19', payload("Cannot convert the literal 'Web' to the expected type 'Edm.Int32'.")),
      { kind: 'invalid', reason: expect.stringContaining("'Web'") },
    ],
    ['a rule of the company', error(400, '0x80040265', 'Leads need a budget.'), { kind: 'invalid', reason: 'HTTP 400: Leads need a budget.' }],
    ['a wrong address', error(404, '0x8006088a', "Resource not found for the segment 'Leads'."), { kind: 'notFound' }],
    ['something unexpected', error(500, '0x80040216', 'An unexpected error occurred.'), { kind: 'transient', uncertain: true }],
  ])('%s', (_, told, meaning) => {
    const fields = 'fields' in meaning ? { fields: (meaning.fields as object[]).map((one) => expect.objectContaining(one)) } : {}
    expect(refused(told)).toMatchObject({ ...meaning, ...fields })
  })
})

describe('the login', () => {
  const login = (status: number, body: Json, headers: Record<string, string> = {}) => play(session.login(settings), [reply(status, body, headers)])
  const fault = (status: number, error: string, code: number) =>
    login(status, { error, error_description: `AADSTS${code}: Said so.\r\nTrace ID: 1`, error_codes: [code] }).result

  it('asks the authority for a token of the environment, and uses it as long as it lives', () => {
    const { calls, result } = login(200, { access_token: 'tok', expires_in: 3599 }, { date: 'Tue, 15 Sep 2026 08:30:00 GMT' })
    expect(calls[0]).toMatchObject({
      path: 'https://login.example/company.example/oauth2/v2.0/token',
      form: { grant_type: 'client_credentials', client_id: 'app', scope: 'https://company.crm4.dynamics.example/.default' },
    })
    expect(result).toEqual({ values: { token: 'tok' }, expiresAt: Date.parse('2026-09-15T08:30:00Z') + 3_599_000 })
    expect(session.headers({ values: { token: 'tok' } }, settings)).toMatchObject({ authorization: 'Bearer tok' })
    expect(login(200, { access_token: 'tok', expires_in: 3599 }).result).toEqual({ values: { token: 'tok' } })
  })

  it.each([
    [401, 'invalid_client', 7000215, 'clientSecret'],
    [401, 'invalid_client', 7000222, 'clientSecret'],
    [400, 'unauthorized_client', 700016, 'clientId'],
    [400, 'invalid_request', 90002, 'tenant'],
    [400, 'invalid_resource', 500011, 'url'],
  ])('%i %s %i is about %4$s', (status, name, code, about) => {
    const refusal = fault(status, name, code)
    expect(refusal).toMatchObject({ kind: 'unauthorised', about })
    expect(asProblem(refusal as never, dynamics365, status)).toMatchObject({ field: about, todo: expect.stringMatching(/^Correct ".+": .+\.$/) })
  })

  it('says what else Entra ID says, waits where it should, and knows a page that is none', () => {
    expect(fault(400, 'invalid_request', 90014)).toEqual({ kind: 'unauthorised', reason: 'Entra ID gives no token: AADSTS90014: Said so.' })
    expect(login(429, {}, { 'retry-after': '9' }).result).toMatchObject({ kind: 'rateLimited', afterMs: 9_000 })
    expect(login(503, 'busy').result).toMatchObject({ kind: 'transient' })
    expect(login(200, '<html>').result).toMatchObject({ kind: 'unauthorised', about: 'authority' })
  })
})

it('tells a key of its own that is taken from the one of the hub', () => {
  const write: Write = { entity: 'contact', key: 'con_1', fields: { lastname: 'Vogt' }, links: {} }
  const taken = error(412, '0x80060892', 'A record that has the attribute values emailaddress1 already exists.')
  const { result } = play(dynamics365.write(write, settings), [
    taken,
    error(404, '0x80060891', 'A record with the specified key values does not exist in contact entity'),
  ])
  expect(result).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('emailaddress1') })
})

describe('a batch', () => {
  const account = { name: 'Hallbauer GmbH' }
  const write = (key: string, more: Partial<Write> = {}): Write => ({ entity: 'account', key, fields: account, links: {}, ...more })
  const part = (status: number, body: Json) =>
    `--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 ${status} X\r\nRetry-After: 4\r\n\r\n${JSON.stringify(body)}\r\n`
  const answered = (...parts: string[]) => reply(200, `${parts.join('')}--b--\r\n`)
  const exists = { error: { code: '0x80040237', message: 'A record with matching key values already exists.' } }

  it('looks at a record by itself that was made before', () => {
    const stored = { '@odata.etag': 'W/"1"', accountid: 'a7', name: 'Hallbauer GmbH', new_hubkey: 'acc_1' }
    const { result } = play(dynamics365.batch!.write([write('acc_1')], settings), [answered(part(412, exists)), reply(412, exists), reply(200, stored)])
    expect(result).toEqual([{ kind: 'unchanged', remoteId: 'a7', version: 'W/"1"' }])
  })

  it('tells of each record what it suffers, and when to come again', () => {
    const limit = { error: { code: '0x80072322', message: 'Number of requests exceeded the limit' } }
    const { result } = play(dynamics365.batch!.write([write('acc_1'), write('acc_2')], settings), [answered(part(201, { accountid: 'a7' }), part(429, limit))])
    expect(result).toMatchObject([{ kind: 'delivered' }, { kind: 'rateLimited', afterMs: 4_000 }])
  })

  it('is uncertain where answers are missing', () => {
    const { result } = play(dynamics365.batch!.write([write('acc_1'), write('acc_2')], settings), [answered(part(201, { accountid: 'a7' }))])
    expect(result).toMatchObject({ kind: 'transient', uncertain: true })
  })
})
