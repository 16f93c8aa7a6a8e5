/** What makes the hub call an address, and what it does not call: names that lead elsewhere, addresses out of payloads, plain http. */
import type { LookupAddress } from 'node:dns'
import { rmSync, writeFileSync } from 'node:fs'
import type { LookupFunction } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import type { Call, Dialogue, Reply } from '../core/connector.ts'
import type { Endpoint } from '../core/talk.ts'
import { type Allowed, guardedLookup, NOTHING_MORE, type Reach } from '../core/work/address-guard.ts'
import { createConversation } from '../core/work/converse.ts'
import { postMail } from '../core/work/post-mail.ts'
import { newFolder } from './helpers/folder.ts'
import { type Behaviour, httpServer, json, type TestServer } from './helpers/http-server.ts'
import { startServing } from './helpers/serving.ts'
import { smtpServer } from './helpers/smtp-server.ts'

const opened: { close: () => unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function server(behaviour: Behaviour = (_, response) => json(response, {})): Promise<TestServer> {
  const made = await httpServer(behaviour)
  opened.push(made)
  return made
}

/** Answers each question with the next list, the last one for ever. */
function resolver(...lists: string[][]): LookupFunction & { asked: number } {
  const lookup = ((_, options, done) => {
    const list = lists[Math.min(lookup.asked++, lists.length - 1)]!
    const found: LookupAddress[] = list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    if (options.all) done(null, found)
    else done(null, found[0]!.address, found[0]!.family)
  }) as LookupFunction & { asked: number }
  lookup.asked = 0
  return lookup
}

const read: Call = { method: 'GET', path: '/things', purpose: 'read things' }

function* asking(call: Call): Dialogue<Reply> {
  return yield call
}

/** A CRM; with `hosts` and without `inside` a source. */
async function ask(baseUrl: string, lookup: LookupFunction, more: Partial<Endpoint> & { path?: string; allowed?: Allowed } = {}) {
  const { path = read.path, allowed, ...rest } = more
  const conversation = createConversation({
    timeoutMs: 2_000,
    maxBytes: 10_000,
    now: Date.now,
    repeatAfterMs: 5,
    lookup,
    ...(allowed && { allowed }),
  })
  opened.push(conversation)
  const endpoint: Endpoint = { id: 'x', baseUrl, auth: { kind: 'headers', headers: () => ({}) }, settings: {}, secretFields: [], ...rest }
  return (await conversation.converse(asking({ ...read, path }), endpoint)).result
}

const named = ({ url }: TestServer, name: string): string => url.replace('127.0.0.1', name)
const METADATA = ['169.254.169.254', '100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254', 'fe80::1', '0.0.0.0', '224.0.0.1', 'ff02::1']

describe('names', () => {
  it.each(METADATA)('of a CRM may lead into the network, but not to %s', async (address) => {
    const { url, heard } = await server()
    const host = `crm.company.example:${new URL(url).port}`
    const reason = `${host} leads to an address that a machine keeps for itself, such as that of its credentials, and is not called`
    for (const scheme of ['https', 'http']) expect(await ask(`${scheme}://${host}`, resolver([address]))).toEqual({ kind: 'transient', reason })
    expect(heard).toHaveLength(0)
  })

  it('that change where they lead are refused the moment they do, looked up once for each connection', async () => {
    const target = await server((_, response) => json(response, {}, 200, { connection: 'close' }))
    const changing = resolver(['127.0.0.1'], ['169.254.169.254'])
    const conversation = createConversation({ timeoutMs: 2_000, maxBytes: 10_000, now: Date.now, repeatAfterMs: 5, lookup: changing })
    opened.push(conversation)
    const endpoint: Endpoint = {
      id: 'crm',
      baseUrl: named(target, 'crm.company.example'),
      auth: { kind: 'headers', headers: () => ({}) },
      settings: {},
      secretFields: [],
    }
    expect((await conversation.converse(asking(read), endpoint)).result).toMatchObject({ status: 200 })
    expect(changing.asked).toBe(1)
    expect((await conversation.converse(asking(read), endpoint)).result).toMatchObject({ reason: expect.stringContaining('keeps for itself') })
    expect([changing.asked, target.heard.length]).toEqual([2, 1])
  })

  it('with a public and a private address are inside', async () => {
    const target = await server()
    const lookup = resolver(['8.8.8.8', '127.0.0.1'])
    expect(await ask(named(target, 'api.vendor.example').replace('http:', 'https:'), lookup, { hosts: [] })).toMatchObject({
      reason: expect.stringMatching(/^api\.vendor\.example:\d+ leads to an address inside the network and is not called$/),
    })
    expect(target.heard).toHaveLength(0)
  })

  it('inside of the network are called for a source where a setting allows them', async () => {
    const target = await server()
    const url = named(target, 'mautic.company.example')
    expect(await ask(url, resolver(['127.0.0.1']), { hosts: ['mautic.company.example'] })).toMatchObject({ kind: 'transient' })
    for (const inside of [['mautic.company.example'], ['*.company.example']])
      expect(await ask(url, resolver(['127.0.0.1']), { hosts: [], allowed: { ...NOTHING_MORE, inside } })).toMatchObject({ status: 200 })
    for (const inside of [['*.mautic.company.example'], ['other.company.example'], ['ompany.example']])
      expect(await ask(url, resolver(['127.0.0.1']), { hosts: [], allowed: { ...NOTHING_MORE, inside } })).toMatchObject({ kind: 'transient' })
    expect(await ask(url, resolver(['169.254.169.254']), { hosts: [], allowed: { ...NOTHING_MORE, inside: ['*.company.example'] } })).toMatchObject({
      reason: expect.stringContaining('keeps for itself'),
    })
    expect(target.heard).toHaveLength(2)
  })

  it('that an answer or a payload chose below a domain lead outside, for a CRM too', async () => {
    const lookup = resolver(['127.0.0.1'])
    const below = { hosts: ['*.vendor.example'], inside: true, path: 'https://eu7.vendor.example/token' }
    expect(await ask('https://crm.company.example', lookup, below)).toMatchObject({
      reason: 'eu7.vendor.example leads to an address inside the network and is not called',
    })
    expect(await ask('https://crm.company.example', lookup, { ...below, hosts: ['169.254.169.254'], path: 'https://169.254.169.254/latest' })).toMatchObject({
      reason: expect.stringContaining('keeps for itself'),
    })
  })
})

describe('http without TLS', () => {
  const led = (address: string, reach: Reach, plainHttp: string[] = [], isPlain = true) =>
    new Promise<string>((resolve) => {
      const allowed = { inside: [], plainHttp }
      guardedLookup({ reach, isPlain, allowed }, resolver([address]))('crm.vendor.example', {}, (error, found) => resolve(error?.code ?? String(found)))
    })

  it('is for the inside of the network and what a setting names', async () => {
    expect(await led('10.0.0.7', 'house')).toBe('10.0.0.7')
    expect(await led('8.8.8.8', 'house')).toBe('EUNENCRYPTED')
    expect(await led('8.8.8.8', 'public')).toBe('EUNENCRYPTED')
    expect(await led('8.8.8.8', 'house', ['other.vendor.example'])).toBe('EUNENCRYPTED')
    for (const name of ['crm.vendor.example', '*.vendor.example']) expect(await led('8.8.8.8', 'house', [name])).toBe('8.8.8.8')
    expect(await led('8.8.8.8', 'house', [], false)).toBe('8.8.8.8')
    expect(await led('10.0.0.7', 'public', ['crm.vendor.example'])).toBe('EINSIDE')
  })

  it('is refused with what to do about it', async () => {
    const reason = (host: string) =>
      `${host} lies outside of the network and is only called by https: correct the address, or name the host under outgoing.plainHttp`
    expect(await ask('http://crm.vendor.example', resolver(['8.8.8.8']))).toEqual({ kind: 'transient', reason: reason('crm.vendor.example') })
    expect(await ask('http://8.8.8.8:81', resolver())).toEqual({ kind: 'unauthorised', reason: reason('8.8.8.8:81') })
  })

  it('is set by names of hosts, not by addresses', () => {
    const config = (name: string) => parseConfig(`outgoing: { inside: ["${name}"], plainHttp: [] }`, 'hub.yaml').config.outgoing.inside
    for (const name of ['mautic.company.example', '*.company.example', '10.0.0.7']) expect(config(name)).toEqual([name])
    for (const name of ['https://mautic.company.example', '*', 'a/b', '*.*.example', '']) expect(() => config(name)).toThrow(/outgoing\.inside/)
  })
})

describe('mail servers', () => {
  it('are found by the same guard', async () => {
    const mail = await smtpServer()
    opened.push(mail)
    const post = (lookup: LookupFunction) =>
      postMail(
        { host: 'mail.company.example', port: mail.port, security: 'none' },
        { from: 'hub@company.example', to: ['ops@company.example'], subject: 'Test', text: 'Test', messageId: '<1@company.example>' },
        { timeoutMs: 2_000, pace: async () => () => {}, lookup },
      )
    expect(await post(resolver(['169.254.169.254']))).toEqual({
      kind: 'transient',
      reason: 'mail.company.example leads to an address that a machine keeps for itself, such as that of its credentials, and is not called',
    })
    expect(mail.letters).toHaveLength(0)
    expect(await post(resolver(['127.0.0.1'], ['169.254.169.254']))).toEqual({ kind: 'told' })
    expect(mail.letters).toHaveLength(1)
  })
})

it('calls nothing that a payload names but the hosts of its source, follows no redirect, and says so where the delivery is looked at', async () => {
  const victim = await server()
  const vendor = await server(({ url }, response) =>
    url.startsWith('/moved') ? response.writeHead(302, { location: `${victim.url}/admin` }).end() : json(response, { mail: 'a@company.example' }),
  )
  const folder = newFolder('declared')
  opened.push({ close: () => rmSync(folder, { recursive: true }) })
  const declared = (id: string, fetched: string) => {
    const file = join(folder, `${id}.yaml`)
    const verify = 'verify: { kind: token, at: { header: x-key }, field: key }'
    const told = `label: X\ndocs: https://vendor.example/\nabout: Tells.\nsettings: { key: { label: Key, help: Settings, secret: true } }\nsetup: ["Enter {url}."]\nonFailure: Tries again.`
    writeFileSync(file, `id: ${id}\n${told}\n${verify}\nfetch: ${fetched}\n`)
    return file
  }
  const hosts = 'hosts: ["files.vendor.example", "*.vendor.example"]'
  const files = [
    declared('vendor-files', `{ address: "https://api.vendor.example", ${hosts}, ids: { at: file }, call: { get: "{at}" } }`),
    declared('vendor-things', `{ address: "${vendor.url}", ids: { thing: id }, call: { get: "/moved/{thing}" } }`),
  ]
  const hub = await startServing(
    'sqlite',
    `declared: ${JSON.stringify(files)}
sources:
  files: { kind: vendor-files, mapping: form, key: k }
  things: { kind: vendor-things, mapping: form, key: k }
`,
  )
  opened.push({ close: hub.stop })
  const sent = async (to: string, body: object) => {
    const headers = { 'x-key': 'k', 'content-type': 'application/json' }
    const { id } = (await (await fetch(`${hub.url}/hooks/${to}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as { id: string }
    const look = async () => (await (await hub.api(`/v1/deliveries/${id}`)).json()) as { state: string; reason: string | null }
    await expect.poll(async () => (await look()).state, { timeout: 10_000 }).toBe('held')
    return JSON.stringify(await look())
  }
  const { port } = new URL(victim.url)
  for (const [file, sentence] of [
    [`https://127.0.0.1:${port}/admin`, 'is not one of the hosts this connector may call'],
    ['https://169.254.169.254/latest/meta-data', 'is not one of the hosts this connector may call'],
    [`https://a:b@files.vendor.example/`, 'an address with credentials in it is not called'],
    ['https://files.vendor.example.evil.example/', 'is not one of the hosts this connector may call'],
  ] as const)
    expect(await sent('files', { file })).toContain(sentence)
  expect(await sent('things', { id: 'x' })).toContain(`sends on to ${victim.url}`)
  expect(vendor.heard.map(({ url }) => url)).toEqual(['/moved/x'])
  expect(victim.heard).toHaveLength(0)
})
