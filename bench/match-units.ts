/** How well units and contacts are found where the account is known: on arrival, and when all of an account is looked at again. */
import { writeFileSync } from 'node:fs'
import { decideContact } from '../core/lead/match/contact.ts'
import { emptyAccount, emptyContact, emptyUnit, learn } from '../core/lead/match/profile.ts'
import { decideUnit } from '../core/lead/match/unit.ts'
import { unitsOf } from '../core/lead/match/units-of.ts'
import { type Agreement, agreement, type Labelled, labelledSet, type Pair, perRecord } from './labelled.ts'

interface Placed {
  unit: string | null
  contact: string | null
  review: boolean
}

const [, , , ...flags] = process.argv

function onArrival(records: readonly Labelled[]): Map<string, Placed> {
  const placed = new Map<string, Placed>()
  for (const [account, own] of byAccount(records)) {
    const units: any[] = []
    const contacts: any[] = []
    const profile = emptyAccount()
    own.sort((a, b) => a.at - b.at)
    for (const { id, submission } of own) {
      const { mail, mobile, person } = submission
      const { unit, review } = decideUnit(submission, units, contacts)
      let target = unit === 'open' ? units.find((u) => u.kind === 'open') : units.find((u) => u.id === unit)
      if (!target) units.push((target = { id: `${account}/${units.length}`, kind: unit === 'open' ? 'open' : 'site', profile: emptyUnit() }))
      const inUnit = contacts.filter((c) => c.unit === target.id)
      const contactId = decideContact(submission, inUnit)
      let contact = contacts.find((c) => c.id === contactId)
      if (!contact && ((mail && mail.kind !== 'role') || mobile || person.lastName !== null))
        contacts.push((contact = { id: `${account}/c${contacts.length}`, unit: target.id, profile: emptyContact() }))
      learn(submission, profile, target.profile, contact?.profile ?? null)
      placed.set(id, { unit: target.kind === 'open' ? null : target.id, contact: contact?.id ?? null, review: review !== null })
    }
  }
  return placed
}

function byAccount(records: readonly Labelled[]): Map<string, Labelled[]> {
  const groups = new Map<string, Labelled[]>()
  for (const one of records) groups.set(one.truth.account_id, [...(groups.get(one.truth.account_id) ?? []), one])
  return groups
}

function settled(records: readonly Labelled[]): Map<string, Placed> {
  const placed = new Map<string, Placed>()
  for (const [account, own] of byAccount(records)) {
    const { units, open, reviews } = unitsOf(own.map(({ id, submission, at }) => ({ id, submission, receivedAt: at })))
    const asked = new Set(reviews.flatMap(({ ids }) => ids))
    const all = [...units.map((unit, i) => ({ unit, name: `${account}/${i}` })), ...(open ? [{ unit: open, name: null }] : [])]
    for (const { unit, name } of all) {
      for (const id of unit.members) placed.set(id, { unit: name, contact: null, review: asked.has(id) })
      unit.contacts.forEach((contact, i) => {
        for (const id of contact) placed.get(id)!.contact = `${account}/${name}/${i}`
      })
    }
  }
  return placed
}

const folder = flags[flags.indexOf('--set') + 1]!
const records = labelledSet(folder)
const pc = (x: number) => (100 * x).toFixed(2).padStart(6)
function report(name: string, placed: Map<string, Placed>) {
  for (const level of ['unit', 'contact'] as const) {
    const pairs: Pair[] = records
      .filter(({ truth }) => truth.resolvable === 'unit' && truth[`${level}_id`] !== null)
      .map((r) => ({ id: r.id, truth: r.truth[`${level}_id`]!, predicted: placed.get(r.id)![level] }))
    const a: Agreement = agreement(pairs)
    const reviews = records.filter((r) => placed.get(r.id)!.review).length / records.length
    const open = pairs.filter(({ predicted }) => predicted === null).length / pairs.length
    console.log(
      `${name.padEnd(8)} ${level.padEnd(8)} P ${pc(a.precision)} R ${pc(a.recall)} F1 ${pc(a.f1)} overmerge ${pc(a.overMerge)} split ${pc(a.split)} review ${pc(reviews)} none ${pc(open)}`,
    )
    if (flags.includes('--slices') && name === 'settled') {
      const per = perRecord(pairs)
      const slices = new Map<string, { n: number; p: number; r: number }>()
      for (const r of records) {
        const one = per.get(r.id)
        if (one)
          for (const t of [...r.truth.tags, r.record.channel!]) {
            const s = slices.get(t) ?? { n: 0, p: 0, r: 0 }
            slices.set(t, { n: s.n + 1, p: s.p + one.precision, r: s.r + one.recall })
          }
      }
      console.log(
        [...slices]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([t, s]) => `    ${t.padEnd(20)} n ${String(s.n).padStart(5)} P ${pc(s.p / s.n)} R ${pc(s.r / s.n)}`)
          .join('\n'),
      )
    }
  }
}
const out = flags.includes('--out') ? flags[flags.indexOf('--out') + 1]! : null
const now = performance.now()
report('arrival', onArrival(records))
const mid = performance.now()
const end = settled(records)
const done = performance.now()
report('settled', end)
if (flags.includes('--time')) console.log(Math.round(mid - now), Math.round(done - mid), 'ms')
const shown = flags.includes('--arrival') ? onArrival(records) : end
if (out) writeFileSync(out, records.map((r) => JSON.stringify({ record_id: r.id, ...shown.get(r.id) })).join('\n'))
