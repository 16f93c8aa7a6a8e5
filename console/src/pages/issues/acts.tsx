/** What can be done about an open issue: do again what waited, say that one knows of it, close it. */
import { lazy, Suspense, useState } from 'react'
import { act } from '../../api/call.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { isNews } from '../../parts/issue.ts'
import { issueWords } from '../../words/issues.ts'
import { useWords } from '../../words/say.ts'
import type { IssueDetail } from './issue-panel.tsx'

/** Loaded when something is done again for the first time. */
const ResumeBox = lazy(() => import('./resume-box.tsx'))

export function Acts({ issue }: { issue: IssueDetail }) {
  const { id, resume, acknowledged } = issue
  const t = useWords(issueWords)
  const perform = usePerform()
  const [isAsking, setAsking] = useState(false)
  const params = { id }
  const unacknowledge = async () => {
    await act('delete', '/v1/issues/{id}/acknowledge', { params })
    return t('issues.wasUnacknowledged')
  }
  /** It opens again by itself where the cause is not mended. */
  const close = async () => {
    await act('post', '/v1/issues/{id}/close', { params })
    return t('issues.wasClosed')
  }
  return (
    <div className="line">
      {resume !== null && resume.count > 0 && (
        <Button icon="play" kind="primary" onClick={() => setAsking(true)} testId="issue-resume">
          {t.counted(`resume.${resume.kind}`, resume.count)}
        </Button>
      )}
      {isNews(issue) && <Acknowledge id={id} unacknowledge={unacknowledge} />}
      {acknowledged !== null && (
        <Button onClick={() => perform(unacknowledge)} testId="issue-unacknowledge">
          {t('issues.unacknowledge')}
        </Button>
      )}
      <Button icon="check" onClick={() => perform(close)} testId="issue-close">
        {t('issues.close')}
      </Button>
      {isAsking && resume !== null && (
        <Suspense>
          <ResumeBox id={id} resume={resume} close={() => setAsking(false)} />
        </Suspense>
      )}
    </div>
  )
}

function Acknowledge({ id, unacknowledge }: { id: string; unacknowledge: () => Promise<string> }) {
  const t = useWords(issueWords)
  const perform = usePerform()
  const ask = useAsk()
  const start = async () => {
    const note = await ask({
      ...{ title: t('issues.acknowledgeTitle'), text: t('issues.acknowledgeText'), confirm: t('issues.acknowledgeConfirm') },
      field: { label: t('issues.note'), value: '' },
    })
    if (note === null) return
    await perform(async () => {
      await act('post', '/v1/issues/{id}/acknowledge', { params: { id }, body: { note: note === '' ? null : note } })
      return t('issues.wasAcknowledged')
    }, unacknowledge)
  }
  return (
    <Button icon="eye" onClick={start} testId="issue-acknowledge">
      {t('issues.acknowledge')}
    </Button>
  )
}
