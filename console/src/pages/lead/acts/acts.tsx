/** What can be done with a lead: the next steps as buttons, the rest in a menu; what is open stands in the address. */
import { lazy, Suspense } from 'react'
import { useSession } from '../../../app/session-context.ts'
import { Button } from '../../../parts/button.tsx'
import { useGo, useQueryOfAddress } from '../../../parts/link.tsx'
import { Menu } from '../../../parts/menu.tsx'
import { frameWords } from '../../../words/frame.ts'
import { leadActWords } from '../../../words/lead-acts.ts'
import { useWords } from '../../../words/say.ts'
import type { Lead } from '../page.tsx'
import { ACTS, type ActName, isAct } from './names.ts'

const Boxes = lazy(() => import('./boxes.tsx'))

export function Acts({ lead }: { lead: Lead }) {
  const t = useWords(leadActWords, frameWords)
  const { role, mayAct } = useSession()
  const go = useGo()
  const { act, ...query } = useQueryOfAddress()
  if (!mayAct) return null
  const at = `/leads/${lead.id}`
  const open = (name: ActName) => go(at, { ...query, act: name }, true)
  const isOffered = lead.handover?.state === 'open'
  const inMenu = ACTS.filter(
    (name) => name !== 'classify' && (isOffered ? name !== 'accept' && name !== 'reject' : true) && (name !== 'erase' || role === 'admin'),
  )
  return (
    <div className="acts" data-testid="acts">
      <Button icon="calls" onClick={() => open('classify')} testId="act-classify">
        {t('act.classify')}
      </Button>
      {isOffered && (
        <>
          <Button icon="ok" kind="primary" onClick={() => open('accept')} testId="act-accept">
            {t('act.accept')}
          </Button>
          <Button onClick={() => open('reject')} testId="act-reject">
            {t('act.reject')}
          </Button>
        </>
      )}
      <Menu label={t('app.more')} items={inMenu.map((name) => ({ name, word: t(`act.${name}`), choose: () => open(name) }))} testId="acts-more" />
      {isAct(act) && (
        <Suspense>
          <Boxes name={act} lead={lead} close={() => go(at, query, true)} />
        </Suspense>
      )}
    </div>
  )
}
