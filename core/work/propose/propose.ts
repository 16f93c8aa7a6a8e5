/** A first source mapping out of one payload: which field stands for what, by names, questions and looks. Pure. */
import type { Json, JsonObject } from '../../connector.ts'
import type { EventKind } from '../../lead/event.ts'
import type { NothingProposed, Proposal, Sample } from '../../proposal.ts'
import { isObject } from '../functions/argument.ts'
import { utm } from '../functions/campaign.ts'
import { type Answer, answersOf } from './answers.ts'
import { type Assignment, assign, says } from './assign.ts'
import { consentLine } from './consents.ts'
import { crmRecordIn } from './crm.ts'
import { labelsIn } from './entries.ts'
import { type KindRule, kindRule } from './kinds.ts'
import { firstValue, type Leaf, leavesOf, single } from './leaves.ts'
import type { ProposedTarget } from './names.ts'
import { named } from './numbered.ts'
import { originOf } from './origin.ts'
import { below } from './path.ts'
import { itemsOf } from './split.ts'
import { momentOf } from './times.ts'
import { type Draft, fieldsOf, written } from './write.ts'

/**
 * Reads a payload as a person would who has never seen the tool. The mapping names the path of every field; what it is
 * unsure of says so in a comment.
 *
 * @param receivedAt ISO 8601, where the sample was kept by the hub: settles times without a zone
 */
export function propose(sample: Sample, receivedAt?: string): Proposal | NothingProposed {
  if (sample.body === null || typeof sample.body !== 'object')
    return { kind: 'nothing', reason: 'the sample is one text without fields, so no field can be recognised' }
  const given = sample.items
  const { body, jsonFields } = given ? { body: sample.body, jsonFields: [] } : withJsonRead(sample.body)
  const { split, items, enveloped } = given ? { split: given.split, items: given.list, enveloped: PLAIN_PATH.test(given.split) } : itemsOf(body)
  if (items.length === 0 || !items.every(isObject)) return { kind: 'nothing', reason: 'the sample holds no object with fields' }
  const read = readAll(body, items, enveloped ? split : null)
  const leaves = named(read.leaves)
  const marks = [...leaves, ...headerLeaves(sample, items.length)]
  const rule = kindRule(marks)
  const assignment = assign(leaves.filter((leaf) => leaf !== rule.leaf))
  const { chosen } = assignment
  const identifying = IDENTIFYING.map((target) => chosen.get(target)).find(says)
  if (identifying === undefined)
    return { kind: 'nothing', reason: 'no e-mail address, telephone number or company was found in it; a source that only names things fetches them first' }
  const moment = momentOf(
    marks.filter((leaf) => leaf !== rule.leaf),
    identifying.leaf,
    receivedAt,
  )
  const crm = crmRecordIn(leaves)
  const kinds: EventKind[] = crm ? ['feedback'] : rule.leaf ? [...rule.words.values()].map(({ kind }) => kind) : [rule.only]
  const content = tellsContent(assignment, kinds)
  const { campaign, lines: origin } = originOf({ chosen, sure: crm !== undefined || rule.sure, kinds, leaves, system: sample.system })
  const consents = [...chosen].flatMap(([target, one]) => consentLine(target, one) ?? [])
  const used = usedBy(assignment, content, [moment?.leaf, moment?.clock, moment?.otherwise, rule.leaf, crm?.id, crm?.told])
  const repeated = assignment.repeated.filter(({ leaf }) => !used.has(leaf))
  const told = campaignAnswers(assignment)
  const rest = leaves.filter((leaf) => !used.has(leaf) && !repeated.some((one) => one.leaf === leaf))
  const { answers, leftOver } = answersOf(rest, new Set(told.map(({ name }) => name)))
  const draft: Draft = {
    system: sample.system,
    chosen,
    rule: crm ? { ...rule, leaf: undefined, words: new Map() } : rule,
    moment,
    crm,
    campaign,
    origin,
    consents,
    content,
    answers: [...told, ...answers],
    leftOver: [
      ...leftOver,
      ...repeated.map(({ leaf, of }) => ({ path: leaf.path, answer: null, why: `the same as ${of.path}` })),
      ...read.definitions.map((path) => ({ path, answer: null, why: 'only names the fields' })),
    ],
    split,
    jsonFields,
  }
  return { kind: 'proposal', expression: written(draft), fields: fieldsOf(draft), leftOver: draft.leftOver, split, jsonFields, items, envelope: body }
}

/** What stands around items can only be told from them where the split is a mere path. */
const PLAIN_PATH = /^[\w.]+$/

/** Without one of these nobody could be reached, and the delivery would be held. */
const IDENTIFYING: readonly ProposedTarget[] = ['person.email', 'person.phone', 'person.mobile', 'company.name']

/** Fields at the top whose text is an object in JSON, read as the hub would with `jsonFields`. */
function withJsonRead(body: Json): { body: Json; jsonFields: string[] } {
  if (!isObject(body)) return { body, jsonFields: [] }
  const read = Object.entries(body as JsonObject).flatMap(([name, value]) => {
    const inner = typeof value === 'string' && /^\s*\{[\s\S]*\}\s*$/.test(value) ? parsed(value) : undefined
    return inner === undefined ? [] : [[name, inner] as const]
  })
  return { body: { ...(body as JsonObject), ...Object.fromEntries(read) }, jsonFields: read.map(([name]) => name) }
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? (value as JsonObject) : undefined // out of JSON
  } catch {
    return undefined
  }
}

/** Values of the items, and of what stands around them: that counts for every item. */
function readAll(body: Json, items: readonly Json[], split: string | null): { leaves: Leaf[]; definitions: string[] } {
  const labels = labelsIn(body)
  const inner = leavesOf(items, '', labels)
  if (split === null) return inner
  const outer = leavesOf([body], '$envelope', labels, `$envelope.${split}`)
  const everywhere = outer.leaves.map((leaf) => ({ ...leaf, values: new Map(items.map((_, i) => [i, leaf.values.get(0)!])) }))
  return { leaves: [...inner.leaves, ...everywhere], definitions: [...inner.definitions, ...outer.definitions] }
}

/** Headers of the sender's own making can say what happened and when: CloudEvents sends them so. */
function headerLeaves({ headers = {} }: Sample, count: number): Leaf[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    /^(?:ce|x)-/.test(name) && !/secret|token|signature|key|auth/.test(name)
      ? [{ path: below('$delivery.headers', name), names: [name], outer: true, values: new Map(Array.from({ length: count }, (_, i) => [i, value])) }]
      : [],
  )
}

/** A link is content where somebody clicked it, not where a tool names its own pages. */
function tellsContent({ chosen }: Assignment, kinds: readonly KindRule['only'][]): boolean {
  const [id, title] = [chosen.get('content.id'), chosen.get('content.title')]
  if (id === undefined && title === undefined) return false
  return kinds.some((kind) => ['click', 'download', 'page_visit'].includes(kind)) || (id !== undefined && id.score >= 9)
}

function usedBy({ chosen }: Assignment, content: boolean, more: readonly (Leaf | undefined)[]): Set<Leaf> {
  const leaves = [...chosen].flatMap(([target, { leaf, alternatives }]) => (target.startsWith('content.') && !content ? [] : [leaf, ...alternatives]))
  return new Set([...leaves, ...more.filter((leaf) => leaf !== undefined)])
}

/** `utm_source` and `utm_term` have no place of their own in an event. */
function campaignAnswers({ chosen }: Assignment): Answer[] {
  const direct = (['source', 'term'] as const).flatMap((name) => {
    const one = chosen.get(`utm.${name}`)
    return one ? [{ name: `utm_${name}`, leaf: one.leaf }] : []
  })
  const address = chosen.get('utm')?.leaf
  const carried = address ? utm(single(firstValue(address))) : {}
  const named = new Set(direct.map(({ name }) => name))
  return [
    ...direct,
    ...['source', 'term'].flatMap((name) =>
      address && carried[name] !== undefined && !named.has(`utm_${name}`) ? [{ name: `utm_${name}`, leaf: { ...address, path: `$campaign.${name}` } }] : [],
    ),
  ]
}
