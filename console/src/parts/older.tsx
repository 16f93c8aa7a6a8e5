/** Below a list that is read in pages: the way to the next one. */
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Button } from './button.tsx'

interface OlderProps {
  list: { hasNextPage: boolean; fetchNextPage: () => Promise<unknown> }
  testId?: string
}

export function Older({ list, testId = 'older' }: OlderProps) {
  const t = useWords(frameWords)
  return (
    list.hasNextPage && (
      <div className="pad">
        <Button onClick={() => list.fetchNextPage()} testId={testId}>
          {t('page.older')}
        </Button>
      </div>
    )
  )
}
