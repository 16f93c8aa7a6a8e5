/** The weights of identity as a table, with what each stands for. */
import { MODEL, type Weights } from '../../core/lead/match/model.ts'
import { UNIT_MODEL } from '../../core/lead/match/unit-model.ts'
import { table } from './markdown.ts'

/** What agrees or differs, with the weights that say how much. Every weight stands in one row. */
const EVIDENCE: readonly (readonly [what: string, weights: readonly (keyof Weights)[], how: string])[] = [
  ['the same name', ['nameSame', 'nameCommon'], 'at most; less per doubling of the companies that may bear it by chance'],
  [
    'one name a part of the other',
    ['namePart', 'namePartShare', 'namePartComplete'],
    'at most; share of the bits of what they share; less where the short one has its legal form',
  ],
  ['both names have a word of their own: sisters', ['nameSister', 'nameSisterShare'], 'against it, at most; per bit of the poorer rest'],
  ['names with nothing in common', ['nameOther', 'nameOtherSameDomain', 'brand'], 'against it; under one domain; where the domain is spelled like it'],
  ['another legal form', ['formDiffers', 'formSister', 'formOther'], 'against it; where one name has a word of its own; of other names under one domain'],
  ['the same domain', ['domain', 'domainShare', 'domainGroup'], 'less per halving of the share of it that is this company; less where it speaks of a group'],
  ['another domain', ['domainDiffers'], 'against it'],
  ['a domain spelled like the name', ['label', 'labelPart', 'labelTwin'], 'whole; a part of it; two domains that differ in their ending only'],
  ['VAT id', ['vat', 'vatDiffers'], 'the same; another one, against it'],
  ['telephone', ['phone', 'phoneShare'], 'the same line or switchboard; less per halving of the share of it'],
  ['a known person', ['mail', 'freemail', 'mobile', 'person'], 'mail beside its domain; private mail; mobile; full name'],
  [
    'place',
    ['address', 'street', 'postalCode', 'town', 'streetDiffers', 'placeNear'],
    'address; street; postal code; town; less where the streets are two; neighbouring town',
  ],
  [
    'another place',
    ['placeDiffers', 'placeDiffersSites', 'placeDiffersKnown', 'placeDiffersShared'],
    'against it: by name alone; of a company with several; where more agrees; where companies share the domain',
  ],
  ['another country', ['countryDiffers'], 'against it, by name alone'],
  ['sent on behalf of somebody', ['behalf'], "what is the sender's counts so much"],
]

export const weightsTable = (): string =>
  table(
    ['evidence', 'bits', 'how'],
    EVIDENCE.map(([what, weights, how]) => [what, weights.map((name) => MODEL.weights[name]).join(', '), how]),
  )

/** For the test: weights that no row tells of. */
export const untold = (): string[] => {
  const told = new Set<string>(EVIDENCE.flatMap(([, weights]) => weights))
  return Object.keys(MODEL.weights).filter((name) => !told.has(name))
}

export const thresholds = (): string =>
  table(
    [
      'model',
      'attached from',
      'a person is asked from',
      'where a domain agrees from',
      'ahead of the second by',
      'and by this, once all is known, for nobody to be asked',
    ],
    [
      [`\`${MODEL.version}\` (account)`, MODEL.attach, MODEL.review, MODEL.reviewDomain, MODEL.margin, MODEL.clear],
      [`\`${UNIT_MODEL.version}\` (unit)`, UNIT_MODEL.threshold, '', '', UNIT_MODEL.margin, UNIT_MODEL.clear],
    ].map((row) => row.map(String)),
  )
