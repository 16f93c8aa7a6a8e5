/** What to do where there is nothing yet: an example to copy, made for this hub. */

import { snippet } from './copy.js'
import { h } from './dom.js'
import { t } from './language.js'
import { said } from './parts.js'

const SOURCE_YAML = `sources:
  website: { kind: form, label: Website, secret: env:WEBSITE_SECRET }`
const CONNECTION_YAML = `connections:
  crm: { kind: espocrm, label: EspoCRM, url: https://crm.company.example, apiKey: env:CRM_KEY }`

/** @param {readonly import('./names.js').Source[]} sources @param {'deliveries' | 'leads' | 'connections'} view */
export function firstSteps(sources, view) {
  if (view === 'connections') return place(t('connections.none'), t('connections.noneText'), snippet(CONNECTION_YAML))
  if (sources.length === 0) return place(t(`${view}.none`), t('deliveries.noSources'), snippet(SOURCE_YAML))
  const form = sources.find(({ kind }) => kind === 'form')
  const first = form ?? /** @type {import('./names.js').Source} */ (sources[0])
  return place(
    t(`${view}.none`),
    t(`${view}.noneText`),
    snippet(curl(first)),
    form
      ? h('p', { class: 'faint' }, t('deliveries.secret'))
      : h(
          'ol',
          { class: 'soft' },
          first.setup.map((step) => h('li', null, said(step.replaceAll('{url}', first.url)))),
        ),
  )
}

/** @param {string} title @param {string} text @param {import('./dom.js').Given[]} more */
const place = (title, text, ...more) => h('div', { class: 'first' }, h('p', { class: 'strong' }, title), h('p', { class: 'soft' }, text), more)

/** @param {import('./names.js').Source} source */
const curl = ({ kind, url }) =>
  kind === 'form'
    ? `curl -i '${url}' \\
  -H 'content-type: application/json' -H 'x-leitwerk-secret: YOUR-SECRET' \\
  -d '{"submissionId":"first-1","email":"jo@company.example","firma":"Company GmbH","werk":"Werk Linz"}'`
    : `curl -i '${url}' -H 'content-type: application/json' -d '{}'`
