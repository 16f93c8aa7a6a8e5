/** The yardstick: Hono that parses JSON and sends it back. `node echo.ts` */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const app = new Hono()
app.post('/', async (c) => c.json(await c.req.json()))
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.stdout.write(`{"msg":"ready","url":"http://127.0.0.1:${port}"}\n`))
