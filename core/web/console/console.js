/** The console: signs in, shows the page of the address, and reads it anew while somebody looks. */
import { parse, tokenInAddress } from './address.js'
import { Problem, read, token } from './api.js'
import * as connections from './connections.js'
import { onCopied } from './copy.js'
import * as deliveries from './deliveries.js'
import { draw, h, parts } from './dom.js'
import { current, switchLanguage, t } from './language.js'
import * as lead from './lead.js'
import * as leads from './leads.js'
import * as names from './names.js'
import * as overview from './overview.js'
import { button, failure, note, sentence, skeleton } from './parts.js'
import { shell } from './shell.js'
import { signInPage } from './sign-in.js'
import { startTheme, switchTheme } from './theme.js'

/** Live figures are read again this often, or less often where reading takes the hub long. */
const REFRESH_MS = 5_000
const TOLD_MS = 8_000

/** @type {Record<string, import('./page.js').View>} */
const VIEWS = { overview, deliveries, leads, lead, connections }
const root = /** @type {HTMLElement} */ (document.getElementById('console'))

/** @type {import('./api.js').Session | null} */
let session = null
/** @type {import('./sign-in.js').Refusal} */
let refusal = null
let busy = false
let address = parse(location.hash)
/** What was read last, and for which address. @type {{ view: string, hash: string, data: any, at: number } | null} */
let shown = null
/** @type {Problem | null} */
let problem = null
/** How the last action went. @type {{ tone: import('./parts.js').Tone, content: import('./dom.js').Given } | null} */
let told = null
/** Readings that were overtaken by a newer one do not count. */
let turn = 0
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer
/** @type {ReturnType<typeof setTimeout> | undefined} */
let toldTimer
/** Where each address was scrolled to. @type {Map<string, number>} */
const scrolled = new Map()

/** Pages that an address may name; a lead's is that of leads with an id. */
const ADDRESSED = ['overview', 'deliveries', 'leads', 'connections']

const viewName = () => {
  if (!ADDRESSED.includes(address.view)) return 'unknown'
  return address.view === 'leads' && address.id !== null ? 'lead' : address.view
}

/** @param {string} given */
async function signIn(given) {
  if (!/^lw_[\w-]+$/.test(given)) {
    refusal = { message: 'signIn.shape', problem: null }
    return redraw()
  }
  token.set(given)
  busy = true
  redraw()
  try {
    session = await read('/console/session')
    names.forget(session)
    refusal = null
  } catch (reason) {
    if (!(reason instanceof Problem)) throw reason
    refusal = { message: 'signIn.refused', problem: reason }
    if (reason.status !== 0) token.drop()
    else refusal.message = 'problem.read'
  }
  busy = false
  redraw()
  if (session !== null) await refresh()
  else document.getElementById('token')?.focus()
}

/** @param {import('./sign-in.js').Refusal} [reason] */
function signOut(reason = null) {
  turn += 1
  clearTimeout(timer)
  token.drop()
  session = null
  shown = null
  problem = null
  told = null
  refusal = reason
  scrolled.clear()
  names.forget(null)
  for (const view of Object.values(VIEWS)) view.forget?.()
  redraw()
}

async function refresh() {
  const mine = ++turn
  clearTimeout(timer)
  const name = viewName()
  const view = VIEWS[name]
  if (session === null || view === undefined) return redraw()
  const hash = location.hash
  const from = performance.now()
  try {
    const data = await view.load(address)
    if (mine !== turn) return
    shown = { view: name, hash, data, at: Date.now() }
    problem = null
  } catch (reason) {
    if (mine !== turn) return
    if (!(reason instanceof Problem)) throw reason
    if (reason.status === 401) return signOut({ message: 'signIn.ended', problem: reason })
    problem = reason
  }
  redraw()
  timer = setTimeout(refreshIfSeen, Math.max(REFRESH_MS, 10 * (performance.now() - from)))
}

const refreshIfSeen = () => {
  if (!document.hidden) void refresh()
}

/** @param {() => Promise<string>} doing */
async function perform(doing) {
  try {
    tell('ok', await doing())
  } catch (reason) {
    if (!(reason instanceof Problem)) throw reason
    if (reason.status === 401) return signOut({ message: 'signIn.ended', problem: reason })
    tell('bad', [h('b', null, t('problem.act')), ' ', sentence(reason)])
  }
  await refresh()
}

/** @param {import('./parts.js').Tone} tone @param {import('./dom.js').Given} content */
function tell(tone, content) {
  told = { tone, content }
  clearTimeout(toldTimer)
  toldTimer = setTimeout(() => {
    told = null
    redraw()
  }, TOLD_MS)
  redraw()
}

function redraw() {
  document.documentElement.lang = current()
  const switches = { switchLanguage: thenRedraw(switchLanguage), switchTheme: thenRedraw(switchTheme) }
  if (session === null) {
    document.title = `${t('signIn.title')} · Leitwerk`
    return draw(root, parts(signInPage({ refusal, busy, signIn, ...switches })))
  }
  const name = viewName()
  const view = VIEWS[name]
  const mayAct = session.role !== 'viewer'
  const ready = shown !== null && shown.view === name && (name !== 'lead' || shown.hash === location.hash)
  const page = { data: ready ? shown?.data : null, address, fresh: shown?.hash === location.hash, mayAct, redraw, refresh, perform }
  const place = t(`view.${name === 'lead' ? 'leads' : view === undefined ? 'overview' : name}`)
  document.title = `${place} · Leitwerk`
  const title = view === undefined ? t('problem.page') : ready && view.title ? view.title(page) : place
  const frame = {
    session,
    fresh: page.fresh || problem !== null || view === undefined,
    view: address.view,
    title,
    readAt: ready && shown ? shown.at : null,
    live: problem === null,
    signOut: () => signOut(),
    ...switches,
  }
  draw(root, parts(shell(frame, [told && note(told.tone, told.content), content(view, page, ready)])))
}

/** @param {() => void} change */
const thenRedraw = (change) => () => {
  change()
  redraw()
}

/** @param {import('./page.js').View | undefined} view @param {import('./page.js').Page} page @param {boolean} ready */
function content(view, page, ready) {
  if (view === undefined) return h('section', { class: 'plate' }, h('div', { class: 'cell' }, h('p', { class: 'empty' }, t('problem.page'))))
  if (!ready) return h('section', { class: 'plate' }, h('div', { class: 'cell flush' }, problem === null ? skeleton(10) : failure(problem, refresh)))
  return [
    problem !== null && note('bad', [t('problem.stale'), ' ', sentence(problem)], button('refresh', t('app.retry'), refresh, { kind: 'small' })),
    view.show(page),
  ]
}

async function moved() {
  const given = tokenInAddress()
  if (given !== null) {
    signOut()
    address = parse(location.hash)
    return signIn(given)
  }
  const before = { view: viewName(), id: address.id }
  address = parse(location.hash)
  if (viewName() !== before.view) problem = null
  redraw()
  const { hash } = location
  const top = scrolled.get(hash) ?? 0
  scrollPage(top)
  await refresh()
  if (hash !== location.hash) return
  scrollPage(top) // what was read may be longer than what stood there before
  focusAfter(before)
}

/** @param {number} top */
function scrollPage(top) {
  const page = document.getElementById('content')
  if (page) page.scrollTop = top
}

/** Keeps the keyboard where the eye is: the new page's title, the opened delivery, or the row it was opened from. @param {{ view: string, id: string | null }} before */
function focusAfter(before) {
  if (viewName() !== before.view) return document.getElementById('title')?.focus({ preventScroll: true })
  if (address.view !== 'deliveries' || address.id === before.id) return
  const to = address.id === null ? document.querySelector(`[data-open="${CSS.escape(before.id ?? '')}"]`) : document.getElementById('detail-title')
  if (to instanceof HTMLElement) to.focus({ preventScroll: address.id !== null })
}

addEventListener('hashchange', () => void moved())
document.addEventListener('visibilitychange', refreshIfSeen)
document.addEventListener(
  'scroll',
  ({ target }) => {
    if (target instanceof HTMLElement && target.id === 'content') scrolled.set(location.hash, target.scrollTop)
  },
  { capture: true, passive: true },
)
addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && document.querySelector('dialog') === null) document.getElementById('back')?.click()
})

startTheme(() => redraw())
onCopied(() => redraw())
const linked = tokenInAddress()
address = parse(location.hash)
const kept = linked ?? token.get()
if (kept === null) redraw()
else await signIn(kept)
