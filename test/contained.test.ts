/** As the container runs it: not root, no more rights, nothing to write to but the folder of the data. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { hubScript, type Started, startScript } from '../bench/processes.ts'

const NOBODY = 65_534
/** Mounts are changed in a view of its own; the hub then runs as nobody and gains no right by anything it starts. */
const INSIDE = `set -e
mount --make-rprivate /
mount --bind "$DATA" "$DATA"
for place in /dev/shm /tmp /; do if mountpoint -q "$place"; then mount -o remount,bind,ro "$place"; fi; done
exec setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups --no-new-privs "$@"`
const CONTAINED = ['unshare', '--mount', 'sh', '-c', INSIDE, 'sh']

/** Needs root on Linux, to give it up. */
const canContain = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'setpriv', '--version']).status === 0

describe.runIf(canContain)('a hub that may write to its data only', () => {
  const data = mkdtempSync(join(tmpdir(), 'leitwerk-data-'))
  chownSync(data, NOBODY, NOBODY)
  const env = { DATA: data, NODE_COMPILE_CACHE: '' }
  let hub: Started | undefined
  afterAll(async () => {
    await hub?.stop()
    rmSync(data, { recursive: true })
  })

  it('cannot write elsewhere', () => {
    const probe = `const { writeFileSync } = require('node:fs'); for (const file of ['/x', '/dev/shm/x', ${JSON.stringify(join(import.meta.dirname, 'x'))}, process.env.DATA + '/x']) try { writeFileSync(file, ''); console.log('wrote ' + file) } catch (error) { console.log(error.code) }`
    const [command = '', ...before] = CONTAINED
    const said = execFileSync(command, [...before, process.execPath, '-e', probe], { env: { ...process.env, ...env }, encoding: 'utf8' })
    expect(said.trim().split('\n')).toEqual([expect.stringMatching(/^E(ROFS|ACCES)$/), expect.stringMatching(/^E(ROFS|ACCES)$/), 'EROFS', `wrote ${data}/x`])
  })

  it('starts, takes in, maps, answers and ends', async () => {
    const config = join(data, 'hub.yaml')
    writeFileSync(config, 'sources: { web: { kind: form, secret: s } }\n')
    const database = `sqlite:${join(data, 'hub.sqlite')}`
    hub = await startScript(hubScript, ['serve', '--config', config, '--database', database, '--listen', '127.0.0.1:0'], { before: CONTAINED, env })
    const status = readFileSync(`/proc/${hub.pid}/status`, 'utf8')
    expect(status).toMatch(new RegExp(`^Uid:\\s+${NOBODY}\\s+${NOBODY}\\s+${NOBODY}`, 'm'))
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
    expect(status).toMatch(/^CapEff:\s+0+$/m)
    const [command = '', ...before] = CONTAINED
    const args = [...before, process.execPath, hubScript, 'token', 'create', '--role', 'viewer', '--config', config, '--database', database, '--json']
    const made = execFileSync(command, args, { env: { ...process.env, ...env }, encoding: 'utf8' })
    const { token } = JSON.parse(made.trim().split('\n').at(-1)!) as { token: string }
    const sent = await fetch(`${hub.url}/hooks/web`, {
      method: 'POST',
      headers: { 'x-leitwerk-secret': 's', 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'a@kranwerk.example', firma: 'Kranwerk Iserlohn' }),
    })
    expect(sent.status).toBe(202)
    const leads = async () =>
      ((await (await fetch(`${hub!.url}/v1/leads`, { headers: { authorization: `Bearer ${token}` } })).json()) as { items: object[] }).items.length
    await expect.poll(leads, { timeout: 60_000 }).toBe(1)
    await hub.stop()
    expect(hub.child.exitCode).toBe(0)
    expect(readdirSync(data)).toContain('hub.sqlite')
  }, 180_000)
})

describe('the container', () => {
  const root = join(import.meta.dirname, '..')
  it('is not root, and has one place to write to', () => {
    const last = readFileSync(join(root, 'Dockerfile'), 'utf8')
      .split(/^FROM /m)
      .at(-1)!
    expect(last).toMatch(/^USER node$/m)
    expect(last.match(/^VOLUME .*$/gm)).toEqual(['VOLUME /data'])
    expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('ENTRYPOINT'))
  })

  it('is started read-only, without capabilities and without a way to more', () => {
    const { services } = parse(readFileSync(join(root, 'compose.yaml'), 'utf8'), { merge: true }) as { services: Record<string, Record<string, unknown>> }
    for (const name of ['web', 'work']) expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
  })
})
