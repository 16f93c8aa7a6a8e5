/** Whatever people do in an e-mail tool and tell the hub, in any order: nobody is mailed against their will, and whoever agreed is there. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { MappingFile } from '../core/flow/mappings.ts'
import { httpServer, json } from './helpers/http-server.ts'
import { startHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { answerOf } from './helpers/tool-fake.ts'
import { tools } from './scripts/audiences.ts'

/** Fields: mail, art (kind of event), nl (state of the consent to the newsletter), zeit. */
const FORM: MappingFile = {
  kind: 'source',
  name: 'form',
  path: 'form.jsonata',
  cases: null,
  expression: `{"events": [{
    "kind": art, "occurredAt": zeit, "origin": {"channel": "web", "system": "form"}, "products": ["kran"],
    "person": {"fullName": "Annalena Großkurth", "email": mail}, "company": {"name": "Nordlicht Sensorik GmbH", "city": "Celle"},
    "consents": nl ? [{"purpose": "newsletter", "channel": "email", "state": nl}] : null
  }]}`,
}
const MAIL = 'annalena@nordlicht-sensorik.example'

const ACTS = ['agree', 'withdraw', 'class', 'disqualify', 'requalify', 'unsubscribe there', 'take off there', 'sync', 'sync again'] as const
type Act = (typeof ACTS)[number]

/** What may be said of Annalena, whatever the hub makes of it. */
interface Known {
  agreed: boolean
  qualified: boolean
  /** Somebody took her off over there, and she did not withdraw and agree anew since. */
  offThere: boolean
  /** She withdrew since. */
  withdrawnSince: boolean
  /** By a link in a mail: not every tool takes that back. */
  everOut: boolean
}

/** What a hub did wrong once. */
const WENT_WRONG: readonly (readonly Act[])[] = [
  ['take off there', 'class'],
  ['take off there', 'disqualify', 'requalify'],
  ['take off there', 'class', 'disqualify', 'requalify', 'withdraw', 'agree'],
]

const acts = fc.array(fc.tuple(fc.constantFrom(...ACTS), fc.boolean()), { minLength: 3, maxLength: 9 })
const examples = WENT_WRONG.map((one): [[Act, boolean][]] => [one.map((act) => [act, false])])

it.each(Object.keys(tools))(
  '%s',
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(acts, (all) => play(kind, all)),
      { numRuns: 5, examples },
    )
  },
  300_000,
)

async function play(kind: string, acts: readonly (readonly [Act, boolean])[]): Promise<void> {
  const script = tools[kind]!
  const fake = script.fake()
  let fails = false
  const tool = await httpServer((heard, response) => {
    if (fails) {
      fails = false
      return json(response, { title: 'no' }, 429, { 'retry-after': '0' })
    }
    const { status, body } = answerOf(fake, heard)
    if (status === 204) response.writeHead(204).end()
    else json(response, body, status)
  })
  const settings = Object.entries(fake.settings).map(([name, value]) => `    ${name}: "${value}"`)
  const hub = await startHub(
    backends[0]!,
    `products: [{ id: kran, name: Kran, default: true }]
funnel: { mql: { points: 100000 } }
mapping: { timeoutMs: 20000 }
sources: { web: { kind: form, secret: s } }
audiences:
  post:
    kind: ${kind}
    url: ${tool.url}
    perSecond: 500
${settings.join('\n')}`,
    { mappings: [FORM] },
  )
  try {
    let at = Date.now() - 1_000_000
    const say = async (art: string, nl?: string) => {
      at += 1_000
      await hub.send('web', { mail: MAIL, art, zeit: new Date(at).toISOString(), ...(nl && { nl }) })
      await hub.quiet(60_000)
    }
    const decide = async (decision: object) => {
      const [lead] = await hub.leads()
      await hub.act.decideLead({ lead: lead!.id, decision: { reason: 'test', ...decision } as never }, 'maria')
    }
    await say('form', 'given')
    const known: Known = { agreed: true, qualified: true, offThere: false, withdrawnSince: false, everOut: false }
    let n = 0
    const told: string[] = []
    for (const [act, faulty] of acts) {
      told.push(act + (faulty ? ' (at first refused)' : ''))
      fails = faulty
      if (act === 'agree') {
        await say('consent', 'given')
        if (known.withdrawnSince) known.offThere = false
        known.withdrawnSince = false
        known.agreed = true
      } else if (act === 'withdraw') {
        await say('consent', 'withdrawn')
        known.agreed = false
        known.withdrawnSince = true
      } else if (act === 'class') await decide({ kind: 'class', to: n++ % 2 === 0 ? 'A' : 'B1' })
      else if (act === 'disqualify') {
        if (known.qualified) await decide({ kind: 'stage', to: 'disqualified' })
        known.qualified = false
      } else if (act === 'requalify') {
        if (!known.qualified) await decide({ kind: 'stage', to: 'mql' })
        known.qualified = true
      } else if (act === 'unsubscribe there' || act === 'take off there') {
        if (!fake.shown(MAIL)?.isOn) continue
        if (act === 'unsubscribe there') fake.unsubscribe(MAIL)
        else fake.takeOff(MAIL)
        known.everOut ||= act === 'unsubscribe there'
        known.offThere = true
        known.withdrawnSince = false
      } else await hub.act.syncAudience({ audience: 'post', after: 'members:', again: act === 'sync again' }, 'maria')
      await hub.quiet(60_000)
      fails = false
      const isOn = fake.shown(MAIL)?.isOn ?? false
      const may = known.agreed && known.qualified && !known.offThere
      if (!may) expect([told, isOn]).toEqual([told, false])
      else if (script.comesBack === 'at once' && !known.everOut) expect([told, isOn]).toEqual([told, true])
    }
  } finally {
    await hub.stop()
    await tool.close()
  }
}
