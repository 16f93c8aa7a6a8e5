/** The HTTP side of the hub: front door, API, health, metrics, console, on one server. */
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import type { App } from '../app.ts'
import type { Log } from '../log.ts'
import { accessFor } from './access.ts'
import { agreementRoutes } from './api/agreement.ts'
import { arrivalRoutes } from './api/arrivals.ts'
import { audienceRoutes } from './api/audiences.ts'
import { callRoutes } from './api/call-list.ts'
import { candidateRoutes } from './api/candidates.ts'
import { configuredRoutes } from './api/configured.ts'
import { consentRoutes } from './api/consents.ts'
import { deliveryRoutes } from './api/deliveries.ts'
import { fieldRoutes } from './api/fields.ts'
import { funnelRoutes } from './api/funnel.ts'
import { handoverRoutes } from './api/handovers.ts'
import { identityRoutes } from './api/identity.ts'
import { identityModelRoutes } from './api/identity-models.ts'
import { importRoutes } from './api/imports.ts'
import { issueRoutes } from './api/issues.ts'
import { jobRoutes } from './api/jobs.ts'
import { leadArrivalRoutes } from './api/lead-arrivals.ts'
import { leadRoutes } from './api/leads.ts'
import { ledgerRoutes } from './api/ledger.ts'
import { madeRoutes } from './api/made.ts'
import { mappingBenchRoutes } from './api/mapping-bench.ts'
import { mappingRoutes } from './api/mappings.ts'
import { mergeRoutes } from './api/merges.ts'
import { notifierRoutes } from './api/notifiers.ts'
import { nurtureRoutes } from './api/nurture.ts'
import { partnerRoutes } from './api/partners.ts'
import { privacyRoutes } from './api/privacy.ts'
import { reconciliationRoutes } from './api/reconciliations.ts'
import { refoldRoutes } from './api/refold.ts'
import { rehearsalRoutes } from './api/rehearsal.ts'
import { relationRoutes } from './api/relations.ts'
import { replayRoutes } from './api/replays.ts'
import { reviewRoutes } from './api/reviews.ts'
import { rotationRoutes } from './api/rotations.ts'
import { scoreRoutes } from './api/scores.ts'
import { settingsRoutes } from './api/settings.ts'
import { targetSchemaRoutes } from './api/target-schema.ts'
import { unitChangeRoutes } from './api/unit-changes.ts'
import { docsPage, type OpenApi } from './docs.ts'
import { mountFormFields } from './form-fields.ts'
import type { HooksHandler } from './hooks.ts'
import { mountOffers } from './offers.ts'
import { keepOnce } from './once.ts'
import { cutOff, isUpload, LIMITS, type Limits, MOST_JSON, SLOWEST_MS, serverLimits } from './patience.ts'
import { type Problem, problemOf, problemResponse } from './problem.ts'
import type { Api } from './routes.ts'
import { mountSenders } from './senders.ts'

export interface ServerOptions {
  app: App
  /** Absent in a process that only works. */
  hooks?: HooksHandler
  now: () => number
  log: Log
  metrics: () => Promise<{ type: string; text: string }>
  /** Problems that keep the hub from taking requests; none: ready. */
  ready: () => Promise<string[]>
  /** Adds the console's pages. */
  console?: (http: OpenAPIHono) => void
}

/** Every route of the API, without a server around it. */
export function apiOf(options: Pick<ServerOptions, 'app' | 'now' | 'log'>): OpenAPIHono {
  const { app, now, log } = options
  const http = new OpenAPIHono({
    defaultHook: (result, c) => {
      if (result.success) return undefined
      const errors = result.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, detail: issue.message }))
      return problemResponse(c, {
        type: '/problems/invalid',
        title: 'Not understood',
        status: 400,
        detail: errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '),
        errors,
      })
    },
  })
  http.onError((error, c) => {
    const problem = problemOf(error)
    if (problem.status === 500) log.warn('api.failed', { method: c.req.method, path: c.req.routePath, error: error.message })
    return problemResponse(c, problem)
  })
  http.notFound((c) =>
    problemResponse(c, {
      type: '/problems/not-found',
      title: 'Not found',
      status: 404,
      detail: `There is nothing at ${c.req.path}. The API is described at /docs.`,
    }),
  )
  const inBounds = bodyLimit({ maxSize: MOST_JSON, onError: (c) => problemResponse(c, TOO_LARGE) })
  http.use('/v1/*', (c, next) => (isUpload({ method: c.req.method, url: c.req.path }) ? next() : inBounds(c, next)))
  const api: Api = { http, app, access: accessFor(app, now), once: keepOnce(app.act) }
  arrivalRoutes(api) // before those that take whatever stands behind /v1/deliveries/ for an id
  deliveryRoutes(api)
  leadRoutes(api)
  leadArrivalRoutes(api)
  candidateRoutes(api)
  refoldRoutes(api)
  callRoutes(api)
  handoverRoutes(api)
  agreementRoutes(api)
  consentRoutes(api)
  privacyRoutes(api)
  nurtureRoutes(api)
  scoreRoutes(api)
  funnelRoutes(api)
  identityRoutes(api)
  identityModelRoutes(api)
  fieldRoutes(api)
  mergeRoutes(api)
  unitChangeRoutes(api)
  relationRoutes(api)
  jobRoutes(api)
  importRoutes(api)
  issueRoutes(api)
  reviewRoutes(api)
  targetSchemaRoutes(api) // before those that take whatever stands behind /v1/mappings/ for an id
  madeRoutes(api) // before those that take whatever stands behind /v1/connections/ for an id
  configuredRoutes(api)
  rehearsalRoutes(api)
  notifierRoutes(api)
  rotationRoutes(api)
  partnerRoutes(api)
  audienceRoutes(api)
  reconciliationRoutes(api)
  mappingBenchRoutes(api) // before the one that takes whatever stands behind /v1/mappings/ for an id
  mappingRoutes(api)
  replayRoutes(api)
  ledgerRoutes(api)
  settingsRoutes(api)
  http.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  http.doc31('/openapi.json', DOCUMENT(app.version))
  return http
}

const TOO_LARGE: Problem = {
  type: '/problems/too-large',
  title: 'Too large',
  status: 413,
  detail: `A body of at most ${MOST_JSON / 1024 / 1024} MiB is taken.`,
}

const DOCUMENT = (version: string) => ({
  openapi: '3.1.0',
  info: { title: 'Leitwerk', version, description: 'The hub between marketing tools and the CRM.' },
  servers: [{ url: '/' }],
})

/** The API and all that stands beside it: health, metrics, pages for people without an account, the console. */
export function allOf(options: Omit<ServerOptions, 'hooks'>): OpenAPIHono {
  const http = apiOf(options)
  http.get('/docs', (c) => c.html(docsPage(http.getOpenAPI31Document(DOCUMENT(options.app.version)) as unknown as OpenApi)))
  http.get('/healthz', (c) =>
    c.json({ status: 'alive', version: options.app.version, uptimeSeconds: Math.round((options.now() - options.app.startedAt) / 1000) }),
  )
  http.get('/readyz', async (c) => {
    const problems = await options.ready()
    return c.json({ status: problems.length === 0 ? 'ready' : 'not ready', problems }, problems.length === 0 ? 200 : 503)
  })
  http.get('/metrics', async (c) => {
    const { type, text } = await options.metrics()
    return c.body(text, 200, { 'content-type': type })
  })
  mountOffers(http, options.app, options.now)
  mountFormFields(http, options.app, options.now)
  mountSenders(http, options.app, options.now)
  options.console?.(http)
  return http
}

export function createWebServer(options: ServerOptions, limits: Limits = LIMITS): Server {
  const rest = getRequestListener(allOf(options).fetch)
  const { hooks } = options
  const server = createServer(serverLimits(limits), (request, response) => {
    if (!isUpload(request)) cutOff(request, response, SLOWEST_MS)
    if (hooks && request.url?.startsWith('/hooks/')) hooks(request, response)
    else void rest(request, response)
  })
  server.maxConnections = limits.connections
  return server
}
