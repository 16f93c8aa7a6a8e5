/** A served hub on a free port, on either database, with a token to ask it things. */
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { parseConfig } from '../../config/load.ts'
import { type ServeRole, type Serving, serve } from '../../core/compose/serve.ts'
import { newFolder } from './folder.ts'
import { createDatabase } from './postgres.ts'

export interface Served extends Serving {
  /** GET or POST of the API, as admin unless another token is given. */
  api(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  database: string
  /** Of an admin. */
  token: string
}

export async function startServing(backend: 'sqlite' | 'postgres', yaml: string, role: ServeRole = 'all'): Promise<Served> {
  const folder = newFolder('serve')
  const templates = inject('templates')
  const file = join(folder, 'hub.sqlite')
  const database = backend === 'sqlite' ? null : await createDatabase(inject('postgresUrl'), templates.postgres)
  if (!database) copyFileSync(templates.sqlite, file)
  const url = database?.url ?? `sqlite:${file}`
  const hub = await serve(parseConfig(yaml, 'test.yaml', { database: url, listen: '127.0.0.1:0', log: 'silent' }), role)
  const { token } = await hub.app.act.createToken({ role: 'admin', label: 'test', expiresAt: null }, 'test')
  return {
    ...hub,
    database: url,
    token,
    api: (path, body, headers = {}) =>
      fetch(hub.url + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    stop: async () => {
      await hub.stop()
      await database?.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
