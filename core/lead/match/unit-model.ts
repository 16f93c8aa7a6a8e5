/** The weights by which a submission is held against the units of its account: log2 of how much likelier an agreement is in one unit than in two. */

export interface UnitModel {
  version: string
  /** A unit that reaches it is taken ... */
  threshold: number
  /** ... if it is so much better than the next. */
  margin: number
  /** And so much better, once all is known, for nobody to be asked. */
  clear: number
  /** With so much against it nobody stays in a unit, though no other fits. */
  unfit: number
  place: { address: number; street: number; code: number; town: number; near: number; open: number; elsewhere: number; headInstead: number }
  site: { same: number; town: number; open: number; unlikely: number; other: number }
  /** Nothing said of the division whose people always name it. */
  divisionUnsaid: number
  subdomain: { same: number; other: number }
  phone: number
  /** Nothing said of a place, and a line of another area than all lines of the unit. */
  otherArea: number
  contact: { mail: number; mobile: number; name: number }
}

export const UNIT_MODEL: UnitModel = {
  version: 'unit-6',
  threshold: 1,
  margin: 1,
  clear: 4.5,
  unfit: -5,
  place: { address: 7, street: 6, code: 5, town: 4, near: 2, open: 0, elsewhere: -7, headInstead: -2 },
  site: { same: 7, town: 5, open: 0, unlikely: -2, other: -9 },
  divisionUnsaid: -5,
  subdomain: { same: 6, other: -3 },
  phone: 5,
  otherArea: -5,
  contact: { mail: 9, mobile: 9, name: 5 },
}
