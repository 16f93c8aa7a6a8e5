/** The systems around the hub: who sends, who is written to, who is told. */
import { z } from 'zod'
import { clock, days, id, WEEKDAYS } from './common.ts'

/** Text with secrets by reference: `env:NAME`, `file:PATH`; several values while one is being rotated. */
export const settingSchema = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).min(1)])

export const NOTICES = [
  'lead.created',
  'lead.merged',
  'lead.unmerged',
  'lead.stage_changed',
  'handover.due',
  'handover.overdue',
  'sync.failed',
  'issue.opened',
  'connection.paused',
] as const

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

const hosts = z
  .array(z.string().regex(/^(?:\*\.)?[a-z0-9](?:[a-z0-9.:-]*[a-z0-9])?$/i, 'expected the name of a host, or `*.` and a domain, without https:// and port'))
  .default([])

export const outgoingSchema = z
  .strictObject({
    inside: hosts.describe('Hosts inside of your network that sources may call by name, e.g. a Mautic of your own; `*.company.example` for all below a domain'),
    plainHttp: hosts.describe('Hosts outside of your network that may be called without TLS, so that credentials and leads can be read on the way'),
  })
  .default({ inside: [], plainHttp: [] })
  .describe('Addresses that the hub may call beyond the usual')

export type SourceConfig = z.infer<typeof sourceSchema>
export type ConnectionConfig = z.infer<typeof connectionSchema>
export type PartnerConfig = z.infer<typeof partnerSchema>
export type NotifierConfig = z.infer<typeof notifierSchema>
export type AudienceConfig = z.infer<typeof audienceSchema>
