/** How well units and contacts are found where the account is known: as each submission arrives, and when an account is looked at again. */

import { decideContact, type KnownContact } from '../core/lead/match/contact.ts'
import { matchUnits } from '../core/lead/match/match-units.ts'
import { emptyAccount, emptyContact, emptyUnit, learn } from '../core/lead/match/profile.ts'
import { decideUnit, type KnownUnit } from '../core/lead/match/unit.ts'
import { type AccountUnits, unitsOf } from '../core/lead/match/units-of.ts'
import type { Submission } from '../core/lead/submission.ts'
import { type Agreement, agreement, type Labelled, labelledSet, type Pair, perRecord } from './labelled.ts'
import type { Options } from './main.ts'

/** Where a submission was put; the open unit claims nothing, so it is no group. */
interface Placed {
  unit: string | null
  contact: string | null
  review: boolean
}

type Level = 'unit' | 'contact'
type Figures = Agreement & { open: number; review: number }

interface Slice {
  tag: string
  records: number
  precision: number
  recall: number
}

const WAYS = {
  'on arrival': (own: readonly Labelled[]) => arrived(own, () => null),
  'on arrival, re-evaluated in between': (own: readonly Labelled[]) => arrived(own, (before) => unitsOf(before.map(sent))),
  'after re-evaluation': (own: readonly Labelled[]) => settled(own),
} as const

export async function matchingUnits({ set, say }: Options): Promise<object> {
  if (set === null) throw new Error('--set DIR: a folder with records.jsonl and truth.jsonl')
  const records = labelledSet(set)
  const accounts = [...Map.groupBy(records, ({ truth }) => truth.account_id).values()]
  say(`${records.length} submissions of ${accounts.length} known accounts`)
  return Object.fromEntries(
    Object.entries(WAYS).map(([name, place]) => {
      const started = performance.now()
      const placed = new Map(accounts.flatMap((own, i) => [...place(own)].map(([id, at]) => [id, named(at, i)] as const)))
      const ms = Math.round(performance.now() - started)
      return [name, { ms, unit: figures(records, placed, 'unit'), contact: figures(records, placed, 'contact'), slices: slices(records, placed) }]
    }),
  )
}

const named = ({ unit, contact, review }: Placed, account: number): Placed => ({
  unit: unit && `${account} ${unit}`,
  contact: contact && `${account} ${contact}`,
  review,
})

const sent = ({ id, submission, at }: Labelled) => ({ id, submission, receivedAt: at })

/** @param lookAgain how what has come so far is put together anew before the next one arrives; null: not at all */
function arrived(own: readonly Labelled[], lookAgain: (before: readonly Labelled[]) => AccountUnits | null): Map<string, Placed> {
  const placed = new Map<string, Placed>()
  let room = new Room()
  for (const [i, { id, submission }] of own.entries()) {
    placed.set(id, room.take(id, submission))
    const again = i + 1 < own.length ? lookAgain(own.slice(0, i + 1)) : null
    if (again) room = room.rearranged(again, new Map(own.map((one) => [one.id, one.submission])))
  }
  return placed
}

/** The units and contacts of one account, in memory. */
class Room {
  readonly units: KnownUnit[] = []
  readonly contacts: KnownContact[] = []
  readonly members = new Map<string, string[]>()
  readonly people = new Map<string, string[]>()
  readonly account = emptyAccount()
  made = 0

  take(id: string, submission: Submission): Placed {
    const { unit, between } = decideUnit(submission, this.units, this.contacts)
    const found = unit === 'open' ? this.units.find(({ kind }) => kind === 'open') : this.units.find((known) => known.id === unit)
    const at = found ?? this.addUnit(unit === 'open' ? 'open' : 'site')
    const inUnit = this.contacts.filter((contact) => contact.unit === at.id)
    const known = decideContact(submission, inUnit)
    const contact = inUnit.find((one) => one.id === known) ?? (isSomebody(submission) ? this.addContact(at.id) : null)
    this.learn(id, submission, at, contact)
    return { unit: at.kind === 'open' ? null : at.id, contact: contact?.id ?? null, review: between !== null }
  }

  rearranged({ units, open }: AccountUnits, submissions: ReadonlyMap<string, Submission>): Room {
    const next = new Room()
    next.made = this.made
    const ids = matchUnits(
      this.units.filter(({ kind }) => kind === 'site').map(({ id }) => ({ id, members: this.members.get(id)! })),
      units,
    )
    const all = [
      ...units.map((unit, i) => ({ unit, id: ids[i] ?? null, kind: 'site' as const })),
      ...(open ? [{ unit: open, id: null, kind: 'open' as const }] : []),
    ]
    const people = matchUnits(
      this.contacts.map(({ id }) => ({ id, members: this.people.get(id)! })),
      all.flatMap(({ unit }) => unit.contacts.map((members) => ({ members }))),
    )
    for (const { unit, id, kind } of all) {
      const at = next.addUnit(kind, id)
      const contacts = unit.contacts.map((members) => ({ members, contact: next.addContact(at.id, people.shift()) }))
      for (const member of unit.members)
        next.learn(member, submissions.get(member)!, at, contacts.find(({ members }) => members.includes(member))?.contact ?? null)
    }
    return next
  }

  private addUnit(kind: KnownUnit['kind'], id: string | null = null): KnownUnit {
    const unit = { id: id ?? `u${++this.made}`, kind, profile: emptyUnit() }
    this.units.push(unit)
    this.members.set(unit.id, [])
    return unit
  }

  private addContact(unit: string, id: string | null = null): KnownContact {
    const contact = { id: id ?? `c${++this.made}`, unit, profile: emptyContact() }
    this.contacts.push(contact)
    this.people.set(contact.id, [])
    return contact
  }

  private learn(id: string, submission: Submission, unit: KnownUnit, contact: KnownContact | null): void {
    learn(submission, this.account, unit.profile, contact?.profile ?? null)
    if (contact) this.people.get(contact.id)!.push(id)
    this.members.get(unit.id)!.push(id)
  }
}

const isSomebody = ({ mail, mobile, person }: Submission): boolean => (mail !== null && mail.kind !== 'role') || mobile !== null || person.lastName !== null

function settled(own: readonly Labelled[]): Map<string, Placed> {
  const { units, open, reviews } = unitsOf(own.map(sent))
  const asked = new Set(reviews.flatMap(({ ids }) => ids))
  const placed = new Map<string, Placed>()
  for (const [i, unit] of [...units, ...(open ? [open] : [])].entries()) {
    for (const id of unit.members) {
      const contact = unit.contacts.findIndex((members) => members.includes(id))
      placed.set(id, { unit: unit === open ? null : `${i}`, contact: contact === -1 ? null : `${i} ${contact}`, review: asked.has(id) })
    }
  }
  return placed
}

/** Only what can be told apart at all is counted. */
function pairsAt(records: readonly Labelled[], placed: ReadonlyMap<string, Placed>, level: Level): Pair[] {
  return records.flatMap(({ id, truth }) => {
    const is = truth[`${level}_id`]
    return truth.resolvable === 'unit' && is !== null ? [{ id, truth: is, predicted: placed.get(id)![level] }] : []
  })
}

function figures(records: readonly Labelled[], placed: ReadonlyMap<string, Placed>, level: Level): Figures {
  const pairs = pairsAt(records, placed, level)
  const open = pairs.filter(({ predicted }) => predicted === null).length / Math.max(1, pairs.length)
  const review = records.filter(({ id }) => placed.get(id)!.review).length / records.length
  return { ...agreement(pairs), open, review }
}

/** By what makes a submission hard, and by channel; the worst first. */
function slices(records: readonly Labelled[], placed: ReadonlyMap<string, Placed>): Slice[] {
  const per = perRecord(pairsAt(records, placed, 'unit'))
  const tagged = records.flatMap(({ id, truth, record }) =>
    per.has(id) ? [...truth.tags, `channel ${record.channel}`].map((tag) => ({ tag, ...per.get(id)! })) : [],
  )
  return [...Map.groupBy(tagged, ({ tag }) => tag)]
    .map(([tag, rows]) => ({
      tag,
      records: rows.length,
      precision: mean(rows.map(({ precision }) => precision)),
      recall: mean(rows.map(({ recall }) => recall)),
    }))
    .sort((a, b) => a.precision + a.recall - b.precision - b.recall)
}

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length

/** As tables. */
export function toldOfUnits(result: object): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(8)
  return Object.entries(result as Record<string, { ms: number; unit: Figures; contact: Figures; slices: Slice[] }>)
    .map(([way, { ms, unit, contact, slices: all }]) =>
      [
        `${way} (${ms} ms)`,
        ...(
          [
            ['unit', unit],
            ['contact', contact],
          ] as const
        ).map(
          ([level, { f1, precision, recall, overMerge, split, open, review }]) =>
            `  ${level.padEnd(8)} F1 ${percent(f1)}  P ${percent(precision)}  R ${percent(recall)}  over-merged ${percent(overMerge)}  split ${percent(split)}  open ${percent(open)}  review ${percent(review)}`,
        ),
        ...all.map(
          ({ tag, records, precision, recall }) => `    ${tag.padEnd(20)} n ${String(records).padStart(6)}  P ${percent(precision)}  R ${percent(recall)}`,
        ),
      ].join('\n'),
    )
    .join('\n')
}
