/** What can be made in the console: every kind there is, with what it asks for. */
import type { Config } from '../../config/schema.ts'
import type { Field, Source } from '../connector.ts'
import type { Crm } from '../crm.ts'
import type { SettingDesk, SettingField, SettingKind } from '../setting-data.ts'
import { mappingFiles } from './mapping-files.ts'
import { registryOf } from './registry.ts'

/** Sorted by label. */
export function settingKinds({ declared, mapping }: Config): SettingDesk['kinds'] {
  const { crms, sources } = registryOf(declared, () => {}) // told of when the hub started
  const shipped = new Set(mappingFiles(mapping.folder).map(({ kind, name }) => `${kind}/${name}`))
  const kindOf = (of: 'source' | 'crm', { id, label, about, docs, fields }: Source | Crm): SettingKind => ({
    ...{ kind: id, label, about, docs },
    fields: fieldsOf(fields),
    mapping: shipped.has(`${of}/${id}`) ? id : null,
    connection: null,
    isDeclared: false,
  })
  const byLabel = (one: SettingKind, other: SettingKind): number => one.label.localeCompare(other.label)
  return {
    source: [...sources.map((one) => ({ ...kindOf('source', one), connection: one.connection ?? null })).sort(byLabel), DECLARED],
    connection: crms.map((one) => kindOf('crm', one)).sort(byLabel),
  }
}

/** A tool without a connector of its own. */
const DECLARED: SettingKind = {
  kind: 'webhook',
  label: 'Webhook',
  about: 'Any tool that sends its events to an address: how it proves its origin is said here.',
  docs: '',
  fields: [],
  mapping: null,
  connection: null,
  isDeclared: true,
}

const fieldsOf = (fields: Readonly<Record<string, Field>>): SettingField[] =>
  Object.entries(fields).map(([name, { label, help, secret, required, default: usual = null, options = null }]) => ({
    ...{ name, label, help, secret, required, options },
    default: usual,
  }))
