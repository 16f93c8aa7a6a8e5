/** The link to a page; the page that is shown is marked. */
import { Icon } from '../parts/icon.tsx'
import { To, usePath } from '../parts/link.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { isAt, type Place } from './navigation.ts'

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
