/**
 * The lead event contract: what every source mapping returns. One event is one thing that happened; the model is the
 * same whatever tool told it.
 */
import { z } from 'zod'
import { FREQUENCIES } from './nurture.ts'

/** Touches: contacts of a person or company with us. They score, classify and nurture. */
export const TOUCH_KINDS = [
  'form',
  'download',
  'fair_scan',
  'open',
  'click',
  'webinar_registration',
  'webinar_attendance',
  'event_registration',
  'page_visit',
  'company_seen',
  'call',
  'meeting',
  'list_entry',
  'subscription',
  'reply',
  'survey',
  'referral',
  'post',
] as const

/** Facts without being a contact: consent changes, mail reachability, profile changes, CRM feedback, erasure requests. */
export const OTHER_KINDS = ['consent', 'bounce', 'complaint', 'profile', 'feedback', 'erasure'] as const

export const CHANNELS = [
  'web',
  'fair',
  'email',
  'ads',
  'webinar',
  'social',
  'phone',
  'direct_mail',
  'purchased_list',
  'rented_list',
  'syndication',
  'referral',
  'crm',
  'other',
] as const
export const FUNCTIONS = [
  'it',
  'management',
  'finance',
  'purchasing',
  'production',
  'engineering',
  'controlling',
  'marketing',
  'sales',
  'logistics',
  'quality',
  'hr',
  'other',
] as const

const words = (max: number) => z.string().trim().max(max)
const optionalWords = (max = 500) => words(max).optional()
const instant = z.iso.datetime({ offset: true }).describe('ISO 8601 with offset or Z')

const origin = z
  .strictObject({
    channel: z.enum(CHANNELS).describe('Kind of place the touch happened at'),
    system: optionalWords(100).describe('The tool that told it, e.g. typeform'),
    campaign: optionalWords().describe('As the marketing tool or utm_campaign names it'),
    medium: optionalWords(100).describe('As utm_medium names it, e.g. cpc'),
    content: optionalWords().describe('Which variant of an advertisement or link, as utm_content names it'),
    form: optionalWords().describe('Id or name of the form; it can stand for a product'),
    event: optionalWords().describe('Trade fair, webinar or other occasion'),
  })
  .describe('Where the touch came from')

export const companySchema = z.strictObject({
  name: optionalWords().describe('With its legal form, if the source knows it'),
  department: optionalWords().describe('Where the person works, e.g. stamping'),
  site: optionalWords().describe('Plant, branch or division, if the source has a field for it'),
  website: optionalWords().describe('With or without https://'),
  vatId: optionalWords(50).describe('VAT id with its country, e.g. DE136695976'),
  street: optionalWords().describe('Street and number'),
  postalCode: optionalWords(30).describe('As text: leading zeros count'),
  city: optionalWords(200).describe('Without the postal code'),
  country: optionalWords(100).describe('ISO 3166 code or name'),
  industry: optionalWords(200).describe('In the words of the source'),
  employees: z.number().int().nonnegative().optional().describe('How many people work there'),
  revenue: z.number().nonnegative().optional().describe('Per year, in EUR'),
})

export const personSchema = z.strictObject({
  salutation: optionalWords(50).describe('Herr, Frau or divers; $salutation(...) makes it of codes'),
  title: optionalWords(100).describe('Academic title, e.g. Dr.'),
  firstName: optionalWords(200).describe('Given name'),
  lastName: optionalWords(200).describe('Family name, with its particles'),
  fullName: optionalWords(300).describe('Where the source has one name field'),
  email: optionalWords(320).describe('Address the person uses at work'),
  phone: optionalWords(80).describe('Landline; $phone(...) makes it international'),
  mobile: optionalWords(80).describe('Mobile number'),
  jobTitle: optionalWords(300).describe('As the person writes it'),
  function: z.enum(FUNCTIONS).optional().describe('What the person does in the company'),
  language: optionalWords(20).describe('Language to write in, e.g. de'),
})

const consent = z.strictObject({
  purpose: words(100).describe('What it permits, e.g. newsletter'),
  channel: z.enum(['email', 'phone', 'post', 'any']).describe('Way of contact that it permits'),
  state: z.enum(['requested', 'given', 'denied', 'withdrawn']).describe('requested: double opt-in not confirmed yet'),
  wording: optionalWords(4000).describe('The text the person agreed to'),
  at: instant.optional().describe('When it was given, if not with the event itself'),
  proof: optionalWords(1000).describe('Where it can be proven: submission id, IP address, link clicked'),
})

const opinion = z
  .strictObject({
    rating: z.number().int().min(1).max(5).optional().describe('Of the content, from 1 (of no use) to 5 (very good)'),
    frequency: z.enum(FREQUENCIES).optional().describe('How often they want to hear from us, compared with now'),
    topics: z.array(words(200)).max(20).optional().describe('What they would rather read about'),
  })
  .describe('What the person thinks of the content and of how often it comes')

const feedback = z
  .strictObject({
    connection: optionalWords(100).describe('Set by the hub from the source; a mapping need not'),
    entity: z.enum(['account', 'contact', 'lead', 'opportunity']).describe('Kind of record'),
    remoteId: words(200).describe('Id of the record in the CRM'),
    key: optionalWords(100).describe("The hub's own key, where the record carries it: repairs a link that was never recorded"),
    decision: z.enum(['accepted', 'rejected']).optional().describe('What sales said to the hand-over'),
    reason: optionalWords().describe('Of a rejection, loss or disqualification; one of the agreed ones where possible'),
    stage: optionalWords(100).describe('Stage or substage of the configured funnel'),
    owner: z
      .strictObject({
        id: optionalWords(200).describe('Id of the user in the CRM'),
        name: optionalWords(300).describe('Name of the user'),
        email: optionalWords(320).describe('Address of the user'),
      })
      .optional()
      .describe('Who in sales has it'),
    amount: z.number().nonnegative().optional().describe('Value of the opportunity or order'),
    currency: z.string().trim().length(3).optional().describe('ISO 4217 code of the amount'),
    outcome: z.enum(['open', 'won', 'lost', 'disqualified']).optional().describe('How it ended, or that it is open'),
    order: optionalWords(200).describe('Id of the order, where one opportunity can bring several'),
    activity: z
      .strictObject({
        kind: z.enum(['call', 'visit', 'meeting', 'offer', 'mail', 'task']).describe('What was done'),
        key: optionalWords(200).describe('Id of the activity in the CRM'),
      })
      .optional()
      .describe('Something sales did'),
    converted: z
      .strictObject({
        account: optionalWords(200).describe('Id of the account'),
        contact: optionalWords(200).describe('Id of the contact'),
        opportunity: optionalWords(200).describe('Id of the opportunity'),
      })
      .optional()
      .describe('Records that a lead became'),
    mergedInto: optionalWords(200).describe('Id of the record that stands for this one from now on'),
    deleted: z.boolean().optional().describe('The record is gone'),
    changedBy: optionalWords(200).describe('User of the CRM, to recognise our own echo'),
  })
  .describe('What a CRM reports')

const answer = z.union([z.string().max(20_000), z.number(), z.boolean(), z.null(), z.array(z.union([z.string().max(2_000), z.number(), z.boolean()])).max(200)])

export const leadEventSchema = z.strictObject({
  kind: z.enum([...TOUCH_KINDS, ...OTHER_KINDS]).describe('What happened'),
  key: words(300).optional().describe('Identity inside its item, where one item tells several things; default: its position'),
  occurredAt: instant.describe('When it happened, as the source says; a time in the future counts as the time of receipt'),
  test: z.boolean().optional().describe('Test traffic: recorded, never delivered'),
  machine: z.boolean().optional().describe('A program opened or clicked it, not a person: recorded, but no touch of a lead'),
  origin,
  products: z.array(words(100)).max(50).optional().describe('Ids of the configured products'),
  company: companySchema.optional().describe('Where the person works'),
  person: personSchema.optional().describe('Who it was'),
  consents: z.array(consent).max(50).optional().describe('Permissions given, denied or withdrawn'),
  content: z
    .strictObject({
      id: words(300).describe('Id of the content item, as configured or in the tool'),
      title: optionalWords().describe('Title, for the history'),
      type: optionalWords(100).describe('Kind of content, e.g. white paper'),
    })
    .optional()
    .describe('What was read, seen or attended'),
  wantsSales: z.boolean().optional().describe('Asked to be called or to get an offer: the sales fast lane'),
  interest: z.enum(['none', 'low', 'medium', 'high']).optional().describe('Result of a talk, e.g. at a fair: a free pen is not an interest'),
  opinion: opinion.optional(),
  note: optionalWords(20_000).describe('What the person wrote or said'),
  crm: feedback.optional(),
  answers: z.record(z.string().max(200), answer).optional().describe('Custom fields, carried through to CRM mappings and segments'),
})

/** Also accepted from a mapping: the payload is of no interest, and why. */
export const mappingResultSchema = z.union([
  z.strictObject({ ignore: words(500).min(1) }),
  z.strictObject({ events: z.array(leadEventSchema).min(1).max(1000) }),
])

export type LeadEvent = z.infer<typeof leadEventSchema>
export type EventKind = LeadEvent['kind']
export type TouchKind = (typeof TOUCH_KINDS)[number]
export type Origin = LeadEvent['origin']
export type Company = NonNullable<LeadEvent['company']>
export type Person = NonNullable<LeadEvent['person']>
export type ConsentChange = NonNullable<LeadEvent['consents']>[number]
export type Feedback = NonNullable<LeadEvent['crm']>

export const isTouch = (kind: EventKind): kind is TouchKind => (TOUCH_KINDS as readonly string[]).includes(kind)
