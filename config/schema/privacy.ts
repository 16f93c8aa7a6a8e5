/** Personal data: how long what is kept, and what the records of processing say. */
import { z } from 'zod'
import { bilingual, id } from './common.ts'

const keptDays = (what: string) => z.number().int().positive().max(36_500).nullable().default(null).describe(`${what}; null: as long as the database`)

const ofSource = {
  requestDays: keptDays(
    'Days that the bytes of requests are kept, and what was fetched for them; the row stays as erased and cannot be replayed; what is held for a person stays until it was released or filtered',
  ),
  refusedDays: keptDays('Days that refused requests are kept'),
}

export const retentionSchema = z
  .strictObject({
    ...ofSource,
    sources: z
      .record(
        id,
        z.strictObject({
          requestDays: ofSource.requestDays.unwrap().optional(),
          refusedDays: ofSource.refusedDays.unwrap().optional(),
        }),
      )
      .default({})
      .describe('The same for single sources'),
    callDays: keptDays('Days that the calls of jobs are kept; the job itself stays'),
    noticeDays: keptDays('Days that notices are kept'),
    auditDays: keptDays('Days that the journal is kept'),
    anonymousDays: keptDays('Days that touches keep what they tell where no person is known; the touch itself stays'),
    contactMonths: keptDays('Months after the last touch of a person, after which the person is erased'),
    nightlyHour: z.number().int().min(0).max(23).default(2).describe('Hour, in UTC, in which what is over is removed'),
  })
  .default(() => ({
    requestDays: null,
    refusedDays: null,
    sources: {},
    callDays: null,
    noticeDays: null,
    auditDays: null,
    anonymousDays: null,
    contactMonths: null,
    nightlyHour: 2,
  }))
  .describe('How long what is kept; nothing is removed unless it is said')

const party = z.strictObject({
  name: z.string().describe('Company or person'),
  address: z.string().optional().describe('Postal address'),
  email: z.string().optional().describe('E-mail address'),
})

const processing = {
  purpose: bilingual.optional().describe('What for; one text, or `de` and `en`'),
  legalBasis: z.string().optional().describe('e.g. Art. 6(1)(a) GDPR: consent'),
}

export const privacySchema = z
  .strictObject({
    controller: party.optional().describe('Who answers for the processing'),
    officer: party.optional().describe('Data protection officer'),
    ...processing,
    sources: z.record(id, z.strictObject(processing)).default({}).describe('Purpose and legal basis of single sources'),
    recipients: z
      .record(
        id,
        z.strictObject({
          ...processing,
          name: z.string().optional().describe('Company that runs it; default: the label'),
          country: z.string().optional().describe('ISO code of the country where data go'),
          safeguard: z.string().optional().describe('Outside of the EU: what protects the data there, e.g. standard contractual clauses'),
        }),
      )
      .default({})
      .describe('Of single connections, audiences, notifiers and partners'),
    measures: z.array(z.string()).default([]).describe('Technical and organisational measures of your own, e.g. encrypted disks'),
    rewriteMb: z
      .number()
      .int()
      .nonnegative()
      .default(1024)
      .describe('PostgreSQL: tables up to this size are written anew when a person was erased, and are locked meanwhile; the certificate names larger ones'),
  })
  .default(() => ({ sources: {}, recipients: {}, measures: [], rewriteMb: 1024 }))
  .describe('Personal data: the records of processing, and erasing')
