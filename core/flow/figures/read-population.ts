/** Step: what all leads went through, as known at an instant, read from the store into columns. */
import type { CompanyOf } from '../../lead/company-told.ts'
import { Joined } from '../../metrics/family.ts'
import type { LeadPath } from '../../metrics/lead-path.ts'
import { pathsOf } from '../../metrics/paths.ts'
import { gather, type Population } from '../../metrics/population.ts'
import type { Db } from '../../store/db.ts'
import * as history from '../../store/history.ts'

/** Leads read at once. */
const PAGE = 2_000

export interface Reading {
  companyOf: CompanyOf
  /** Unix ms. */
  asOf: number
  /** Few figures count touches, and they are most of all facts. */
  withTouches: boolean
  /** Told of the number of leads that were read. */
  tell?: (leads: number) => void
}

export async function readPopulation(db: Db, reading: Reading): Promise<Population> {
  const all = gather()
  for await (const paths of readPaths(db, reading)) all.add(paths)
  return all.done()
}

/** Page by page. */
export async function* readPaths(db: Db, reading: Reading): AsyncGenerator<LeadPath[]> {
  const families = await familiesTold(db)
  let done = 0
  for await (const ids of leadPages(db)) {
    const alone = ids.filter((id) => !families.has(id))
    yield pathsOf(await history.factsOfLeads(db, alone, reading.companyOf, reading.withTouches), reading.asOf)
    done += ids.length
    reading.tell?.(done)
  }
  for (const family of new Set(families.values())) yield pathsOf(await history.factsOfLeads(db, family, reading.companyOf, reading.withTouches), reading.asOf)
}

/** Ids of all leads there are, or ever were. */
export async function* leadPages(db: Db): AsyncGenerator<readonly string[]> {
  for (let after = ''; ; ) {
    const ids = await history.leadsBehind(db, after, PAGE)
    yield ids
    if (ids.length < PAGE) return
    after = ids.at(-1)!
  }
}

/** What changed since: the leads that were another then, and what they went through. @param since Unix ms, rather too early than too late */
export async function readChanged(db: Db, reading: Reading, since: number): Promise<{ ids: ReadonlySet<string>; as: Population }> {
  const families = await familiesTold(db)
  const changed = await history.changedSince(db, since)
  const alone = changed.filter((id) => !families.has(id))
  const together = [...new Set(changed.flatMap((id) => (families.has(id) ? [families.get(id)!] : [])))]
  const all = gather()
  for (const ids of [...pagesOf(alone), ...together])
    all.add(pathsOf(await history.factsOfLeads(db, ids, reading.companyOf, reading.withTouches), reading.asOf))
  return { ids: new Set([...alone, ...together.flat()]), as: all.done() }
}

export const pagesOf = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, i) => ids.slice(i * PAGE, (i + 1) * PAGE))

/** Leads that a merge joined that was told as a fact, each with all of its family. */
async function familiesTold(db: Db): Promise<Map<string, readonly string[]>> {
  const joined = new Joined()
  const leads = new Set<string>()
  for (const [lead, into] of await history.mergesTold(db)) {
    joined.join(lead, into)
    leads.add(lead).add(into)
  }
  const families = Map.groupBy(leads, (lead) => joined.rootOf(lead))
  return new Map([...leads].map((lead) => [lead, families.get(joined.rootOf(lead))!]))
}
