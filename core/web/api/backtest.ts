/** The shape of what a trial foretells. */
import { instant, z } from '../routes.ts'

const count = z.int().nonnegative()

export const backtestSchema = z
  .object({
    deliveries: count,
    skipped: count.openapi({ description: 'Could not be looked at: their source is gone, or what they name was never fetched' }),
    eventsChanged: count,
    eventsAdded: count,
    eventsRetracted: count,
    newlyHeld: count,
    newlyAccepted: count,
    leadsChanged: count,
    stagesChanged: count,
    crmWrites: z.object({ create: count, update: count, unchanged: count, extras: count }),
    findings: count.openapi({ description: 'Hand-overs and decisions that would lose the grounds for them' }),
    problems: z.array(z.object({ connection: z.string(), entity: z.string(), field: z.string(), sentence: z.string(), leads: count })),
    differences: z.array(
      z.object({
        delivery: z.string().nullable(),
        lead: z.string().nullable(),
        path: z.string(),
        before: z.unknown().optional(),
        after: z.unknown().optional(),
      }),
    ),
    differencesLeftOut: count,
  })
  .openapi('Backtest')

export const heldCauseSchema = z
  .object({
    source: z.string(),
    code: z.string(),
    path: z.string(),
    reason: z.string(),
    n: count,
    firstAt: instant,
    lastAt: instant,
    examples: z.array(z.string()),
    gone: z.array(z.string()).openapi({ description: 'Fields that all earlier payloads had and no held one has' }),
    added: z.array(z.string()),
    versions: z.array(z.object({ path: z.string(), before: z.string(), after: z.string() })),
    sentence: z.string(),
  })
  .openapi('HeldCause')
