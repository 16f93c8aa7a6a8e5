/** What the edges hand to the hub's actions about nurturing, and what they are given back: plain data, so that it can travel. */
import type { ProfileField } from './lead/profile-steps.ts'

/** By which a form learns what is missing of a contact. */
export interface FormLink {
  token: string
  /** Unix ms. */
  until: number
  url: string
}

export type MissingFields = { kind: 'told'; missing: readonly ProfileField[] } | { kind: 'refused'; why: 'wrong' | 'expired' }

/** Content that somebody was sent. */
export interface SentContent {
  contact: string
  product: string
  item: string
}
