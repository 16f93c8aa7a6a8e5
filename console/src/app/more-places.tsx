/** On small screens: all pages that have no room at the bottom, and who is signed in. It closes when one is chosen. */
import { useEffect, useRef } from 'react'
import { usePath } from '../parts/link.tsx'
import { Modal } from '../parts/modal.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { PlaceGroups } from './place-link.tsx'
import { useSession } from './session-context.ts'

export default function MorePlaces({ close }: { close: () => void }) {
  const t = useWords(frameWords)
  const { label, role, version } = useSession()
  useCloseElsewhere(close)
  return (
    <Modal title={t('app.more')} close={close}>
      <nav className="nav more-places" aria-label={t('app.more')} data-testid="more-places">
        <PlaceGroups which={({ onPhone }) => !onPhone} />
      </nav>
      <p className="faint">
        {label} · {t.word('role', role)} · <code>leitwerk {version}</code>
      </p>
    </Modal>
  )
}

function useCloseElsewhere(close: () => void): void {
  const path = usePath()
  const opened = useRef(path)
  useEffect(() => {
    if (path !== opened.current) close()
  }, [path, close])
}
