/** What comes out: target fields ticked off, or the JSON; each field a way to a value of the payload. */
import { useState } from 'react'
import type { Read } from '../../api/use-read.ts'
import { useFormat } from '../../parts/format.ts'
import { Icon } from '../../parts/icon.tsx'
import { JsonTree } from '../../parts/json-tree.tsx'
import type { Query } from '../../parts/link.tsx'
import { LinkTabs } from '../../parts/link-tabs.tsx'
import { Failure, Note, Skeleton } from '../../parts/note.tsx'
import { Head } from '../../parts/plate.tsx'
import { Mark } from '../../parts/status.tsx'
import { Said } from '../../parts/value.tsx'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'
import { MOST_LINES } from './sample-pane.tsx'
import { counts, type Target, type Ticked, tick } from './targets.ts'
import type { Connecting } from './use-connect.ts'
import { gotOf, type Tried } from './use-trial.ts'

interface ResultProps {
  trial: Read<Tried>
  targets: readonly Target[]
  connecting: Connecting
  at: string
  query: Query
  /** The CRM was never read. */
  isUndescribed: boolean
  /** Samples cannot be seen, or there are none. */
  isSilent: boolean
}

export function ResultPane({ trial, targets, connecting, at, query, isUndescribed, isSilent }: ResultProps) {
  const t = useWords(mappingWords)
  const format = useFormat()
  const view = query.view === 'json' ? 'json' : 'fields'
  const tried = trial.data
  const got = tried ? gotOf(tried) : null
  const result = got?.events?.[0] ?? got?.record
  const views = [
    { id: 'fields', word: t('result.fields') },
    { id: 'json', word: 'JSON' },
  ]
  return (
    <section className="cell flush bench-pane" data-pane="result" aria-label={t('pane.result')} aria-busy={trial.isPlaceholderData || undefined}>
      <Head
        title={t('pane.result')}
        aside={<LinkTabs look="segments" label={t('result.view')} at={at} query={query} name="view" chosen={view} tabs={views} />}
      />
      {tried === undefined && trial.error && <Failure problem={trial.error} retry={() => void trial.refetch()} />}
      {tried === undefined && !trial.error && !isSilent && <Skeleton rows={8} />}
      {tried && <Verdict tried={tried} />}
      {got?.events !== undefined && got.events.length > 1 && (
        <p className="pane-line faint">{t('result.event', { n: format.number(1), count: format.number(got.events.length) })}</p>
      )}
      {isUndescribed && (
        <div className="pane-empty">
          <Note tone="info">{t('result.undescribed')}</Note>
        </div>
      )}
      {view === 'fields' && targets.length > 0 && (tried || isSilent) && (
        <TargetList ticked={tick(targets, result)} connecting={connecting} hasResult={result !== undefined} />
      )}
      {view === 'json' && got && (
        <div className="pane-scroll" data-testid="result-json">
          <JsonTree
            value={got.events ?? got.record ?? got}
            at={['result']}
            label={String}
            most={MOST_LINES}
            cut={t('sample.cut', { count: format.number(MOST_LINES) })}
          />
        </div>
      )}
    </section>
  )
}

/** Why nothing comes out, or why the hub would keep it back. */
function Verdict({ tried }: { tried: Tried }) {
  const t = useWords(mappingWords)
  const got = gotOf(tried)
  const held = got?.held?.reason ?? got?.held?.code ?? tried.hold?.reason
  if (got === null) return <p className="pane-line bad">{t('result.none')}</p>
  if (held !== undefined)
    return (
      <div className="pane-note" data-testid="verdict">
        <Mark tone="hold" icon="held">
          {t('result.held')}
        </Mark>{' '}
        <Said>{held}</Said>
      </div>
    )
  if (got.ignore !== undefined) return <p className="pane-line soft">{t('result.ignored', { reason: got.ignore })}</p>
  return null
}

function TargetList({ ticked, connecting, hasResult }: { ticked: readonly Ticked[]; connecting: Connecting; hasResult: boolean }) {
  const t = useWords(mappingWords)
  const format = useFormat()
  const [wanted, setWanted] = useState('')
  const { required, requiredFilled, optionalFilled } = counts(ticked)
  const shown = ticked.filter(({ target }) => target.path.toLowerCase().includes(wanted.toLowerCase()))
  return (
    <>
      <div className="pane-line">
        {hasResult && (
          <Mark tone={requiredFilled === required ? 'ok' : 'bad'} icon={requiredFilled === required ? 'ok' : 'failed'}>
            {t('result.required', { filled: format.number(requiredFilled), total: format.number(required) })}
          </Mark>
        )}
        {hasResult && <span className="faint">{t('result.optional', { filled: format.number(optionalFilled) })}</span>}
        <input
          type="search"
          className="find"
          placeholder={t('result.search')}
          aria-label={t('result.search')}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          data-testid="target-search"
        />
      </div>
      <ul className="targets pane-scroll" aria-label={t('result.fieldsOf')}>
        {shown.map((one) => (
          <TargetRow key={one.target.path} ticked={one} connecting={connecting} />
        ))}
      </ul>
    </>
  )
}

const LOOKS = { filled: 'check', missing: 'failed', wrong: 'alert', empty: 'empty' } as const

function TargetRow({ ticked: { target, value, state }, connecting }: { ticked: Ticked; connecting: Connecting }) {
  const t = useWords(mappingWords)
  const { path, required, choices, help } = target
  const isPicked = connecting.picked !== null && 'target' in connecting.picked && connecting.picked.target.path === path
  return (
    <li data-state={state}>
      <button type="button" title={help} aria-pressed={isPicked} onClick={() => connecting.pickTarget(target)} data-testid={`target-${path}`}>
        <Icon name={LOOKS[state]} />
        <code className={required ? 'strong' : undefined}>{path}</code>
        <span className="target-value">
          {state === 'empty' ? t('result.notFilled') : state === 'missing' ? t('result.missing') : shownValue(value)}
          {state === 'wrong' && <em> {t('result.wrongChoice')}</em>}
        </span>
        {choices && choices.length > 0 && <span className="faint num">{t.counted('result.choices', choices.length)}</span>}
      </button>
    </li>
  )
}

const shownValue = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
