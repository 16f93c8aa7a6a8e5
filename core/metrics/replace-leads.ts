/** A population with some leads as they are now: the columns of the others are taken over in runs. Pure. */
import type { Population, Series, Texts } from './population.ts'

/** Leads of a population: from a number on, before another. */
type Run = readonly [from: number, to: number]
interface Part<T> {
  of: T
  runs: readonly Run[]
}
type Column = Texts | Uint8Array | Uint32Array | Float64Array | readonly string[]

/** @param gone ids of leads that are left out @param more leads that come behind the others */
export function replaceLeads(base: Population, gone: ReadonlySet<string>, more: Population): Population {
  const runs = runsWithout(base.ids, gone)
  const parts: Part<Population>[] = [
    { of: base, runs },
    { of: more, runs: [[0, more.n]] },
  ]
  const n = more.n + runs.reduce((sum, [from, to]) => sum + to - from, 0)
  const columns = Object.entries(base).flatMap(([name, value]) => {
    if (name === 'n') return []
    const of = parts.map((part) => ({ of: part.of[name as keyof Population] as Column | Series, runs: part.runs }))
    return [[name, isSeries(value) ? seriesOf(of as Part<Series>[], n) : columnOf(of as Part<Column>[])]]
  })
  return { n, ...Object.fromEntries(columns) } as Population
}

function runsWithout(ids: readonly string[], gone: ReadonlySet<string>): Run[] {
  const runs: Run[] = []
  let from = 0
  for (let lead = 0; lead <= ids.length; lead++) {
    if (lead < ids.length && !gone.has(ids[lead]!)) continue
    if (lead > from) runs.push([from, lead])
    from = lead + 1
  }
  return runs
}

const isSeries = (value: unknown): value is Series => typeof value === 'object' && value !== null && 'first' in value

/** Entries by lead: those of a run lie together. */
function seriesOf(parts: readonly Part<Series>[], n: number): Series {
  const first = new Uint32Array(n + 1)
  let lead = 0
  let behind = 0
  const entries = parts.map(({ of, runs }) => ({
    of,
    runs: runs.map(([from, to]): Run => {
      const [begin, end] = [of.first[from]!, of.first[to]!]
      for (let i = from; i < to; i++) first[lead++] = of.first[i]! - begin + behind
      behind += end - begin
      return [begin, end]
    }),
  }))
  first[n] = behind
  const names = Object.keys(parts[0]!.of).filter((name) => name !== 'first')
  const columns = names.map((name) => [name, columnOf(entries.map(({ of, runs }) => ({ of: of[name as 'at'] as Column, runs })))])
  return { first, ...Object.fromEntries(columns) }
}

function columnOf(parts: readonly Part<Column>[]): Column {
  const [{ of: sample }] = parts as [Part<Column>]
  if (Array.isArray(sample)) return parts.flatMap(({ of, runs }) => runs.flatMap(([from, to]) => (of as readonly string[]).slice(from, to)))
  if ('names' in sample) return textsOf(parts as Part<Texts>[])
  const all = new (sample.constructor as Float64ArrayConstructor)(lengthOf(parts))
  fill(all, parts as Part<Float64Array>[])
  return all
}

/** Only texts that some lead still has; only those of the later parts, which are few, are looked up. */
function textsOf(parts: readonly Part<Texts>[]): Texts {
  const sought = new Set(parts.slice(1).flatMap(({ of }) => of.names))
  const codeOf = new Map<string | null, number>()
  const names: (string | null)[] = []
  const codes = new Uint32Array(lengthOf(parts))
  let place = 0
  parts.forEach(({ of, runs }, part) => {
    const isUsed = new Uint8Array(of.names.length)
    for (const [from, to] of runs) for (let i = from; i < to; i++) isUsed[of.codes[i]!] = 1
    const renamed = Uint32Array.from(of.names, (name, code) => {
      if (isUsed[code] === 0) return 0
      const known = part === 0 ? undefined : codeOf.get(name)
      if (known !== undefined) return known
      if (part > 0 || sought.has(name)) codeOf.set(name, names.length)
      return names.push(name) - 1
    })
    for (const [from, to] of runs) for (let i = from; i < to; i++) codes[place++] = renamed[of.codes[i]!]!
  })
  return { names, codes }
}

function fill(all: Float64Array, parts: readonly Part<Float64Array>[]): void {
  let place = 0
  for (const { of, runs } of parts)
    for (const [from, to] of runs) {
      all.set(of.subarray(from, to), place)
      place += to - from
    }
}

const lengthOf = (parts: readonly Part<unknown>[]): number => parts.reduce((sum, { runs }) => runs.reduce((all, [from, to]) => all + to - from, sum), 0)
