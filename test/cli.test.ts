/** The command line as people and scripts use it: real processes, exit codes, sentences, and a hub that runs beside them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newFolder } from './helpers/folder.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const MAIN = join(root, 'core/main.ts')
const PAYLOADS = join(root, 'test/data/payloads')

let folder: string
const running = new Set<ChildProcess>()
beforeAll(() => {
  folder = newFolder('cli')
})
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

interface Running {
  child: ChildProcess
  ended: Promise<Ended>
}

const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('LEITWERK_') && !name.startsWith('VITEST') && name !== 'NODE_OPTIONS'),
)

function start(command: string, args: readonly string[], environment: Record<string, string> = {}): Running {
  const child = spawn(command, args, { cwd: folder, env: { ...ENVIRONMENT, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => {
      running.delete(child)
      resolve({ code, stdout, stderr })
    }),
  )
  return { child, ended }
}

/** A command that does not come to an end is ended, and has the code null. */
const PATIENCE_MS = 25_000

async function leitwerk(...args: string[]): Promise<Ended> {
  const { child, ended } = start(process.execPath, [MAIN, ...args])
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  return ended.finally(() => clearTimeout(timer))
}

const lastLine = <T>({ stdout }: Ended): T => JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as T

describe('what a command cannot use', () => {
  it('is named in a sentence', async () => {
    const said = async (...args: string[]) => {
      const ended = await leitwerk(...args)
      expect(ended.code).toBe(1)
      return ended.stderr.trimEnd()
    }
    const none = `sqlite:${join(folder, 'none.sqlite')}`
    const [vectors, payload, noJson, refused, backup] = await Promise.all([
      said('source', 'verify', '--vectors', 'nothing.json'),
      said('mapping', 'run', 'form', 'nothing.json'),
      said('mapping', 'run', 'form', join(root, 'README.md')),
      said('ledger', '--database', 'postgres://hub:s3cr3t@127.0.0.1:1/leitwerk'),
      said('backup', join(folder, 'copy-of-nothing.sqlite'), '--database', none),
    ])
    expect([vectors, payload]).toEqual(["there is no file 'nothing.json'", "there is no file 'nothing.json'"])
    expect(noJson).toMatch(/README\.md is no JSON: /)
    expect(refused).toBe('the database at 127.0.0.1:1/leitwerk cannot be used: nothing listens there; check the address, and that the server runs')
    expect(backup).toBe(`there is no database at ${none} yet: start the hub once, or make it with \`leitwerk migrate\``)
    expect(await said('backup', join(root, 'README.md'), '--database', none)).toMatch(/^there is a file .*README\.md already: /)
    expect(existsSync(join(folder, 'none.sqlite'))).toBe(false)
  })

  it('is named with its file where that is no database, or cannot be opened', async () => {
    const [occupied, text, beneath] = ['occupied.sqlite', 'text.sqlite', 'text.sqlite/hub.sqlite'].map((name) => join(folder, name)) as [string, string, string]
    mkdirSync(occupied)
    writeFileSync(text, 'This is no database, but a letter that somebody saved under this name. '.repeat(20))
    const said = async (file: string) => {
      const { code, stderr } = await leitwerk('serve', '--database', `sqlite:${file}`, '--listen', '127.0.0.1:0')
      expect(code).toBe(1)
      return stderr.trimEnd()
    }
    const cannot = (file: string, why: string) => `the database ${file} cannot be used: ${why}`
    expect(await Promise.all([occupied, text, beneath].map(said))).toEqual([
      cannot(occupied, 'it cannot be opened; it must be a file, in a folder that the hub may write to'),
      cannot(text, 'it is no SQLite database'),
      cannot(beneath, 'its folder cannot be made (EEXIST)'),
    ])
  })
})

describe('help', () => {
  it('is all that is printed when it is asked for', async () => {
    const [plain, npm, bin] = await Promise.all([
      leitwerk('--help'),
      start('npm', ['run', '-s', '--prefix', root, 'leitwerk', '--', '--help']).ended,
      start(process.execPath, [join(root, 'scripts/leitwerk.mjs'), '--help']).ended,
    ])
    expect(plain).toMatchObject({ code: 0, stderr: '' })
    expect(plain.stdout).toMatch(/^Usage: leitwerk \[options\] \[command\]\n/)
    expect(npm).toMatchObject({ code: 0, stdout: plain.stdout })
    expect(bin).toMatchObject({ code: 0, stdout: plain.stdout, stderr: '' })
  })

  it('explains every command and every option', async () => {
    // One process asks for all of them: starting one for each would take most of the suite's time.
    const walk = `
      import { run } from ${JSON.stringify(join(root, 'core/cli/program.ts'))}
      import { cliHost } from ${JSON.stringify(join(root, 'core/compose/cli-host.ts'))}
      const write = process.stdout.write.bind(process.stdout)
      const pages = []
      const ask = async (path) => {
        let text = ''
        process.stdout.write = (chunk) => { text += chunk; return true }
        const code = await run([...path, '--help'], cliHost)
        process.stdout.write = write
        pages.push({ path, code, text })
        const commands = text.split('\\nCommands:\\n')[1]?.split('\\n').flatMap((line) => /^  ([a-z][\\w-]*)/.exec(line)?.[1] ?? []) ?? []
        for (const name of commands) if (name !== 'help') await ask([...path, name])
      }
      await ask([])
      write(JSON.stringify(pages))`
    const ended = await start(process.execPath, ['--input-type=module', '-e', walk]).ended
    const pages = JSON.parse(ended.stdout) as { path: string[]; code: number; text: string }[]
    const names = pages.map(({ path }) => path.join(' '))
    for (const name of [
      'serve',
      'demo',
      'sandbox',
      'check',
      'schema',
      'config export',
      'source verify',
      'connection check',
      'connection pause',
      'connection resume',
      'mapping propose',
      'mapping run',
      'mapping test',
      'mapping diff',
      'mapping case',
      'token create',
      'token list',
      'token revoke',
      'ledger',
      'doctor',
      'backup',
      'migrate',
    ])
      expect(names).toContain(name)
    for (const { path, code, text } of pages) {
      expect(code).toBe(0)
      expect(text).toContain(`Usage: ${['leitwerk', ...path].join(' ')}`)
      for (const option of text.matchAll(/^ {2}(-\w, )?--[\w-]+(?: <[^>]+>)?(.*)$/gm)) expect(`${path.join(' ')} ${option[0]}`).toMatch(/\S {2,}\S|\S\n? {2}/)
    }
  })
})

describe('mistakes', () => {
  it.each([
    ['an unknown command', ['srve'], /unknown command 'srve'/],
    ['an unknown option', ['serve', '--prot', '1'], /unknown option '--prot'/],
    ['a role that does not exist', ['serve', '--role', 'boss'], /all, web, work/],
    ['a missing option', ['token', 'create'], /required option '--role/],
    ['an unknown kind of database', ['serve', '--database', 'mysql://root:s3cr3t@127.0.0.1/x'], /must be sqlite:PATH or postgres:/],
    ['a configuration that is not there', ['check', '--config', 'nowhere.yaml'], /nowhere\.yaml: there is no such file/],
    ['a time that is none', ['ledger', '--from', 'yesterday'], /'yesterday' is no time such as/],
    ['a number that is none', ['token', 'create', '--role', 'viewer', '--days', 'many'], /many/],
  ])('%s ends with a sentence', { concurrent: true }, async (_what, args, sentence) => {
    const ended = await leitwerk(...args)
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(sentence)
    expect(ended.stderr).not.toMatch(/\n {4}at |s3cr3t/)
  })
})

describe('what is loaded', () => {
  it('is what the command needs, not the hub', async () => {
    const loads = `
      import { registerHooks } from 'node:module'
      const loaded = []
      registerHooks({ resolve: (specifier, context, next) => { const found = next(specifier, context); loaded.push(found.url); return found } })
      const { run } = await import(${JSON.stringify(join(root, 'core/cli/program.ts'))})
      const { cliHost } = await import(${JSON.stringify(join(root, 'core/compose/cli-host.ts'))})
      await run(['ledger', '--database', 'sqlite:not-there.sqlite'], cliHost)
      console.log(JSON.stringify(loaded))`
    const ended = await start(process.execPath, ['--input-type=module', '-e', loads]).ended
    expect(ended.stderr).toContain('there is no database at')
    const loaded = lastLine<string[]>(ended)
    expect(loaded.some((url) => url.endsWith('/core/compose/at-hand.ts'))).toBe(true)
    expect(loaded.filter((url) => /\/core\/(?:web\/|compose\/(?:hub|serve|demo)\.ts)|\/sandbox\/server\.ts/.test(url))).toEqual([])
  })
})

describe('what is compiled', () => {
  const version = (home: string) => start(process.execPath, [MAIN, '--version'], { HOME: home, XDG_CACHE_HOME: '', NODE_COMPILE_CACHE: '' }).ended

  it("is kept in the user's own cache folder, and anew where none can be made", async () => {
    const home = join(folder, 'home')
    mkdirSync(home)
    const [kept, anew] = await Promise.all([version(home), version(join(root, 'README.md'))])
    expect([kept, anew]).toEqual([anew, { code: 0, stdout: expect.stringMatching(/^\d/), stderr: '' }])
    expect(readdirSync(join(home, '.cache/leitwerk'))).not.toEqual([])
  })
})

describe('without a hub', () => {
  it('check says what is understood', async () => {
    const ended = await leitwerk('check', '--config', join(root, 'config/hub.default.yaml'), '--database', 'sqlite:looked-at.sqlite')
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toContain('no problem found')
    expect(ended.stdout).not.toContain('five-minutes')
    expect(existsSync(join(folder, 'looked-at.sqlite'))).toBe(false)
  })

  it('check names partners, and whether anybody but this machine can open their links', async () => {
    const file = join(folder, 'partners.yaml')
    const yaml = `notifiers: { post: { kind: mail, host: m.firma.example, from: hub@firma.example, to: ops@firma.example } }
partners: { sued: { label: Kranhandel Süd, email: leads@kranhandel-sued.example, perDays: 5 } }`
    const ended = async (more: string) => {
      writeFileSync(file, `${yaml}\n${more}`)
      return leitwerk('check', '--config', file)
    }
    const unset = await ended('')
    expect(unset.stdout).toMatch(/sued +Kranhandel Süd +leads@kranhandel-sued\.example +de +5 +post/)
    expect(unset.stdout).toContain('Partners cannot open their links: `publicUrl` is http://127.0.0.1:8080, which leads to their own machine.')
    expect((await ended('publicUrl: https://hub.firma.example')).stdout).not.toContain('cannot open')
  })

  it('source verify counts what passes, fails and is skipped', async () => {
    const verify = (file: string, ...more: string[]) => leitwerk('source', 'verify', '--vectors', file, '--json', ...more)
    const [signatures, handshakes] = await Promise.all([verify(join(PAYLOADS, 'signatures.json')), verify(join(PAYLOADS, 'handshakes.json'))])
    expect(signatures.code).toBe(0)
    const told = lastLine(signatures) as { passed: number; failed: number; skipped: number }
    expect(told).toMatchObject({ failed: 0, failures: [] })
    expect(told.passed).toBeGreaterThanOrEqual(34)
    expect(told.passed + told.skipped).toBe(113)
    const asked = lastLine(handshakes) as typeof told
    expect(asked.failed).toBe(0)
    expect(asked.passed).toBeGreaterThanOrEqual(5)
    expect(asked.passed + asked.skipped).toBe(12)
  })

  it('source verify judges a declared source, too', async () => {
    const config = join(folder, 'declared.yaml')
    writeFileSync(
      config,
      `sources:
  bookings:
    kind: webhook
    settings: { key: env:NOT_SET_AND_NOT_NEEDED }
    verify: { kind: signature, algorithm: hmac-sha256, key: { field: key }, signed: [{ timestamp: true }, { literal: . }, { request: body }], at: { header: bookings-signature }, format: { kind: pairs, key: v1, timestampKey: t }, encoding: hex, timestamp: { unit: s, toleranceSeconds: 300 } }
`,
    )
    const vector = (id: string, now: number, valid: boolean) => {
      const mac = createHmac('sha256', 'invented').update('1789977590.{}').digest('hex')
      return { id, provider: 'bookings', now, keys: { key: 'invented' }, headers: { 'bookings-signature': `t=1789977590,v1=${mac}` }, body: '{}', valid }
    }
    const vectors = join(folder, 'vectors.json')
    writeFileSync(
      vectors,
      JSON.stringify({ vectors: [vector('fresh', 1789977600, true), vector('old', 1789999999, false), vector('wrongly expected', 1789999999, true)] }),
    )
    const ended = await leitwerk('source', 'verify', '--vectors', vectors, '--config', config, '--json')
    expect(ended.code).toBe(1)
    expect(lastLine(ended)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 0,
      failures: [{ id: 'wrongly expected', expected: 'accepted', got: expect.stringMatching(/^refused: /) }],
    })
  })

  it('mapping test runs the shipped cases, and own ones before them', async () => {
    const own = join(folder, 'own/sources')
    mkdirSync(own, { recursive: true })
    writeFileSync(join(own, 'form.jsonata'), '{"ignore": "not today"}')
    writeFileSync(join(own, 'form.cases.json'), JSON.stringify([{ name: 'anything', input: {}, expect: { ignore: 'tomorrow' } }]))
    const config = join(folder, 'own.yaml')
    writeFileSync(config, `mapping: { folder: ${join(folder, 'own')} }\n`)
    const [shipped, mine] = await Promise.all([
      leitwerk('mapping', 'test', '--json'),
      leitwerk('mapping', 'test', 'sources/form', '--config', config, '--json'),
    ])
    expect(shipped.code).toBe(0)
    expect(lastLine(shipped)).toEqual({ passed: expect.any(Number), failed: 0, failures: [] })
    expect(lastLine<{ passed: number }>(shipped).passed).toBeGreaterThanOrEqual(100)
    expect(mine.code).toBe(1)
    expect(lastLine(mine)).toMatchObject({
      passed: 0,
      failed: 1,
      failures: [{ mapping: 'form', name: 'anything', expected: { ignore: 'tomorrow' }, got: { ignore: 'not today' } }],
    })
    rmSync(join(own, 'form.cases.json'))
    const { code, stderr } = await leitwerk('mapping', 'test', 'sources/form', '--config', config)
    expect([code, stderr]).toEqual([1, expect.stringMatching(/form\.jsonata has no cases: write at least one into .*form\.cases\.json/)])
  })
})

describe('beside a running hub', () => {
  const yaml = 'sources: { website: { kind: form, secret: invented } }\n'
  let hub: Running
  let url: string
  let at: readonly string[]

  beforeAll(async () => {
    writeFileSync(join(folder, 'hub.yaml'), yaml)
    at = ['--config', join(folder, 'hub.yaml'), '--database', `sqlite:${join(folder, 'hub.sqlite')}`]
    hub = start(process.execPath, [MAIN, 'serve', ...at, '--listen', '127.0.0.1:0'])
    url = await ready(hub)
  })

  const send = (n: number) =>
    fetch(`${url}/hooks/website`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 'invented' },
      body: JSON.stringify({ submissionId: `s${n}`, email: `p${n}@firma${n}.example` }),
    }).then(({ status }) => status)

  it('says where it listens, on the port it was given', async () => {
    expect(new URL(url).port).not.toBe('0')
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(await send(0)).toBe(202)
  })

  it('makes tokens that count at once', async () => {
    const { token, id } = lastLine<{ token: string; id: string }>(await leitwerk('token', 'create', '--role', 'viewer', '--label', 'a test', ...at, '--json'))
    expect(token).toMatch(/^lw_/)
    expect(id).toMatch(/^tok_/)
    const ask = () => fetch(`${url}/v1/ledger`, { headers: { authorization: `Bearer ${token}` } })
    expect(await (await ask()).json()).toMatchObject({ sources: [{ source: 'website', unaccounted: 0 }] })
  })

  it('replaces a token: the new one counts at once, the former until the overlap is over', async () => {
    const former = lastLine<{ token: string; id: string }>(await leitwerk('token', 'create', '--role', 'viewer', ...at, '--json'))
    const rotated = await leitwerk('token', 'rotate', former.id, '--overlap', '0', '--days', '30', ...at, '--json')
    const made = lastLine<{ token: string; id: string; formerUntil: string }>(rotated)
    expect(Date.parse(made.formerUntil)).toBeLessThanOrEqual(Date.now())
    const status = async (token: string) => (await fetch(`${url}/v1/ledger`, { headers: { authorization: `Bearer ${token}` } })).status
    expect([await status(made.token), await status(former.token)]).toEqual([200, 401])
    expect(await leitwerk('token', 'rotate', former.id, ...at)).toMatchObject({ code: 1, stderr: expect.stringContaining(`no usable token ${former.id}`) })
    expect(await leitwerk('token', 'rotate', made.id, '--overlap', '721', ...at)).toMatchObject({ code: 1, stderr: expect.stringContaining('0 to 720') })
  })

  it('is balanced by the ledger', async () => {
    const ended = await leitwerk('ledger', ...at, '--json')
    expect(ended.code).toBe(0)
    expect(lastLine(ended)).toMatchObject({ sources: [{ source: 'website', accepted: expect.any(Number), unaccounted: 0 }], connections: [] })
  })

  it('acts for commands that do not have its secrets', async () => {
    const file = join(folder, 'without-secrets.yaml')
    writeFileSync(file, 'sources: { website: { kind: form, secret: env:ONLY_THE_HUB_HAS_IT } }\n')
    const ended = await leitwerk('token', 'list', '--json', '--config', file, ...at.slice(2))
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    const backup = await leitwerk('backup', join(folder, 'without-secrets.sqlite'), '--config', file, ...at.slice(2))
    expect(backup).toMatchObject({ code: 0, stderr: '' })
  })

  it('is backed up while it takes requests', async () => {
    let sent = 0
    let sending = true
    const sender = (async () => {
      while (sending) {
        expect(await send(100 + sent)).toBe(202)
        sent++
      }
    })()
    const copy = join(folder, 'copy.sqlite')
    const ended = await leitwerk('backup', copy, ...at)
    sending = false
    await sender
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    const db = new Database(copy, { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    const { n } = db.prepare('select count(*) as n from delivery').get() as { n: number }
    const { last } = db.prepare("select last_seq as last from source_counter where source = 'website'").get() as { last: number }
    db.close()
    expect(n).toBe(last)
    expect(n).toBeGreaterThan(0)
    expect(sent).toBeGreaterThan(0)
  })

  it('keeps a second one from its file, and another program from its address', async () => {
    const port = new URL(url).port
    const [second, third] = await Promise.all([
      leitwerk('serve', ...at, '--listen', '127.0.0.1:0'),
      leitwerk('serve', '--config', join(folder, 'hub.yaml'), '--database', `sqlite:${join(folder, 'other.sqlite')}`, '--listen', `127.0.0.1:${port}`),
    ])
    expect(second.code).toBe(1)
    expect(second.stderr).toMatch(/another hub is running on sqlite:.*hub\.sqlite/)
    expect(third.code).toBe(1)
    expect(third.stderr).toMatch(new RegExp(`the address 127\\.0\\.0\\.1:${port} is in use`))
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })

  it('ends in order, and its file is then the commands own', async () => {
    hub.child.kill('SIGTERM')
    const ended = await hub.ended
    expect(ended.code).toBe(0)
    expect(ended.stdout.trimEnd().split('\n').at(-1)).toContain('"msg":"stopped"')
    const made = await leitwerk('token', 'create', '--role', 'ops', ...at, '--json')
    expect(made.code).toBe(0)
    const [tokens, ledger] = await Promise.all([leitwerk('token', 'list', ...at, '--json'), leitwerk('ledger', ...at, '--json')])
    expect(
      lastLine<{ tokens: { role: string }[] }>(tokens)
        .tokens.map(({ role }) => role)
        .sort(),
    ).toEqual(['ops', 'viewer', 'viewer', 'viewer'])
    expect(lastLine<{ sources: { unaccounted: number }[] }>(ledger).sources[0]?.unaccounted).toBe(0)
  })
})

it('stores nothing where nobody would find it: once its file was moved away a hub answers 503 and ends', async () => {
  const [from, to] = [join(folder, 'moved.sqlite'), join(folder, 'aside.sqlite')]
  const config = join(folder, 'moved.yaml')
  writeFileSync(config, 'sources: { website: { kind: form, secret: invented } }\n')
  const serving = (file: string) => start(process.execPath, [MAIN, 'serve', '--config', config, '--database', `sqlite:${file}`, '--listen', '127.0.0.1:0'])
  const hub = serving(from)
  const url = await ready(hub)
  const send = async () => (await fetch(`${url}/hooks/website`, { method: 'POST', headers: { 'x-leitwerk-secret': 'invented' }, body: '{}' })).status
  expect(await send()).toBe(202)
  for (const end of ['', '-wal', '-shm']) renameSync(from + end, to + end)
  expect(await send()).toBe(503)
  const { code, stderr } = await hub.ended
  expect([code, stderr]).toEqual([1, expect.stringContaining(`the database ${from} was moved, removed or replaced while the hub runs on it: `)])
  const again = serving(to)
  expect(await (await fetch(`${await ready(again)}/metrics`)).text()).toMatch(/^leitwerk_unaccounted\{source="website"\} 0$/m)
  again.child.kill('SIGTERM')
  expect((await again.ended).code).toBe(0)
})

it('takes any free port for the sandbox, too, and refuses a taken one with a sentence', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as AddressInfo
  const sandbox = start(process.execPath, [MAIN, 'sandbox', '--listen', '127.0.0.1:0'])
  const [url, refused] = await Promise.all([ready(sandbox), leitwerk('sandbox', '--listen', `127.0.0.1:${port}`)])
  expect((await fetch(`${url}/_state`)).status).toBe(200)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain(String(port))
  expect(refused.stderr).not.toMatch(/\n {4}at /)
  sandbox.child.kill('SIGTERM')
  expect((await sandbox.ended).code).toBe(0)
  taken.close()
})

/** Address in the line that says `ready`. */
function ready({ child, ended }: Running): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk
      const line = text.split('\n').find((one) => one.includes('"msg":"ready"'))
      if (line) resolve((JSON.parse(line) as { url: string }).url)
    })
    void ended.then(({ stderr }) => reject(new Error(`it ended before it was ready: ${stderr}`)))
  })
}
