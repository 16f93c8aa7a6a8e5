/** The frame around every page: where one can go, and who one is. */
import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { Icon } from '../parts/icon.tsx'
import { To, usePath } from '../parts/link.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Brand } from './brand.tsx'
import { isAt, PLACES } from './navigation.ts'
import { PlaceGroups, PlaceLink } from './place-link.tsx'
import { useSession } from './session-context.ts'

/** Loaded when it is opened for the first time. */
const MorePlaces = lazy(() => import('./more-places.tsx'))

export function Shell() {
  const t = useWords(frameWords)
  const { label, role, version } = useSession()
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
            <PlaceGroups />
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
          {PLACES.filter((place) => place.onPhone).map((place) => (
            <PlaceLink key={place.at} place={place} />
          ))}
          <More />
        </nav>
      </div>
    </>
  )
}

/** The way to the pages that have no room at the bottom; marked where one of them is shown. */
function More() {
  const t = useWords(frameWords)
  const path = usePath()
  const [isOpen, setOpen] = useState(false)
  const isThere = PLACES.some((place) => !place.onPhone && isAt(place, path))
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        {...(isThere && { 'aria-current': 'true' as const })}
        data-testid="nav-more"
      >
        <Icon name="more" />
        <span>{t('app.more')}</span>
      </button>
      {isOpen && (
        <Suspense>
          <MorePlaces close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
