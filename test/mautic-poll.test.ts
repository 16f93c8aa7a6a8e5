/** What Mautic's webhooks lost is asked for: every submission and "do not contact" once, in the words of the webhooks. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reconcilingApi, reconcilingPoll, reconcilingWrong } from '../connectors/mautic/poll.ts'
import type { Call, Json, JsonObject, PollPage, Reply, Settings } from '../core/connector.ts'
import type { Refusal } from '../core/outcome.ts'
import { sample } from './helpers/arrivals.ts'
import { play, reply } from './helpers/playing.ts'

const settings: Settings = { url: 'https://mautic.kranwerk.example/', user: 'hub', password: 'geheim' }
const { page } = reconcilingPoll

interface Submission {
  id: number
  form: number
  at: number
}
interface Contact {
  id: number
  at: number
  barred: { id: number; reason: number; channel: string }[]
}
interface State {
  forms: number[]
  submissions: Submission[]
  contacts: Contact[]
}

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', '+00:00')
const T0 = Date.UTC(2026, 8, 15, 8, 30)

const shownSubmission = ({ id, form, at }: Submission): JsonObject => ({
  id,
  ipAddress: { ipAddress: '198.51.100.13' },
  form: { id: form, name: `Form ${form}` },
  lead: { id: 7, points: 0, color: null, email: 'a@firma.example', company: null },
  dateSubmitted: iso(at),
  referer: null,
  results: { form_id: String(form), email: 'a@firma.example' },
})
const shownContact = ({ id, at, barred }: Contact): JsonObject => ({
  id,
  dateModified: iso(at),
  doNotContact: barred.map((one) => ({ ...one, comments: '', channelId: null })),
  fields: { core: { email: { alias: 'email', value: `c${id}@firma.example` } }, social: [], all: { id, email: `c${id}@firma.example` } },
})

/** Answers as Mautic does: filters to the second, orders, cuts out a page; lists of contacts are objects by id. */
function answered(state: State, { path, query = {} }: Call): Reply {
  const since = query['where[0][val]'] === undefined ? Number.NEGATIVE_INFINITY : Date.parse(`${query['where[0][val]'].replace(' ', 'T')}Z`)
  const cut = <Row extends { id: number; at: number }>(rows: readonly Row[]): Row[] => {
    const sorted = rows.filter(({ at }) => at >= since).sort((a, b) => a.at - b.at || a.id - b.id)
    const start = Number(query.start ?? 0)
    return (query.orderByDir === 'DESC' ? sorted.reverse() : sorted).slice(start, start + Number(query.limit))
  }
  if (path === '/api/forms')
    return reply(200, { total: state.forms.length, forms: state.forms.slice(Number(query.start), Number(query.start) + 100).map((id) => ({ id })) })
  if (path === '/api/contacts') {
    const rows = cut(state.contacts).map(shownContact)
    return reply(200, { total: String(rows.length), contacts: rows.length === 0 ? [] : Object.fromEntries(rows.map((row) => [String(row.id), row])) })
  }
  const form = Number(/^\/api\/forms\/(\d+)\/submissions$/.exec(path)?.[1])
  if (!state.forms.includes(form)) return reply(404, { errors: [{ code: 404, message: 'Item was not found.' }] })
  const rows = cut(state.submissions.filter((one) => one.form === form))
  return reply(200, { total: String(rows.length), submissions: rows.map(shownSubmission) })
}

/** Polls until nothing more follows at once. */
function pass(stored: string | null, answer: (call: Call) => Reply): { cursor: string; bodies: JsonObject[] } {
  const bodies: JsonObject[] = []
  for (let cursor = stored, pages = 1; ; pages++) {
    const dialogue = page(cursor, settings)
    let step = dialogue.next()
    while (!step.done) step = dialogue.next(answer(step.value))
    const told: PollPage | Refusal = step.value
    if (!('bodies' in told)) throw new Error(JSON.stringify(told))
    bodies.push(...(told.bodies as JsonObject[]))
    if (!told.more) return { cursor: told.cursor, bodies }
    cursor = told.cursor
    if (pages > 200) throw new Error('the poll does not end')
  }
}
const over = (state: State) => (call: Call) => answered(state, call)

interface Told {
  submission?: { id: number }
  contact?: { id: number }
  new_status?: string
}
const what = (bodies: readonly JsonObject[]): string[] =>
  bodies
    .flatMap((body) => Object.values(body) as unknown as Told[][])
    .flat()
    .map(({ submission, contact, new_status }) => (submission ? `submission ${submission.id}` : `${contact?.id} ${new_status}`))
    .sort()

describe('asking Mautic for what its webhooks lost', () => {
  it('tells every submission that comes after the first look once, however many share a second', () => {
    const one = fc.record({ form: fc.integer({ min: 1, max: 2 }), at: fc.integer({ min: 0, max: 3 }) })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), fc.array(fc.array(one, { maxLength: 400, size: 'max' }), { minLength: 1, maxLength: 3 }), (old, waves) => {
        const state: State = { forms: [1, 2, 3], submissions: [], contacts: [] }
        const add = (rows: readonly { form: number; at: number }[], from: number) =>
          rows.map(({ form, at }) => {
            const row = { id: state.submissions.length + 1, form, at: from + at * 1000 }
            state.submissions.push(row)
            return `submission ${row.id}`
          })
        add(old, T0)
        let { cursor, bodies } = pass(null, over(state))
        expect(bodies).toEqual([])
        waves.forEach((wave, n) => {
          // Some within seconds that were read before, some an hour later.
          const ids = add(wave, T0 + 5_000 + n * (n === 2 ? 3_600_000 : 1_000))
          ;({ cursor, bodies } = pass(cursor, over(state)))
          expect(what(bodies)).toEqual(ids.sort())
        })
        expect(pass(cursor, over(state)).bodies).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('tells late what became visible late, and a form that was made later from its beginning', () => {
    const state: State = { forms: [1], submissions: [{ id: 1, form: 1, at: T0 }], contacts: [] }
    const first = pass(null, over(state))
    state.submissions.push({ id: 3, form: 1, at: T0 + 1_000_000 })
    const second = pass(first.cursor, over(state))
    expect(what(second.bodies)).toEqual(['submission 3'])
    state.submissions.push({ id: 2, form: 1, at: T0 + 500_000 }, { id: 4, form: 2, at: T0 - 9_000_000 })
    state.forms.push(2)
    expect(what(pass(second.cursor, over(state)).bodies)).toEqual(['submission 2', 'submission 4'])
  })

  it('tells once who must not be contacted any more, and again when the reason changes', () => {
    const contact = (id: number, at: number, reason?: number): Contact => ({
      id,
      at: T0 + at,
      barred: reason === undefined ? [] : [{ id: 70 + id, reason, channel: 'email' }],
    })
    const state: State = { forms: [], submissions: [], contacts: [contact(1, 0), contact(2, 0, 1)] }
    const first = pass(null, over(state))
    expect(first.bodies).toEqual([])
    state.contacts = [contact(1, 60_000, 3), contact(2, 0, 1), contact(3, 60_000)]
    const second = pass(first.cursor, over(state))
    expect(what(second.bodies)).toEqual(['1 manual'])
    expect(second.bodies[0]).toEqual({
      'mautic.lead_channel_subscription_changed': [
        {
          contact: { id: 1, fields: { core: { email: { alias: 'email', value: 'c1@firma.example' } }, social: [] } },
          channel: 'email',
          old_status: 'contactable',
          new_status: 'manual',
          timestamp: '2026-09-15T08:31:00+00:00',
        },
      ],
    })
    // Changed in another way, and for another reason.
    state.contacts = [contact(1, 120_000, 3), contact(3, 9_000_000, 2)]
    const third = pass(second.cursor, over(state))
    expect(what(third.bodies)).toEqual(['3 bounced'])
    state.contacts = [contact(1, 9_100_000, 1)]
    expect(what(pass(third.cursor, over(state)).bodies)).toEqual(['1 unsubscribed'])
  })

  it('leaves nobody out when contacts change while it reads', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 40 }), (touched) => {
        const state: State = { forms: [], submissions: [], contacts: [{ id: 1_000, at: T0, barred: [] }] }
        const { cursor } = pass(null, over(state))
        const spread = (i: number) => T0 + 3_600_000 + Math.floor(i / 3) * 60_000
        state.contacts.push(...Array.from({ length: 320 }, (_, i) => ({ id: i, at: spread(i), barred: [{ id: i, reason: 3, channel: 'email' }] })))
        let later = spread(400)
        const left = [...touched]
        const { bodies } = pass(cursor, (call) => {
          const heard = over(state)(call)
          const id = left.shift()
          // Somebody works on a contact between two calls: it moves to the end of the list.
          if (id !== undefined) state.contacts[id]!.at = later += 1_000
          return heard
        })
        expect(new Set(what(bodies)).size).toBe(320)
      }),
      { numRuns: 40 },
    )
  })

  it('tells a submission as the webhook does', () => {
    const hook = sample<Record<string, { submission: JsonObject }[]>>('mautic.form_on_submit.json')['mautic.form_on_submit']![0]!
    const { lead, ipAddress, results, ...more } = hook.submission as { lead: JsonObject; ipAddress: JsonObject; results: JsonObject } & JsonObject
    const { core } = lead.fields as { core: Record<string, { value: Json }> }
    const values = Object.fromEntries(Object.entries(core).map(([alias, { value }]) => [alias, value]))
    const row = {
      ...more,
      ipAddress: { ipAddress: ipAddress.ip! },
      lead: { id: 26, points: 10, color: null, mobile: null, ...values },
      results: { form_id: '4', ...results },
    }
    const early = pass(null, over({ forms: [4], submissions: [], contacts: [] }))
    const answer = (call: Call) =>
      call.path === '/api/forms/4/submissions' ? reply(200, { total: '1', submissions: [row] }) : answered({ forms: [4], submissions: [], contacts: [] }, call)
    const { bodies } = pass(early.cursor, answer)
    const [told] = (bodies[0] as Record<string, { submission: JsonObject; timestamp: string }[]>)['mautic.form_on_submit']!
    const fields = Object.fromEntries(Object.entries(values).map(([alias, value]) => [alias, { alias, value }]))
    expect(told).toEqual({
      submission: { ...more, ipAddress, results, lead: { id: 26, points: 10, fields: { core: fields } } },
      timestamp: '2026-09-15T08:30:00+00:00',
    })
  })

  it('asks nothing where it was not asked to, and begins once it is', () => {
    expect(play(page(null, {}), [])).toEqual({ calls: [], result: { bodies: [], cursor: '', more: false } })
    expect(play(page('', settings), [reply(401)]).result).toMatchObject({ kind: 'unauthorised' })
  })

  it.each([
    [401, { errors: [{ code: 401, message: 'API authorization denied.' }] }, 'unauthorised', 'API authorization denied'],
    [403, { errors: [{ code: 403, message: 'You do not have access' }] }, 'unauthorised', 'You do not have access'],
    [429, '', 'rateLimited', '429'],
    [500, '', 'transient', '500'],
    [200, '<html>', 'transient', 'not the API of Mautic'],
    [200, { errors: [] }, 'transient', 'not the API of Mautic'],
  ])('takes %i with %j as %s', (status, body: Json, kind, says) => {
    expect(play(page(null, settings), [reply(status, body)]).result).toMatchObject({ kind, reason: expect.stringContaining(says) })
  })

  it('gets along with a form that was deleted while it read, and with odd rows', () => {
    const state: State = { forms: [1, 2], submissions: [{ id: 1, form: 2, at: T0 }], contacts: [] }
    const first = pass(null, over({ ...state, submissions: [] }))
    const gone = (call: Call) => (call.path.startsWith('/api/forms/1/') ? reply(404, { errors: [{ message: 'Item was not found.' }] }) : answered(state, call))
    expect(what(pass(first.cursor, gone).bodies)).toEqual(['submission 1'])
    const odd = (call: Call) =>
      call.path.endsWith('/submissions') ? reply(200, { total: 3, submissions: [7, null, { id: 5, dateSubmitted: 'yesterday' }] }) : answered(state, call)
    expect(what(pass(first.cursor, odd).bodies)).toEqual(['submission 5', 'submission 5'])
  })

  it('logs in with user and password, at its own address only', () => {
    expect(reconcilingApi.baseUrl(settings)).toBe('https://mautic.kranwerk.example')
    expect(reconcilingApi.hosts(settings)).toEqual(['mautic.kranwerk.example'])
    expect(reconcilingApi.hosts({})).toEqual([])
    expect(reconcilingApi.auth.headers(settings)).toEqual({ authorization: 'Basic aHViOmdlaGVpbQ==' })
  })

  it.each([
    [{}, []],
    [{ url: ['https://mautic.kranwerk.example'], user: ['hub'], password: ['geheim'] }, []],
    [{ url: ['https://mautic.kranwerk.example'], user: ['hub'] }, ['password']],
    [{ url: ['mautic'], user: ['hub'], password: ['geheim'] }, ['url']],
  ])('finds in %j that is wrong: %j', (values, fields) => {
    expect([...reconcilingWrong(values)].map(({ field }) => field)).toEqual(fields)
  })
})
