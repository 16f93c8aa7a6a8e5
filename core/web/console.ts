/** Serves the console: the built pages, their assets, and nothing from any other host. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { App } from '../app.ts'

export function mountConsole(http: OpenAPIHono, _app: App): void {
  http.get('/', (c) => c.redirect('/console/'))
}
