/** An example to copy, signed as its sender would, and a way to send it from here. */
import { act } from '../../api/call.ts'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { Snippet } from '../../parts/copy.tsx'
import { useWords } from '../../words/say.ts'
import { sourceWords } from '../../words/sources.ts'
import type { SourceView } from './page.tsx'

export function Example({ view: { id, example, canTest } }: { view: SourceView }) {
  const t = useWords(sourceWords)
  const { mayAct } = useSession()
  const perform = usePerform()
  const send = () =>
    perform(async () => {
      const { sent } = await act('post', '/v1/sources/{id}/test', { params: { id } })
      return t(sent ? 'sources.tested' : 'sources.testNone')
    })
  if (!canTest) return <p className="soft">{t('sources.exampleNone')}</p>
  return (
    <div className="example">
      <p className="soft">{t('sources.exampleText')}</p>
      {example === null ? mayAct && <p className="faint">{t('sources.exampleHidden')}</p> : <Snippet text={example} />}
      {mayAct && (
        <Button icon="test" onClick={() => send()} testId="send-test">
          {t('sources.test')}
        </Button>
      )}
    </div>
  )
}
