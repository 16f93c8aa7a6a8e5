/** Privacy: requests of persons with exports and erasures, what is kept too long, records of processing. */
import { Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { useGo, useIdOfAddress, useQueryOfAddress } from '../../parts/link.tsx'
import { Note } from '../../parts/note.tsx'
import { Segments } from '../../parts/segments.tsx'
import { frameWords } from '../../words/frame.ts'
import { privacyWords } from '../../words/privacy.ts'
import { useWords } from '../../words/say.ts'
import { Certificate } from './certificate.tsx'
import { Erasures } from './erasures.tsx'
import { Person } from './person.tsx'
import './privacy.css'
import { Records } from './records.tsx'
import { Retention } from './retention.tsx'

const PARTS = ['persons', 'retention', 'records'] as const

export default function PrivacyPage() {
  const t = useWords(privacyWords, frameWords)
  const { role, mayAct } = useSession()
  const go = useGo()
  const id = useIdOfAddress()
  const query = useQueryOfAddress()
  const part = PARTS.find((one) => one === query.part) ?? 'persons'
  return (
    <Page name="privacy" title={t('view.privacy')} reads={[]}>
      {() => (
        <>
          <div className="toolbar">
            <Segments
              label={t('privacy.part')}
              value={part}
              options={PARTS.map((one) => ({ value: one, name: t(`privacy.part.${one}`) }))}
              choose={(to) => go('/privacy', { part: to === 'persons' ? undefined : to })}
              testId="part"
            />
          </div>
          {part === 'persons' && role !== 'admin' && <Note tone="info">{t('privacy.adminOnly')}</Note>}
          {part !== 'persons' && !mayAct && <Note tone="info">{t('privacy.opsOnly')}</Note>}
          {part === 'persons' && role === 'admin' && (id === null ? <Persons /> : <Certificate id={id} />)}
          {part === 'retention' && mayAct && <Retention />}
          {part === 'records' && mayAct && <Records />}
        </>
      )}
    </Page>
  )
}

const Persons = () => (
  <>
    <Person />
    <Erasures />
  </>
)
