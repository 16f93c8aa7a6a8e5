/** A declaration as an ordinary source. */
import type { Source } from '../../core/connector.ts'
import { fieldsOf } from '../declared/fields.ts'
import type { SourceDeclaration } from './declaration.ts'
import { apiOf, hydrated } from './fetch.ts'

export function sourceOf({ settings, fetch, ...told }: SourceDeclaration): Source {
  return {
    // The cast: optional keys are absent, not undefined, since they come from YAML.
    ...(told as Omit<Source, 'fields'>),
    about: told.evidence === 'unverified' ? `${told.about} Not verified against the tool.` : told.about,
    fields: fieldsOf(settings),
    ...(fetch && { api: apiOf(fetch, told.label), hydrate: (item, given) => hydrated(fetch, told.label, item, given) }),
  }
}
