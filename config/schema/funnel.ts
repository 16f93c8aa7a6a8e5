/** The joint process of marketing and sales: phases, what an MQL needs, how long classes last. */
import { z } from 'zod'
import { bilingual, days, id, named, points } from './common.ts'
import { figuresSchema } from './figures.ts'

export const FUNNEL_PRESETS = ['cold-to-close', 'five-phase', 'abc', 'simple'] as const

export const phaseSchema = z.strictObject({
  id: id.describe('Used in the API and in figures'),
  name: bilingual.describe('Shown to people; one text, or `de` and `en`'),
  about: bilingual.optional().describe('When a lead is in it, in a sentence'),
  stages: z
    .array(z.enum(['unknown', 'lead', 'recycled', 'mql', 'sal', 'sql', 'customer', 'lost', 'disqualified']))
    .min(1)
    .describe('Stages of the process that it is about'),
  when: z
    .strictObject({
      class: z
        .array(z.enum(['B1', 'B2', 'B3', 'A', 'C']))
        .min(1)
        .optional()
        .describe('The lead is of one of these classes'),
      touched: z.array(z.string()).min(1).optional().describe('Somebody of the unit did one of these: kinds of touch'),
      fit: z.enum(['A', 'B', 'C', 'D']).optional().describe('Lowest fit grade'),
      points: points.optional().describe('Fit and engagement points together, at the last touch'),
      substage: z.array(z.string()).min(1).optional().describe('Sales reported one of these'),
    })
    .default({})
    .describe('What must hold besides, all of it'),
  beside: z.boolean().default(false).describe('Not on the way from the first touch to the customer: lost, sent back, no need'),
  next: z.array(z.string()).optional().describe('Phases that may follow; default: any. What a CRM reports happened, and is kept, allowed or not'),
  substages: z.array(named).default([]).describe('What CRMs report within it, by its id as it comes'),
})

/** Reasons that CRMs and people give most, where nothing else was agreed. */
const REASONS = [
  { id: 'price', name: { de: 'Preis', en: 'Price' } },
  { id: 'competitor_won', name: { de: 'Wettbewerber hat den Auftrag', en: 'A competitor won' } },
  { id: 'no_budget', name: { de: 'Kein Budget', en: 'No budget' } },
  { id: 'no_decision', name: { de: 'Keine Entscheidung', en: 'No decision' } },
  { id: 'spam', name: { de: 'Spam', en: 'Spam' } },
]

const classDays = (usual: number | null, meaning: string) => days.nullable().default(usual).describe(meaning)

export const funnelSchema = z.strictObject({
  preset: z
    .enum(FUNNEL_PRESETS)
    .default('cold-to-close')
    .describe('Phases as people see them, their order and names: one of the shipped funnels, which stand in `config/funnels/`'),
  phases: z.array(phaseSchema).min(1).optional().describe('Instead of a preset, phases of your own: a lead is in the last one that fits it'),
  reasons: z
    .array(named)
    .default(REASONS)
    .describe('What reasons of losses and disqualifications are called, besides those of `agreement` and `qualification`'),
  mql: z
    .strictObject({
      points: points.default(40).describe('Fit and engagement points together'),
      touches: z.number().int().nonnegative().default(2).describe('Nurturing touches after identification, at least'),
      days: z.number().int().nonnegative().default(2).describe('Different days they must spread over'),
      fit: z.enum(['A', 'B', 'C', 'D']).default('D').describe('Lowest fit grade that may become an MQL'),
    })
    .default({ points: 40, touches: 2, days: 2, fit: 'D' })
    .describe('When a lead is marketing qualified'),
  classDays: z
    .strictObject({
      B1: classDays(60, 'Does not know its problem yet'),
      B2: classDays(120, 'Asks which kind of product'),
      B3: classDays(60, 'Specifies and compares'),
      A: classDays(30, 'Wants to decide'),
      C: classDays(null, 'No need in sight'),
    })
    .default({ B1: 60, B2: 120, B3: 60, A: 30, C: null })
    .describe('Days that a class usually lasts: one that nobody confirmed for longer comes back on the call list; null: never'),
  buyingCentre: z
    .array(z.string())
    .default(['management', 'it', 'purchasing', 'production', 'controlling'])
    .describe('Functions that take part in a decision: the call list says which of them are not known yet'),
  callPoints: points.default(20).describe('Points from which on a lead that no person has classified is on the call list'),
  figures: figuresSchema,
})
