/** The leads that a delivery speaks for, what happened to each, and its jobs: only what came of this delivery. */
import { useQueries } from '@tanstack/react-query'
import { type Answer, read } from '../../api/call.ts'
import type { DeliveryDetail } from './delivery-panel.tsx'

export type Lead = Answer<'/v1/leads', 'get'>['items'][number]
export type Step = Answer<'/v1/leads/{id}/timeline', 'get'>['items'][number]
export type Job = Answer<'/v1/jobs', 'get'>['items'][number]

export interface LeadOf {
  lead: Lead
  steps: Step[]
  jobs: Job[]
}

const MOST_UNITS = 5
const MOST_LEADS = 10
const LIVE = { refetchInterval: 5_000 } as const
/** Steps are written when the delivery is settled, give or take. */
const SLACK_MS = 2_000

/** `isThere`: everything has been read. */
export function useLeadsOf({ events, receivedAt, settledAt }: DeliveryDetail): { isThere: boolean; leads: LeadOf[] } {
  const units = [...new Set(events.flatMap(({ unit }) => unit ?? []))].slice(0, MOST_UNITS)
  const found = useQueries({
    queries: units.map((unit) => ({ ...LIVE, queryKey: ['/v1/leads', { query: { unit } }], queryFn: () => read('/v1/leads', { query: { unit } }) })),
  })
  const leads = found.flatMap(({ data }) => data?.items ?? []).slice(0, MOST_LEADS)
  const steps = useQueries({
    queries: leads.map(({ id }) => ({
      ...LIVE,
      queryKey: ['/v1/leads/{id}/timeline', id],
      queryFn: () => read('/v1/leads/{id}/timeline', { params: { id } }),
    })),
  })
  const jobs = useQueries({
    queries: leads.map(({ id }) => ({
      ...LIVE,
      queryKey: ['/v1/jobs', { subject: id }],
      queryFn: () => read('/v1/jobs', { query: { subject: id, limit: 50 } }),
    })),
  })
  const own = new Set(events.map(({ id }) => id))
  const [from, to] = [Date.parse(receivedAt), settledAt === null ? Number.POSITIVE_INFINITY : Date.parse(settledAt) + SLACK_MS]
  const isOfIt = ({ kind, data, recordedAt }: Step) =>
    kind === 'touch' ? own.has(String(data.event)) : Date.parse(recordedAt) >= from && Date.parse(recordedAt) <= to
  return {
    isThere: [...found, ...steps, ...jobs].every(({ isPending }) => !isPending),
    leads: leads.map((lead, i) => ({
      lead,
      steps: (steps[i]?.data?.items ?? []).filter(isOfIt),
      jobs: (jobs[i]?.data?.items ?? []).filter((job) => job.settledAt === null || Date.parse(job.settledAt) >= from),
    })),
  }
}
