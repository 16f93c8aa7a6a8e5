/** `leitwerk check` and `leitwerk config export`. */
import { stringify } from 'yaml'
import type { Field } from '../connector.ts'
import { settings } from '../store/operation.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson, table } from './print.ts'

/** Prints what was understood. @throws every problem at once, each with file and line */
export async function check(host: CliHost, options: Where & { json: boolean }): Promise<void> {
  const { config, file, setup } = host.configuration(options, true)
  await host.checkExpressions(options)
  const masked = (fields: Readonly<Record<string, Field>>, values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fields[name]?.secret ? '***' : value]))
  const understood = {
    file,
    database: withoutPassword(config.database),
    listen: config.listen,
    publicUrl: setup.publicUrl,
    products: setup.products.map(({ id, isDefault }) => ({ id, default: isDefault })),
    sources: [...setup.sources.values()].map((entry) => ({
      id: entry.id,
      kind: entry.connector.id,
      url: `${entry.publicUrl ?? setup.publicUrl}/hooks/${entry.id}`,
      mapping: entry.mapping,
      settings: masked(entry.connector.fields, entry.settings),
    })),
    connections: [...setup.connections.values()].map((entry) => ({
      id: entry.id,
      kind: entry.crm.id,
      mapping: entry.mapping,
      as: entry.handover.as,
      lanes: entry.handover.lanes,
      settings: masked(entry.crm.fields, entry.settings),
    })),
    audiences: [...setup.audiences.values()].map(({ id, audience, products, consent, settings: given }) => ({
      id,
      kind: audience.id,
      products,
      consent,
      settings: masked(audience.fields, given),
    })),
    mql: setup.rules.mql,
  }
  if (options.json) {
    printJson(understood)
    return
  }
  print(`${file}: no problem found\n`)
  print(
    `database  ${understood.database}\nlisten    ${understood.listen}\nreached   ${understood.publicUrl}\nproducts  ${understood.products.map((one) => one.id + (one.default ? ' (default)' : '')).join(', ')}`,
  )
  const { mql } = setup.rules
  print(`mql       ${mql.points} points, ${mql.touches} nurturing touches on ${mql.days} days, fit ${mql.fit} or better\n`)
  const settingsText = (values: Readonly<Record<string, string>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')
  print(
    table(
      ['source', 'kind', 'mapping', 'address', 'settings'],
      understood.sources.map((one) => [one.id, one.kind, one.mapping, one.url, settingsText(one.settings)]),
    ),
  )
  print()
  print(
    table(
      ['connection', 'kind', 'mapping', 'hands over', 'settings'],
      understood.connections.map((one) => [one.id, one.kind, one.mapping, `${one.as} (${one.lanes.join(', ')})`, settingsText(one.settings)]),
    ),
  )
  if (understood.audiences.length === 0) return
  print()
  print(
    table(
      ['audience', 'kind', 'consent to', 'products', 'settings'],
      understood.audiences.map((one) => [one.id, one.kind, one.consent.join(', '), one.products.join(', '), settingsText(one.settings)]),
    ),
  )
}

/** YAML of everything that is in force, whether it came from the file or was made in the console. */
export async function configExport(host: CliHost, options: Where): Promise<void> {
  const { config } = host.configuration(options, false)
  const made = await host.withHub(options, async ({ store }) => ({
    sources: Object.fromEntries(await settings<unknown>(store.db, 'source')),
    connections: Object.fromEntries(await settings<unknown>(store.db, 'connection')),
  }))
  print(
    stringify({
      ...config,
      database: withoutPassword(config.database),
      sources: { ...config.sources, ...made.sources },
      connections: { ...config.connections, ...made.connections },
    }),
  )
}

const withoutPassword = (url: string): string => url.replace(/:\/\/([^:/@]+):[^@]*@/, '://$1:***@')
