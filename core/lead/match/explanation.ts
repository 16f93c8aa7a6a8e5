/** A decision of identity with its reasons: the same in the API, on the command line and in the console. */
import { z } from 'zod'
import { NOTES } from './explain.ts'
import { UNIT_OUTCOMES } from './unit-told.ts'
import { CHANGES } from './would-change.ts'

const evidenceSchema = z.object({
  field: z.string(),
  theirs: z.string().describe('What was told'),
  ours: z.string().describe('What was known'),
  weight: z.number().describe('Bits: each one more makes it twice as likely that both are the same'),
  kind: z.string().optional().describe('Which comparison it was'),
  notes: z.array(z.enum(NOTES)).optional().describe('Why it weighs less than it could'),
})

const companySchema = z.object({ account: z.string(), name: z.string().nullable() })

const changeSchema = z.object({
  code: z.enum(CHANGES),
  field: z.string().nullable().describe('The evidence that it hangs on'),
  weight: z.number().nullable(),
  left: z.number().nullable().describe('Bits that would be left without it'),
  outcome: z.enum(['attach', 'review', 'new']).nullable().describe('What would come of it'),
  missing: z.number().nullable().describe('Bits that are missing'),
  fields: z.array(z.object({ field: z.string(), weight: z.number() })),
  text: z.string().describe('All of it as a sentence'),
})

const unitSchema = z.object({
  outcome: z.enum(UNIT_OUTCOMES),
  total: z.number().describe('A sum of its own, no part of that of the account'),
  threshold: z.number(),
  evidence: z.array(evidenceSchema).describe('Against the unit; where it is new or open, against the nearest one'),
  units: z.int().describe('How many units the account has now, but for the open one'),
  between: z
    .array(z.object({ unit: z.string(), name: z.string().nullable().describe('How its site is called, else where it is') }))
    .describe('The two units of which a person is asked whether they are one; empty where nobody is asked'),
  text: z.string(),
})

export const explanationSchema = z.object({
  decision: z.enum(['attach', 'open', 'provisional', 'new']),
  decidedBy: z.string().describe('`hub`, `sweep` when all was looked at anew, `person`, or the token of whoever moved it'),
  onBehalf: z.boolean().describe('The sender speaks for the account without being of it'),
  total: z.number(),
  threshold: z.number(),
  grade: z.string().describe('Name, domain, VAT id, telephone, place: A same, B similar, F another one that counts against it, Z says nothing'),
  comparedWith: companySchema.nullable().describe('The account that the evidence speaks of, where it still stands'),
  evidence: z.array(evidenceSchema),
  runnerUp: companySchema.extend({ total: z.number() }).nullable().describe('The second account, where it is another one still'),
  wouldChange: changeSchema.nullable().describe('null: the decision does not rest on these figures'),
  unitDecision: unitSchema.nullable(),
  model: z.string(),
})

export type Explanation = z.infer<typeof explanationSchema>
