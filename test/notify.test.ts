/** Who is notified hears of everything that happens, in order, at least once, under one id; of people it hears nothing. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { NOTICES } from '../config/schema/systems.ts'
import standardWebhooks from '../connectors/sources/standard-webhooks.ts'
import type { CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { mappingFiles } from '../core/compose/mapping-files.ts'
import { setupOf } from '../core/compose/setup.ts'
import { silentLog } from '../core/log.ts'
import { NOTICE_TYPES } from '../core/notifier.ts'
import * as attempts from '../core/store/attempts.ts'
import * as issues from '../core/store/issues.ts'
import { listJobs } from '../core/store/job-list.ts'
import * as merges from '../core/store/merges.ts'
import { connectionStates } from '../core/store/operation.ts'
import { verify } from '../core/verify.ts'
import { type Behaviour, type Heard, httpServer, type TestServer } from './helpers/http-server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { startServing } from './helpers/serving.ts'
import { type SmtpServer, smtpServer } from './helpers/smtp-server.ts'
import { backends } from './helpers/stores.ts'
import { accountOf, type Body, FORM, tell } from './helpers/telling.ts'

const SECRET = `whsec_${Buffer.from('an invented key of 32 bytes, yes').toString('base64')}`
const OLDER = `whsec_${Buffer.from('the one before, it has 32 bytes!').toString('base64')}`
const ANNA: Body = { firma: 'Nordlicht Sensorik GmbH', wer: 'Annalena Großkurth', mail: 'annalena@nordlicht-sensorik.example', ort: 'Celle' }
const SEIDEL: Body = { firma: 'Seidel Verpackungen AG', wer: 'Ina Pohl', mail: 'ina.pohl@seidel-verpackungen.example', ort: 'Rostock' }

interface Message {
  type: string
  timestamp: string
  data: Record<string, unknown>
}
const messages = (heard: readonly Heard[]): Message[] => heard.map(({ body }) => JSON.parse(body) as Message)
const typesOf = (heard: readonly Heard[]): string[] => messages(heard).map(({ type }) => type)
const takes: Behaviour = (_, response) => response.writeHead(204).end()

for (const backend of backends) {
  describe(`notifiers on ${backend.name}`, () => {
    const open: { close: () => Promise<unknown> }[] = []
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.close()
    })
    const listener = async (behaviour: Behaviour): Promise<TestServer> => {
      const server = await httpServer(behaviour)
      open.push(server)
      return server
    }
    const hubWith = async (notifiers: string, connections = '{}', log = silentLog): Promise<TestHub> => {
      const yaml = `
publicUrl: https://hub.example.com
products: [{ id: kran, name: Kran, default: true }]
funnel: { mql: { points: 100000 } }
sources: { web: { kind: form, secret: s } }
connections: ${connections}
notifiers: ${notifiers}
`
      const hub = await startHub(backend, yaml, { mappings: [FORM, ...mappingFiles().filter(({ kind }) => kind === 'crm')], log })
      open.push({ close: hub.stop })
      return hub
    }
    const webhook = (server: TestServer, events: string, secret = SECRET) =>
      `{ kind: webhook, url: "${server.url}/in?of=hub", secret: ${secret}, events: [${events}] }`

    it('are sent signed webhooks of what becomes of a lead, in order', async () => {
      const server = await listener(takes)
      const hub = await hubWith(`{ erp: ${webhook(server, 'lead.created, lead.stage_changed')} }`)
      await tell(hub, ANNA)
      const [lead] = await hub.leads()
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'stage', to: 'mql', reason: null } }, 'maria')
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'A', reason: null } }, 'maria')
      await hub.quiet()
      const about = { lead: lead!.id, account: lead!.accountId, unit: lead!.unitId, product: 'kran', cycle: 1, company: 'Nordlicht Sensorik' }
      expect(messages(server.heard)).toMatchObject([
        { type: 'lead.created', data: { ...about, stage: 'lead', url: `https://hub.example.com/#/leads/${lead!.id}` } },
        { type: 'lead.stage_changed', data: { ...about, stage: 'mql', from: 'lead', to: 'mql' } },
      ])
      const ids = server.heard.map(({ headers }) => headers['webhook-id'])
      expect(ids).toEqual([expect.stringMatching(/^ntc_/), expect.stringMatching(/^ntc_/)])
      expect(new Set(ids).size).toBe(2)
      const [first] = server.heard
      expect([first!.method, first!.url, first!.headers['content-type']]).toEqual(['POST', '/in?of=hub', 'application/json'])
      const checked = (body: string, secret: string) =>
        verify(
          standardWebhooks.verify,
          { method: 'POST', url: first!.url, headers: first!.headers as Record<string, string>, body: Buffer.from(body), remote: '', receivedAt: Date.now() },
          { secret: [secret] },
          Date.now(),
        ).ok
      expect([checked(first!.body, SECRET), checked(`${first!.body} `, SECRET), checked(first!.body, OLDER)]).toEqual([true, false, false])
      expect(first!.body).not.toMatch(/annalena/i)
    })

    it('are signed for with both secrets while one is rotated', async () => {
      const server = await listener(takes)
      const hub = await hubWith(`{ erp: ${webhook(server, 'lead.created', `[${SECRET}, ${OLDER}]`)} }`)
      await tell(hub, ANNA)
      const [{ headers, body } = {} as Heard] = server.heard
      const accepted = [SECRET, OLDER].map(
        (secret) =>
          verify(
            standardWebhooks.verify,
            { method: 'POST', url: '/', headers: headers as Record<string, string>, body: Buffer.from(body), remote: '', receivedAt: Date.now() },
            { secret: [secret] },
            Date.now(),
          ).ok,
      )
      expect(accepted).toEqual([true, true])
    })

    it('lose nothing where they fail: it is told again under the same id, and nothing overtakes it', async () => {
      const server = await listener((_, response, n) => response.writeHead([500, 400, 429][n - 1] ?? 204, n === 3 ? { 'retry-after': '0' } : {}).end())
      const hub = await hubWith(`{ erp: ${webhook(server, 'lead.created, lead.stage_changed')} }`)
      await hub.send('web', ANNA)
      await vi.waitFor(async () => expect(await hub.leads()).toHaveLength(1), 10_000)
      const [lead] = await hub.leads()
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'stage', to: 'mql', reason: null } }, 'maria')
      await hub.quiet(30_000)
      expect(typesOf(server.heard)).toEqual(['lead.created', 'lead.created', 'lead.created', 'lead.created', 'lead.stage_changed'])
      expect(new Set(server.heard.slice(0, 4).map(({ headers }) => headers['webhook-id'])).size).toBe(1)
      const [, created] = (await listJobs(hub.store.db, { connection: 'erp', limit: 5 })).rows
      expect(created).toMatchObject({ state: 'delivered', kind: 'event', attempts: 4 })
    })

    it('keep what they are to be told while they refuse the hub, and hear it when they are resumed', async () => {
      let refuses = true
      const server = await listener((_, response) => response.writeHead(refuses ? 410 : 200).end())
      const other = await listener(takes)
      const hub = await hubWith(`{ erp: ${webhook(server, 'lead.created, issue.opened')}, ops: ${webhook(other, 'issue.opened, connection.paused')} }`)
      await hub.send('web', ANNA)
      await vi.waitFor(async () => expect((await connectionStates(hub.store.db)).get('erp')?.state).toBe('paused'), 10_000)
      expect((await issues.list(hub.store.db, { limit: 5 })).rows).toMatchObject([
        { kind: 'connection', subject: 'erp', todo: expect.stringContaining('leitwerk notifier resume erp') },
      ])
      await vi.waitFor(() => expect(typesOf(other.heard).sort()).toEqual(['connection.paused', 'issue.opened']), 10_000)
      refuses = false
      await hub.act.resumeConnection('erp', 'maria')
      await hub.quiet()
      // Of its own trouble it hears nothing.
      expect(typesOf(server.heard.slice(1))).toEqual(['lead.created'])
    })

    it('are told of merged and unmerged leads', async () => {
      const server = await listener(takes)
      const hub = await hubWith(`{ erp: ${webhook(server, 'lead.merged, lead.unmerged')} }`)
      const ids = await tell(hub, ANNA, SEIDEL)
      const [a, b] = (await Promise.all(ids.map((id) => accountOf(hub, id)))) as [string, string]
      await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'maria')
      const units = await hub.store.db.all<{ id: string }>('select id from unit where account_id = $1 and merged_into is null order by id', [a])
      if (units.length === 2) await hub.act.merge({ level: 'unit', survivor: units[0]!.id, absorbed: units[1]!.id }, 'maria')
      await hub.quiet()
      const [kept] = (await hub.leads()).filter(({ mergedInto }) => mergedInto === null)
      expect(messages(server.heard)).toMatchObject([{ type: 'lead.merged', data: { lead: kept!.id, absorbed: expect.stringMatching(/^led_/) } }])
      const { absorbed } = messages(server.heard)[0]!.data
      const [last] = (await merges.list(hub.store.db, { limit: 1 })).rows
      await hub.act.unmerge(last!.id, null, 'maria')
      await hub.quiet()
      expect(messages(server.heard)[1]).toMatchObject({ type: 'lead.unmerged', data: { lead: absorbed, from: kept!.id } })
    })

    it('are told what concerns those who keep things running, if nothing else is said, and chats without a word of other systems', async () => {
      const [slack, teams, erp] = [await listener(takes), await listener((_, response) => response.writeHead(202).end()), await listener(takes)]
      const crm = await listener((_, response) =>
        response.writeHead(422, { 'content-type': 'application/json' }).end('{"message":"annalena@nordlicht-sensorik.example is no address"}'),
      )
      const hub = await hubWith(
        `{ chat: { kind: slack, url: "${slack.url}/services/T1/B2/x9", perSecond: 100 }, team: { kind: teams, url: "${teams.url}/invoke?sig=geheim", perSecond: 100, language: de }, erp: { kind: webhook, url: "${erp.url}", secret: ${SECRET} } }`,
        `{ crm: { kind: sandbox, url: "${crm.url}", token: t } }`,
      )
      await tell(hub, { ...ANNA, ruf: 'ja' })
      await vi.waitFor(() => expect([slack, teams, erp].map(({ heard }) => heard.length)).toEqual([2, 2, 2]), 10_000)
      expect(typesOf(erp.heard).sort()).toEqual(['issue.opened', 'sync.failed'])
      const said = [...slack.heard, ...teams.heard].map(({ body }) => body).join('\n')
      expect(said).toContain('Nordlicht Sensorik')
      expect(said).not.toMatch(/annalena|großkurth/i)
      const texts = slack.heard.map(({ body }) => JSON.parse(body) as { text: string; blocks: { text: { text: string } }[] })
      const failed = texts.find(({ text }) => text.includes('could not be brought into crm'))!
      const [lead] = await hub.leads()
      expect(failed.text).toMatch(new RegExp(`\\n<https://hub.example.com/#/leads/${lead!.id}\\|Show>$`))
      expect(failed.blocks[0]!.text.text).toBe(failed.text)
      const cards = teams.heard.map(
        ({ body }) =>
          JSON.parse(body) as {
            type: string
            attachments: { contentType: string; content: { type: string; body: { inlines: { text: string }[] }[]; actions: object[] } }[]
          },
      )
      const card = cards.find(({ attachments }) => attachments[0]!.content.body[0]!.inlines[0]!.text.includes('übertragen'))!
      expect(card).toMatchObject({
        type: 'message',
        attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', actions: [{ type: 'Action.OpenUrl' }] } }],
      })
      // The address of a chat's webhook is its secret.
      const { rows } = await listJobs(hub.store.db, { limit: 20 })
      const tried = await Promise.all(rows.filter(({ kind }) => kind === 'event').map(({ id }) => attempts.ofJob(hub.store.db, id)))
      expect(tried.flat()).toHaveLength(6)
      expect(JSON.stringify(tried)).not.toMatch(/T1\/B2|geheim/)
    })

    it('tell programs of every lead that waits, and people of each cause once', async () => {
      const [slack, erp] = [await listener(takes), await listener(takes)]
      const crm = await listener((_, response) => response.writeHead(422, { 'content-type': 'application/json' }).end('{"message":"no"}'))
      const hub = await hubWith(
        `{ chat: { kind: slack, url: "${slack.url}", perSecond: 100 }, erp: { kind: webhook, url: "${erp.url}", secret: ${SECRET} } }`,
        `{ crm: { kind: sandbox, url: "${crm.url}", token: t } }`,
      )
      await tell(hub, { ...ANNA, ruf: 'ja' }, { ...SEIDEL, ruf: 'ja' })
      await vi.waitFor(() => expect(typesOf(erp.heard).sort()).toEqual(['issue.opened', 'sync.failed', 'sync.failed']), 10_000)
      await hub.quiet()
      const texts = slack.heard.map(({ body }) => (JSON.parse(body) as { text: string }).text.split('\n')[0]!).sort()
      expect(texts).toEqual([
        expect.stringMatching(/could not be brought into crm; somebody must look at it$/),
        expect.stringMatching(/^Something cannot be brought into crm and waits\. .*resume the parked jobs\.$/),
      ])
      // The cause is gone, and comes back.
      const [issue] = (await issues.list(hub.store.db, { limit: 1 })).rows
      await hub.act.closeIssue(issue!.id, 'maria')
      await tell(hub, { firma: 'Lorenz Optik GmbH', wer: 'Ida Lorenz', mail: 'ida@lorenz-optik.example', ort: 'Jena', ruf: 'ja' })
      await vi.waitFor(() => expect(slack.heard).toHaveLength(4), 10_000)
    })

    it('get one call for each attempt, though they hang', async () => {
      const server = await listener(() => {})
      const lines: { msg: string; fields: object }[] = []
      const log = { ...silentLog, info: (msg: string, fields: object = {}) => void lines.push({ msg, fields }) }
      const hub = await hubWith(`{ erp: ${webhook(server, 'lead.created').replace(' }', ', timeoutSeconds: 1 }')} }`, '{}', log)
      await hub.send('web', ANNA)
      const tried = async () => {
        const [job] = (await listJobs(hub.store.db, { connection: 'erp', limit: 1 })).rows
        return job ? attempts.ofJob(hub.store.db, job.id) : []
      }
      await vi.waitFor(async () => expect(await tried()).not.toHaveLength(0), 15_000)
      expect((await tried()).map(({ calls }) => calls.length)).toEqual((await tried()).map(() => 1))
      const told = lines.find(({ msg }) => msg === 'delivery.attempted')
      expect(told?.fields).toMatchObject({ notice: expect.stringMatching(/^ntc_/), connection: 'erp' })
      expect(told?.fields).not.toHaveProperty('lead')
    })

    it('are given up for a person after a day, not lost', async () => {
      let refuses = true
      const server = await listener((_, response) => response.writeHead(refuses ? 500 : 200).end())
      const hub = await hubWith(`{ erp: ${webhook(server, 'lead.created')} }`)
      await hub.send('web', ANNA)
      await vi.waitFor(() => expect(server.heard.length).toBeGreaterThan(1), 10_000)
      await hub.store.write((db) => db.run("update job set attempts = 20, created_at = created_at - $1, due_at = 0 where connection = 'erp'", [24 * 3_600_000]))
      await hub.store.write((db) => db.run("update lane set due_at = 0 where connection = 'erp'"))
      await vi.waitFor(async () => expect((await listJobs(hub.store.db, { connection: 'erp', limit: 2 })).rows).toMatchObject([{ state: 'parked' }]), 10_000)
      refuses = false
      const parked = (await listJobs(hub.store.db, { connection: 'erp', limit: 2 })).rows[0]!
      await hub.act.resumeJobs({ connection: 'erp', ids: [parked.id] }, 'maria')
      await hub.quiet(30_000)
      expect(new Set(server.heard.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([parked.subject]))
    })

    const postOffice = async (answer?: Parameters<typeof smtpServer>[0]): Promise<SmtpServer> => {
      const server = await smtpServer(answer)
      open.push(server)
      return server
    }
    const mail = ({ port }: SmtpServer, more = '') =>
      `{ kind: mail, host: 127.0.0.1, port: ${port}, security: none, from: hub@example.com, to: "ops@example.com, sales@example.com", events: [lead.created], perSecond: 100${more} }`

    it('are sent mail', async () => {
      const server = await postOffice()
      const hub = await hubWith(`{ watch: ${mail(server, ', user: hub, password: geheim, language: de')} }`)
      await tell(hub, ANNA)
      const [lead] = await hub.leads()
      expect(server.letters).toMatchObject([{ from: 'hub@example.com', to: ['ops@example.com', 'sales@example.com'], login: 'hub:geheim' }])
      const [{ text } = { text: '' }] = server.letters
      const { subject } = (await listJobs(hub.store.db, { connection: 'watch', limit: 1 })).rows[0]!
      expect(text).toContain('Subject: Neuer Lead: Nordlicht Sensorik (kran)\r\n')
      expect(text).toContain(`Message-ID: <${subject}@example.com>\r\n`)
      expect(text).toContain(`https://hub.example.com/#/leads/${lead!.id}`)
      expect(text).not.toMatch(/annalena/i)
    })

    it('are sent mail again where the server could not take it, and are paused where it never will', async () => {
      let n = 0
      const busy = await postOffice((command) => (command.startsWith('RCPT') && n++ < 2 ? '451 later' : null))
      const refusing = await postOffice((command) => (command.startsWith('RCPT TO:<sales') ? '550 sales@example.com is unknown' : null))
      const closed = await postOffice((command) => (command.startsWith('AUTH') ? '535 no' : null))
      const hub = await hubWith(
        `{ busy: ${mail(busy)}, refusing: ${mail(refusing)}, closed: ${mail(closed, ', user: hub, password: geheim')}, secure: ${mail(busy).replace('none', 'starttls')} }`,
      )
      await hub.send('web', ANNA)
      await vi.waitFor(() => expect(busy.letters).toHaveLength(1), 20_000)
      const states = async () => [...(await connectionStates(hub.store.db)).values()].map(({ connection, reason }) => [connection, reason]).sort()
      await vi.waitFor(async () => {
        expect(await states()).toEqual([
          ['closed', '127.0.0.1 does not take user and password (answer 535)'],
          ['refusing', '127.0.0.1 refuses 1 of 2 recipients'],
        ])
      }, 20_000)
      // Nothing goes out unencrypted that is to be encrypted.
      await vi.waitFor(async () => {
        const [secure] = (await listJobs(hub.store.db, { connection: 'secure', limit: 1 })).rows
        expect(secure).toMatchObject({ state: 'pending', outcome: 'transient', reason: expect.stringMatching(/^127.0.0.1 did not take the mail: ETLS/) })
      }, 20_000)
    })

    it('hear of connections that a person pauses', async () => {
      const server = await listener(takes)
      const hub = await hubWith(`{ ops: ${webhook(server, 'connection.paused')} }`, '{ crm: { kind: sandbox, url: "http://127.0.0.1:9", token: t } }')
      await hub.act.pauseConnection('crm', 'moving house', 'maria')
      await hub.act.pauseConnection('crm', 'again', 'maria')
      await hub.quiet()
      expect(messages(server.heard)).toMatchObject([
        { type: 'connection.paused', data: { connection: 'crm', reason: 'moving house', by: 'maria', url: 'https://hub.example.com/#/connections' } },
      ])
    })
  })
}

for (const backend of backends) {
  it(`notifiers are shown, paused and resumed by the API and on the command line, on ${backend.name}`, async () => {
    const config = `notifiers: { ops: { kind: slack, url: "http://127.0.0.1:9/services/T1/B2/x9" } }`
    const hub = await startServing(backend.name, config)
    try {
      const list = async () => ((await (await hub.api('/v1/notifiers')).json()) as { items: object[] }).items
      const shown = {
        id: 'ops',
        kind: 'slack',
        label: 'Slack',
        events: ['sync.failed', 'issue.opened', 'connection.paused'],
        waiting: 0,
        oldestWaitingSince: null,
      }
      expect(await list()).toEqual([{ ...shown, state: 'active', reason: null, since: null }])
      expect(await (await hub.api('/v1/notifiers/ops/pause', { reason: 'night' })).json()).toEqual({ changed: true })
      expect(await list()).toMatchObject([{ state: 'paused', reason: 'night' }])
      expect((await hub.api('/v1/notifiers/other/pause', {})).status).toBe(404)
      expect((await hub.api('/v1/jobs/resume', { connection: 'ops' })).status).toBe(200)
      const said: unknown[] = []
      const spy = vi.spyOn(console, 'log').mockImplementation((line) => said.push(line))
      const host = { ...cliHost, withHub: (_: unknown, work: (app: typeof hub.app) => unknown) => work(hub.app) } as CliHost
      try {
        expect(await run(['notifier', 'list', '--json'], host)).toBe(0)
        expect(await run(['notifier', 'resume', 'ops'], host)).toBe(0)
      } finally {
        spy.mockRestore()
      }
      expect(JSON.parse(said[0] as string)).toEqual({ notifiers: [{ id: 'ops', kind: 'slack', state: 'paused', waiting: 0, events: shown.events }] })
      expect(said[1]).toBe('ops goes on.')
      expect(await list()).toMatchObject([{ state: 'active' }])
    } finally {
      await hub.stop()
    }
  })
}

describe('the configuration of notifiers', () => {
  const problems = (notifiers: string): string => {
    try {
      setupOf(parseConfig(`connections: { crm: { kind: sandbox, url: "http://127.0.0.1:9", token: t } }\nnotifiers: ${notifiers}`, 'test.yaml'), {})
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }
  it('names every event that there is', () => expect(NOTICES).toEqual(NOTICE_TYPES))
  it('is refused where it cannot work', () => {
    expect(problems('{ x: { kind: pager, url: "https://a.example" } }')).toContain("there is no notifier 'pager'; known are mail, slack, teams, webhook")
    expect(problems('{ x: { kind: webhook, url: a.example, secret: s } }')).toContain('this is no web address')
    expect(problems('{ x: { kind: webhook, url: "https://a.example" } }')).toContain('`secret` is missing')
    expect(problems('{ x: { kind: slack, url: "https://a.example", events: [lead.won] } }')).toContain('notifiers.x.events.0')
    expect(problems('{ crm: { kind: slack, url: "https://a.example" } }')).toContain("a connection is called 'crm', too")
    expect(problems('{ x: { kind: webhook, url: "https://a.example", secret: whsec_c2hvcnQ= } }')).toContain('24 bytes')
    expect(problems('{ x: { kind: slack, url: "https://a.example" } }')).toBe('')
    const mailTo = (to: string, more = '') => problems(`{ x: { kind: mail, host: m.example, from: hub@example.com, to: "${to}"${more} } }`)
    expect(mailTo('ops@example.com,, sales@example.com')).toBe('')
    expect(mailTo('ops')).toContain('notifiers.x.to')
    expect(mailTo('ops@example.com', ', port: 70000')).toContain('notifiers.x.port')
    expect(mailTo('ops@example.com', ', password: p')).toContain('a password needs a user')
    expect(mailTo('ops@example.com', ', security: ssl')).toContain("'ssl' is not one of starttls, tls, none")
  })
})
