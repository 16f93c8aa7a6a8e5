/** One figure: what it counts, by what it is told apart, how it looks, its rows, its leads, its file. */
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { Choice } from '../../parts/filters.tsx'
import { useFormat } from '../../parts/format.ts'
import { Failure, Skeleton } from '../../parts/note.tsx'
import { Fact, Facts } from '../../parts/plate.tsx'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import { FigureTable } from './as-table.tsx'
import { download } from './csv.ts'
import { Drawing } from './drawing.tsx'
import { type Definition, type FigureQuery, useFigure } from './use-figure.ts'
import { useNames } from './use-names.ts'
import { useAsking } from './use-question.ts'

export function FigurePanel({ figure }: { figure: Definition }) {
  const t = useWords(funnelWords)
  const names = useNames()
  const format = useFormat()
  const perform = usePerform()
  const { by, where, period, query, set } = useAsking()
  const isKind = (kind: string | undefined): kind is string => kind !== undefined && figure.kinds.includes(kind)
  const dimension = by !== null && figure.dimensions.includes(by) ? by : undefined
  const isCourse = query.course === undefined ? figure.basis !== 'cohort' : query.course === '1'
  const asked: FigureQuery = {
    ...where,
    figure: figure.name,
    ...(isKind(query.kind) && { kind: query.kind }),
    ...(dimension && { by: dimension }),
    ...(query.mode && figure.modes.some((one) => one === query.mode) && { mode: query.mode as FigureQuery['mode'] }),
    ...(isCourse && { period }),
  }
  const read = useFigure(asked)
  const reply = read.data?.figure === figure.name ? read.data : undefined
  return (
    <div className="cell figure-panel" aria-busy={read.isPlaceholderData || undefined} data-testid="figure-panel">
      <div>
        <div className="head">
          <h2 tabIndex={-1}>{names.both(figure.title)}</h2>
          <div className="aside">
            {reply && t('figure.asOf', { time: format.clock(reply.asOf) })}
            <Button kind="small" icon="download" onClick={() => download(asked).catch((problem) => perform(() => Promise.reject(problem)))} testId="csv">
              {t('figure.csv')}
            </Button>
          </div>
        </div>
        <p className="soft sentence">{names.both(figure.sentence)}</p>
        <div className="toolbar">
          {figure.kinds.length > 1 && (
            <Choice
              label={t('figure.kind')}
              value={isKind(query.kind) ? query.kind : figure.kinds[0]}
              options={figure.kinds.map((kind) => [kind, names.kind(kind)] as const)}
              choose={(kind) => set({ kind })}
              isNeeded
              testId="figure-kind"
            />
          )}
          {figure.modes.length > 1 && (
            <Choice
              label={t('figure.mode')}
              value={query.mode ?? figure.modes[0]}
              options={figure.modes.map((mode) => [mode, t.word('mode', mode)] as const)}
              choose={(mode) => set({ mode })}
              isNeeded
              testId="figure-mode"
            />
          )}
          <label className="check">
            <input type="checkbox" checked={isCourse} onChange={(event) => set({ course: event.target.checked ? '1' : '0' })} data-testid="figure-course" />
            {t('figure.course')}
          </label>
        </div>
        {read.isError ? (
          <Failure problem={read.error} retry={() => void read.refetch()} />
        ) : reply === undefined ? (
          <Skeleton rows={8} />
        ) : (
          <>
            {reply.rows.length === 0 ? <p className="soft">{t('figure.noRows')}</p> : <Drawing reply={reply} asked={asked} />}
            <ul className="notes soft">
              {reply.notes.map((note) => (
                <li key={note.en}>{names.both(note)}</li>
              ))}
            </ul>
            {reply.rows.length > 0 && <FigureTable reply={reply} asked={asked} id="figure-rows" />}
          </>
        )}
        <Facts>
          <Fact name={t('figure.population')}>{names.both(figure.population)}</Fact>
          <Fact name={t('figure.unitOfCount')}>{names.both(figure.unitOfCount)}</Fact>
          <Fact name={t('figure.basis')}>{t.word('basis', figure.basis)}</Fact>
          <Fact name={t('figure.method')}>{names.both(figure.method)}</Fact>
        </Facts>
      </div>
    </div>
  )
}
