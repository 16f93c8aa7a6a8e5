/** A first load by the API and by the command line, beside a hub that runs. */
import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hubScript } from '../bench/processes.ts'
import { newFolder } from './helpers/folder.ts'
import { type SandboxCrm, sandboxCrm } from './helpers/sandbox-crm.ts'
import { type Served, startServing } from './helpers/serving.ts'

const call = promisify(execFile)
const AT = '/v1/connections/crm/reconciliation'
const FIRMS = [
  ['Quast Antriebe GmbH', '70565', 'Stuttgart', 'quast-antriebe.example'],
  ['Rübsam Pumpen AG', '90402', 'Nürnberg', 'ruebsam-pumpen.example'],
  ['Ostwald Pressen KG', '28195', 'Bremen', 'ostwald-pressen.example'],
] as const

for (const backend of ['sqlite', 'postgres'] as const) {
  describe(`a first load beside a hub that runs on ${backend}`, { timeout: 60_000 }, () => {
    let hub: Served
    let crm: SandboxCrm
    let folder: string
    const ids: string[] = []
    beforeAll(async () => {
      folder = newFolder('reconcile')
      crm = await sandboxCrm()
      const yaml = `sources: { web: { kind: form, secret: s } }\nconnections: { crm: { kind: sandbox, url: "${crm.url}", token: ${crm.token} } }`
      writeFileSync(join(folder, 'hub.yaml'), yaml)
      hub = await startServing(backend, yaml)
      for (const [i, [firma, plz, ort, domain]] of FIRMS.entries()) {
        const body = JSON.stringify({ firma, plz, ort, vorname: 'Ina', nachname: `Pohl${i}`, email: `ina.pohl@${domain}` })
        await fetch(`${hub.url}/hooks/web`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }, body })
        ids.push(await crm.make('accounts', { name: firma, postalCode: plz }))
      }
      ids.push(await crm.make('accounts', { name: 'Fremde Werke GmbH' }))
      await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 20_000 })
    })
    afterAll(async () => {
      await hub.stop()
      await crm.close()
      rmSync(folder, { recursive: true, force: true })
    })
    type Body = { items: unknown[]; next: string | null }
    const asked = async (path: string, body?: object) => {
      const answer = await hub.api(path, body)
      return { status: answer.status, body: (await answer.json()) as Body }
    }
    const get = (path: string) => asked(path)
    const post = (path: string, body: object) => asked(path, body)
    const leitwerk = async (...args: string[]) => {
      const { stdout } = await call(process.execPath, [hubScript, ...args, '--config', join(folder, 'hub.yaml'), '--database', hub.database])
      return stdout
    }

    it('is started, followed and decided by the API', async () => {
      expect((await get(AT)).status).toBe(404)
      expect((await post('/v1/connections/none/reconciliation', {})).status).toBe(404)
      expect(await post(AT, {})).toMatchObject({ status: 202, body: { state: 'running' } })
      await vi.waitFor(async () => expect((await get(AT)).body).toMatchObject({ state: 'done' }), { timeout: 20_000 })
      expect((await get(AT)).body).toMatchObject({ pairs: 3, ambiguous: 0, accepted: 0, entities: { account: { pairs: 3, onlyCrm: 1, onlyHub: 0 } } })

      const first = await get(`${AT}/records?entity=account&state=pair&limit=2`)
      expect(first.body.items).toMatchObject([
        { remoteId: ids[0], state: 'pair', evidence: [{ field: 'name' }, { field: 'postalCode' }] },
        { remoteId: ids[1] },
      ])
      const second = await get(`${AT}/records?entity=account&state=pair&limit=2&cursor=${first.body.next}`)
      for (const cursor of ['9'.repeat(40), '-1', 'x']) expect((await get(`${AT}/differences?kind=notThere&cursor=${cursor}`)).status, cursor).toBe(400)
      expect(second.body).toMatchObject({ items: [{ remoteId: ids[2] }], next: null })
      expect((await get(`${AT}/only-hub?entity=contact`)).body.items).toHaveLength(3)

      const accept = [{ entity: 'account', remoteId: ids[0] }]
      const refuse = [{ entity: 'account', remoteId: ids[2] }]
      expect((await post(`${AT}/decisions`, { accept, refuse })).body).toEqual({ accepted: 1, refused: 1, problems: [] })
      expect((await post(`${AT}/decisions`, { accept: [{ entity: 'account', remoteId: ids[3] }] })).body).toMatchObject({
        accepted: 0,
        problems: [{ reason: 'nothing is proposed for it: name the record of the hub' }],
      })
      await crm.remove('accounts', ids[0]!)
    })

    it('goes on by the command line, with what was decided before', async () => {
      const told = JSON.parse((await leitwerk('connection', 'reconcile', 'crm', '--accept', 'strong', '--write-keys', '--json')).trimEnd().split('\n').at(-1)!)
      expect(told).toMatchObject({ state: 'done', pairs: 1, accepted: 1, refused: 1, differences: { notThere: 1 }, keys: { borne: 1, missing: 0 } })
      expect(await crm.row('accounts', ids[1]!)).toMatchObject({ externalKey: expect.stringMatching(/^acc_/) })
      expect((await get(`${AT}/differences?kind=notThere`)).body).toMatchObject({ items: [{ entity: 'account', remoteId: ids[0] }], next: null })
      expect(await leitwerk('connection', 'reconcile', 'crm', '--show', 'differences')).toContain('linked, but not listed by the CRM')
      const own = await leitwerk('connection', 'reconcile', 'crm', '--show', 'onlyHub')
      expect(own).toMatch(/acc_\w+ +Ostwald Pressen +28195 Bremen\n/)
      expect(own).toMatch(/con_\w+ +ina\.pohl@quast-antriebe\.example, Quast Antriebe +70565 Stuttgart\n/)
      expect(own).toMatch(/led_\w+ +Rübsam Pumpen, default +90402 /)
      await expect(leitwerk('connection', 'reconcile', 'crm', '--accept', 'A1')).rejects.toMatchObject({
        stderr: expect.stringContaining("'A1' is no record: write account:ID"),
      })
    })
  })
}
