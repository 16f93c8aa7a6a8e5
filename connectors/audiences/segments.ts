/** What the hub knows of a member as tags or as fields of an e-mail tool. Both begin with the hub's own prefix: nothing else is ever changed. */
import type { Member } from '../../core/audience.ts'

/** `lw:function:it`, `lw:consent:newsletter`, `lw:kran:class:B1`, `lw:kran:stage:mql`, `lw:kran:next:checkliste`. */
export const tagsOf = (member: Member, mark = ':'): string[] =>
  segmentsOf(member)
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => [PREFIX, ...name, value].join(mark))

export const isOwnTag = (tag: string, mark = ':'): boolean => tag.toLowerCase().startsWith(`${PREFIX}${mark}`)

/** What must change so that of the hub's own tags only the wanted ones stand. */
export function tagChanges(there: readonly string[], wanted: readonly string[], mark = ':'): { add: string[]; remove: string[] } {
  const known = new Set(there.map((tag) => tag.toLowerCase()))
  const kept = new Set(wanted.map((tag) => tag.toLowerCase()))
  return {
    add: wanted.filter((tag) => !known.has(tag.toLowerCase())),
    remove: there.filter((tag) => isOwnTag(tag, mark) && !kept.has(tag.toLowerCase())),
  }
}

/** `LW_FUNCTION`, `LW_ACCOUNT`, `LW_KRAN_CLASS` ..., empty where there is nothing to tell. */
export const fieldsOf = (member: Member): Record<string, string> =>
  Object.fromEntries([
    ...segmentsOf(member, ' ').map(({ name, value }) => [fieldName(...name), value]),
    [fieldName('account'), member.account ?? ''],
    [fieldName('unit'), member.unit ?? ''],
    [fieldName('language'), member.language ?? ''],
    ...(member.form === undefined ? [] : [[fieldName('form'), member.form]]),
  ])

/** All fields of the hub where it sells these products. @param nurtures it also says what is to be sent next */
export const fieldNames = (products: readonly string[], nurtures: boolean): string[] =>
  Object.keys(fieldsOf({ ...NOBODY, products: products.map((product) => ({ product, class: null, stage: null, ...(nurtures && { next: null }) })) }))

const NOBODY: Member = { email: '', consents: [], products: [] }

const PREFIX = 'lw'

const fieldName = (...name: readonly string[]): string => [PREFIX, ...name].join('_').toUpperCase().replaceAll('-', '_')

interface Segment {
  name: readonly string[]
  value: string
}

/** @param together several purposes in one value, with this between them; else each by itself */
function segmentsOf({ function: does, consents, products }: Member, together?: string): Segment[] {
  const purposes = consents.map(({ purpose }) => purpose)
  return [
    { name: ['function'], value: does ?? '' },
    ...(together === undefined ? purposes : [purposes.join(together)]).map((value) => ({ name: ['consent'], value })),
    ...products.flatMap((one) => [
      { name: [one.product, 'class'], value: one.class ?? '' },
      { name: [one.product, 'stage'], value: one.stage ?? '' },
      ...(one.next === undefined ? [] : [{ name: [one.product, 'next'], value: one.next ?? '' }]),
    ]),
  ]
}
