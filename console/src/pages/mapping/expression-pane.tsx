/** The expression, with what is wrong at its line, and what connecting wrote. */
import { lazy, type Ref, Suspense } from 'react'
import { Button } from '../../parts/button.tsx'
import { useFormat } from '../../parts/format.ts'
import { Icon } from '../../parts/icon.tsx'
import { ProblemSentence, Skeleton } from '../../parts/note.tsx'
import { Head } from '../../parts/plate.tsx'
import { Said } from '../../parts/value.tsx'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'
import type { Offered } from './completions.ts'
import type { EditorHandle, Wrong } from './editor.tsx'
import { type Connecting, nameOf } from './use-connect.ts'

/** Loaded when a mapping is first opened. */
const Editor = lazy(() => import('./editor.tsx'))

interface ExpressionProps {
  text: string
  epoch: number
  change: (text: string) => void
  wrong: readonly Wrong[]
  ms: number | null
  offered: Offered
  isReadOnly: boolean
  handle: Ref<EditorHandle>
  show: (line: number) => void
  undo: (before: string) => void
  connecting: Connecting
}

export function ExpressionPane({ text, epoch, change, wrong, ms, offered, isReadOnly, handle, show, undo, connecting }: ExpressionProps) {
  const t = useWords(mappingWords)
  const format = useFormat()
  return (
    <section className="cell flush bench-pane" data-pane="expression" aria-label={t('pane.expression')}>
      <Head title="JSONata" aside={ms !== null && <span className="num">{t('expression.ran', { ms: format.number(ms, 1) })}</span>} />
      <Suspense fallback={<Skeleton rows={12} />}>
        <Editor
          text={text}
          epoch={epoch}
          change={change}
          label={t('expression.label')}
          isReadOnly={isReadOnly}
          wrong={wrong}
          offered={offered}
          handle={handle}
        />
      </Suspense>
      <div className="under" aria-live="polite">
        {wrong.slice(0, 3).map(({ line, column, message }) => (
          <button key={`${line} ${column} ${message}`} type="button" className="wrong" onClick={() => show(line)} data-testid={`wrong-${line}`}>
            <Icon name="failed" />
            <Said>{t('expression.wrong', { line: format.number(line), message })}</Said>
          </button>
        ))}
        <ConnectLine connecting={connecting} undo={undo} />
        {wrong.length === 0 && connecting.picked === null && connecting.done === null && !isReadOnly && (
          <span className="faint wide-only">{t('expression.hint')}</span>
        )}
      </div>
    </section>
  )
}

function ConnectLine({ connecting, undo }: Pick<ExpressionProps, 'connecting' | 'undo'>) {
  const t = useWords(mappingWords)
  const format = useFormat()
  const { picked, done, problem, cancel, forgetDone } = connecting
  if (picked)
    return (
      <p className="line" data-testid="connecting">
        <Icon name="link" />
        <span className="grow">{t('steps' in picked ? 'connect.source' : 'connect.target', { path: nameOf(picked) })}</span>
        <Button kind="small" onClick={cancel} testId="connect-cancel">
          {t('connect.cancel')}
        </Button>
      </p>
    )
  if (problem)
    return (
      <p className="line bad" role="alert">
        <ProblemSentence problem={problem} />
      </p>
    )
  if (done === null) return null
  const back = () => {
    undo(done.before)
    forgetDone()
  }
  return (
    <p className="line" data-testid="connected">
      <Icon name="check" />
      <span className="grow">
        <code>{t('connect.done', { line: format.number(done.line), written: done.written })}</code>
      </span>
      <Button kind="small" onClick={back} testId="connect-undo">
        {t('expression.undo')}
      </Button>
    </p>
  )
}
