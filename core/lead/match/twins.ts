/** Two sites in one town: people who keep to one door each, and lines that are answered at one of them only. */
import { groupsOf } from './groups.ts'
import type { Atom } from './seeds.ts'
import { relatePlaces } from './whereabouts.ts'

/** log2: how much likelier it is for two sites than for one with two doors ... */
const OTHER_LINES = 4
const OTHER_LINE_ONCE = 2
/** ... that somebody names the same door again and again, of whom one in three would name the other. */
const SECOND_DOOR = 0.35
const NUMBERED = 2
/** How much rarer two sites in one town are, and in one postal code. */
const RARER = 2
const RARER_IN_ONE_CODE = 4

/** Parts the people of one town where they are two sites; who could be at either is at none yet, who is at one of them stays there. */
export function withoutTwins(atoms: readonly Atom[]): Atom[] {
  const parted = new Map<Atom, Atom>()
  for (const [unit, here] of Map.groupBy(atoms, (atom) => atom.unit)) {
    if (!unit?.startsWith('spot ')) continue
    const sites = sitesOf(here)
    if (sites.length < 2) continue
    for (const atom of here) {
      const site = sites.findIndex((members) => members.includes(atom))
      parted.set(atom, { ...atom, unit: site === -1 ? null : `${unit} ${site}`, fixed: atom.fixed || site !== -1 })
    }
  }
  return atoms.map((atom) => parted.get(atom) ?? atom)
}

/** The people around the busiest door, and those who are at another beyond doubt. */
function sitesOf(atoms: readonly Atom[]): (readonly Atom[])[] {
  const doors = withoutStreets(atoms, gathered(atoms, sharesDoorOrLine))
    .filter((members) => members.some(({ told }) => told.some(isAtDoor)))
    .sort((a, b) => tellings(b) - tellings(a))
  const [first, ...others] = doors
  if (!first) return []
  const numbered = atoms.some(({ told }) => told.some(({ hints }) => hints.site?.number === 1)) ? NUMBERED : 0
  const areTwo = (other: readonly Atom[]) => {
    const lines = otherLines(first, other)
    return loyalty(other) + lines + numbered >= (shareCode(first, other) ? RARER_IN_ONE_CODE : RARER) && loyalty(first) + lines > 0
  }
  return [first, ...others.filter(areTwo)]
}

function gathered(atoms: readonly Atom[], belong: (a: Atom, b: Atom) => boolean): Atom[][] {
  const groups = groupsOf(atoms.length)
  atoms.forEach((atom, i) => {
    for (let j = 0; j < i; j++) if (belong(atom, atoms[j]!)) groups.join(i, j)
  })
  return groups.all().map((members) => members.map((i) => atoms[i]!))
}

/** Who names a postal code without a street is at the door that it has, if it is one only, and leads nobody from one to another. */
function withoutStreets(atoms: readonly Atom[], doors: readonly Atom[][]): Atom[][] {
  const [bare, named] = [doors.filter((members) => !members.some(hasStreet)), doors.filter((members) => members.some(hasStreet))]
  const found = named.map((members) => [...members])
  const left: Atom[][] = []
  for (const members of bare) {
    const there = named.flatMap((door, i) => (shareCode(door, members) ? [i] : []))
    if (there.length === 1) found[there[0]!]!.push(...members)
    else if (there.length === 0) left.push(members)
  }
  return [...found, ...gathered(left.flat(), shareBareCode)].map((members) => atoms.filter((atom) => members.includes(atom)))
}

const shareBareCode = (a: Atom, b: Atom): boolean => sharesDoorOrLine(a, b) || shareCode([a], [b])

const hasStreet = ({ told }: Atom): boolean => told.some(({ hints }) => hints.place !== null && hints.place.street !== null)

function shareCode(a: readonly Atom[], b: readonly Atom[]): boolean {
  const [x, y] = [a, b].map((atoms) => atoms.flatMap(({ told }) => told.flatMap(({ hints }) => hints.place?.postalCode ?? [])))
  return x!.some((code) => y!.includes(code))
}

const tellings = (atoms: readonly Atom[]): number => atoms.reduce((sum, { told }) => sum + told.length, 0)

const isAtDoor = ({ hints }: Atom['told'][number]): boolean => hints.place !== null && (hints.place.street !== null || hints.place.postalCode !== null)

const loyalty = (atoms: readonly Atom[]): number =>
  atoms.reduce((sum, { told }) => {
    const times = told.filter(isAtDoor).length
    return times === 0 ? sum : sum - Math.log2((1 - SECOND_DOOR) ** times + SECOND_DOOR ** times)
  }, 0)

function otherLines(a: readonly Atom[], b: readonly Atom[]): number {
  const [x, y] = [a, b].map((atoms) => atoms.flatMap(({ told }) => told.filter(({ hints }) => hints.phoneStems.length > 0)))
  if (x!.length === 0 || y!.length === 0) return 0
  return x!.length > 1 && y!.length > 1 ? OTHER_LINES : OTHER_LINE_ONCE
}

function sharesDoorOrLine(a: Atom, b: Atom): boolean {
  return a.told.some(({ hints: x }) => b.told.some(({ hints: y }) => x.phoneStems.some((stem) => y.phoneStems.includes(stem)) || isOneDoor(x.place, y.place)))
}

function isOneDoor(a: Atom['told'][number]['hints']['place'], b: Atom['told'][number]['hints']['place']): boolean {
  if (a === null || b === null) return false
  const relation = relatePlaces(a, b)
  return relation === 'address' || relation === 'street'
}
