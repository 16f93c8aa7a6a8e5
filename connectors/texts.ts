/** Texts in the records of CRMs, which may be missing or something else. */
import type { Json } from '../core/connector.ts'

/** The text; empty for anything else. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** An identity, written as a text or a number; empty for anything else. */
export const idText = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** Those of the values that are texts with something in them. */
export const textsOf = (...values: readonly (Json | undefined)[]): string[] => values.map(textOf).filter((text) => text !== '')
