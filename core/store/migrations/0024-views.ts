/**
 * Views for other programs that read: what leads are and went through, by ids, with the same columns and values on both databases.
 * They are a promise: a later migration may add columns behind the last, or a view; one that alters a table below them drops them before and makes them anew.
 */
import type { Dialect } from '../dialect.ts'

export const name = 'views'

export interface View {
  name: string
  /** What one row is. */
  row: string
  columns: readonly { name: string; sql: string; says: string }[]
  from: string
}

export const up = (dialect: Dialect): readonly string[] =>
  viewsOn(dialect).map(
    ({ name, columns, from }) => `create view ${name} as select ${columns.map((column) => `${column.sql} as ${column.name}`).join(', ')} from ${from}`,
  )

const column = (name: string, sql: string, says: string) => ({ name, sql, says })

/** In the order in which they build on each other. */
export function viewsOn({ views: { isoTime, inJson, isLikeId } }: Dialect): readonly View[] {
  const told = (field: string) => inJson('s.data', field)
  const number = (sql: string) => `cast(cast(${sql} as numeric) as bigint)`
  const cents = (sql: string) => `cast(round(cast(${sql} as numeric) * 100) as bigint)`
  const yes = (sql: string) => `case when cast(${sql} as text) in ('true', '1') then 1 else 0 end`
  /** What people wrote in their own words may name somebody. */
  const reason = (sql: string) => `case when ${isLikeId(sql)} then ${sql} when ${sql} is not null then '(in words)' end`

  const lead = column('lead', 's.lead_id', 'Its id')
  const ofLead = [
    lead,
    column('product', 'l.product', 'Id of the product'),
    column('unit', 'l.unit_id', 'Id of the organisational unit'),
    column('account', 'l.account_id', 'Id of the account'),
  ]
  const at = column('at', isoTime('s.at'), 'When it happened')
  const receivedAt = column('received_at', isoTime('s.recorded_at'), 'When the hub learnt it')
  const steps = 'lead_step s join lead l on l.id = s.lead_id'
  const source = (document: string) => [
    column('channel', inJson(document, 'origin', 'channel'), 'Kind of place'),
    column('system', inJson(document, 'origin', 'system'), 'The tool that told it'),
    column('campaign', inJson(document, 'origin', 'campaign'), 'As the tool names it'),
  ]

  return [
    {
      name: 'bi_lead',
      row: 'A lead as it is now: a unit and a product. What was merged away has `merged_into`.',
      columns: [
        column('lead', 'l.id', 'Its id'),
        ...ofLead.slice(1),
        column('created_at', isoTime('coalesce(s.at, l.created_at)'), 'Its first touch'),
        ...source('s.data'),
        column('stage', 'l.stage', 'Where it stands'),
        column('substage', 'l.substage', "The CRM's own name for it"),
        column('phase', 'l.phase', 'Phase of the funnel, where its phases are not the stages'),
        column('class', 'l.class', 'B1, B2, B3, A or C'),
        column('fit', 'l.fit', 'Grade of fit, A to D'),
        column('engagement', 'l.engagement', 'Grade of engagement, 1 to 4'),
        column('points', 'l.points', 'Fit and engagement points together'),
        column('owner', 'l.owner', 'Who in sales has it, as the CRM or the settings name them'),
        column('merged_into', 'l.merged_into', 'The lead that it went up in'),
        column('changed_at', isoTime('l.updated_at'), 'When anything of it changed last'),
      ],
      from: `lead l left join lead_step s on s.lead_id = l.id and s.kind = 'created'
        and s.seq = (select min(f.seq) from lead_step f where f.lead_id = l.id and f.kind = 'created')`,
    },
    {
      name: 'bi_stage',
      row: 'A stay of a lead in a stage. Of an imported log only what it tells as `created` and `stage`.',
      columns: [
        ...ofLead,
        column('stage', told('to'), 'Where it stood'),
        column('from_at', isoTime('s.at'), 'Since when'),
        column('until_at', isoTime('lead(s.at) over (partition by s.lead_id order by s.at, s.seq)'), 'When it moved on; empty: it stands there'),
        receivedAt,
      ],
      from: `${steps} where s.kind in ('created', 'stage')`,
    },
    {
      name: 'bi_offer',
      row: 'An offer of a lead to sales, with its first answer. That it was taken without an answer only the figures know.',
      columns: [
        column('offer', told('offer'), 'Its id'),
        ...ofLead,
        column('lane', told('lane'), '`mql`, `fast` or `classified`'),
        column('owner', told('owner'), 'To whom'),
        column('at', isoTime('s.at'), 'When it was made'),
        receivedAt,
        column(
          'outcome',
          "case a.kind when 'accept' then 'accepted' when 'reject' then 'rejected' when 'withdraw' then 'withdrawn' else 'open' end",
          '`accepted`, `rejected`, `withdrawn` or `open`',
        ),
        column('answered_at', isoTime('a.at'), 'When'),
        column('automatic', `case when a.kind = 'accept' then ${yes(inJson('a.data', 'auto'))} end`, '1: accepted because time passed'),
        column(
          'reason',
          `case when a.kind <> 'accept' then ${reason(inJson('a.data', 'reason'))} end`,
          'Id of the reason; `(in words)` where somebody wrote one',
        ),
      ],
      from: `${steps} left join lead_step a on a.lead_id = s.lead_id and a.seq = (select f.seq from lead_step f where f.lead_id = s.lead_id
        and f.kind in ('accept', 'reject', 'withdraw') and ${inJson('f.data', 'offer')} = ${told('offer')} order by f.at, f.seq limit 1)
        where s.kind = 'offer'`,
    },
    {
      name: 'bi_touch',
      row: 'A contact of somebody with us.',
      columns: [
        column('touch', 's.id', 'Its id'),
        ...ofLead,
        at,
        receivedAt,
        column('kind', told('touch'), 'form, download, call...'),
        ...source('s.data'),
        column('contact', told('contact'), 'Id of the contact'),
      ],
      from: "lead_fact s join lead l on l.id = s.lead_id where s.kind = 'touch' and s.voided_at is null",
    },
    {
      name: 'bi_order',
      row: 'An order that stands, each once.',
      columns: [
        column('order_id', told('order'), 'As the CRM names it'),
        ...ofLead,
        at,
        receivedAt,
        column('amount_cents', cents(told('amount')), 'Empty: not known'),
        column('currency', told('currency'), 'ISO 4217'),
      ],
      from: `${steps} where s.kind = 'won' and s.seq = (select f.seq from lead_step f where f.lead_id = s.lead_id and f.kind = 'won'
        and ${inJson('f.data', 'order')} = ${told('order')} and not exists (select 1 from lead_step v where v.lead_id = s.lead_id and v.kind = 'won_void'
        and ${inJson('v.data', 'order')} = ${told('order')} and (v.at, v.seq) > (f.at, f.seq)) order by f.at, f.seq limit 1)`,
    },
    {
      name: 'bi_fact',
      row: 'A fact of a lead, also one that was taken back later. Touches stand in `bi_touch`.',
      columns: [
        lead,
        column('kind', 's.kind', 'created, stage, class, offer...'),
        at,
        receivedAt,
        column('until_at', isoTime('s.until_at'), 'From then on it never happened; empty: it stands'),
        ...ofLead.slice(1).map(({ name, says }) => column(name, `s.${name}`, says)),
        column(
          'stage',
          `case when s.kind in ('created', 'stage') then ${told('to')} when s.kind = 'fast_lane' then ${told('stage')} end`,
          'Into which it came, or in which it stood',
        ),
        column('class', `case s.kind when 'class' then ${told('to')} when 'fast_lane' then ${told('class')} end`, 'Into which it came, or in which it stood'),
        column('owner', `case when s.kind = 'owner' then ${told('to')} when s.kind in ('offer', 'contact') then ${told('owner')} end`, 'Who in sales'),
        column('offer', told('offer'), 'Id of the offer'),
        column('lane', told('lane'), 'Of an offer'),
        column('substage', `case when s.kind = 'substage' then ${told('to')} end`, "The CRM's own name for it"),
        column('activity', told('activity'), 'Of a contact by sales: call, visit...'),
        column('automatic', `case when s.kind = 'accept' then ${yes(told('auto'))} end`, '1: accepted because time passed'),
        column(
          'reason',
          `case when s.kind in ('reject', 'withdraw', 'lost', 'disqualified') then ${reason(told('reason'))} end`,
          'Id of the reason; `(in words)` where somebody wrote one',
        ),
        column('order_id', told('order'), 'As the CRM names it'),
        column('amount_cents', cents(told('amount')), 'Of an order'),
        column('currency', told('currency'), 'ISO 4217'),
        ...source('s.data').map(({ name, sql, says }) => column(name, sql, `Of the creation: ${says.charAt(0).toLowerCase()}${says.slice(1)}`)),
        column('industry', told('industry'), 'Of the company, as known from then on'),
        column('employees', number(told('employees')), 'Of the company'),
        column('country', told('country'), 'Of the company, ISO 3166'),
        column('postal_code', told('postalCode'), 'Of the company'),
      ],
      from: `(select f.lead_id, f.kind, f.at, f.recorded_at, null as until_at, l.unit_id as unit, l.account_id as account, l.product, f.data
        from lead_step f join lead l on l.id = f.lead_id
        union all select w.lead_id, w.kind, w.at, w.recorded_at, w.until_at, w.unit_id, w.account_id, w.product, w.data from lead_step_was w) s
        where s.kind not in ('reminder', 'phase')`,
    },
  ]
}
