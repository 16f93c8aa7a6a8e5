/** A sentence with a tone and at most one action; empty places, places that load, and places that could not be read. */
import type { ReactNode } from 'react'
import type { Problem } from '../api/problem.ts'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import type { Tone } from './tones.ts'
import { Said } from './value.tsx'

export function Note({ tone, children, action }: { tone: Tone; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="note" data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={tone === 'ok' ? 'ok' : tone === 'info' ? 'info' : 'alert'} />
      <div className="grow">{children}</div>
      {action}
    </div>
  )
}

/** What the hub said of a refusal, or what to think where it said nothing. */
export function ProblemSentence({ problem }: { problem: Problem }) {
  const t = useWords(frameWords)
  if (problem.detail !== '') return <Said>{problem.detail}</Said>
  return t(problem.status === 0 ? 'problem.away' : 'problem.strange', { status: problem.status })
}

/** In place of what could not be read. */
export function Failure({ problem, retry }: { problem: Problem; retry: () => void }) {
  const t = useWords(frameWords)
  return (
    <div className="empty" role="alert">
      <span className="state" data-tone="bad">
        <Icon name="away" />
      </span>
      <p className="strong">{t('problem.read')}</p>
      <p className="soft">
        <ProblemSentence problem={problem} />
      </p>
      <Button icon="refresh" onClick={retry} testId="retry">
        {t('app.retry')}
      </Button>
      {problem.status > 0 && (
        <p className="faint">
          <code>
            {problem.status} {problem.type}
          </code>
        </p>
      )}
    </div>
  )
}

export const Empty = ({ children }: { children: ReactNode }) => <div className="empty">{children}</div>

/** Grey bars where rows will be. */
export function Skeleton({ rows = 8 }: { rows?: number }) {
  const t = useWords(frameWords)
  return (
    <div className="skeleton" role="status">
      <span className="away">{t('app.loading')}</span>
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are all alike
        <i key={i} data-width={i % 3} />
      ))}
    </div>
  )
}
