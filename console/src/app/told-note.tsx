/** The sentence about the last action. */
import { Note, ProblemSentence } from '../parts/note.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { useTold } from './told.tsx'

export function ToldNote() {
  const t = useWords(frameWords)
  const { told } = useTold()
  if (told === null) return null
  if ('sentence' in told) return <Note tone={told.tone}>{told.sentence}</Note>
  return (
    <Note tone="bad">
      <b>{t('problem.act')}</b> <ProblemSentence problem={told.problem} />
    </Note>
  )
}
