/** What people filter leads by, the keys of one contact, consents to be confirmed: without an index each such question read a table from end to end. */
export const name = 'lookups'

export const up = (): readonly string[] => [
  'create index lead_class on lead (class, id)',
  'create index lead_product on lead (product, id)',
  'create index lead_owner on lead (owner, id) where owner is not null',
  "create index identity_posting_contact on identity_posting (contact_id) where contact_id <> ''",
  'create index consent_newest on consent (at, id) where voided_at is null',
]
