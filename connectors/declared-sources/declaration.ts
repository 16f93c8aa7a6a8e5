/** A file that declares a source: what it is, how it is set up, and everything the vocabulary can say of its requests. */
import { z } from 'zod'
import { authSchema, callSchema, settingSchema } from '../declared/declaration.ts'
import { wordsOfRequests } from './vocabulary.ts'

const sentence = z.string().regex(/[.!?]$/, 'a sentence, with its full stop')
const step = z.union(
  [sentence.transform((text) => ({ de: text, en: text })), z.strictObject({ de: sentence, en: sentence })],
  'a sentence, with its full stop, or one each for `de` and `en`',
)

const fetchSchema = z
  .strictObject({
    address: z.string().min(1).describe('Base address of the API'),
    hosts: z.array(z.string()).min(1).optional().describe('Hosts that may be called, `*.vendor.example` for all below; default: that of `address`'),
    auth: authSchema.optional().describe('How the hub proves who it is; the only place where secrets may stand'),
    ids: z.record(z.string().regex(/^[a-z]\w*$/i), z.string()).describe('What an event names: dotted paths into an item, used as {NAME} in the call'),
    call: callSchema.describe('The call that gives the rest; a path that is nothing but {NAME} is an address that the event names'),
    at: z.string().optional().describe('Where in the answer it stands; default: the answer'),
    gone: z.array(z.number().int()).default([404, 410]).describe('Statuses by which the vendor says that it was deleted'),
  })
  .describe('What the event only names is fetched, and is `$hydrated` in the mapping')

export const sourceDeclarationSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/, 'lower-case letters, digits and -')
    .describe('The `kind` of sources, and the name of the mapping'),
  label: z.string().min(1).describe('Shown to people'),
  docs: z.url({ protocol: /^https$/ }).describe('What the vendor says about its webhooks'),
  about: sentence.describe('What the tool sends, and when'),
  evidence: z.enum(['vendor documentation', 'source code', 'third party', 'memory', 'unverified']).default('unverified').describe('How sure the facts are'),
  settings: z
    .record(z.string().regex(/^[a-z]\w*$/i), settingSchema)
    .default({})
    .describe('What a source of this kind is configured with'),
  ...wordsOfRequests,
  fetch: fetchSchema.optional(),
  setup: z.array(step).min(1).describe('Steps that set the tool up, for people, each one text or `de` and `en`; {url} stands for the address of the source'),
  onFailure: sentence.describe('What the tool does when the hub does not answer well'),
  knownAs: z.array(z.string()).optional().describe('Names under which published test vectors know the tool'),
})

export type SourceDeclaration = z.infer<typeof sourceDeclarationSchema>
export type Fetch = NonNullable<SourceDeclaration['fetch']>
