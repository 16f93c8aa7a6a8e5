/** Towns that stand in a company's name as it was typed: `Müller GmbH, Linz` speaks of the place, `Druckerei Linz` does not. */
import { place } from '../normalise/place.ts'
import { key } from '../normalise/text.ts'
import { isTown } from './site.ts'
import type { Told } from './told.ts'

/** Gives a place to who names a town of the account, or sets one apart, unless half of all name it. */
export function withTowns(told: readonly Told[]): Told[] {
  const named = told.filter(({ hints }) => hints.text !== null)
  const apart = told.map(({ submission }) => townsApart(submission.company?.raw ?? ''))
  const towns = [...new Set([...told.map(({ hints }) => hints.place?.city ?? ''), ...apart.flat()])].filter((town) => town.length >= 4).sort()
  const says = ({ hints }: Told, town: string) => ` ${hints.text ?? ''} `.includes(` ${town} `)
  const telling = towns.filter((town) => 2 * named.filter((one) => says(one, town)).length <= named.length || named.length === 1)
  return told.map((one) => {
    const town = one.hints.place === null && one.hints.site === null ? telling.find((known) => says(one, known)) : undefined
    return town === undefined ? one : { ...one, hints: { ...one.hints, place: place({ city: town }) } }
  })
}

/** Behind a comma, a dash or in brackets, and in the table of towns. */
function townsApart(company: string): string[] {
  const [, ...stretches] = company.split(/\s+[-–]\s+|,\s*|[()]/)
  return stretches.map(key).filter(isTown)
}
