/** Every setting: its type, its default, and one sentence that explains it. Unknown keys are refused. */
import { z } from 'zod'
import { agreementSchema } from './schema/agreement.ts'
import { id, trustedProxiesSchema } from './schema/common.ts'
import { funnelSchema } from './schema/funnel.ts'
import { nurturingSchema } from './schema/nurturing.ts'
import { privacySchema, retentionSchema } from './schema/privacy.ts'
import { contentSchema, productSchema, qualificationSchema, routingSchema, scoringSchema } from './schema/process.ts'
import { audienceSchema, connectionSchema, notifierSchema, outgoingSchema, partnerSchema, sourceSchema } from './schema/systems.ts'

export const configSchema = z.strictObject({
  publicUrl: z.url().default('http://127.0.0.1:8080').describe('Address under which senders and people reach the hub; default: made from `listen`'),
  database: z.string().default('sqlite:leitwerk.sqlite').describe('`sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`, or `env:NAME`, `file:PATH` for it'),
  databaseConnections: z
    .number()
    .int()
    .min(4)
    .max(100)
    .default(10)
    .describe('Connections to PostgreSQL that the front door of a process opens at most, and its work as many again; figures take one more'),
  listen: z
    .string()
    .regex(/^.*:\d{1,5}$/, 'expected HOST:PORT, e.g. 127.0.0.1:8080')
    .default('127.0.0.1:8080')
    .describe('HOST:PORT to take requests on'),
  trustedProxies: trustedProxiesSchema,
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
  qualification: qualificationSchema,
  routing: routingSchema,
  partners: z.record(id, partnerSchema).default({}).describe('Dealers and partners that leads are offered to by mail'),
  agreement: agreementSchema,
  content: contentSchema,
  nurturing: nurturingSchema.default(() => nurturingSchema.parse({})).describe('Who gets which content when, with their permission'),
  identity: z
    .strictObject({
      reevaluate: z.boolean().default(true).describe('Look again, in the background, at companies of which something new was learnt'),
      nightlyHour: z.number().int().min(0).max(23).default(1).describe('Hour, in UTC, in which a thirtieth of all companies is marked to be looked at again'),
    })
    .default({ reevaluate: true, nightlyHour: 1 })
    .describe('Whose submissions are whose'),
  outgoing: outgoingSchema,
  retention: retentionSchema,
  privacy: privacySchema,
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
