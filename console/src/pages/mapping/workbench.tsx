/** The three panes and what stands below them, around one text. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { OutdatedContext } from '../../app/outdated.ts'
import { useSession } from '../../app/session-context.ts'
import { useFormat } from '../../parts/format.ts'
import { Icon } from '../../parts/icon.tsx'
import { To, useGo, useQueryOfAddress } from '../../parts/link.tsx'
import { LinkTabs } from '../../parts/link-tabs.tsx'
import type { Source } from '../../parts/names.ts'
import { Plate } from '../../parts/plate.tsx'
import { Mark } from '../../parts/status.tsx'
import { lookOf } from '../../parts/tones.ts'
import { Time } from '../../parts/value.tsx'
import { frameWords } from '../../words/frame.ts'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'
import type { Version as Listed } from '../mappings/rows.ts'
import { Acts } from './acts.tsx'
import { BacktestPart } from './backtest-part.tsx'
import { CasesPart, parsed } from './cases-part.tsx'
import { ChangesPart } from './changes-part.tsx'
import { fieldsOf } from './completions.ts'
import type { EditorHandle } from './editor.tsx'
import { ExpressionPane } from './expression-pane.tsx'
import { ResultPane } from './result-pane.tsx'
import { type Sample, SamplePane } from './sample-pane.tsx'
import type { Target } from './targets.ts'
import { useBacktest } from './use-backtest.ts'
import { nameOf, useConnect } from './use-connect.ts'
import { useDraft, type Version } from './use-draft.ts'
import { useCheck, useCompiling, useTrial, wrongOf } from './use-trial.ts'
import { numberOf, VersionsPart } from './versions-part.tsx'

interface WorkbenchProps {
  base: Version
  /** The active version. */
  against: Version | null
  versions: readonly Listed[]
  samples: readonly Sample[]
  sources: readonly Source[]
  targets: readonly Target[]
  /** The CRM has not said what its records look like. */
  isUndescribed: boolean
}

const PANES = ['sample', 'expression', 'result'] as const
const TABS = ['backtest', 'cases', 'changes', 'versions'] as const

const oneOf = <T extends string>(list: readonly T[], given: string | undefined, usual: T): T => list.find((one) => one === given) ?? usual

export function Workbench({ base, against, versions, samples, sources, targets, isUndescribed }: WorkbenchProps) {
  const t = useWords(mappingWords, frameWords)
  const format = useFormat()
  const go = useGo()
  const query = useQueryOfAddress()
  const { mayAct, role } = useSession()
  const named = useMemo(() => ({ kind: base.kind, name: base.name }), [base.kind, base.name])
  const at = `/mappings/${named.kind}/${encodeURIComponent(named.name)}`
  const [pane, tab] = [oneOf(PANES, query.pane, 'expression'), oneOf(TABS, query.tab, 'backtest')]
  const editor = useRef<EditorHandle>(null)
  const draft = useDraft(base)
  const chosen = Math.max(
    0,
    samples.findIndex(({ id }) => id === query.sample),
  )
  const sample = samples[chosen]?.id
  const item = Number(query.item ?? 1) || 1
  const [reveals, setReveals] = useState(false)
  const trial = useTrial({ ...named, sample, item, reveals, expression: draft.expression }, mayAct)
  const checked = useCheck(draft.expression, mayAct && sample === undefined)
  const tried = trial.data
  const wrong = useMemo(() => (sample === undefined ? (checked?.problems ?? []) : wrongOf(tried)), [sample, checked, tried])
  const compiling = useCompiling(base.expression, tried ?? checked)
  const backtest = useBacktest({ ...named, expression: draft.expression })
  const functions = useRead('/v1/mappings/functions', {})
  const offered = useMemo(
    () => ({ functions: functions.data?.items ?? [], fields: [...fieldsOf(tried?.given.input)], targets }),
    [functions.data, tried, targets],
  )
  const connecting = useConnect({
    kind: named.kind,
    expression: draft.expression,
    cursor: () => editor.current?.cursor() ?? null,
    put: (text, line) => (editor.current ? editor.current.put(text, line) : draft.write(text)),
  })
  useEscape(connecting.cancel)
  const choose = (n: number) => go(at, { ...query, sample: samples[n]?.id, item: undefined }, true)
  const users = sources.filter(({ mapping }) => named.kind === 'source' && mapping === named.name)
  const cases = parsed(draft.cases).length
  return (
    <>
      <div className="toolbar bench-bar">
        <Standing base={base} versions={versions} isChanged={draft.isChanged} />
        <HeldNow samples={samples} users={users} />
        <span className="grow" />
        {role !== 'admin' && <span className="faint">{t(mayAct ? 'draft.admin' : 'app.viewer')}</span>}
        <Acts
          base={base}
          draft={draft}
          versions={versions}
          backtest={backtest}
          at={at}
          canActivate={wrong.length === 0 || (tried?.problems.length ?? 0) === 0}
        />
      </div>
      <LinkTabs
        look="segments"
        className="panes narrow-only"
        label={t('pane.label')}
        at={at}
        query={query}
        name="pane"
        chosen={pane}
        tabs={PANES.map((id) => ({ id, word: t(`pane.${id}`) }))}
      />
      {connecting.picked && (
        <p className="note narrow-only" data-tone="info" role="status">
          {t('steps' in connecting.picked ? 'connect.source' : 'connect.target', { path: nameOf(connecting.picked) })}
        </p>
      )}
      <Plate look="bench" data-pane={pane}>
        <SamplePane
          samples={samples}
          chosen={chosen}
          choose={choose}
          item={item}
          chooseItem={(n) => go(at, { ...query, item: String(n) }, true)}
          trial={trial}
          connecting={connecting}
          reveals={reveals}
          setReveals={setReveals}
          users={users}
        />
        <ExpressionPane
          text={draft.expression}
          epoch={draft.epoch}
          change={draft.write}
          wrong={wrong}
          ms={tried && tried.problems.length === 0 ? tried.ms : null}
          offered={offered}
          isReadOnly={!mayAct}
          handle={editor}
          show={(line) => editor.current?.show(line)}
          undo={(text) => editor.current?.undoTo(text)}
          connecting={connecting}
        />
        <ResultPane
          trial={trial}
          targets={targets}
          connecting={connecting}
          at={at}
          query={query}
          isUndescribed={isUndescribed}
          isSilent={!mayAct || sample === undefined}
        />
        <section className="cell flush below" aria-label={t('tab.label')}>
          <LinkTabs
            label={t('tab.label')}
            at={at}
            query={query}
            name="tab"
            chosen={tab}
            tabs={TABS.map((id) => ({
              id,
              word: t(`tab.${id}`),
              ...(id === 'cases' && { count: format.number(cases) }),
              ...(id === 'versions' && { count: format.number(versions.length) }),
            }))}
          />
          <div className="below-part">
            {tab === 'backtest' && (
              <BacktestPart backtest={backtest} kind={named.kind} tryOn={(id) => go(at, { ...query, sample: id, pane: 'result' }, true)} />
            )}
            {tab === 'cases' && (
              <OutdatedContext value={trial.isPlaceholderData}>
                <CasesPart
                  named={named}
                  expression={compiling}
                  cases={draft.cases}
                  setCases={draft.setCases}
                  sample={sample === undefined ? null : { sample, item }}
                />
              </OutdatedContext>
            )}
            {tab === 'changes' && against && (
              <ChangesPart named={named} before={against.expression} after={compiling} cases={draft.cases} version={numberOf(versions, against.id)} />
            )}
            {tab === 'versions' && <VersionsPart versions={versions} named={named} chosen={base.id} at={at} query={{ tab: 'versions' }} />}
          </div>
        </section>
      </Plate>
    </>
  )
}

/** Which version this is, and whether it was changed. */
function Standing({ base, versions, isChanged }: { base: Version; versions: readonly Listed[]; isChanged: boolean }) {
  const t = useWords(mappingWords)
  const [tone, icon] = lookOf('mapping', base.state)
  return (
    <span className="states" data-testid="standing">
      <b>{numberOf(versions, base.id)}</b>
      <Mark tone={tone} icon={icon} chip>
        {t.word('versions.state', base.state)}
      </Mark>
      {isChanged && (
        <Mark tone="info" icon="test" chip>
          {t('expression.changed')}
        </Mark>
      )}
      {base.state === 'active' && base.activatedAt !== null && (
        <span className="faint wide-only">
          {t('mappings.since')} <Time at={base.activatedAt} />
        </span>
      )}
    </span>
  )
}

/** What waits for this mapping to be mended. */
function HeldNow({ samples, users }: { samples: readonly Sample[]; users: readonly Source[] }) {
  const t = useWords(mappingWords)
  const ledger = useRead('/v1/ledger', {}, { live: true })
  const ids = users.map(({ id }) => id)
  const held = (ledger.data?.sources ?? []).reduce((sum, row) => sum + (ids.includes(row.source) ? row.held : 0), 0)
  const first = samples.find(({ state }) => state === 'held')
  if (held === 0) return null
  return (
    <To
      at="/deliveries"
      query={{ state: 'held', source: first?.of ?? ids[0] }}
      className="state chip"
      data-tone="hold"
      title={t.counted('heldNow.note', held)}
      data-testid="held-here"
    >
      <Icon name="held" />
      <span>{t.counted('mappings.held', held)}</span>
    </To>
  )
}

function useEscape(cancel: () => void): void {
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && cancel()
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [cancel])
}
