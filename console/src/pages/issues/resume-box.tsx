/** Before what waited is done again: what and how many, and for held deliveries what would come of it. */
import { useMutation } from '@tanstack/react-query'
import { type Answer, act } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { Button } from '../../parts/button.tsx'
import { FormBox } from '../../parts/form-box.tsx'
import { To } from '../../parts/link.tsx'
import { Note, ProblemSentence, Skeleton } from '../../parts/note.tsx'
import { shortId } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { issueWords } from '../../words/issues.ts'
import { useWords } from '../../words/say.ts'
import { Preview } from '../deliveries/replay-preview.tsx'
import type { IssueDetail } from './issue-panel.tsx'

interface ResumeBoxProps {
  id: string
  resume: NonNullable<IssueDetail['resume']>
  close: () => void
}

export default function ResumeBox({ id, resume: { kind, count, deliveries }, close }: ResumeBoxProps) {
  const t = useWords(issueWords, deliveryWords)
  const preview = useMutation<Answer<'/v1/issues/{id}/preview', 'post'>, Problem>({
    mutationFn: () => act('post', '/v1/issues/{id}/preview', { params: { id } }),
  })
  const run = async () => {
    const { resumed } = await act('post', '/v1/issues/{id}/resume', { params: { id } })
    return { sentence: t.counted(`resume.done.${kind}`, resumed) }
  }
  return (
    <FormBox
      name="resume"
      title={t.counted(`resume.title.${kind}`, count)}
      text={t(`resume.text.${kind}`)}
      confirm={t.counted(`resume.confirm.${kind}`, count)}
      close={close}
      run={run}
    >
      {kind === 'release' && (
        <>
          <p className="faint line">
            {t('resume.some')}{' '}
            {deliveries.map((one) => (
              <To key={one} at={`/deliveries/${one}`}>
                <code>{shortId(one)}</code>
              </To>
            ))}
          </p>
          {preview.data && <Preview told={preview.data} />}
          {preview.isPending && <Skeleton rows={3} />}
          {preview.error && (
            <Note tone="bad">
              <ProblemSentence problem={preview.error} />
            </Note>
          )}
          <p>
            <Button icon="eye" onClick={() => preview.mutate()} disabled={preview.isPending} testId="resume-preview">
              {t(preview.isPending ? 'replay.previewing' : 'replay.preview')}
            </Button>
          </p>
        </>
      )}
    </FormBox>
  )
}
