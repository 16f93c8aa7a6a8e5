import type { LookupFunction } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Call, Dialogue, Reply, Session, Settings } from '../core/connector.ts'
import type { Crm } from '../core/crm.ts'
import { crmEndpoint } from '../core/endpoint.ts'
import { type Outcome, refusal, succeeded } from '../core/outcome.ts'
import type { Endpoint } from '../core/talk.ts'
import { type Conversation, createConversation } from '../core/work/converse.ts'
import { type Behaviour, httpServer, json, type TestServer } from './helpers/http-server.ts'

const opened: { close: () => unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function server(behaviour: Behaviour): Promise<TestServer> {
  const made = await httpServer(behaviour)
  opened.push(made)
  return made
}

function conversation(settings: Partial<Parameters<typeof createConversation>[0]> = {}): Conversation {
  const made = createConversation({ timeoutMs: 2_000, maxBytes: 100_000, now: Date.now, repeatAfterMs: 5, ...settings })
  opened.push(made)
  return made
}

const endpoint = (baseUrl: string, more: Partial<Endpoint> = {}): Endpoint => ({
  id: 'crm',
  baseUrl,
  auth: { kind: 'headers', headers: ({ token }) => ({ authorization: `Bearer ${token}` }) },
  settings: { token: 'tok-123456' },
  secretFields: ['token'],
  ...more,
})

function* asking(...calls: Call[]): Dialogue<Reply[]> {
  const replies: Reply[] = []
  for (const call of calls) replies.push(yield call)
  return replies
}

function* writing(call: Call): Dialogue<Outcome> {
  const reply = yield call
  return succeeded(reply) ? { kind: 'delivered', remoteId: '1', created: true } : refusal(reply)
}

const read: Call = { method: 'GET', path: '/things', purpose: 'read things' }
const write: Call = { method: 'POST', path: '/things', purpose: 'create a thing', body: { name: 'Alpha' } }

describe('conversation', () => {
  it('performs the calls in order with credentials, query, body and form', async () => {
    const { url, heard } = await server((one, response) => json(response, { said: one.method }))
    const { result } = await conversation().converse(
      asking(read, { ...write, query: { dry: 'no', q: 'ä b' } }, { method: 'PUT', path: 'form', purpose: 'send a form', form: { a: '1 2' } }),
      endpoint(`${url}/api/v1/`),
    )
    expect(result).toMatchObject([{ status: 200, body: { said: 'GET' } }, { body: { said: 'POST' } }, { body: { said: 'PUT' } }])
    expect(heard.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/api/v1/things', ''],
      ['POST', '/api/v1/things?dry=no&q=%C3%A4+b', '{"name":"Alpha"}'],
      ['PUT', '/api/v1/form', 'a=1+2'],
    ])
    expect(heard.map(({ headers }) => [headers.authorization, headers['content-type']])).toEqual([
      ['Bearer tok-123456', undefined],
      ['Bearer tok-123456', 'application/json'],
      ['Bearer tok-123456', 'application/x-www-form-urlencoded'],
    ])
  })

  it('hands over text where the answer is no JSON, and keeps ids too long for a number', async () => {
    const answers = ['<html>', '{"id":12345678901234567890,"n":1.5}', '', '{broken']
    const { url } = await server((_, response, count) => response.end(answers[count - 1]))
    const { result } = await conversation().converse(asking(read, read, read, read), endpoint(url))
    expect(result).toMatchObject([{ body: '<html>' }, { body: { id: '12345678901234567890', n: 1.5 } }, { body: '' }, { body: '{broken' }])
  })

  it('records every call without secrets and without what the query asks', async () => {
    const { url } = await server((_, response) => json(response, {}))
    const { calls } = await conversation().converse(
      asking({ ...read, path: '/people/jane@alpha.example/notes?where=jane', query: { email: 'jane@alpha.example' } }, { ...read, path: '/keys/tok-123456/7' }),
      endpoint(url),
    )
    expect(calls).toMatchObject([
      { method: 'GET', path: '/people/…/notes?where=…&email=…', purpose: 'read things', status: 200, attempt: 1 },
      { path: '/keys/***/7' },
    ])
    expect(JSON.stringify(calls)).not.toMatch(/jane|tok-/)
  })

  it('strikes secrets out of what the other side says', async () => {
    const { url } = await server((_, response) => json(response, { error: 'no such token tok-123456' }, 400))
    const { result } = await conversation().converse(writing(write), endpoint(url))
    expect(result).toMatchObject({ kind: 'invalid', reason: 'HTTP 400: no such token ***' })
  })
})

it('tells a page for people by its title', async () => {
  const { url } = await server((_, response) =>
    response.writeHead(404, { 'content-type': 'text/html' }).end('<!DOCTYPE html><html><title>\nNot here </title><body>'),
  )
  const { result } = await conversation().converse(writing(write), endpoint(url))
  expect(result).toEqual({ kind: 'notFound', reason: 'HTTP 404: a page for people, "Not here"' })
})

describe('when no answer comes', () => {
  it('ends a write as uncertain after the timeout, sends it once, and lets the dialogue clean up', async () => {
    const { url, heard } = await server(() => {})
    let cleanedUp = false
    function* dialogue(): Dialogue<Outcome> {
      try {
        return yield* writing(write)
      } finally {
        cleanedUp = true
      }
    }
    const { result, calls } = await conversation({ timeoutMs: 120 }).converse(dialogue(), endpoint(url))
    expect(result).toEqual({ kind: 'transient', uncertain: true, reason: `${new URL(url).host} did not answer within 0.1 s` })
    expect(heard).toHaveLength(1)
    expect(cleanedUp).toBe(true)
    expect(calls).toMatchObject([{ status: null, attempt: 1, failure: expect.stringContaining('did not answer') }])
  })

  it('asks twice what only reads, and is not uncertain about it', async () => {
    const { url, heard } = await server((_, response, count) => (count === 1 ? response.destroy() : json(response, { ok: true })))
    const { result, calls } = await conversation().converse(asking(read), endpoint(url))
    expect(result).toMatchObject([{ body: { ok: true } }])
    expect(calls).toMatchObject([
      { attempt: 1, status: null },
      { attempt: 2, status: 200 },
    ])
    const silent = await server((_, response) => response.destroy())
    const gone = await conversation().converse(asking(read), endpoint(silent.url))
    expect(gone.result).toEqual({ kind: 'transient', reason: expect.stringContaining('closed the connection') })
    expect([heard.length, silent.heard.length]).toEqual([2, 2])
  })

  it.each([
    ['a write', write, 503, 1],
    ['a repeatable write', { ...write, repeatable: true }, 503, 2],
    ['a read by POST', { ...write, reads: true }, 502, 2],
    ['a read that was refused', read, 500, 1],
  ] satisfies [string, Call, number, number][])('asks as often as is safe: %s', async (_, call, status, times) => {
    const { url, heard } = await server((_, response) => json(response, {}, status))
    const { result } = await conversation().converse(asking(call), endpoint(url))
    expect(result).toMatchObject([{ status }])
    expect(heard).toHaveLength(times)
  })

  it('leaves a Retry-After to the schedule', async () => {
    const { url, heard } = await server((_, response) => json(response, {}, 503, { 'retry-after': '7' }))
    const { result } = await conversation().converse(asking(read), endpoint(url))
    expect(result).toMatchObject([{ headers: { 'retry-after': '7' } }])
    expect(heard).toHaveLength(1)
  })

  it('is certain that nothing happened where nobody listened', async () => {
    const { url, close } = await httpServer(() => {})
    await close()
    const { result } = await conversation().converse(writing(write), endpoint(url))
    expect(result).toEqual({ kind: 'transient', reason: `${new URL(url).host} refused the connection: nothing listens there` })
  })

  it('counts half an answer to a write as uncertain', async () => {
    const { url } = await server((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"id":')
      setTimeout(() => response.destroy(), 20)
    })
    const { result } = await conversation().converse(writing(write), endpoint(url))
    expect(result).toMatchObject({ kind: 'transient', uncertain: true })
  })

  it('does not swallow a bug of a connector', async () => {
    const { url } = await server((_, response) => json(response, {}))
    function* buggy(): Dialogue<Outcome> {
      yield read
      throw new TypeError('list is undefined')
    }
    await expect(conversation().converse(buggy(), endpoint(url))).rejects.toThrow('list is undefined')
    function* endless(): Dialogue<Outcome> {
      for (;;) yield read
    }
    await expect(conversation().converse(endless(), endpoint(url))).rejects.toThrow(/more than 200 calls/)
  })
})

describe('sessions', () => {
  const logins = (behaviour: Behaviour) => {
    let count = 0
    return server((one, response, n) => {
      if (one.url === '/login') {
        count++
        setTimeout(() => json(response, { key: `s${count}` }), 20)
      } else behaviour(one, response, n)
    })
  }
  const withSession = (url: string, settings: Settings = { password: 'secret-word' }): Endpoint =>
    endpoint(url, {
      settings,
      secretFields: ['password'],
      auth: {
        kind: 'session',
        *login({ password }) {
          const reply = yield { method: 'POST', path: 'login', body: { password: password ?? '' }, purpose: 'log in' }
          const { key } = reply.body as { key: string }
          return succeeded(reply) ? { values: { key } } : refusal(reply, 'the password is wrong')
        },
        headers: ({ values }) => ({ authorization: `Session ${values.key}` }),
        expired: ({ status }) => status === 401,
      },
    })

  it('logs in once for ten calls at the same time', async () => {
    const { url, heard } = await logins((_, response) => json(response, {}))
    const { converse } = conversation()
    await Promise.all(Array.from({ length: 10 }, () => converse(asking(read, read), withSession(url))))
    expect(heard.filter((one) => one.url === '/login')).toHaveLength(1)
    expect(heard.filter((one) => one.headers.authorization === 'Session s1')).toHaveLength(20)
  })

  it('renews once for ten calls that meet the end of the session', async () => {
    const { url, heard } = await logins((one, response) => json(response, {}, one.headers.authorization === 'Session s1' ? 401 : 200))
    const { converse } = conversation()
    const talks = await Promise.all(Array.from({ length: 10 }, () => converse(asking(read), withSession(url))))
    expect(heard.filter((one) => one.url === '/login')).toHaveLength(2)
    for (const { result } of talks) expect(result).toMatchObject([{ status: 200 }])
  })

  it('puts the session into the text where the protocol wants it there, anew after a renewal, and keeps it out of the record', async () => {
    const { url, heard } = await logins((one, response) => response.writeHead(one.body.includes('s1') ? 401 : 200).end('<done/>'))
    const to = withSession(url)
    const within = (one: Call, { values }: Session): Call => ({ ...one, text: one.text!.replace('?', () => `${values.key}`) })
    const inText = { ...to, auth: { ...to.auth, within } as Endpoint['auth'] }
    const call: Call = { method: 'POST', path: 'soap', headers: { 'content-type': 'text/xml' }, text: '<a b="?">ü</a>', purpose: 'say it in XML' }
    const { result, calls } = await conversation().converse(asking(call, { ...call, text: 'plain' }), inText)
    expect(result).toMatchObject([{ status: 200, body: '<done/>' }, { status: 200 }])
    expect(heard.filter((one) => one.url === '/soap').map(({ body, headers }) => [body, headers['content-type']])).toEqual([
      ['<a b="s1">ü</a>', 'text/xml'],
      ['<a b="s2">ü</a>', 'text/xml'],
      ['plain', 'text/xml'],
    ])
    expect(JSON.stringify(calls)).not.toMatch(/s1|s2/)
  })

  it('gives the second refusal of a renewed session to the dialogue', async () => {
    const { url, heard } = await logins((_, response) => json(response, {}, 401))
    const { result } = await conversation().converse(asking(read), withSession(url))
    expect(result).toMatchObject([{ status: 401 }])
    expect(heard).toHaveLength(4)
  })

  it('tells why a login failed, and tries again next time', async () => {
    let open = false
    const { url } = await server((one, response) => json(response, { key: 'k' }, one.url === '/login' && !open ? 401 : 200))
    const { converse } = conversation()
    const wrong = await converse(asking(read), withSession(url))
    expect(wrong.result).toEqual({ kind: 'unauthorised', reason: 'HTTP 401: the password is wrong' })
    expect(wrong.calls).toMatchObject([{ purpose: 'log in', status: 401 }])
    open = true
    expect((await converse(asking(read), withSession(url))).result).toMatchObject([{ status: 200 }])
  })

  it('tries again next time after a login at which the hub itself failed', async () => {
    let isFirst = true
    const { url } = await server((one, response) => {
      json(response, one.url === '/login' && isFirst ? null : { key: 'k' })
      if (one.url === '/login') isFirst = false
    })
    const { converse } = conversation()
    await expect(converse(asking(read), withSession(url))).rejects.toThrow(TypeError)
    expect((await converse(asking(read), withSession(url))).result).toMatchObject([{ status: 200 }])
  })

  it('logs in at once with changed credentials', async () => {
    const { url, heard } = await logins((_, response) => json(response, {}))
    const { converse } = conversation()
    await converse(asking(read), withSession(url))
    await converse(asking(read), withSession(url, { password: 'another-word' }))
    expect(heard.filter((one) => one.url === '/login').map(({ body }) => JSON.parse(body).password)).toEqual(['secret-word', 'another-word'])
  })
})

describe('limits', () => {
  it('refuses an answer larger than allowed', async () => {
    const { url } = await server((_, response) => response.end('x'.repeat(200_001)))
    const reading = await conversation().converse(asking(read), endpoint(url))
    expect(reading.result).toEqual({ kind: 'transient', reason: `${new URL(url).host} answered with more than 100 kB` })
    const writingTalk = await conversation().converse(writing(write), endpoint(url))
    expect(writingTalk.result).toMatchObject({ kind: 'transient', uncertain: true })
  })

  it('keeps nothing that proved who the hub is, whoever repeats it: not of a session, not as a header', async () => {
    const { url } = await server(({ headers, url: asked }, response) =>
      json(response, { message: `no right for ${headers.authorization} ${headers.authorization?.split(' ')[1]} at ${asked}` }, 400),
    )
    const basic = Buffer.from('hub:pass-word-17').toString('base64')
    const saying = (auth: Endpoint['auth'], path = '/things') =>
      conversation().converse(writing({ ...write, path }), endpoint(url, { auth, settings: {}, secretFields: [] }))
    const session: Endpoint['auth'] = {
      kind: 'session',
      // biome-ignore lint/correctness/useYield: it knows what it needs without asking
      *login() {
        return { values: { token: 'access-token-99', server: url, endsAt: '1790000000' } }
      },
      headers: ({ values }) => ({ authorization: `Zoho-oauthtoken ${values.token}`, 'api-version': '202409' }),
      expired: () => false,
    }
    for (const told of [
      await saying(session, '/things/access-token-99'),
      await saying({ kind: 'headers', headers: () => ({ authorization: `Basic ${basic}` }) }),
    ]) {
      expect(JSON.stringify(told)).toContain('no right for')
      for (const secret of ['access-token-99', basic]) expect(JSON.stringify(told)).not.toContain(secret)
    }
  })

  it('keeps no person whom the other side repeats, and what is wrong with the record all the same', async () => {
    const { url } = await server(({ body }, response) =>
      json(response, { message: `duplicate value Weißmüller (k.w@hallbauer.example, +49 911 5) for picklist Messe: ${body.length}` }, 422),
    )
    const body = { Contact: { LastName: 'Weißmüller', Email: 'k.w@hallbauer.example', Phone: ['+49 911 5'] }, LeadSource: 'Messe' }
    const { result } = await conversation().converse(writing({ ...write, body }), endpoint(url))
    expect(result).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(/^HTTP 422: duplicate value … \(…, …\) for picklist Messe: \d+$/) })
  })

  it('follows no redirect', async () => {
    const elsewhere = await server((_, response) => json(response, {}))
    const { url } = await server((_, response) => response.writeHead(302, { location: `${elsewhere.url}/login?next=x` }).end())
    const { result } = await conversation().converse(writing({ ...write, method: 'GET' }), endpoint(url))
    expect(result).toEqual({ kind: 'unauthorised', reason: `HTTP 302: sends on to ${elsewhere.url}; enter the address that answers itself` })
    expect(elsewhere.heard).toHaveLength(0)
  })

  it('waits for the pace before every attempt and gives the place back after it', async () => {
    const { url } = await server((_, response, count) => (count === 1 ? response.destroy() : json(response, {})))
    const log: string[] = []
    const pace = async () => {
      log.push('take')
      return () => void log.push('back')
    }
    await conversation().converse(asking(read, write), endpoint(url), { pace })
    expect(log).toEqual(['take', 'back', 'take', 'back', 'take', 'back'])
  })
})

describe('dry run', () => {
  it('performs what reads and stops at the first write, with the call in hand', async () => {
    const { url, heard } = await server((_, response) => json(response, {}))
    const { result, calls } = await conversation().converse(
      asking(read, { ...write, reads: true, path: 'search' }, { ...write, repeatable: true }, read),
      endpoint(url),
      {
        dryRun: true,
      },
    )
    expect(result).toEqual({ kind: 'rehearsed', call: { ...write, repeatable: true } })
    expect(heard.map((one) => one.url)).toEqual(['/things', '/search'])
    expect(calls.map(({ status, withheld }) => [status, withheld])).toEqual([
      [200, undefined],
      [200, undefined],
      [null, true],
    ])
  })
})

it('sends a text as it is, under the type that the dialogue names', async () => {
  const { url, heard } = await server((_, response) => json(response, {}))
  const headers = { 'content-type': 'multipart/mixed; boundary=b' }
  await conversation().converse(asking({ method: 'POST', path: 'batch', text: '--b\r\n"x"\r\n--b--', headers, purpose: 'send a batch' }), endpoint(url))
  expect([heard[0]?.body, heard[0]?.headers['content-type']]).toEqual(['--b\r\n"x"\r\n--b--', 'multipart/mixed; boundary=b'])
})

describe('the guard of addresses', () => {
  const answering =
    (address: string): LookupFunction =>
    (_, options, done) =>
      options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)

  const fetching = async (path: string, more: Partial<Endpoint> & { baseUrl: string }, lookup?: LookupFunction) => {
    const { result } = await conversation({ timeoutMs: 300, ...(lookup ? { lookup } : {}) }).converse(asking({ ...read, path }), endpoint(more.baseUrl, more))
    return result
  }

  it.each([
    ['a foreign host', 'https://evil.example/x', { baseUrl: 'https://api.vendor.example', hosts: ['files.vendor.example'] }, 'not one of the hosts'],
    ['any absolute address for a CRM', 'https://other.example/x', { baseUrl: 'https://crm.example' }, 'not one of the hosts'],
    [
      'a host that only ends alike',
      'https://evilvendor.example/',
      { baseUrl: 'https://api.vendor.example', hosts: ['*.vendor.example'] },
      'not one of the hosts',
    ],
    ['another port', 'https://files.vendor.example:8443/', { baseUrl: 'https://api.vendor.example', hosts: ['files.vendor.example'] }, 'not one of the hosts'],
    ['an address without scheme', '//evil.example/x', { baseUrl: 'https://api.vendor.example', hosts: ['files.vendor.example'] }, 'not one of the hosts'],
    ['plain http beside https', 'http://files.vendor.example/', { baseUrl: 'https://api.vendor.example', hosts: ['files.vendor.example'] }, 'only https'],
    ['a file', 'file:///etc/passwd', { baseUrl: 'https://api.vendor.example', hosts: [''] }, 'only https'],
    [
      'credentials in the address',
      'https://a:b@files.vendor.example/',
      { baseUrl: 'https://api.vendor.example', hosts: ['files.vendor.example'] },
      'credentials',
    ],
    ['the metadata address', 'https://169.254.169.254/latest', { baseUrl: 'https://api.vendor.example', hosts: ['169.254.169.254'] }, 'inside the network'],
    ['a mapped loopback address', 'https://[::ffff:127.0.0.1]/', { baseUrl: 'https://api.vendor.example', hosts: ['[::ffff:7f00:1]'] }, 'inside the network'],
    ['a decimal loopback address', 'https://2130706433/', { baseUrl: 'https://api.vendor.example', hosts: ['127.0.0.1'] }, 'inside the network'],
  ])('refuses %s before any byte leaves', async (_, path, more, sentence) => {
    expect(await fetching(path, more)).toMatchObject({ kind: 'invalid', reason: expect.stringContaining(sentence) })
  })

  it.each(['127.0.0.1', '10.1.2.3', '192.168.0.9', '172.20.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'])(
    'refuses a public name that leads to %s',
    async (address) => {
      const result = await fetching('/x', { baseUrl: 'http://api.vendor.example', hosts: [] }, answering(address))
      expect(result).toMatchObject({ kind: 'transient', reason: 'api.vendor.example leads to an address inside the network and is not called' })
    },
  )

  it.each(['crm.example', 'ftp://crm.example', ''])('says that %o is no address', async (baseUrl) => {
    expect(await fetching('/x', { baseUrl })).toEqual({ kind: 'unauthorised', reason: `"${baseUrl}" is no address: it must begin with https:// or http://` })
  })

  it('lets a CRM live inside the network, by name or by number', async () => {
    const { url, heard } = await server((_, response) => json(response, {}))
    const named = url.replace('127.0.0.1', 'crm.company.example')
    expect(await fetching('/x', { baseUrl: named }, answering('127.0.0.1'))).toMatchObject([{ status: 200 }])
    expect(await fetching('/x', { baseUrl: url })).toMatchObject([{ status: 200 }])
    expect(heard).toHaveLength(2)
  })

  it('lets a source call loopback where its own address was configured there, and sends no credentials to another host', async () => {
    const files = await server((_, response) => json(response, { file: 1 }))
    const { url, heard } = await server((_, response) => json(response, {}))
    const { result } = await conversation().converse(asking(read, { ...read, path: `${files.url}/f/1` }), endpoint(url, { hosts: [new URL(files.url).host] }))
    expect(result).toMatchObject([{ status: 200 }, { body: { file: 1 } }])
    expect([heard[0]?.headers.authorization, files.heard[0]?.headers.authorization]).toEqual(['Bearer tok-123456', undefined])
  })

  it('lets a CRM call the hosts it declares, inside the network too, and no other', async () => {
    const login = await server((_, response) => json(response, { token: 1 }))
    const { url } = await server((_, response) => json(response, {}))
    const crm = { baseUrl: () => url.replace('127.0.0.1', 'crm.company.example'), auth: endpoint(url).auth, fields: {} }
    const calling = async (hosts: readonly string[]) => {
      const to = crmEndpoint('crm', { ...crm, hosts: () => hosts } as unknown as Crm, { token: 'tok-123456' })
      return (await conversation({ lookup: answering('127.0.0.1') }).converse(asking({ ...read, path: `${login.url}/token` }, read), to)).result
    }
    expect(await calling([new URL(login.url).host])).toMatchObject([{ body: { token: 1 } }, { status: 200 }])
    expect(login.heard.map(({ headers }) => headers.authorization)).toEqual([undefined])
    expect(await calling([])).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('not one of the hosts') })
    expect(login.heard).toHaveLength(1)
  })
})
