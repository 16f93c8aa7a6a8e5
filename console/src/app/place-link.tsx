/** Links to pages; the page that is shown is marked. */
import { Icon } from '../parts/icon.tsx'
import { To, usePath } from '../parts/link.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { isAt, NAVIGATION, type Place } from './navigation.ts'

export function PlaceLink({ place }: { place: Place }) {
  const t = useWords(frameWords)
  const path = usePath()
  const { at, icon, word } = place
  return (
    <To at={at} {...(isAt(place, path) && { 'aria-current': 'page' as const })} data-testid={`nav-${icon}`}>
      <Icon name={icon} />
      <span>{t(word)}</span>
    </To>
  )
}

/** In groups, those without any left out. */
export function PlaceGroups({ which = () => true }: { which?: (place: Place) => boolean }) {
  const t = useWords(frameWords)
  const groups = NAVIGATION.map(({ word, places }) => ({ word, places: places.filter(which) })).filter(({ places }) => places.length > 0)
  return groups.map(({ word, places }) => (
    <section key={word} aria-label={t(word)}>
      <h2>{t(word)}</h2>
      {places.map((place) => (
        <PlaceLink key={place.at} place={place} />
      ))}
    </section>
  ))
}
