/** The frame around every page: where one can go, who one is, language and theme. */
import { href } from './address.js'
import { h } from './dom.js'
import { clock } from './format.js'
import { icon } from './icons.js'
import { t } from './language.js'
import { theme } from './theme.js'

const VIEWS = ['overview', 'deliveries', 'leads', 'connections']

/**
 * @typedef {object} Frame
 * @property {import('./api.js').Session} session
 * @property {string} view
 * @property {import('./dom.js').Given} title
 * @property {number | null} readAt when the figures shown were read
 * @property {boolean} live false: the last reading failed
 * @property {boolean} fresh false: what the address names is still being read
 * @property {() => void} switchLanguage
 * @property {() => void} switchTheme
 * @property {() => void} signOut
 */

export const brand = () =>
  h(
    'svg',
    { viewBox: '0 0 32 32', class: 'brand-mark', 'aria-hidden': 'true' },
    h('path', { class: 'fin', d: 'M2.5 28 14.3 4h5L14.9 28Z' }),
    h('path', { class: 'rudder', d: 'M17.3 28 21.6 4.5 29.8 9.7 25.6 28Z' }),
  )

/** @param {Frame} frame @param {import('./dom.js').Given[]} content */
export function shell(frame, content) {
  const { session, view, title, readAt, live, fresh } = frame
  return [
    // Not an address of its own: those are the pages.
    h('a', { class: 'skip', href: '#content', onclick: focusContent }, t('app.skip')),
    h(
      'div',
      { class: 'shell' },
      h(
        'aside',
        { class: 'side' },
        h('a', { class: 'brand', href: href('overview') }, brand(), 'Leitwerk'),
        navigation('nav', view),
        h('div', { class: 'side-foot faint' }, h('code', null, `leitwerk ${session.version}`), h('div', null, session.label, ' · ', t(`role.${session.role}`))),
      ),
      h(
        'div',
        { class: 'main' },
        h(
          'header',
          { class: 'top' },
          h('a', { class: 'narrow-only', href: href('overview'), 'aria-label': 'Leitwerk' }, brand()),
          h('h1', { tabindex: -1, id: 'title' }, title),
          readAt !== null &&
            h(
              'span',
              { class: live ? 'live' : 'live stale' },
              h('i'),
              h('span', null, t(live ? 'app.live' : 'app.stale', { time: clock(new Date(readAt).toISOString()) })),
            ),
          tools(frame),
          h(
            'button',
            { type: 'button', class: 'iconbtn', id: 'sign-out', title: t('app.signOut'), 'aria-label': t('app.signOut'), onclick: frame.signOut },
            icon('leave'),
          ),
        ),
        h('main', { id: 'content', class: 'page', tabindex: -1, 'data-view': view, 'aria-busy': fresh ? null : 'true' }, content),
      ),
      navigation('bottom', view),
    ),
  ]
}

/** @param {Pick<Frame, 'switchLanguage' | 'switchTheme'>} frame */
export function tools({ switchLanguage, switchTheme }) {
  const to = theme() === 'dark' ? 'light' : 'dark'
  return [
    h(
      'button',
      {
        type: 'button',
        class: 'iconbtn words',
        id: 'language',
        lang: t('app.language') === 'Deutsch' ? 'de' : 'en',
        'aria-label': t('app.languageLabel'),
        title: t('app.languageLabel'),
        onclick: switchLanguage,
      },
      t('app.language').slice(0, 2).toUpperCase(),
    ),
    h(
      'button',
      { type: 'button', class: 'iconbtn', id: 'theme', title: t(`app.${to}`), 'aria-label': t(`app.${to}`), onclick: switchTheme },
      icon(to === 'dark' ? 'moon' : 'sun'),
    ),
  ]
}

/** @param {string} look @param {string} view */
const navigation = (look, view) =>
  h(
    'nav',
    { class: look, 'aria-label': t('app.main') },
    VIEWS.map((name) => h('a', { href: href(name), 'aria-current': name === view ? 'page' : null }, icon(name), h('span', null, t(`view.${name}`)))),
  )

/** @param {Event} event */
function focusContent(event) {
  event.preventDefault()
  document.getElementById('content')?.focus()
}
