/** Reads sources that are declared in YAML, in files of their own or in the configuration, and tells what is wrong in them. */
import type { z } from 'zod'
import { type LineOf, type Problem, problemAt } from '../../config/load.ts'
import { sourceSchema } from '../../config/schema/systems.ts'
import { inWords } from '../../config/words.ts'
import { type SourceDeclaration, sourceDeclarationSchema } from '../../connectors/declared-sources/declaration.ts'
import { inlineSchema } from '../../connectors/declared-sources/inline.ts'
import { type Mistake, mistakesInSource, type Requests, requestMistakes } from '../../connectors/declared-sources/mistakes.ts'
import type { Field, Source } from '../connector.ts'
import { didYouMean } from '../nearest.ts'
import { keysAt } from './schema-keys.ts'

export type Reading = { ok: true; source: Source } | { ok: false; mistakes: Mistake[] }

/** A file of its own. */
export function readSourceDeclaration(raw: unknown): { ok: true; declaration: SourceDeclaration } | { ok: false; mistakes: Mistake[] } {
  const parsed = sourceDeclarationSchema.safeParse(raw, { error: inWords })
  if (!parsed.success) return { ok: false, mistakes: parsed.error.issues.flatMap((issue) => mistakesOf(issue, sourceDeclarationSchema)) }
  const taken = Object.keys(parsed.data.settings).filter((name) => name in sourceSchema.shape)
  const mistakes = [
    ...mistakesInSource(parsed.data),
    ...taken.map((name) => ({ path: ['settings', name], message: `every source has a setting '${name}' already: take another name` })),
  ]
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, declaration: parsed.data }
}

/** One in the configuration, of kind `webhook`; its settings are given where they are declared. */
export function readInlineSource(id: string, raw: unknown): Reading {
  const parsed = inlineSchema.safeParse(raw, { error: inWords })
  if (!parsed.success) return { ok: false, mistakes: parsed.error.issues.flatMap((issue) => mistakesOf(issue, inlineSchema)) }
  const { settings, ...told } = parsed.data
  const mistakes = requestMistakes(told, Object.keys(settings))
  if (mistakes.length > 0) return { ok: false, mistakes }
  const fields = Object.keys(settings).map((name): [string, Field] => [name, { label: name, help: '', secret: true, required: true }])
  return { ok: true, source: { ...INLINE, label: id, fields: Object.fromEntries(fields), ...(told as Pick<Source, 'verify'> & Requests) } as Source }
}

const INLINE = { id: 'webhook', docs: '', about: 'Declared in the configuration.', setup: [], onFailure: '', evidence: 'unverified' } as const

/** One mistake per unknown key, with the word that was probably meant. */
function mistakesOf(issue: z.core.$ZodIssue, schema: z.ZodType): Mistake[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
  const known = keysAt(schema, path)
  return issue.keys.map((key) => ({ path: [...path, key], message: `this does not exist here${didYouMean(key, known, (name) => `\`${name}\``)}` }))
}

/** With the lines of the file that the mistakes stand in. */
export const problemsOfMistakes = (mistakes: readonly Mistake[], lineOf: LineOf): Problem[] =>
  mistakes.map(({ path, message }) => problemAt(lineOf, path, message))
