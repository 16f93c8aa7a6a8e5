/** What the errors of Salesforce mean, by the code in the body: as its documentation and other people's logs write them. */
import { describe, expect, it } from 'vitest'
import salesforce from '../connectors/crms/salesforce.ts'
import { refused } from '../connectors/salesforce/refusals.ts'
import type { Write } from '../core/crm.ts'
import { play, reply } from './helpers/playing.ts'

const SETTINGS = { keyField: 'Leitwerk_Id__c', apiVersion: '64.0' }

describe('errors of Salesforce', () => {
  it.each([
    [401, 'INVALID_SESSION_ID', 'Session expired or invalid', [], { kind: 'unauthorised' }],
    [403, 'API_CURRENTLY_DISABLED', 'API is disabled for this User', [], { kind: 'unauthorised', reason: expect.stringContaining('API Enabled') }],
    [400, 'INVALID_TYPE', "sObject type 'Lead' is not supported.", [], { kind: 'unauthorised' }],
    [403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', [], { kind: 'quotaExhausted' }],
    [403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.', [], { kind: 'rateLimited' }],
    [400, 'STORAGE_LIMIT_EXCEEDED', 'storage limit exceeded', [], { kind: 'quotaExhausted' }],
    [400, 'UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record', [], { kind: 'transient' }],
    [503, 'SERVER_UNAVAILABLE', 'Too many requests waiting for connections', [], { kind: 'transient' }],
    [500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred', [], { kind: 'transient', uncertain: true }],
    [400, 'ENTITY_IS_LOCKED', 'the entity is locked for editing', [], { kind: 'transient', afterMs: 3_600_000 }],
    [404, 'ENTITY_IS_DELETED', 'entity is deleted', [], { kind: 'gone' }],
    [404, 'NOT_FOUND', 'The requested resource does not exist', [], { kind: 'notFound' }],
    [400, 'CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', [], { kind: 'conflict' }],
    [403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', [], { kind: 'invalid', reason: expect.stringContaining('sharing') }],
    [400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [Name]', ['Name'], { kind: 'invalid', fields: [{ field: 'Name' }] }],
    [
      400,
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      'Choose a region first',
      ['Region__c'],
      { kind: 'invalid', reason: expect.stringContaining('Choose a region first') },
    ],
    [
      400,
      'INVALID_FIELD',
      "\nSELECT Id, Shoe FROM Lead WHERE Email = 'k.vogt@hallbauer.example'\n           ^\nERROR at Row:1:Column:12\nNo such column 'Shoe' on entity 'Lead'.",
      [],
      { kind: 'invalid', reason: expect.not.stringContaining('k.vogt'), fields: [{ field: 'Shoe', message: 'does not exist in Salesforce, or is hidden' }] },
    ],
    [
      400,
      'STRING_TOO_LONG',
      'First Name: data value too large: Katharina Elisabeth (max length=10)',
      ['FirstName'],
      { kind: 'invalid', reason: 'FirstName is longer than 10 characters', fields: [{ field: 'FirstName', message: 'is longer than 10 characters' }] },
    ],
    [400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'Industry: bad value', ['Industry'], { kind: 'invalid', fields: [{ field: 'Industry' }] }],
    [400, 'INVALID_EMAIL_ADDRESS', 'Email: invalid email address: x', ['Email'], { kind: 'invalid', fields: [{ field: 'Email' }] }],
    [400, 'INVALID_CROSS_REFERENCE_KEY', 'Owner ID: owner cannot be blank', ['OwnerId'], { kind: 'invalid', fields: [{ field: 'OwnerId' }] }],
    [400, 'JSON_PARSER_ERROR', 'Cannot deserialize instance of double', [], { kind: 'invalid' }],
    [
      400,
      'DUPLICATE_VALUE',
      'duplicate value found: VAT_Id__c duplicates value on record with id: 001000000000001',
      [],
      { kind: 'duplicate', candidates: [{ remoteId: '001000000000001', rule: 'as the CRM says' }] },
    ],
    [
      400,
      'DUPLICATE_EXTERNAL_ID',
      'Leitwerk_Id__c: more than one record found for external id field: [001000000000001AAA, 001000000000002AAA]',
      ['Leitwerk_Id__c'],
      { kind: 'duplicate', candidates: [{ rule: 'key' }, { rule: 'key' }] },
    ],
  ] as const)('%i %s: %s', (status, errorCode, message, fields, outcome) => {
    const meant = refused(reply(status, [{ errorCode, message, fields: [...fields] }]), 'account', 'Leitwerk_Id__c')
    expect(meant).toMatchObject(outcome)
    expect(meant.reason).toMatch(/\w{3,}/)
  })

  it('waits as long as it is told', () => {
    expect(refused(reply(503, [{ errorCode: 'SERVER_UNAVAILABLE', message: 'x' }], { 'retry-after': '30' }), 'lead')).toMatchObject({ afterMs: 30_000 })
  })

  const account: Write = { entity: 'account', key: 'acc_1', fields: { Name: 'Hallbauer GmbH' }, links: {} }
  const failing = (status: number, errorCode: string, message: string) =>
    play(salesforce.write(account, SETTINGS), [reply(status, [{ errorCode, message, fields: [] }])]).result

  it('takes a lost race for the key as a conflict: it is read again and found', () => {
    const said = 'duplicate value found: Leitwerk_Id__c duplicates value on record with id: 001000000000001'
    expect(failing(400, 'DUPLICATE_VALUE', said)).toMatchObject({ kind: 'conflict' })
  })

  it('pauses the connection where the field of the key is missing', () => {
    const said = 'Provided external ID field does not exist or is not accessible: Leitwerk_Id__c'
    expect(failing(404, 'NOT_FOUND', said)).toMatchObject({ kind: 'unauthorised', reason: expect.stringContaining('Leitwerk_Id__c') })
    const asked = [reply(400, [{ errorCode: 'INVALID_FIELD', message: "No such column 'Leitwerk_Id__c' on entity 'Account'." }])]
    expect(play(salesforce.find('account', 'acc_1', {}, SETTINGS), asked).result).toMatchObject({ kind: 'unauthorised' })
  })

  it('asks nothing with a field name that is none', () => {
    const { calls, result } = play(salesforce.write({ ...account, fields: { 'Name FROM User': 'x' } }, SETTINGS), [])
    expect(calls).toEqual([])
    expect(result).toMatchObject({ kind: 'invalid', fields: [{ field: 'Name FROM User' }] })
  })
})
