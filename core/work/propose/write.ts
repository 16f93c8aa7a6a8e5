/** Writes a proposed mapping down: JSONata as a person would write and read it. */
import type { LeftOver, ProposedField } from '../../proposal.ts'
import type { Answer } from './answers.ts'
import type { Assigned } from './assign.ts'
import type { ConsentLine } from './consents.ts'
import { toldConsent } from './consents.ts'
import type { CrmRecordOf } from './crm.ts'
import type { KindRule } from './kinds.ts'
import { singlePath } from './leaves.ts'
import { type Line, line, members, object } from './line.ts'
import type { ProposedTarget } from './names.ts'
import { doubtOf, type OriginLine, pathOf } from './origin.ts'
import { commented } from './path.ts'
import type { Moment } from './times.ts'

export interface Draft {
  system: string
  chosen: ReadonlyMap<ProposedTarget, Assigned>
  rule: KindRule
  moment: Moment | undefined
  crm: CrmRecordOf | undefined
  campaign: string | undefined
  origin: readonly OriginLine[]
  consents: readonly ConsentLine[]
  content: boolean
  answers: readonly Answer[]
  leftOver: readonly LeftOver[]
  split: string | null
  jsonFields: readonly string[]
}

export function written(draft: Draft): string {
  return `${heading(draft)}\n(\n${variables(draft).join('\n')}\n\n  {"events": [{\n${members(event(draft), '    ')}\n  }]}\n)\n`
}

function heading({ system, split, jsonFields, leftOver }: Draft): string {
  const carried = leftOver.filter(({ answer }) => answer !== null).map(({ path }) => commented(path))
  const out = leftOver.filter(({ answer }) => answer === null).map(({ path, why }) => `${commented(path)} (${why})`)
  return [
    `/* ${commented(system)}: proposed from one sample. Read every line before it is used, those marked "unsure" first.`,
    ...(split === null ? [] : [`   One body tells several things. The source needs:  split: ${quoted(split)}`]),
    ...(jsonFields.length === 0 ? [] : [`   Fields whose text is JSON. The source needs:  decode: { jsonFields: [${jsonFields.map(commented).join(', ')}] }`]),
    ...(carried.length === 0 ? [] : ['   Not recognised, carried along in answers:', ...carried.map((path) => `     ${path}`)]),
    ...(out.length === 0 ? [] : ['   Left out:', ...out.map((text) => `     ${text}`)]),
  ]
    .join('\n')
    .concat(' */')
}

const quoted = (text: string): string => `'${commented(text).replaceAll("'", "''")}'`

function variables({ rule, moment, campaign }: Draft): string[] {
  return [
    ...(rule.leaf ? kindTables(rule) : []),
    ...(moment ? [`  $time := ${moment.expression};${moment.sure ? '' : ` /* unsure: ${commented(moment.why)} */`}`] : []),
    `  $at := ${moment ? '$time ? $time : ' : ''}$delivery.receivedAt;`,
    ...(campaign === undefined ? [] : [`  $campaign := ${campaign};`]),
  ]
}

function kindTables({ leaf, words }: KindRule): string[] {
  const table = (entries: readonly (readonly [string, string])[]) => `{${entries.map(([word, means]) => `${JSON.stringify(word)}: "${means}"`).join(', ')}}`
  const states = [...words].flatMap(([word, { state }]) => (state === undefined ? [] : [[word, state] as const]))
  const path = singlePath(leaf!) // only asked where a field says what happened
  return [
    '  /* What the words of the tool mean. Others are held until they stand here. */',
    `  $kind := $oneOf(${path}, ${table([...words].map(([word, { kind }]) => [word, kind]))});`,
    '  $assert($exists($kind), "unknown kind of event: add its word to the list of kinds in this mapping");',
    ...(states.length === 0 ? [] : ['  /* What they mean for the consent to the newsletter. */', `  $state := $oneOf(${path}, ${table(states)});`]),
    '',
  ]
}

function event(draft: Draft): Line[] {
  const { chosen, rule, crm, origin, answers, content } = draft
  const part = (group: string, names: readonly string[]): Line[] =>
    names.flatMap((name) => {
      const one = chosen.get(`${group}.${name}` as ProposedTarget) // looked up only
      return one ? [line(name, pathOf(one), doubtOf(one))] : []
    })
  const simple = (target: ProposedTarget, doubt?: string): Line[] => {
    const one = chosen.get(target)
    return one ? [line(target, pathOf(one), doubt ?? doubtOf(one))] : []
  }
  const yesOrNo = (target: ProposedTarget): Line[] => {
    const one = chosen.get(target)
    return one ? [line(target, `$truth(${singlePath(one.leaf)})`, doubtOf(one))] : []
  }
  const group = (name: string, lines: readonly Line[]): Line[] => {
    const made = object(lines, '    ')
    return made === undefined ? [] : [line(name, made)]
  }
  return [
    crm ? line('kind', '"feedback"') : rule.leaf ? line('kind', '$kind') : line('kind', JSON.stringify(rule.only), rule.sure ? undefined : rule.why),
    line('occurredAt', '$at'),
    ...yesOrNo('test'),
    ...group('origin', origin),
    ...simple('products', PRODUCTS),
    ...group('company', part('company', COMPANY)),
    ...group('person', personLines(chosen, part)),
    ...consentMembers(draft),
    ...(content ? group('content', contentLines(chosen)) : []),
    ...yesOrNo('wantsSales'),
    ...simple('note'),
    ...(crm ? group('crm', [line('entity', crm.expression), line('remoteId', singlePath(crm.id))]) : []),
    ...group(
      'answers',
      answers.map(({ name, leaf }) => line(name, leaf.path)),
    ),
  ]
}

const PRODUCTS = 'a product must be configured under this id, else the delivery is held; $oneOf(..., {"their word": "your id"}) translates'
const COMPANY = ['name', 'department', 'site', 'website', 'vatId', 'street', 'postalCode', 'city', 'country', 'industry', 'employees', 'revenue']
const PERSON = ['title', 'firstName', 'lastName', 'fullName', 'email', 'phone', 'mobile', 'jobTitle', 'language']

/** In the order of the mapping. */
const placeOf = (target: string): number => {
  const [group, name = ''] = target.split('.')
  return group === 'company' ? COMPANY.indexOf(name) : 100 + (group === 'person' ? PERSON.indexOf(name) : 100)
}

function personLines(chosen: Draft['chosen'], part: (group: string, names: readonly string[]) => Line[]): Line[] {
  const salutation = chosen.get('person.salutation')
  return [...(salutation ? [line('salutation', `$salutation(${singlePath(salutation.leaf)})`, doubtOf(salutation))] : []), ...part('person', PERSON)]
}

function contentLines(chosen: Draft['chosen']): Line[] {
  const [id, title] = [chosen.get('content.id'), chosen.get('content.title')]
  const named = id ?? title
  return [...(named ? [line('id', pathOf(named), doubtOf(named))] : []), ...(title ? [line('title', pathOf(title), doubtOf(title))] : [])]
}

function consentMembers({ consents, rule }: Draft): Line[] {
  const told = [...rule.words.values()].some(({ state }) => state !== undefined)
  const each = [
    ...(told ? [toldConsent('$state')] : []),
    ...consents.map(({ expression, sure, why }) => (sure ? expression : `/* unsure: ${commented(why)} */ ${expression}`)),
  ]
  return each.length === 0 ? [] : [line('consents', `[\n${each.map((one) => `      ${one}`).join(',\n')}\n    ]`)]
}

/** The fields of a draft as a list, for the report. */
export function fieldsOf(draft: Draft): ProposedField[] {
  const { chosen, rule, moment, crm, origin, consents, content } = draft
  const direct = [...chosen]
    .sort(([a], [b]) => placeOf(a) - placeOf(b))
    .flatMap(([target, one]): ProposedField[] =>
      /^(?:person|company)\.|^(?:note|wantsSales|test|products)$/.test(target) || (content && target.startsWith('content.'))
        ? [
            {
              target,
              path: pathOf(one),
              why: target === 'products' ? `${one.why}; ${PRODUCTS}` : one.why,
              sure: doubtOf(one) === undefined && target !== 'products',
            },
          ]
        : [],
    )
  return [
    crm
      ? { target: 'kind', path: '"feedback"', why: `'${crm.told.names.at(-1)}' names a record of a CRM`, sure: false }
      : { target: 'kind', path: rule.leaf ? singlePath(rule.leaf) : JSON.stringify(rule.only), why: rule.why, sure: rule.sure },
    moment
      ? { target: 'occurredAt', path: moment.expression, why: moment.why, sure: moment.sure }
      : { target: 'occurredAt', path: '$delivery.receivedAt', why: 'the sample tells no time', sure: true },
    ...origin.map(({ name, path, why, doubt }) => ({ target: `origin.${name}`, path, why, sure: doubt === undefined })),
    ...direct,
    ...consents.map(({ about, leaf, why, sure }) => ({ target: `consents[${about}]`, path: leaf.path, why, sure })),
    ...([...rule.words.values()].some(({ state }) => state !== undefined)
      ? [{ target: 'consents[newsletter, email]', path: singlePath(rule.leaf!), why: 'what happened ends or gives the consent', sure: true }]
      : []),
    ...(crm ? [{ target: 'crm.entity', path: singlePath(crm.told), why: `'${crm.told.names.at(-1)}' names a record of a CRM`, sure: true }] : []),
    ...(crm ? [{ target: 'crm.remoteId', path: singlePath(crm.id), why: `the id of the ${crm.entity}`, sure: true }] : []),
  ]
}
