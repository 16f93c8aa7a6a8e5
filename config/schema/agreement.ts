/** What marketing and sales promised each other: reasons, numbers, working time, time limits, targets, and who agreed. */
import { z } from 'zod'
import { bilingual, clock, id, WEEKDAYS } from './common.ts'

/** Why sales may send a lead back, where nothing else was agreed. */
const REASONS = [
  { id: 'wrong_persona', name: { de: 'Falscher Ansprechpartner', en: 'Wrong contact person' } },
  { id: 'persona_not_verified', name: { de: 'Ansprechpartner nicht zu erreichen oder nicht bestätigt', en: 'Contact person not reached or not confirmed' } },
  { id: 'wrong_targeting', name: { de: 'Unternehmen passt nicht zu uns', en: 'Company does not fit' } },
  { id: 'content_misfit', name: { de: 'Erwartet etwas anderes, als wir anbieten', en: 'Expects something else than is offered' } },
  { id: 'filter_failed', name: { de: 'Noch kein Bedarf, nicht reif für den Vertrieb', en: 'No need yet, not ready for sales' } },
]

const hours = z
  .union([clock, z.array(clock).min(1)])
  .transform((given): [number, number][] => (typeof given[0] === 'number' ? [given as [number, number]] : (given as [number, number][])))
  .refine((spans) => spans.every(([from, to], i) => from < to && from >= (spans[i - 1]?.[1] ?? 0)), {
    message: 'hours must follow each other without overlaps, e.g. [08:00-12:00, 13:00-17:00]',
  })

const calendarSchema = z.strictObject({
  region: z
    .string()
    .regex(/^(?:none|[A-Z]{2}(?:-[A-Z0-9]{1,8}){0,2})$/, 'expected a country or region such as DE-BY, AT-9 or CH-ZH, or `none`')
    .describe('Whose public holidays are free: country, state and, where they differ within it, its part, e.g. `DE-BY`, `DE-BY-KATH`; `none`: no holidays'),
  timeZone: z.string().optional().describe('IANA name; default: `timeZone`'),
  days: z.array(z.enum(WEEKDAYS)).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri']).describe('Working days'),
  hours: hours.default([[480, 1020]]).describe('Working hours of a day: HH:MM-HH:MM, or several; default: 08:00-17:00'),
  except: z
    .record(
      z
        .string()
        .regex(
          /^(?:mon|tue|wed|thu|fri|sat|sun|(?:\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))$/,
          'expected a weekday such as fri, a day of every year such as 12-24, or a date such as 2027-05-07',
        ),
      z.union([z.literal('free').transform((): [number, number][] => []), hours]),
    )
    .default({})
    .describe(
      'Days with other hours, or `free`: a weekday (`fri`), a day of every year where it is a working day (`12-24`), or a date, which holds on holidays and weekends, too (`2027-05-07`)',
    ),
})

const workingHours = z.number().nonnegative().max(2000)
const limit = {
  hours: z.number().positive().max(2000).optional().describe('Working hours that it may take'),
  days: z
    .number()
    .int()
    .positive()
    .max(250)
    .optional()
    .describe('Instead of `hours`: until the end of the n-th working day after; the day itself does not count'),
  remindBefore: z.array(z.number().positive().max(2000)).default([]).describe('Reminds the owner so many working hours before the time is over'),
  remindAfter: z.array(workingHours).default([0]).describe('Reminds the owner so many working hours after the time is over; 0: at once'),
  escalate: z
    .strictObject({
      to: z.email().describe('Address that is told, too'),
      afterHours: workingHours.default(0).describe('So many working hours after the time is over'),
    })
    .optional()
    .describe('Who else is told when nothing happens'),
  otherwiseAfterHours: workingHours.default(0).describe('Working hours between the end of the time and what `otherwise` says'),
}
const oneTime = ({ hours: inHours, days: inDays }: { hours?: number | undefined; days?: number | undefined }) =>
  (inHours === undefined) !== (inDays === undefined)
const ONE_TIME = { message: 'give either `hours` or `days`' }

const limitSchema = z.strictObject({
  lanes: z
    .array(z.enum(['mql', 'fast', 'classified']))
    .min(1)
    .default(['mql', 'fast', 'classified'])
    .describe('Ways to sales that it is about'),
  products: z.array(z.string()).default([]).describe('Products that it is about; default: all'),
  from: z.iso.date().optional().describe('Only what is handed over from this day on; default: everything, also what waits from before'),
  calendar: z.string().optional().describe('Calendar in which time is counted; default: `agreement.calendar`'),
  acceptance: z
    .strictObject({
      ...limit,
      otherwise: z
        .enum(['issue', 'accept', 'passOn', 'nothing'])
        .default('issue')
        .describe('What becomes of a lead that nobody answered: an issue, it counts as accepted, the next of `routing` gets it, or nothing'),
    })
    .refine(oneTime, ONE_TIME)
    .optional()
    .describe('Within which sales accepts or rejects, from the hand-over on'),
  firstContact: z
    .strictObject({
      ...limit,
      after: z.enum(['handover', 'acceptance']).default('handover').describe('From when on time is counted'),
      otherwise: z.enum(['issue', 'nothing']).default('issue').describe('What happens when nobody was in contact'),
    })
    .refine(oneTime, ONE_TIME)
    .optional()
    .describe('Within which sales is in contact for the first time'),
})

const period = z.string().regex(/^\d{4}(?:-(?:0[1-9]|1[0-2]|Q[1-4]|H[12]))?$/, 'expected a year, half-year, quarter or month: 2027, 2027-H1, 2027-Q2, 2027-05')

/** What sales gets with a lead, where nothing else was agreed. */
const MATERIAL = [
  { de: 'Unternehmen, Standort und Anschrift', en: 'Company, site and address' },
  { de: 'Ansprechpartner mit Funktion und Kontaktdaten', en: 'Contact persons with function and contact data' },
  { de: 'Produkt, Klasse und Punktzahl mit Begründung', en: 'Product, class and score with its reasons' },
  { de: 'Woher der Lead kam und was gelesen, besucht und gefragt wurde', en: 'Where the lead came from, and what was read, attended and asked' },
]

const agreed = z.strictObject({
  validFrom: z.iso.date().optional().describe('First day of the agreement as it is written here; default: when the hub first read it'),
  parties: z
    .array(
      z.strictObject({
        name: z.string().min(1).describe('Who agreed'),
        for: z.enum(['marketing', 'sales', 'management']).describe('On behalf of whom'),
        signedOn: z.iso.date().optional().describe('Day of the signature'),
      }),
    )
    .default([])
    .describe('Who agreed, shown in the document'),
  rejectionReasons: z
    .array(z.strictObject({ id: id.describe('Kept with the rejection, and counted'), name: bilingual.describe('Shown to people; one text, or `de` and `en`') }))
    .min(1)
    .default(REASONS)
    .describe('What may be said of a lead that is not wanted'),
  perMonth: z
    .record(z.string(), z.number().int().nonnegative())
    .default({})
    .describe('Leads that a salesperson can take on in a calendar month; who has as many is passed over by `routing`'),
  material: z.array(bilingual).default(MATERIAL).describe('What sales gets with a lead, as sentences for the document'),
  calendars: z.record(id, calendarSchema).default({}).describe('When people work: hours, days and public holidays of a region'),
  calendar: z.string().optional().describe('The calendar that holds where nothing else is said; default: the first one'),
  limits: z
    .array(limitSchema)
    .default([])
    .describe('Time limits of a hand-over: the first entry that fits its way and product counts; offers to partners have their own (`perDays`)'),
  notifier: z.string().optional().describe('Notifier of the kind `mail` that reminds owners and whoever is escalated to; default: the first one'),
  targets: z
    .record(z.string(), z.partialRecord(z.enum(['lead', 'mql', 'sal', 'sql', 'closing']), z.record(period, z.number().int().nonnegative())))
    .default({})
    .describe('Target figures by product, figure and period (2027, 2027-H1, 2027-Q2, 2027-05)'),
})

export const agreementSchema = agreed
  .default(() => agreed.parse({}))
  .describe('What marketing and sales agreed on: reasons, numbers, working time, time limits and targets')

export type AgreementConfig = z.infer<typeof agreementSchema>
export type CalendarConfig = z.infer<typeof calendarSchema>
export type LimitConfig = z.infer<typeof limitSchema>
