/** Leads that were offered to partners: until when they may answer, and what they answered. */
export const name = 'partner-offers'

export const up = (): readonly string[] => [
  'create table partner_offer (offer_id text primary key, lead_id text not null, partner text not null, at bigint not null, due_at bigint not null, settled_at bigint, answer text)',
  'create index partner_offer_due on partner_offer (due_at) where settled_at is null',
]
