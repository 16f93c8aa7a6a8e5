/** Which address shows which page. A page is loaded when it is first shown; what is filtered, chosen and opened stands in the address. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, RouterProvider } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { BASE } from './address.ts'
import { BrokenPage } from './broken-page.tsx'
import { Shell } from './shell.tsx'
import { UnknownPage } from './unknown-page.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: UnknownPage })

/** `{-$id}`: with or without. `_new` is nobody's name: names begin with a letter. */
const page = (path: string, load: () => Promise<Record<'default', ComponentType>>, remountDeps?: RemountDeps) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load), ...(remountDeps && { remountDeps }) })
type RemountDeps = (now: { params: object }) => object

/** A page about one thing: of another one nothing is kept, no opened box and nothing that was typed. */
const pageOf = (path: string, load: () => Promise<Record<'default', ComponentType>>) => page(path, load, ({ params }) => params)

const routes = [
  page('/', () => import('../pages/overview/page.tsx')),
  page('/deliveries/{-$id}', () => import('../pages/deliveries/page.tsx')),
  page('/issues/{-$id}', () => import('../pages/issues/page.tsx')),
  page('/leads', () => import('../pages/leads/page.tsx')),
  pageOf('/leads/$id', () => import('../pages/lead/page.tsx')),
  page('/reviews/{-$id}', () => import('../pages/reviews/page.tsx')),
  pageOf('/accounts/$id', () => import('../pages/account/page.tsx')),
  page('/connections/_new/{-$kind}', () => import('../pages/setting/new-connection.tsx')),
  pageOf('/connections/$id/edit', () => import('../pages/setting/edit-connection.tsx')),
  pageOf('/connections/{-$id}', () => import('../pages/connections/page.tsx')),
  page('/mappings', () => import('../pages/mappings/page.tsx')),
  pageOf('/mappings/$kind/$name', () => import('../pages/mapping/page.tsx')),
  page('/sources/_new/{-$kind}', () => import('../pages/setting/new-source.tsx')),
  pageOf('/sources/$id/edit', () => import('../pages/setting/edit-source.tsx')),
  page('/sources', () => import('../pages/sources/page.tsx')),
  page('/funnel', () => import('../pages/funnel/page.tsx')),
  page('/agreement', () => import('../pages/agreement/page.tsx')),
  page('/nurturing', () => import('../pages/nurturing/page.tsx')),
  page('/calls', () => import('../pages/calls/page.tsx')),
  pageOf('/sources/$id', () => import('../pages/source/page.tsx')),
  pageOf('/imports/{-$id}', () => import('../pages/imports/page.tsx')),
  pageOf('/privacy/{-$id}', () => import('../pages/privacy/page.tsx')),
  page('/settings', () => import('../pages/settings/page.tsx')),
  page('/ledger', () => import('../pages/ledger/page.tsx')),
]

const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: BASE,
  scrollRestoration: false,
  defaultPendingMs: 300,
  defaultErrorComponent: BrokenPage,
  // Plain words in the address: `?state=held`, as people write and share them.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (query) => {
    const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]))
    return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
  },
})

export const Router = () => <RouterProvider router={router} />
