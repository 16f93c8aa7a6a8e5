/** Declared settings as the fields of a connector. */
import type { Field } from '../../core/connector.ts'
import type { Declaration } from './declaration.ts'

export const fieldsOf = (settings: Declaration['settings']): Record<string, Field> =>
  Object.fromEntries(
    Object.entries(settings).map(([name, { default: value, options, required, ...field }]) => [
      name,
      { ...field, required: required && value === undefined, ...(value !== undefined && { default: value }), ...(options && { options }) },
    ]),
  )
