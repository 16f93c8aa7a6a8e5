/** One page: its bar with title and actions, how fresh it is, and its content once everything it reads is there. */
import { type ReactNode, useEffect, useRef } from 'react'
import type { Read } from '../api/use-read.ts'
import { Button } from '../parts/button.tsx'
import { useFormat } from '../parts/format.ts'
import { To } from '../parts/link.tsx'
import { Failure, Note, ProblemSentence, Skeleton } from '../parts/note.tsx'
import { Cell, Plate } from '../parts/plate.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Brand } from './brand.tsx'
import { OutdatedContext } from './outdated.ts'
import { ToldNote } from './told-note.tsx'
import { Tools } from './tools.tsx'

interface PageProps<T extends readonly unknown[]> {
  /** For styles and tests: `deliveries`. */
  name: string
  /** The word for it; also the window's title. */
  title: string
  /** In place of the title in the bar, e.g. with a way back. */
  heading?: (...data: T) => ReactNode
  /** At most one primary one. */
  actions?: ReactNode
  /** All that it shows; until everything is read there are grey bars. */
  reads: { readonly [K in keyof T]: Read<T[K]> }
  children: (...data: T) => ReactNode
  skeleton?: ReactNode
}

let hasShownPage = false

export function Page<const T extends readonly unknown[]>({ name, title, heading, actions, reads, children, skeleton }: PageProps<T>) {
  const t = useWords(frameWords)
  const all = reads as readonly Read<unknown>[]
  const h1 = useRef<HTMLHeadingElement>(null)
  const failed = all.find(({ isError }) => isError)
  const isThere = all.every(({ data }) => data !== undefined)
  // The cast: every one has been read.
  const data = isThere ? (all.map((one) => one.data) as unknown as T) : null
  const isOutdated = all.some(({ isPlaceholderData }) => isPlaceholderData)
  const again = () => void Promise.all(all.map((one) => one.refetch()))

  useEffect(() => {
    document.title = `${title} · Leitwerk`
  }, [title])
  // Where the eye goes, the keyboard goes: to the title of the next page. The first one is begun at its top.
  useEffect(() => {
    if (hasShownPage) h1.current?.focus({ preventScroll: true })
    hasShownPage = true
  }, [])

  return (
    <div className="main">
      <header className="top">
        <To at="/" className="narrow-only" aria-label="Leitwerk">
          <Brand />
        </To>
        <h1 tabIndex={-1} ref={h1} data-testid="title">
          {heading && data ? heading(...data) : title}
        </h1>
        <OutdatedContext value={isOutdated}>{actions}</OutdatedContext>
        {data && all.length > 0 && <Live readAt={Math.min(...all.map((one) => one.dataUpdatedAt))} isLive={!failed} />}
        <Tools />
      </header>
      <main id="content" className="page" tabIndex={-1} data-view={name} data-testid={`page-${name}`} aria-busy={isOutdated || undefined}>
        <ToldNote />
        {data === null && (
          <Plate>
            <Cell flush>{failed?.error ? <Failure problem={failed.error} retry={again} /> : (skeleton ?? <Skeleton rows={10} />)}</Cell>
          </Plate>
        )}
        {data !== null && failed?.error && (
          <Note
            tone="bad"
            action={
              <Button icon="refresh" kind="small" onClick={again} testId="retry">
                {t('app.retry')}
              </Button>
            }
          >
            {t('problem.stale')} <ProblemSentence problem={failed.error} />
          </Note>
        )}
        {data !== null && <OutdatedContext value={isOutdated}>{children(...data)}</OutdatedContext>}
      </main>
    </div>
  )
}

function Live({ readAt, isLive }: { readAt: number; isLive: boolean }) {
  const t = useWords(frameWords)
  const format = useFormat()
  return (
    <span className={isLive ? 'live' : 'live stale'} data-testid="live">
      <i />
      <span>{t(isLive ? 'app.live' : 'app.stale', { time: format.clock(new Date(readAt).toISOString()) })}</span>
    </span>
  )
}

/** `Leads / Werk Nürnberg` */
export function Crumb({ at, name, children }: { at: string; name: string; children: ReactNode }) {
  return (
    <>
      <To at={at} className="crumb">
        {name}
      </To>
      <span className="crumb" aria-hidden>
        /
      </span>
      {children}
    </>
  )
}
