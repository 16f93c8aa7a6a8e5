/** The weights and thresholds of identity, in bits, under one version name that is stored with every decision they made. */

export interface Model {
  version: string
  /** From here on, and clear of the runner-up: attached. */
  attach: number
  /** From here on two accounts are one. */
  merge: number
  /** From here on a person is asked. */
  review: number
  /** And from here on where a domain agrees. */
  reviewDomain: number
  /** The runner-up must be this much worse. */
  margin: number
  /** And this much, once all is known, for nobody to be asked. */
  clear: number
  weights: Weights
}

export interface Weights {
  /** A name in full that nobody else has. */
  nameSame: number
  /** Per doubling of the accounts that may bear the name by chance. */
  nameCommon: number
  /** One name is a part of the other: at most. */
  namePart: number
  /** Of the bits of the shared part, so much counts. */
  namePartShare: number
  /** Taken off where the shorter name has its legal form: it is no short form of the other. */
  namePartComplete: number
  /** Both names have a rare word that the other lacks: at most; and per bit of the poorer rest. */
  nameSister: number
  nameSisterShare: number
  /** Nothing in common; and where the domain is the same, so that it may be a brand or a former name. */
  nameOther: number
  nameOtherSameDomain: number
  /** Nothing in common, but the shared domain is spelled like it. */
  brand: number
  formDiffers: number
  /** And where one has a word that the other lacks; and where under one domain they have nothing in common. */
  formSister: number
  formOther: number
  domain: number
  /** Per halving of the part of its submissions that are the account's. */
  domainShare: number
  /** Taken off where the domain itself speaks of a group. */
  domainGroup: number
  domainDiffers: number
  /** A mail's or website's domain is spelled like the name. */
  label: number
  /** A part of the name, or more than it. */
  labelPart: number
  /** Two domains that differ in their ending alone. */
  labelTwin: number
  vat: number
  vatDiffers: number
  phone: number
  phoneShare: number
  mail: number
  freemail: number
  mobile: number
  person: number
  address: number
  street: number
  postalCode: number
  town: number
  /** Taken off where the streets of one town or postal code are two. */
  streetDiffers: number
  placeNear: number
  /** Another place than all that are known: for an account of one place, for an account of several. */
  placeDiffers: number
  placeDiffersSites: number
  /** And where more than the name agrees. */
  placeDiffersKnown: number
  /** And where several companies use the domain. */
  placeDiffersShared: number
  countryDiffers: number
  /** The submission speaks on behalf of somebody: what belongs to the sender counts so much less. */
  behalf: number
}

export const MODEL: Model = {
  version: 'identity-6',
  attach: 6,
  merge: 8,
  review: 4,
  reviewDomain: -2,
  margin: 0.5,
  clear: 3.5,
  weights: {
    nameSame: 8,
    nameCommon: 1.2,
    namePart: 5,
    namePartShare: 0.6,
    namePartComplete: 2,
    nameSister: 9,
    nameSisterShare: 1.45,
    nameOther: 7,
    nameOtherSameDomain: 5,
    brand: 0,
    formDiffers: 2,
    formSister: 10,
    formOther: 4,
    domain: 9,
    domainShare: 0.75,
    domainGroup: 3,
    domainDiffers: 2.5,
    label: 6,
    labelPart: 3.5,
    labelTwin: 4,
    vat: 14,
    vatDiffers: 14,
    phone: 7,
    phoneShare: 1,
    mail: 2,
    freemail: 6,
    mobile: 6,
    person: 3,
    address: 5,
    street: 4.5,
    postalCode: 4,
    town: 4,
    streetDiffers: 2,
    placeNear: 0,
    placeDiffers: 3.5,
    placeDiffersSites: 1,
    placeDiffersKnown: 0.5,
    placeDiffersShared: 2.5,
    countryDiffers: 2.5,
    behalf: 0.3,
  },
}
