/** How leads are qualified and handed over: products, score, funnel, routing and the content for nurturing. */
import { z } from 'zod'
import { bilingual, days, id, points } from './common.ts'

export const productSchema = z.strictObject({
  id: id.describe('Used in mappings, leads and figures'),
  name: bilingual.describe('Shown to people; one text, or `de` and `en`'),
  default: z.boolean().default(false).describe('Taken for touches that speak of no product'),
  forms: z.array(z.string()).default([]).describe('Forms that stand for this product'),
  campaigns: z.array(z.string()).default([]).describe('Campaigns that stand for this product'),
  content: z.array(z.string()).default([]).describe('Content items that stand for this product'),
})

const touchRule = z.strictObject({
  points: points.optional().describe('Points of one such touch'),
  halfLifeDays: days.optional().describe('Days until half of the points are left'),
  nurtures: z.boolean().optional().describe('Counts as nurturing towards an MQL'),
  active: z.boolean().optional().describe('The unit acted itself: brings a lost lead back'),
})

const range = z.strictObject({ min: z.number().optional().describe('At least'), max: z.number().optional().describe('At most') })

export const scoringSchema = z.strictObject({
  touches: z.record(z.string(), touchRule).default({}).describe('Per kind of touch; what is absent keeps its default'),
  interest: z
    .strictObject({ none: points.default(-5), low: points.default(0), medium: points.default(10), high: points.default(25) })
    .default({ none: -5, low: 0, medium: 10, high: 25 })
    .describe('Points for the result of a talk, added to those of the touch'),
  fit: z
    .array(
      z.strictObject({
        id: z.string().describe('Name of the rule, shown as the reason'),
        when: z
          .strictObject({
            function: z.array(z.string()).optional().describe('One of these functions of the person'),
            industry: z.array(z.string()).optional().describe('One of these industries'),
            country: z.array(z.string()).optional().describe('One of these countries (ISO codes)'),
            mailKind: z
              .array(z.enum(['personal', 'role', 'freemail', 'disposable']))
              .optional()
              .describe('One of these kinds of mail address'),
            employees: range.optional().describe('Number of employees, from `min` to `max`'),
            revenue: range.optional().describe('Revenue per year in EUR, from `min` to `max`'),
          })
          .describe('All that are given must hold'),
        points: points.describe('Added while the rule holds'),
      }),
    )
    .default([])
    .describe('Rules about what the unit and the person are'),
  fitGrades: z.strictObject({ A: points, B: points, C: points }).default({ A: 20, B: 10, C: 0 }).describe('Lowest fit points of each grade; below is D'),
  engagementGrades: z
    .strictObject({ '1': points, '2': points, '3': points })
    .default({ '1': 50, '2': 25, '3': 10 })
    .describe('Lowest engagement points of grades 1 (highest) to 3; below is 4'),
})

const sieveSchema = z.strictObject({
  name: bilingual.optional().describe('Shown to people; one text, or `de` and `en`; default: the id'),
  domains: z.array(z.string()).default([]).describe('Domains of mail addresses and websites, with all below them, or whole mail addresses'),
  companies: z.array(z.string()).default([]).describe('Names of companies; legal forms and spellings of umlauts do not matter'),
  titles: z.array(z.string()).default([]).describe('Job titles, or beginnings of words in them: who has one is filtered out, their company is not'),
  list: z.string().optional().describe('File with one domain, mail address or name of a company in a line'),
  withoutCompany: z.boolean().default(false).describe('Whoever names no company and writes from no company’s address'),
})

/** Who is no lead where nothing else was agreed. */
const SIEVE = {
  competitor: { name: { de: 'Wettbewerber', en: 'Competitor' } },
  consultant: { name: { de: 'Berater', en: 'Consultant' }, titles: ['unternehmensberat', 'management consultant'] },
  student: {
    name: { de: 'In Ausbildung', en: 'In training' },
    titles: ['student', 'studierend', 'schüler', 'praktikant', 'werkstudent', 'azubi', 'auszubildend'],
  },
  private: { name: { de: 'Privatperson', en: 'Private person' }, titles: ['privatperson', 'rentner', 'pensionär'] },
} as const

export const qualificationSchema = z
  .record(id, sieveSchema)
  .prefault({})
  .transform((given) => {
    const usual = Object.fromEntries(Object.entries(SIEVE).map(([one, rule]) => [one, sieveSchema.parse(rule)]))
    const named = Object.entries(given).map(([one, rule]) => [one, { ...rule, name: rule.name ?? usual[one]?.name }])
    return { ...usual, ...Object.fromEntries(named) } as Record<string, z.infer<typeof sieveSchema>>
  })
  .describe('Who is no lead, rule by rule: `competitor`, `consultant`, `student`, `private` or others; one that is named here replaces the usual one')

export const routingSchema = z
  .array(
    z
      .strictObject({
        when: z
          .strictObject({
            product: z.string().optional().describe('Id of the product'),
            country: z.array(z.string()).optional().describe('One of these countries (ISO codes)'),
            postalCodePrefix: z.array(z.string()).optional().describe('The postal code begins with one of these'),
            related: z
              .enum(['agency', 'group', 'sister', 'franchise', 'shared_domain'])
              .optional()
              .describe('The company is related to another in this way; `agency`: it works for another'),
          })
          .default({})
          .describe('All that are given must hold; empty: always'),
        owner: z
          .string()
          .optional()
          .describe(
            'Salesperson as the CRM knows them, usually the e-mail address; `account`: who has another lead of the same company, `related`: of the same group, a sister or a franchise, else the next rule',
          ),
        owners: z
          .array(z.string())
          .min(1)
          .optional()
          .describe('Instead of `owner`, several who take turns; who has the number of `agreement.perMonth` is passed over'),
        partner: z
          .string()
          .optional()
          .describe('Instead of `owner`, a partner, who accepts or rejects the lead by a link; after a rejection the next rule that fits counts'),
      })
      .refine(({ owner, owners, partner }) => [owner, owners, partner].filter((one) => one !== undefined).length === 1, {
        message: 'name either an `owner`, several `owners`, or a `partner`',
      }),
  )
  .default([])
  .describe('Who gets a qualified lead: the first rule that fits; none: the CRM decides')

export const contentSchema = z
  .array(
    z.strictObject({
      id: z.string().describe('As the mappings name it'),
      title: z.string().optional().describe('Shown to people; default: the id'),
      type: z.string().optional().describe('White paper, case study, webinar, article, video...'),
      class: z.enum(['B1', 'B2', 'B3', 'A', 'C']).optional().describe('Class that it is meant for: who reads it is suggested to be there'),
      functions: z.array(z.string()).default([]).describe('Functions that it is written for; default: everybody'),
      products: z.array(z.string()).default([]).describe('Products that it is offered for; default: all'),
    }),
  )
  .default([])
  .describe('Content items: the grid of class and function that they are meant for')
