/** Fields inside of fields: `{"extensions": {"Key": 1}}` as `{"extensions.Key": 1}` and back, so that each is compared by itself. */
import type { Json, JsonObject } from '../../core/connector.ts'
import type { FieldRule, Write } from '../../core/crm.ts'
import { changes, isObject, restraintOf } from '../changes.ts'
import { valueAt } from './template.ts'

export function flattened(fields: JsonObject, below = ''): JsonObject {
  const flat: JsonObject = {}
  for (const [name, value] of Object.entries(fields))
    if (isObject(value) && Object.keys(value).length > 0) Object.assign(flat, flattened(value, `${below}${name}.`))
    else flat[below + name] = value
  return flat
}

export function nested(flat: JsonObject): JsonObject {
  const fields: JsonObject = {}
  for (const [path, value] of Object.entries(flat)) {
    const steps = path.split('.')
    const last = steps.pop()!
    let at = fields
    for (const step of steps) {
      const inner: Json = Object.hasOwn(at, step) ? at[step]! : {}
      at[step] = inner
      at = inner as JsonObject // made here, or a field of the same name that was flattened too
    }
    at[last] = value
  }
  return fields
}

/** What of the wanted fields, flattened, is to be written over those that stand there. `sales` and rules count for all that is inside of a field. */
export function changedFields(current: JsonObject, wanted: JsonObject, write: Write, sales: readonly string[]): JsonObject {
  const paths = Object.keys(wanted)
  const stands = Object.fromEntries(paths.map((path) => [path, valueAt(current, path) ?? null]))
  const salesOwn = new Set(paths.filter((path) => sales.some((name) => isInside(path, name))))
  const rules: Record<string, FieldRule> = {}
  for (const path of paths) {
    const named = Object.keys(write.rules ?? {}).find((name) => isInside(path, name))
    if (named !== undefined) rules[path] = write.rules![named]!
  }
  return changes(stands, wanted, restraintOf({ ...write, rules }, salesOwn))
}

const isInside = (path: string, name: string): boolean => path === name || path.startsWith(`${name}.`)
