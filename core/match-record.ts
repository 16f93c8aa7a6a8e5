/** A file of submissions to be matched, and what comes of it. Types only. */
import type { Explanation } from './lead/match/explanation.ts'

/** A submission as the benchmark and other exports write it: flat, what was not sent is absent. */
export interface MatchRecord {
  record_id: string
  received_at?: string
  channel?: string
  company?: string
  department?: string
  salutation?: string
  title?: string
  first_name?: string
  last_name?: string
  full_name?: string
  job_title?: string
  email?: string
  phone?: string
  mobile?: string
  website?: string
  street?: string
  postal_code?: string
  city?: string
  country?: string
  vat_id?: string
  message?: string
}

export interface MatchedRecord {
  record_id: string
  account: string
  unit: string
  contact: string | null
  person: string | null
  review: boolean
  /** With `explain`: why. */
  decision?: Explanation
}

export interface MatchOptions {
  /** As assigned when each arrived, instead of as they stand at the end. */
  arrival: boolean
  /** Decides anew at the end what later submissions shed light on. */
  sweep: boolean
  explain: boolean
  progress: (done: number, total: number) => void
}

export interface MatchFigures {
  records: number
  perSecond: number
  p50Ms: number
  p99Ms: number
  peakMb: number
}
