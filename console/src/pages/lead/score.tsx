/** The score explained: a stacked bar with the threshold, one line per rule, points then and now, and what an MQL lacks. */
import { useState } from 'react'
import { useFormat } from '../../parts/format.ts'
import { Icon } from '../../parts/icon.tsx'
import { Empty } from '../../parts/note.tsx'
import { Since } from '../../parts/value.tsx'
import { kindWords } from '../../words/kinds.ts'
import { leadPageWords } from '../../words/lead-page.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import type { Explained } from './page.tsx'
import { type Line, linesOf } from './score-lines.ts'

const FIRST = 7

export function Score({ score }: { score: Explained }) {
  const t = useWords(leadWords, leadPageWords)
  const format = useFormat()
  const [isAll, setAll] = useState(false)
  const lines = linesOf(score)
  const shown = isAll ? lines : lines.slice(0, FIRST)
  const needs = score.mql.find((one) => one.what === 'points')?.needs ?? 0
  const most = Math.max(score.points, Number(needs) * 1.25, 1)
  const days = [...new Set(score.touches.map(({ halfLifeDays }) => halfLifeDays))].sort((a, b) => a - b)
  return (
    <div id="score">
      <div className="line baseline">
        <span className="fig num" data-testid="points">
          {format.number(score.points, 1)}
        </span>
        <span className="soft">{t('leads.grades', { fit: score.fit, engagement: score.engagement })}</span>
        <span className="grow" />
        <span className="faint small">{t('score.from', { points: format.number(Number(needs)) })}</span>
      </div>
      <div className="stack" role="img" aria-label={t('score.bar', { points: format.number(score.points, 1), needs: format.number(Number(needs)) })}>
        {lines.map((line) => (
          <i key={line.key} data-fit={line.isFit || undefined} style={{ width: `${(Math.max(0, line.now) / most) * 100}%` }} />
        ))}
        <b style={{ left: `${(Number(needs) / most) * 100}%` }} />
      </div>
      {lines.length === 0 && <Empty>{t('score.none')}</Empty>}
      <ul className="rules">
        {shown.map((line) => (
          <Rule key={line.key} line={line} />
        ))}
      </ul>
      {lines.length > shown.length && (
        <button type="button" className="btn small" onClick={() => setAll(true)} data-testid="score-all">
          {t('score.all', { count: lines.length })}
        </button>
      )}
      {days.length > 0 && <p className="faint small">{t('score.fades', { days: days.map((one) => format.number(one)).join(', ') })}</p>}
      <h3>{t('criterion.title')}</h3>
      <ul className="criteria small" data-testid="criteria">
        {score.mql.map(({ what, has, needs: needed, isMet }) => (
          <li key={what} className="state" data-tone={isMet ? 'ok' : 'mute'}>
            <Icon name={isMet ? 'ok' : 'clock'} />
            <span>{t(`criterion.${what}`, { has: typeof has === 'number' ? format.number(has, 1) : has, needs: needed })}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Rule({ line: { isFit, label, of, at, was, now } }: { line: Line }) {
  const t = useWords(leadPageWords, kindWords)
  const format = useFormat()
  return (
    <li>
      <i data-fit={isFit || undefined} aria-hidden />
      <span className="grow">
        {isFit ? label : t.word('kind', label)}
        {of !== '' && `: ${of}`}
        {at !== null && (
          <span className="faint">
            {' · '}
            <Since at={at} />
          </span>
        )}
      </span>
      {was !== null && Math.abs(was - now) >= 0.05 && (
        <span className="faint num" title={t('score.now', { points: format.signed(was) })}>
          {format.signed(was)} →
        </span>
      )}
      <b className="num">{format.signed(now)}</b>
    </li>
  )
}
