/** The sentence about the last action. */
import { Button } from '../parts/button.tsx'
import { Note, ProblemSentence } from '../parts/note.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { useTold } from './told.tsx'

export function ToldNote() {
  const t = useWords(frameWords)
  const { told, perform } = useTold()
  if (told === null) return null
  if ('sentence' in told) {
    const { tone, sentence, back } = told
    const undo = back && (
      <Button kind="small" onClick={() => perform(back)} testId="take-back">
        {t('app.takeBack')}
      </Button>
    )
    return (
      <Note tone={tone} action={undo}>
        {sentence}
      </Note>
    )
  }
  return (
    <Note tone="bad">
      <b>{t('problem.act')}</b> <ProblemSentence problem={told.problem} />
    </Note>
  )
}
