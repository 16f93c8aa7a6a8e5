/** What becomes of the fields that no part of a lead event stands for: carried along in `answers`, or left out with a reason. */
import type { LeftOver } from '../../proposal.ts'
import { firstValue, isBlank, type Leaf } from './leaves.ts'
import { TECHNICAL } from './names.ts'
import { isMadeUp, wordsOf } from './words.ts'

export interface Answer {
  name: string
  leaf: Leaf
}

/** More lines than these nobody reads. */
const MOST = 60

export function answersOf(rest: readonly Leaf[], taken: ReadonlySet<string>): { answers: Answer[]; leftOver: LeftOver[] } {
  const names = new Set(taken)
  const answers: Answer[] = []
  const leftOver: LeftOver[] = []
  for (const leaf of rest) {
    const reason = answers.length >= MOST ? `more than ${MOST} such fields` : whyOut(leaf)
    if (reason === undefined) {
      const name = freeName(leaf, names)
      names.add(name)
      answers.push({ name, leaf })
    }
    leftOver.push({ path: leaf.path, answer: reason === undefined ? answers.at(-1)!.name : null, why: reason ?? 'no part of a lead event stands for it' })
  }
  return { answers, leftOver }
}

function whyOut(leaf: Leaf): string | undefined {
  const value = firstValue(leaf)
  const own = leaf.names.at(-1) ?? ''
  if (isBlank(value)) return 'empty in the sample'
  if (leaf.label === undefined && (/^[_@]/.test(own) || TECHNICAL.test(wordsOf(own).at(-1) ?? ''))) return 'an id, address or mark of the sending tool'
  const words = wordsOf(own)
  if (OTHER_TIMES.test(words.join(' '))) return 'another time'
  if (typeof value === 'string' && value.length > 20_000) return 'too long for an answer'
  return Array.isArray(value) && (value.length > 200 || value.some((one) => String(one).length > 2_000)) ? 'too long for an answer' : undefined
}

const OTHER_TIMES =
  /^(?:(?:date |time |ts )?(?:created|updated|modified|changed|sent|landed|registered|activated|deactivated|event|timestamp|ts|epoch)(?: at| on| date| time| ts)?|ts event|ts epoch|ts sent)$/

/** Names that say nothing without what stands around them. */
const BARE = /^(?:id|key|name|title|titel|titles|e?-?mail|type|status|state|value|text|score|source|[a-z]{2})$/i

/** The field's own name; the question where that is made up; with what stands around it where the name is taken. */
function freeName({ names, label }: Leaf, taken: ReadonlySet<string>): string {
  const own = names.at(-1) ?? 'value'
  const wanted = label !== undefined && isMadeUp(own) ? label : own
  const longer = [
    ...(names.length > 1 && BARE.test(wanted) ? [] : [wanted]),
    ...names
      .slice(0, -1)
      .reverse()
      .map((_, i) => [...names.slice(-2 - i, -1), wanted].join('.')),
  ]
  const free = longer.map((name) => name.slice(0, 200)).find((name) => !taken.has(name))
  return free ?? `${wanted.slice(0, 190)} ${taken.size}`
}
