/** Every setting: its type, its default, and one sentence that explains it. Unknown keys are refused. */
import { z } from 'zod'

const id = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must be lower-case letters, digits, - and _, and begin with a letter')
  .describe('Lower-case letters, digits, - and _; begins with a letter')
const bilingual = z.union([z.string().transform((text) => ({ de: text, en: text })), z.strictObject({ de: z.string(), en: z.string() })])
const days = z.number().positive()
const points = z.number()

/** Text with secrets by reference: `env:NAME`, `file:PATH`; several values while one is being rotated. */
export const settingSchema = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).min(1)])

export const NOTICES = ['lead.created', 'lead.merged', 'lead.unmerged', 'lead.stage_changed', 'sync.failed', 'issue.opened', 'connection.paused'] as const

export const productSchema = z.strictObject({
  id: id.describe('Used in mappings, leads and figures'),
  name: bilingual.describe('Shown to people; one text, or `de` and `en`'),
  default: z.boolean().default(false).describe('Taken for touches that speak of no product'),
  forms: z.array(z.string()).default([]).describe('Forms that stand for this product'),
  campaigns: z.array(z.string()).default([]).describe('Campaigns that stand for this product'),
  content: z.array(z.string()).default([]).describe('Content items that stand for this product'),
})

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(?:[01]\d:[0-5]\d|2[0-3]:[0-5]\d|24:00)$/, 'expected HH:MM-HH:MM, e.g. 09:00-18:00')
  .transform((text): [number, number] => {
    const [from, to] = text.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)))
    return [from!, to!]
  })
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const expectationSchema = z.strictObject({
  name: z.string().default('what is configured').describe('Named in the issue, e.g. the fair or the campaign'),
  from: z.iso.date().optional().describe('First day, e.g. 2026-10-06'),
  to: z.iso.date().optional().describe('Last day'),
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .default([...WEEKDAYS])
    .describe('Days of the week'),
  between: clock.default([0, 1440]).describe('Hours of the day, e.g. 09:00-18:00, in `timeZone`'),
  everyMinutes: z.number().int().positive().describe('Something comes at least this often, counted in these hours'),
})

const rhythmSchema = z.union([
  z.literal('off'),
  z.strictObject({
    learn: z.boolean().default(true).describe('Learn from eight weeks in which hours of the week something usually comes'),
    expect: z.array(expectationSchema).default([]).describe('When something must come: days of a fair, a campaign that runs'),
  }),
])

export const sourceSchema = z
  .object({
    kind: z.string().describe('A source, e.g. `typeform`, built in or declared in a file, or `webhook` for one declared here'),
    label: z.string().optional().describe("Shown to people; default: the connector's own name"),
    mapping: z.string().optional().describe('Name of the mapping in `mappings/sources/`; default: the kind'),
    product: z.string().optional().describe('Product of touches from here that name none'),
    trust: z
      .number()
      .int()
      .min(1)
      .max(9)
      .default(5)
      .describe('Whose value of a field is shown where sources disagree: 9 is believed most, e.g. a CRM; 3 suits scanned cards and bought lists'),
    publicUrl: z.url().optional().describe("Base address as the sender sees it, where it differs from the hub's `publicUrl`"),
    connection: z.string().optional().describe('For CRM sources: the connection whose records they report on'),
    watchFields: z.boolean().default(true).describe('Open an issue when fields that it used to send are missing, new, or of another type'),
    rhythm: rhythmSchema
      .default({ learn: true, expect: [] })
      .describe('When a silence opens an issue: `off`, or `learn` and `expect`; default: learnt from what it used to send'),
  })
  .catchall(z.unknown())

export const connectionSchema = z
  .object({
    kind: z.string().describe('A built-in CRM, e.g. `tryton`'),
    label: z.string().optional().describe("Shown to people; default: the connector's own name"),
    mapping: z.string().optional().describe('Name of the mapping in `mappings/crms/`; default: the kind'),
    handover: z
      .strictObject({
        as: z.enum(['lead', 'opportunity']).optional().describe('What a handed-over lead becomes; default: `lead` where the CRM has leads'),
        lanes: z
          .array(z.enum(['mql', 'fast', 'classified']))
          .default(['mql', 'fast', 'classified'])
          .describe('Which hand-overs this connection gets'),
        convert: z.enum(['crm', 'hub']).default('crm').describe('Who turns a lead into account, contact and opportunity once it is sales qualified'),
      })
      .default({ lanes: ['mql', 'fast', 'classified'], convert: 'crm' })
      .describe('How qualified leads reach this CRM'),
    adopt: z
      .enum(['strong', 'ask'])
      .default('strong')
      .describe('A record that is in the CRM already: take it when the evidence is strong, or always ask a person'),
    rules: z
      .partialRecord(z.enum(['account', 'contact', 'lead', 'opportunity']), z.record(z.string(), z.enum(['hub', 'crm', 'fill'])))
      .default({})
      .describe(
        'Who wins, by kind of record and field of the CRM: `hub` always writes it, `crm` only when the record is made, `fill` while it is empty; default: what the connector knows to be of sales is filled, everything else is written',
      ),
    timeoutSeconds: z.number().int().positive().max(300).default(20).describe('Per call, until the last byte of the answer'),
    concurrency: z.number().int().positive().max(100).default(4).describe('Accounts worked on at the same time'),
    perSecond: z
      .number()
      .positive()
      .optional()
      .describe("Calls per second at most, all processes together, spread evenly and kept a little below; default: what the CRM's answers say"),
    perDay: z.number().int().positive().optional().describe('Calls per day (UTC) at most, so that other integrations keep their part of the quota'),
  })
  .catchall(z.unknown())

export const notifierSchema = z
  .object({
    kind: z.string().describe('A built-in notifier: `webhook`, `slack`, `teams` or `mail`'),
    label: z.string().optional().describe("Shown to people; default: the notifier's own name"),
    events: z
      .array(z.enum(NOTICES))
      .min(1)
      .default(['sync.failed', 'issue.opened', 'connection.paused'])
      .describe('What it is told of; default: what concerns those who keep things running'),
    timeoutSeconds: z.number().int().positive().max(300).default(15).describe('Per message'),
    perSecond: z.number().positive().optional().describe('Messages per second at most; default: what the other side bears'),
  })
  .catchall(z.unknown())

export const partnerSchema = z.strictObject({
  label: z.string().min(1).describe('Shown to people, and given to CRM mappings'),
  email: z.email().describe('Where offers are sent to'),
  language: z.enum(['de', 'en']).default('de').describe('Of the mail and of the page that it leads to'),
  perDays: days.max(365).default(14).describe('Days within which an offer is to be answered; after them the lead goes on as if it had been rejected'),
  notifier: z.string().optional().describe('Notifier of the kind `mail` that sends the offers; default: the first one'),
})

/** Why sales may send a lead back, where nothing else was agreed. */
const REASONS = [
  { id: 'wrong_persona', name: { de: 'Falscher Ansprechpartner', en: 'Wrong contact person' } },
  { id: 'persona_not_verified', name: { de: 'Ansprechpartner nicht zu erreichen oder nicht bestätigt', en: 'Contact person not reached or not confirmed' } },
  { id: 'wrong_targeting', name: { de: 'Unternehmen passt nicht zu uns', en: 'Company does not fit' } },
  { id: 'content_misfit', name: { de: 'Erwartet etwas anderes, als wir anbieten', en: 'Expects something else than is offered' } },
  { id: 'filter_failed', name: { de: 'Noch kein Bedarf, nicht reif für den Vertrieb', en: 'No need yet, not ready for sales' } },
]

export const audienceSchema = z
  .object({
    kind: z.string().describe('A built-in e-mail tool: `mailchimp`, `brevo`, `cleverreach`, `mautic` or `hubspot`'),
    label: z.string().optional().describe("Shown to people; default: the tool's own name"),
    products: z.array(id).default([]).describe('Only those are told of whose unit has a lead of one of these products; default: everybody'),
    consent: z
      .array(z.string())
      .min(1)
      .default(['newsletter'])
      .describe('Purposes, as the mappings name them, for which consent to e-mail must stand: all of them, else nobody is told of'),
    timeoutSeconds: z.number().int().positive().max(300).default(20).describe('Per call, until the last byte of the answer'),
    concurrency: z.number().int().positive().max(100).default(4).describe('Addresses worked on at the same time'),
    perSecond: z.number().positive().optional().describe('Calls per second at most, all processes together; default: what the tool bears'),
  })
  .catchall(z.unknown())

const touchRule = z.strictObject({
  points: points.optional().describe('Points of one such touch'),
  halfLifeDays: days.optional().describe('Days until half of the points are left'),
  nurtures: z.boolean().optional().describe('Counts as nurturing towards an MQL'),
  active: z.boolean().optional().describe('The unit acted itself: brings a lost lead back'),
})

const range = z.strictObject({ min: z.number().optional().describe('At least'), max: z.number().optional().describe('At most') })

export const scoringSchema = z.strictObject({
  touches: z.record(z.string(), touchRule).default({}).describe('Per kind of touch; what is absent keeps its default'),
  interest: z
    .strictObject({ none: points.default(-5), low: points.default(0), medium: points.default(10), high: points.default(25) })
    .default({ none: -5, low: 0, medium: 10, high: 25 })
    .describe('Points for the result of a talk, added to those of the touch'),
  fit: z
    .array(
      z.strictObject({
        id: z.string().describe('Name of the rule, shown as the reason'),
        when: z
          .strictObject({
            function: z.array(z.string()).optional().describe('One of these functions of the person'),
            industry: z.array(z.string()).optional().describe('One of these industries'),
            country: z.array(z.string()).optional().describe('One of these countries (ISO codes)'),
            mailKind: z
              .array(z.enum(['personal', 'role', 'freemail', 'disposable']))
              .optional()
              .describe('One of these kinds of mail address'),
            employees: range.optional().describe('Number of employees, from `min` to `max`'),
            revenue: range.optional().describe('Revenue per year in EUR, from `min` to `max`'),
          })
          .describe('All that are given must hold'),
        points: points.describe('Added while the rule holds'),
      }),
    )
    .default([])
    .describe('Rules about what the unit and the person are'),
  fitGrades: z.strictObject({ A: points, B: points, C: points }).default({ A: 20, B: 10, C: 0 }).describe('Lowest fit points of each grade; below is D'),
  engagementGrades: z
    .strictObject({ '1': points, '2': points, '3': points })
    .default({ '1': 50, '2': 25, '3': 10 })
    .describe('Lowest engagement points of grades 1 (highest) to 3; below is 4'),
})

const classDays = (usual: number | null, meaning: string) => days.nullable().default(usual).describe(meaning)

export const funnelSchema = z.strictObject({
  preset: z.enum(['cold-to-close']).default('cold-to-close').describe('Stages, their order and names'),
  mql: z
    .strictObject({
      points: points.default(40).describe('Fit and engagement points together'),
      touches: z.number().int().nonnegative().default(2).describe('Nurturing touches after identification, at least'),
      days: z.number().int().nonnegative().default(2).describe('Different days they must spread over'),
      fit: z.enum(['A', 'B', 'C', 'D']).default('D').describe('Lowest fit grade that may become an MQL'),
    })
    .default({ points: 40, touches: 2, days: 2, fit: 'D' })
    .describe('When a lead is marketing qualified'),
  classDays: z
    .strictObject({
      B1: classDays(60, 'Does not know its problem yet'),
      B2: classDays(120, 'Asks which kind of product'),
      B3: classDays(60, 'Specifies and compares'),
      A: classDays(30, 'Wants to decide'),
      C: classDays(null, 'No need in sight'),
    })
    .default({ B1: 60, B2: 120, B3: 60, A: 30, C: null })
    .describe('Days that a class usually lasts: one that nobody confirmed for longer comes back on the call list; null: never'),
  buyingCentre: z
    .array(z.string())
    .default(['management', 'it', 'purchasing', 'production', 'controlling'])
    .describe('Functions that take part in a decision: the call list says which of them are not known yet'),
  callPoints: points.default(20).describe('Points from which on a lead that no person has classified is on the call list'),
})

export const configSchema = z.strictObject({
  publicUrl: z.url().default('http://127.0.0.1:8080').describe('Address under which senders and people reach the hub; default: made from `listen`'),
  database: z.string().default('sqlite:leitwerk.sqlite').describe('`sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`, or `env:NAME`, `file:PATH` for it'),
  listen: z
    .string()
    .regex(/^.*:\d{1,5}$/, 'expected HOST:PORT, e.g. 127.0.0.1:8080')
    .default('127.0.0.1:8080')
    .describe('HOST:PORT to take requests on'),
  timeZone: z.string().default('Europe/Berlin').describe('IANA name; days and periods are counted in it'),
  products: z
    .array(productSchema)
    .min(1)
    .default([{ id: 'default', name: { de: 'Angebot', en: 'Offer' }, default: true, forms: [], campaigns: [], content: [] }])
    .describe('What is being sold: class and stage of a unit are kept per product'),
  sources: z.record(id, sourceSchema).default({}).describe('Who sends: each gets the address /hooks/ID'),
  declared: z
    .array(z.string())
    .default([])
    .describe('Files that declare further CRMs and sources, in YAML: each adds a `kind` for connections or sources; a CRM that reports changes for both'),
  connections: z.record(id, connectionSchema).default({}).describe('CRMs that qualified leads are handed to'),
  audiences: z.record(id, audienceSchema).default({}).describe('E-mail tools that are told who should get what'),
  notifiers: z.record(id, notifierSchema).default({}).describe('Who is told of what happens: outgoing webhooks, chat and mail'),
  funnel: funnelSchema.default(() => funnelSchema.parse({})).describe('The joint process of marketing and sales'),
  scoring: scoringSchema.default(() => scoringSchema.parse({})).describe('How fit and engagement become points'),
  qualification: z
    .strictObject({
      competitors: z.array(z.string()).default([]).describe('Mail domains of competitors: filtered out before sales sees them'),
      titles: z
        .array(z.string())
        .default(['student', 'praktikant', 'werkstudent', 'azubi', 'auszubildend'])
        .describe('Job titles, or beginnings of words in them, that are filtered out'),
    })
    .default({ competitors: [], titles: ['student', 'praktikant', 'werkstudent', 'azubi', 'auszubildend'] })
    .describe('Who is no lead'),
  routing: z
    .array(
      z
        .strictObject({
          when: z
            .strictObject({
              product: z.string().optional().describe('Id of the product'),
              country: z.array(z.string()).optional().describe('One of these countries (ISO codes)'),
              postalCodePrefix: z.array(z.string()).optional().describe('The postal code begins with one of these'),
              related: z
                .enum(['agency', 'group', 'sister', 'franchise', 'shared_domain'])
                .optional()
                .describe('The company is related to another in this way; `agency`: it works for another'),
            })
            .default({})
            .describe('All that are given must hold; empty: always'),
          owner: z
            .string()
            .optional()
            .describe(
              'Salesperson as the CRM knows them, usually the e-mail address; `account`: who has another lead of the same company, `related`: of the same group, a sister or a franchise, else the next rule',
            ),
          owners: z
            .array(z.string())
            .min(1)
            .optional()
            .describe('Instead of `owner`, several who take turns; who has the number of `agreement.perMonth` is passed over'),
          partner: z
            .string()
            .optional()
            .describe('Instead of `owner`, a partner, who accepts or rejects the lead by a link; after a rejection the next rule that fits counts'),
        })
        .refine(({ owner, owners, partner }) => [owner, owners, partner].filter((one) => one !== undefined).length === 1, {
          message: 'name either an `owner`, several `owners`, or a `partner`',
        }),
    )
    .default([])
    .describe('Who gets a qualified lead: the first rule that fits; none: the CRM decides'),
  partners: z.record(id, partnerSchema).default({}).describe('Dealers and partners that leads are offered to by mail'),
  agreement: z
    .strictObject({
      rejectionReasons: z
        .array(
          z.strictObject({ id: id.describe('Kept with the rejection, and counted'), name: bilingual.describe('Shown to people; one text, or `de` and `en`') }),
        )
        .min(1)
        .default(REASONS)
        .describe('What may be said of a lead that is not wanted'),
      perMonth: z
        .record(z.string(), z.number().int().nonnegative())
        .default({})
        .describe('Leads that a salesperson can take on in a calendar month; who has as many is passed over by `routing`'),
    })
    .default({ rejectionReasons: REASONS, perMonth: {} })
    .describe('Limits and targets that marketing and sales agreed on'),
  content: z
    .array(
      z.strictObject({
        id: z.string().describe('As the mappings name it'),
        title: z.string().optional().describe('Shown to people; default: the id'),
        type: z.string().optional().describe('White paper, case study, webinar, article, video...'),
        class: z.enum(['B1', 'B2', 'B3', 'A', 'C']).optional().describe('Class that it is meant for: who reads it is suggested to be there'),
        functions: z.array(z.string()).default([]).describe('Functions that it is written for; default: everybody'),
        products: z.array(z.string()).default([]).describe('Products that it is offered for; default: all'),
      }),
    )
    .default([])
    .describe('Content items: the grid of class and function that they are meant for'),
  identity: z
    .strictObject({
      reevaluate: z.boolean().default(true).describe('Look again, in the background, at companies of which something new was learnt'),
      nightlyHour: z.number().int().min(0).max(23).default(1).describe('Hour, in UTC, in which a thirtieth of all companies is marked to be looked at again'),
    })
    .default({ reevaluate: true, nightlyHour: 1 })
    .describe('Whose submissions are whose'),
  retention: z.strictObject({}).default({}).describe('How long what is kept'),
  privacy: z.strictObject({}).default({}).describe('Personal data'),
  mapping: z
    .strictObject({
      threads: z.number().int().positive().max(32).default(1).describe('Threads that run mappings'),
      timeoutMs: z.number().int().positive().max(60_000).default(1000).describe('Longest time one expression may take'),
      folder: z.string().optional().describe('Folder with own mappings, laid out like `mappings/`; looked into before the shipped ones'),
      memoryMb: z.number().int().min(32).max(4096).default(128).describe('Memory of one mapping thread'),
    })
    .default({ threads: 1, timeoutMs: 1000, memoryMb: 128 })
    .describe('Bounds for expressions'),
  log: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least important lines that are written'),
})

export type Config = z.infer<typeof configSchema>
export type SourceConfig = z.infer<typeof sourceSchema>
export type ConnectionConfig = z.infer<typeof connectionSchema>
export type PartnerConfig = z.infer<typeof partnerSchema>
export type NotifierConfig = z.infer<typeof notifierSchema>
export type AudienceConfig = z.infer<typeof audienceSchema>
