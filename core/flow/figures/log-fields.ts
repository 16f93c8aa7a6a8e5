/** What stands in each file of an exported log: the fields of a line, and with `_` for `.` the columns of CSV. */
import type { LogFile } from './import-log.ts'

export interface LogField {
  /** `source.channel`: inside of `source`. */
  name: string
  says: string
}
const field = (name: string, says: string): LogField => ({ name, says })

export const LOG_FIELDS: Readonly<Record<LogFile, readonly LogField[]>> = {
  facts: [
    field('id', 'Its id. After a late fact, a replay or a merge, the facts of a lead may be told anew, with other ids'),
    field('lead', 'Id of the lead'),
    field(
      'kind',
      'unit, created, touch, class, fast_lane, stage, owner, offer, contact, accept, reject, withdraw, substage, lost, disqualified, won, won_void; of imported logs also merged, unmerged',
    ),
    field('at', 'When it happened'),
    field('received', 'When the hub learnt it'),
    field('until', 'From then on it never happened; empty: it stands'),
    field('unit', 'unit, created: id of the organisational unit'),
    field('account', 'unit: id of the account'),
    field('industry', 'unit: of the company'),
    field('size', 'unit: of the company, by `funnel.figures.sizes`'),
    field('region', 'unit: of the company, by `funnel.figures.regions`'),
    field('product', 'created: id of the product'),
    field('to', 'created, stage: the stage; class: the class; owner: who; substage: its name'),
    field('source.channel', 'created, touch: kind of place'),
    field('source.system', 'created, touch: the tool that told it'),
    field('source.campaign', 'created, touch: as the tool names it'),
    field('touch', 'touch: form, download...; contact: call, visit...'),
    field('contact', 'touch: id of the contact'),
    field('stage', 'fast_lane: where the lead stood'),
    field('class', 'fast_lane: its class then'),
    field('offer', 'offer, accept, reject, withdraw: id of the offer'),
    field('owner', 'offer, contact: who in sales'),
    field('lane', 'offer: `mql`, `fast` or `classified`'),
    field('auto', 'accept: whether because time passed'),
    field('reason', 'reject, withdraw, lost, disqualified: id of the reason; `(in words)` where somebody wrote one'),
    field('order', 'won, won_void: as the CRM names it'),
    field('amount', 'won: cents'),
    field('currency', 'won: ISO 4217'),
    field('into', 'merged: the lead that it is of from then on'),
    field('merge', 'merged, unmerged: id of the merge'),
  ],
  crm: [
    field('id', "The opportunity's id there"),
    field('connection', 'Id of the connection'),
    field('hubLead', 'The lead it is linked to, where the hub knows one'),
    field('product', 'Id of the product'),
    field('created', "The CRM's own day"),
  ],
  deliveries: [
    field('id', 'Its id'),
    field('source', 'Id of the source'),
    field('received', 'When it was accepted'),
    field('state', 'processed, filtered, duplicate, test, held, pending or erased'),
    field('events.new', 'Events that made a new unit; in JSON lines `events` is a list with `state` and `unit`'),
    field('events.existing', 'Events that found a unit'),
    field('events.ignored', 'Events that say nothing of a lead'),
    field('events.held', 'Events that wait for a repair'),
  ],
  jobs: [
    field('id', 'Its id'),
    field('connection', 'Id of the connection'),
    field('created', 'When it was made'),
    field('state', 'delivered, unchanged, superseded, cancelled, parked or pending'),
  ],
}
