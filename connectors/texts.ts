/** Texts in the records of CRMs, which may be missing or something else. */
import type { Json } from '../core/connector.ts'

/** The text; empty for anything else. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** Those of the values that are texts with something in them. */
export const textsOf = (...values: readonly (Json | undefined)[]): string[] => values.map(textOf).filter((text) => text !== '')
