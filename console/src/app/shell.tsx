/** The frame around every page: where one can go, and who one is. */
import { Outlet } from '@tanstack/react-router'
import { Icon } from '../parts/icon.tsx'
import { To, usePath } from '../parts/link.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Brand } from './brand.tsx'
import { isAt, NAVIGATION, type Place } from './navigation.ts'
import { useSession } from './session-context.ts'

export function Shell() {
  const t = useWords(frameWords)
  const { label, role, version } = useSession()
  const onPhone = NAVIGATION.flatMap(({ places }) => places).filter((place) => place.onPhone)
  return (
    <>
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <div className="shell">
        <aside className="side" aria-label="Leitwerk">
          <To at="/" className="brand">
            <Brand />
            Leitwerk
          </To>
          <nav className="nav" aria-label={t('app.main')}>
            {NAVIGATION.map(({ word, places }) => (
              <section key={word} aria-label={t(word)}>
                <h2>{t(word)}</h2>
                {places.map((place) => (
                  <PlaceLink key={place.at} place={place} />
                ))}
              </section>
            ))}
          </nav>
          <div className="side-foot faint">
            <code>leitwerk {version}</code>
            <div>
              {label} · {t.word('role', role)}
            </div>
          </div>
        </aside>
        <Outlet />
        <nav className="bottom" aria-label={t('app.mainSmall')}>
          {onPhone.map((place) => (
            <PlaceLink key={place.at} place={place} />
          ))}
        </nav>
      </div>
    </>
  )
}

function PlaceLink({ place }: { place: Place }) {
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
