/** What every way out has - a connection, an audience, a notifier: proven, paused, resumed. */
import type { App } from '../../app.ts'
import { checkAnswer } from '../../crm.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, route, z } from '../routes.ts'

interface Kind {
  /** `connection`; its routes stand under `/v1/connections`. */
  name: 'connection' | 'audience' | 'notifier'
  group: string
  /** Summaries; without `check` there is nothing to prove. */
  check?: string
  pause: string
  resume: string
}

const changed = z.object({ changed: z.boolean() })

/** @throws a problem where none is configured under the id */
export function lineOr404({ setup }: App, name: Kind['name'], id: string): void {
  if (!setup[`${name}s`].has(id)) throw notFound(name, id)
}

export function lineRoutes(api: Api, { name, group, check, pause, resume }: Kind): void {
  const { app } = api
  const { act } = app
  const path = (what: string) => `/v1/${name}s/{id}/${what}`

  if (check !== undefined)
    route(
      api,
      {
        method: 'post',
        path: path('check'),
        role: 'ops',
        group,
        summary: check,
        params: idParam,
        answer: z.object({ ok: z.boolean(), problem: z.string().nullable(), field: z.string().nullable(), todo: z.string().nullable() }),
      },
      async ({ params: { id } }) => {
        lineOr404(app, name, id)
        return checkAnswer(await act.checkConnection(id))
      },
    )

  route(
    api,
    {
      method: 'post',
      path: path('pause'),
      role: 'ops',
      group,
      summary: pause,
      params: idParam,
      body: z.object({ reason: z.string().max(500).default('paused by hand') }),
      answer: changed,
    },
    async ({ params: { id }, body, by }) => {
      lineOr404(app, name, id)
      return { changed: await act.pauseConnection(id, body.reason, by) }
    },
  )

  route(
    api,
    { method: 'post', path: path('resume'), role: 'ops', group, summary: resume, params: idParam, answer: changed },
    async ({ params: { id }, by }) => {
      lineOr404(app, name, id)
      return { changed: await act.resumeConnection(id, by) }
    },
  )
}
