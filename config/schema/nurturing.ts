/** How contacts are nurtured: with whose permission, how often, and what forms ask of them. */
import { z } from 'zod'
import { days } from './common.ts'

/** Fields of a person and a company that a form may ask for; `optIn` stands for the consents that nurturing needs. */
export const PROFILE_FIELDS = [
  'email',
  'optIn',
  'salutation',
  'title',
  'firstName',
  'lastName',
  'phone',
  'mobile',
  'jobTitle',
  'function',
  'language',
  'company',
  'site',
  'street',
  'postalCode',
  'city',
  'country',
  'industry',
  'employees',
] as const

const field = z.enum(PROFILE_FIELDS)
const STEPS: z.infer<typeof field>[][] = [
  ['email', 'optIn', 'salutation', 'firstName', 'lastName'],
  ['company', 'function'],
  ['jobTitle', 'phone', 'city'],
  ['industry', 'employees'],
]

const consentSchema = z.strictObject({
  purposes: z
    .array(z.string())
    .min(1)
    .default(['newsletter'])
    .describe('Purposes, as the mappings name them, for which consent to e-mail must stand, all of them, before anybody is to get content'),
  doubleOptIn: z
    .array(z.string())
    .default([])
    .describe('Purposes for which a consent to e-mail counts only once it was confirmed: `requested` before `given`, or written down with a proof'),
  confirmedBy: z
    .array(z.string())
    .default([])
    .describe('Sources that tell of a consent only once it was confirmed, because the tool asks itself: what they bring needs no second yes'),
  pendingDays: days.default(30).describe('Days after which a double opt-in that nobody confirmed is no longer listed'),
})

const cadenceSchema = z.strictObject({
  mostDays: days.default(30).describe('Days after which a contact should hear from us again, at the latest'),
  leastDays: days.default(7).describe('Days between two contacts with one address, at least, whatever the products'),
  lessDays: days.default(60).describe('The same for whoever wished to hear less'),
})

const profileSchema = z.strictObject({
  steps: z
    .array(z.array(field).min(1))
    .min(1)
    .default(STEPS)
    .describe('What forms ask for, step by step: a further step begins when nothing of the ones before it is missing'),
  forms: z.record(z.string(), z.array(field).min(1)).default({}).describe('Forms that have only these fields; a form that is not named has all'),
  origins: z.array(z.url()).default([]).describe('Web sites whose pages may ask which fields are missing (CORS), e.g. https://www.example.com'),
  linkDays: days.default(180).describe('Days that the token of a form link is good for'),
  inAudiences: z
    .boolean()
    .default(false)
    .describe('Tell e-mail tools with fields a token for each contact, good for half of these days at least, so that mails can link to forms'),
})

export const nurturingSchema = z.strictObject({
  consent: consentSchema.default(() => consentSchema.parse({})).describe('Permission'),
  classes: z
    .array(z.enum(['B1', 'B2', 'B3', 'A', 'C']))
    .default(['B1', 'B2', 'B3'])
    .describe('Classes whose contacts are to get content; in A they need a talk, in C nothing'),
  withSales: z.boolean().default(false).describe('Also those whose lead sales has'),
  cadence: cadenceSchema
    .default(() => cadenceSchema.parse({}))
    .describe('How often; between the bounds by how long the class usually lasts and how many items there are for it'),
  profile: profileSchema.default(() => profileSchema.parse({})).describe('Progressive profiling: which fields forms ask for next'),
})
