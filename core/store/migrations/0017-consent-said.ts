/** Consents that a person wrote down: who, and in which words. */
import type { Dialect } from '../dialect.ts'

export const name = 'consent-said'

export const up = (_: Dialect): readonly string[] => ['alter table consent add column by_whom text', 'alter table consent add column detail text']
