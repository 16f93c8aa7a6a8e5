/** What was changed, as letters on the chart and a line below it that says what they mean. */
import type { Answer } from '../../api/call.ts'
import type { BarScale } from '../../parts/bars.tsx'
import { Time } from '../../parts/value.tsx'
import { overviewWords } from '../../words/overview.ts'
import { useWords } from '../../words/say.ts'

type Change = Answer<'/v1/changes', 'get'>['items'][number]

interface ChangeMark {
  letter: string
  kind: Change['kind']
  at: string
  /** Of one kind and one moment there may be several. */
  subjects: string[]
}

const MOST = 4
/** Changes that come so close are one mark. */
const CLOSE_MS = 10 * 60_000
const SIZE = 14

/** The newest few, oldest first: a, b, c. @param changes newest first */
export function marksOf(changes: readonly Change[]): ChangeMark[] {
  const marks: Omit<ChangeMark, 'letter'>[] = []
  for (const { kind, at, subject } of changes) {
    const near = marks.find((one) => one.kind === kind && Math.abs(Date.parse(one.at) - Date.parse(at)) < CLOSE_MS)
    if (near === undefined) marks.push({ kind, at, subjects: [subject] })
    else if (!near.subjects.includes(subject)) near.subjects.push(subject)
  }
  return marks
    .slice(0, MOST)
    .reverse()
    .map((mark, i) => ({ ...mark, letter: String.fromCharCode(97 + i) }))
}

/** Letters that would cover each other stand side by side, to the left of their moment. */
export function Marks({ marks, scale: { x, top, bottom, right } }: { marks: readonly ChangeMark[]; scale: BarScale }) {
  let free = right
  const placed = marks.toReversed().map((mark) => {
    const px = x(Date.parse(mark.at))
    const letterAt = Math.min(px - SIZE / 2, free - SIZE)
    free = letterAt - 2
    return { ...mark, px, letterAt }
  })
  return placed.map(({ letter, kind, px, letterAt }) => (
    <g key={letter} className="mark" data-tone={kind === 'paused' ? 'bad' : undefined}>
      <line x1={px} x2={px} y1={top + SIZE} y2={bottom} />
      <rect x={letterAt} y={top} width={SIZE} height={SIZE} rx={2} />
      <text x={letterAt + SIZE / 2} y={top + SIZE - 3.5} textAnchor="middle">
        {letter}
      </text>
    </g>
  ))
}

export function MarkLine({ marks }: { marks: readonly ChangeMark[] }) {
  const t = useWords(overviewWords)
  if (marks.length === 0) return null
  return (
    <ul className="mark-line" aria-label={t('overview.changes')} data-testid="changes">
      {marks.map(({ letter, kind, at, subjects }) => (
        <li key={letter} title={subjects.join(', ')}>
          <b className="letter" data-tone={kind === 'paused' ? 'bad' : undefined}>
            {letter}
          </b>
          <span className="cut">
            <Time at={at} /> {t(`changed.${kind}`)} <span className="soft">{subjects.length > 1 ? `${subjects[0]} +${subjects.length - 1}` : subjects[0]}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
