/** The vocabulary in which an admin declares a CRM with a REST interface in YAML, without code. */
import { z } from 'zod'
import type { Entity, FieldType } from '../../core/crm.ts'

const ENTITIES = ['account', 'contact', 'lead', 'opportunity'] as const satisfies readonly Entity[]
const TYPES = [
  'text',
  'number',
  'integer',
  'boolean',
  'date',
  'datetime',
  'choice',
  'choices',
  'reference',
  'object',
  'other',
] as const satisfies readonly FieldType[]
const entity = z.enum(ENTITIES)
const template = z.string().min(1)
const path = z.string().describe('Dotted place in an answer; numbers address lists, * every entry')
const texts = z.record(z.string(), template)

/** One method with its path; everything else may be left out. */
const callShape = {
  get: template.optional(),
  post: template.optional(),
  put: template.optional(),
  patch: template.optional(),
  delete: template.optional(),
  query: texts.optional(),
  headers: texts.optional(),
  body: z.json().optional(),
  form: texts.optional(),
}
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
const oneMethod = (call: Partial<Record<(typeof METHODS)[number], string | undefined>>) => METHODS.filter((method) => call[method] !== undefined).length === 1
const ONE = { message: 'a call needs exactly one of get, post, put, patch, delete, with its path' }

export const callSchema = z.strictObject(callShape).refine(oneMethod, ONE)
const recordCall = z
  .strictObject({ ...callShape, at: template.optional().describe('Where the record stands in the answer; default: the answer is the record') })
  .refine(oneMethod, ONE)
const rowsCall = z
  .strictObject({
    ...callShape,
    at: template.optional().describe('Where the rows stand in the answer; default: the answer is the list'),
    missing: z.literal('none').optional().describe('An answer without a list at that place means that there are none'),
    escape: texts.optional().describe('What is replaced inside of {value}'),
    size: z.number().int().positive().max(1000).optional().describe('Rows of a full page, where {page} or {offset} is used'),
    first: z.number().int().nonnegative().default(1).describe('Number of the first {page}'),
  })
  .refine(oneMethod, ONE)

const callsShape = {
  search: rowsCall.optional().describe('Records whose {field} is {value}'),
  like: rowsCall.optional().describe('Records whose {field} contains {value}: for names of companies, without legal form'),
  read: recordCall.optional().describe('One record, by {id}'),
  create: recordCall.optional().describe("A new record of {fields}; {key} is the hub's, {uuid} a UUID made of it"),
  upsert: recordCall.optional().describe('Instead of create: makes the record, or changes the one that has the {key}, in one step'),
  update: recordCall.optional().describe('Changed {fields} of the record {id}; {etag} as the CRM told it with the record'),
  erase: callSchema.optional().describe('Deletes the record {id}'),
  list: rowsCall.optional().describe('All records, page by page'),
}

export const settingSchema = z.strictObject({
  label: z.string().describe('Name of the setting'),
  help: z.string().min(1).describe('Where its value is found'),
  secret: z.boolean().default(false).describe('Never shown; only `auth` may use it'),
  required: z.boolean().default(true).describe('Must be given'),
  default: z.string().optional().describe('Taken where it is not given'),
  options: z.array(z.string()).min(1).optional().describe('The only values allowed'),
})

const fieldSchema = z.strictObject({
  type: z.enum(TYPES).optional().describe('Default: choice where `choices` are given, else text'),
  label: z.string().optional(),
  required: z.boolean().default(false),
  readOnly: z.boolean().default(false),
  max: z.number().int().positive().optional().describe('Longest text'),
  format: z.literal('email').optional(),
  choices: z.array(z.string()).min(1).optional(),
})
const field = z.union([z.enum(TYPES).transform((type) => ({ type, required: false, readOnly: false }) as z.infer<typeof fieldSchema>), fieldSchema], {
  error: `expected one of ${TYPES.join(', ')}, or an object with any of ${Object.keys(fieldSchema.shape).join(', ')}`,
})

const link = z.union(
  [
    z.string().transform((name) => ({ field: name, value: '{id}' as z.core.util.JSONType })),
    z.strictObject({ field: path, value: z.json().describe('What is written there; {id} is that of the record') }),
  ],
  { error: 'expected the name of a field, or an object with field and value' },
)

const keyField = z.union(
  [
    template.transform((name) => ({ field: name, search: name })),
    z.strictObject({ field: template.describe('Path in the fields'), search: template.describe('Name in a search') }),
  ],
  { error: 'expected the name of a field, or an object with field and search' },
)

const EVIDENCE = ['vatId', 'email', 'name', 'domain', 'phone'] as const
const ABOUT = ['name', 'website', 'vatId', 'email', 'phone', 'firstName', 'lastName', 'street', 'postalCode', 'city', 'country'] as const

const entitySchema = z.strictObject({
  label: z.string().describe('As people over there call it'),
  names: texts.default({}).describe('Words of this kind of record, used as {NAME} in calls'),
  key: keyField.describe("Field for the hub's key; an object where it is searched under another name"),
  about: z.partialRecord(z.enum(ABOUT), path).default({}).describe('Fields that say who it is, to judge what was found'),
  find: z
    .partialRecord(z.enum(EVIDENCE), template)
    .default({})
    .describe('What it is looked for by when no record has the key, best first: name of the field in a search'),
  links: z.partialRecord(entity, link).default({}).describe('Fields that name records written before; a text where the field is nothing but the {id}'),
  sales: z.array(z.string()).default([]).describe('Fields that belong to sales after the hand-over: filled once, then left alone'),
  over: z
    .strictObject({ field: path, values: z.array(z.string()).min(1) })
    .optional()
    .describe('Records that are not gone on with, such as converted leads'),
  created: path.optional().describe("Of opportunities: field with the date or time they were made, for the CRM's own count"),
  fields: z.record(z.string(), field).optional().describe('Its fields, as far as mappings write them; without them nothing is known to be a mistake'),
  ...callsShape,
})

const oauth = z
  .strictObject({
    path: template.describe('Where tokens are given, below `address`'),
    form: texts.optional().describe('Sent form-encoded'),
    body: texts.optional().describe('Sent as JSON, instead of `form`'),
    token: path.default('access_token').describe('Where the token stands in the answer'),
    scheme: z.string().default('Bearer').describe('Word before the token in the header Authorization'),
  })
  .refine(({ form, body }) => (form === undefined) !== (body === undefined), { message: 'a token is asked for with either `form` or `body`' })

export const authSchema = z
  .strictObject({
    headers: texts.optional().describe('Sent with every call: a key or a bearer token'),
    basic: z.strictObject({ user: template, password: template }).optional().describe('HTTP Basic'),
    oauth: oauth.optional().describe('A token, asked for once and again when it has expired (client credentials, refresh token or password)'),
  })
  .refine((given) => Object.values(given).filter((one) => one !== undefined).length === 1, { message: 'name one of headers, basic, oauth' })

const KINDS = ['rateLimited', 'quotaExhausted', 'transient', 'conflict', 'duplicate', 'invalid', 'unauthorised', 'notFound', 'gone'] as const

export const declarationSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/, 'lower-case letters, digits and -')
    .describe('The `kind` of connections and sources, and the name of the mappings'),
  label: z.string().min(1).describe('Shown to people'),
  docs: z.url({ protocol: /^https$/ }).describe('Documentation of the interface'),
  about: z.string().regex(/\.$/, 'a sentence').describe('What it is, and what a hand-over becomes there'),
  evidence: z.enum(['vendor documentation', 'source code', 'third party', 'unverified']).default('unverified').describe('How sure the facts are'),
  settings: z.record(z.string().regex(/^[a-z]\w*$/i), settingSchema).describe('What a connection must name; `url` and a secret among them'),
  address: template.default('{settings.url}').describe('Address that all paths are below'),
  auth: authSchema.describe('How the hub proves who it is'),
  headers: texts.default({}).describe('Sent with every call'),
  record: z
    .strictObject({ id: path.default('id'), fields: path.default(''), deleted: path.optional().describe('True on a record that was deleted') })
    .default({ id: 'id', fields: '' })
    .describe('Where in a record or row its id and its fields stand'),
  echo: z.boolean().default(false).describe('The CRM leaves out silently what it does not know: its answer is looked through for all that was sent'),
  calls: z.strictObject(callsShape).default({}).describe('Calls of all kinds of records; an entity may replace each of them'),
  entities: z
    .partialRecord(entity, entitySchema)
    .refine((given) => given.account !== undefined && given.opportunity !== undefined, { message: 'account and opportunity are needed' })
    .describe('Kinds of records'),
  leadNeeds: z.array(entity).default([]).describe('Records that a lead refers to and that are written before it'),
  references: z
    .record(z.string(), rowsCall)
    .default({})
    .describe('Records that a mapping may name by {"find": NAME, "by": {FIELD: VALUE}}: those whose {field} is {value}, or all'),
  roles: z
    .strictObject({
      list: rowsCall.describe('Contacts of the opportunity {opportunity}'),
      contact: path.default('id').describe('Where a row names the contact'),
      role: path.optional().describe('Where a row names the role, if the CRM keeps it'),
      add: callSchema.describe('Sets {role} of {contact}'),
    })
    .optional()
    .describe('Contacts and their roles on an opportunity'),
  notes: z
    .strictObject({
      on: z.array(entity).min(1).describe('Records that notes are added to'),
      list: rowsCall.describe('Notes of the record {id}'),
      text: path.describe('Field of a note that holds its text'),
      add: callSchema.describe("Adds {title} and {text}, which carries the hub's mark, at {at}"),
    })
    .optional()
    .describe('How the history of touchpoints is written'),
  changes: z
    .strictObject({
      everySeconds: z.number().int().min(5).default(60),
      of: z.array(entity).min(1).describe('Kinds of records that are asked for'),
      list: rowsCall.describe('Records changed at {since} or later, the oldest change first'),
      time: path.describe('Field with the time of the last change'),
      since: z.enum(['iso', 'sql', 'seconds', 'milliseconds']).default('iso').describe('How {since} is written'),
      by: path.optional().describe('Field that names who changed it'),
      us: template.optional().describe('What stands there when the hub did'),
    })
    .optional()
    .describe('What sales does, read by asking: makes a source of the same kind'),
  errors: z
    .strictObject({
      reason: z.array(path).default([]).describe('Where an answer says what is wrong: the first that gives something'),
      kinds: z
        .array(
          z.strictObject({
            status: z.number().int().optional(),
            at: path.optional().describe('Default: the reason'),
            matches: z.string().optional().describe('Pattern; its groups (?P<field>), (?P<value>) and (?P<into>) are told'),
            kind: z.enum(KINDS),
            todo: z.string().optional().describe('What is to be done, added to the reason'),
          }),
        )
        .default([])
        .describe('What an answer means: the first that fits; else its status counts'),
    })
    .default({ reason: [], kinds: [] })
    .describe('How refusals are understood'),
  open: template.describe('Where people open the record {id}'),
})

export type Declaration = z.infer<typeof declarationSchema>
export type DeclaredEntity = z.infer<typeof entitySchema>
export type CallTemplate = z.infer<typeof callSchema>
export type RecordCall = z.infer<typeof recordCall>
export type RowsCall = z.infer<typeof rowsCall>
export type CallName = keyof typeof callsShape
export type ErrorRule = Declaration['errors']['kinds'][number]

export const methodOf = (call: CallTemplate): { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string } => {
  const method = METHODS.find((one) => call[one] !== undefined) ?? 'get'
  return { method: method.toUpperCase() as 'GET', path: call[method] ?? '' } // upper-cased from the list above
}
