/** What every CRM connector must do, whatever API is behind it. Knowledge of the single CRM is data, in test/scripts. */
import { describe, expect, it } from 'vitest'
import type { Dialogue, Reply, Settings } from '../../core/connector.ts'
import type { Allowance, Crm, Write } from '../../core/crm.ts'
import { isWritten, type OutcomeKind } from '../../core/outcome.ts'
import { play, reply } from '../helpers/playing.ts'

export interface Talk {
  /** What is asked of the connector. */
  begin: (crm: Crm, settings: Settings) => Dialogue<unknown>
  /** The other side, when all goes well. */
  replies: readonly Reply[]
  result: unknown
}

export interface CrmScript {
  settings: Settings
  /** The happy dialogues, by name; `check` is one of them. */
  talks: Readonly<Record<string, Talk>>
  /** What a status means here where it is not what HTTP says. */
  statuses?: Readonly<Partial<Record<number, OutcomeKind>>>
  /** Headers of an answer that says how many calls are left, and what is read from them; needed where the connector has `limits`. */
  allowances?: { headers: Reply['headers']; read: readonly Allowance[] }
  /** Body and headers of a refusal with that status; default: none. */
  refusal?: (status: number) => Partial<Reply>
}

/** How a status is read where nothing says otherwise. */
const STATUSES: Readonly<Record<number, OutcomeKind>> = {
  301: 'unauthorised',
  400: 'invalid',
  401: 'unauthorised',
  403: 'unauthorised',
  404: 'notFound',
  408: 'transient',
  409: 'conflict',
  410: 'gone',
  423: 'transient',
  429: 'rateLimited',
  500: 'transient',
  502: 'transient',
  503: 'transient',
}
/** What belongs to every connector of a CRM with these entities. */
const NEEDED = [
  'check',
  'describe',
  'find by key',
  'find by evidence',
  'find nothing',
  'create the account',
  'update the account',
  'account is gone',
  'create the opportunity',
  'add notes',
  'notes are there',
]

export function crmContract(crm: Crm, script: CrmScript): void {
  const { settings } = script
  const begin = (talk: Talk) => talk.begin(crm, settings)
  const talks = Object.entries(script.talks)

  describe(`crm contract: ${crm.id}`, () => {
    it('describes itself for the console and the docs', () => {
      expect(crm.id).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(crm.docs).toMatch(/^https:/)
      expect(crm.about).toMatch(/\.$/)
      for (const [name, field] of Object.entries(crm.fields)) {
        expect(field.label, name).not.toBe('')
        expect(field.help, name).not.toBe('')
        if (field.secret) expect(field.default, name).toBeUndefined()
      }
      expect(Object.values(crm.fields).some(({ secret }) => secret)).toBe(true)
      expect(crm.fields).toHaveProperty('url')
    })

    it('keeps credentials out of its address', () => {
      const secrets = secretsOf(crm, settings)
      expect(crm.baseUrl(settings)).toMatch(/^https?:\/\//)
      for (const secret of secrets) expect(crm.baseUrl(settings)).not.toContain(secret)
    })

    it('knows how it keeps the key of every entity it has', () => {
      const { entities, key, notes, leadNeeds, convert, roles } = crm.capabilities
      expect(Object.keys(key).sort()).toEqual([...entities].sort())
      expect(entities).toEqual(expect.arrayContaining([...notes, ...leadNeeds]))
      if (convert === 'native') expect(crm.convert).toBeDefined()
      if (roles) expect(crm.link).toBeDefined()
      if (notes.length > 0) expect(crm.note).toBeDefined()
    })

    it('has a script for all it is asked', () => {
      const needed = [
        ...NEEDED,
        ...(crm.convert ? ['convert', 'convert again'] : []),
        ...(crm.link ? ['set a role', 'role is set'] : []),
        ...(crm.batch ? ['write several', 'write several, one is refused'] : []),
        ...(crm.batch?.find ? ['find several'] : []),
        ...(crm.batch?.note ? ['add notes to several'] : []),
        ...(crm.erase ? ['erase the contact', 'contact is erased'] : []),
        ...(crm.list ? ['list accounts', 'list contacts', 'list opportunities'] : []),
      ]
      expect(Object.keys(script.talks)).toEqual(expect.arrayContaining(needed))
    })

    it.each(talks)('%s', (_, talk) => {
      const { calls, result } = play(begin(talk), talk.replies)
      expect(result).toEqual(talk.result)
      expect(calls).toHaveLength(talk.replies.length)
      expect(calls).toMatchSnapshot()
    })

    it.each(talks)('tells nobody a secret: %s', (_, talk) => {
      const { calls } = play(begin(talk), talk.replies)
      for (const secret of secretsOf(crm, settings)) expect(JSON.stringify(calls)).not.toContain(secret)
      for (const { purpose } of calls) expect(purpose).toMatch(/^[a-z][\w ,.]{3,60}$/)
    })

    it.each(talks.filter(([name]) => /^(?:check|describe|find|list|account is gone|notes are there|role is set|contact is erased)/.test(name)))(
      'changes nothing: %s',
      (_, talk) => {
        for (const call of play(begin(talk), talk.replies).calls) expect(call.reads ?? call.method === 'GET').toBe(true)
      },
    )

    describe.each(talks.filter(([, { replies }]) => replies.length > 0))('when a call fails: %s', (name, talk) => {
      const steps = talk.replies.map((_reply, i) => i)
      const failing = (step: number, status: number, headers: Record<string, string> = {}) => {
        const told = script.refusal?.(status) ?? {}
        const failed = reply(status, told.body ?? '', { ...told.headers, ...headers })
        return play(begin(talk), [...talk.replies.slice(0, step), failed]).result
      }

      it.each(steps.flatMap((step) => Object.keys(STATUSES).map((status) => [step, Number(status)] as const)))('call %i with %i', (step, status) => {
        const result = failing(step, status) as { kind: string; reason?: string }
        // A check may name the problem itself.
        if (result.kind === 'problem') return expect([401, 403, 404, 400]).toContain(status)
        // What is away already needs no erasing.
        if (/\berased?\b/.test(name) && (status === 404 || status === 410) && isWritten(result)) return
        expect(result.kind).toBe(script.statuses?.[status] ?? STATUSES[status])
        expect(result.reason).toMatch(/\w{3,}/)
      })

      it.each(steps)('call %i waits as long as it is told', (step) => {
        expect(failing(step, 429, { 'retry-after': '7' })).toMatchObject({ kind: 'rateLimited', afterMs: 7_000 })
        expect(failing(step, 503, { 'retry-after': '90' })).toMatchObject({ kind: 'transient', afterMs: 90_000 })
      })

      it.each(steps)('call %i with a page for people instead of data', (step) => {
        const result = play(begin(talk), [...talk.replies.slice(0, step), reply(200, '<!doctype html><title>Maintenance</title>')]).result
        expect(['transient', 'problem']).toContain((result as { kind: string }).kind)
      })
    })

    it.skipIf(!crm.limits)('reads what is left of its calls', () => {
      const { headers, read } = script.allowances!
      expect(read.length).toBeGreaterThan(0)
      expect(crm.limits!(headers)).toEqual(read)
      for (const said of [{}, Object.fromEntries(Object.keys(headers).map((name) => [name, 'nonsense']))]) expect(crm.limits!(said)).toEqual([])
    })

    it.skipIf(!crm.list)('tells of opportunities when they were made, by the calendar of the CRM', () => {
      const talk = script.talks['list opportunities']!
      expect(play(begin(talk), talk.replies).result).toMatchObject({ records: expect.arrayContaining([expect.objectContaining({ createdOn: '2025-06-17' })]) })
    })

    it('finds its way back to a record for people', () => {
      for (const entity of crm.capabilities.entities) expect(crm.recordUrl?.(entity, '42', settings)).toMatch(/^https?:\/\/.*42$/)
    })
  })
}

const secretsOf = (crm: Crm, settings: Settings): string[] =>
  Object.keys(crm.fields)
    .filter((name) => crm.fields[name]?.secret)
    .map((name) => settings[name] ?? '')
    .filter((value) => value !== '')

/** The records that the scripts write. */
export const writes = {
  account: (fields: Write['fields'], more: Partial<Write> = {}): Write => ({ entity: 'account', key: 'acc_1', fields, links: {}, ...more }),
  contact: (fields: Write['fields'], more: Partial<Write> = {}): Write => ({ entity: 'contact', key: 'con_1', fields, links: { account: '7' }, ...more }),
  lead: (fields: Write['fields'], more: Partial<Write> = {}): Write => ({ entity: 'lead', key: 'led_1', fields, links: {}, ...more }),
  opportunity: (fields: Write['fields'], more: Partial<Write> = {}): Write => ({
    entity: 'opportunity',
    key: 'led_1',
    fields,
    links: { account: '7', contact: '8' },
    ...more,
  }),
}
