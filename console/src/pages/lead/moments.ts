/** Everything that happened to a lead on one line of time: touches with how they came in, steps, jobs for the CRMs. */
import type { Arrival, Job, Step } from './page.tsx'

export type Moment = { key: string; at: string } & (
  | { is: 'touch'; step: Step; arrival: Arrival | undefined }
  | { is: 'step'; step: Step }
  | { is: 'job'; job: Job }
)
export const SHOWN = ['touches', 'system'] as const
export type Shown = (typeof SHOWN)[number]

/** Newest first. What came of a touch stands above it. */
export function momentsOf(steps: readonly Step[], arrivals: readonly Arrival[], jobs: readonly Job[]): Moment[] {
  const byEvent = new Map(arrivals.map((one) => [one.event, one]))
  const told = steps.map((step, i): Moment => {
    const at = step.at
    if (step.kind === 'touch') return { key: `step ${i}`, at, is: 'touch', step, arrival: byEvent.get(String(step.data.event)) }
    return { key: `step ${i}`, at, is: 'step', step }
  })
  const sent = jobs.map((job): Moment => ({ key: job.id, at: job.settledAt ?? job.createdAt, is: 'job', job }))
  return [...told, ...sent.reverse()]
    .map((moment, i) => ({ moment, i }))
    .sort((a, b) => Date.parse(b.moment.at) - Date.parse(a.moment.at) || b.i - a.i)
    .map(({ moment }) => moment)
}

export const isShown = ({ is }: Moment, shown: string | undefined): boolean =>
  shown === 'touches' ? is === 'touch' : shown === 'system' ? is !== 'touch' : true
