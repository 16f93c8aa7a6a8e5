/** Which keys a schema knows at a place: for suggesting the one that was meant. */
import type { z } from 'zod'

interface JsonSchema {
  properties?: Readonly<Record<string, JsonSchema>>
  items?: JsonSchema
  additionalProperties?: JsonSchema | boolean
  anyOf?: readonly JsonSchema[]
  oneOf?: readonly JsonSchema[]
}

export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  // The cast: a JSON Schema of our own making, without references.
  let here = branches(schema.toJSONSchema({ io: 'input' }) as JsonSchema)
  for (const step of path) here = here.flatMap((one) => below(one, step)).flatMap(branches)
  return [...new Set(here.flatMap(({ properties }) => Object.keys(properties ?? {})))]
}

const branches = (schema: JsonSchema): JsonSchema[] => [schema, ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(branches)]

function below({ properties, items, additionalProperties }: JsonSchema, step: PropertyKey): JsonSchema[] {
  if (typeof step === 'number') return items ? [items] : []
  const named = properties?.[String(step)]
  if (named) return [named]
  return typeof additionalProperties === 'object' ? [additionalProperties] : []
}
