/** Two records field by field: what each says, what the agreement weighs, and where they differ. */
import { useFormat } from '../../parts/format.ts'
import { Missing } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { decisionWords } from '../../words/decisions.ts'
import { reviewWords } from '../../words/reviews.ts'
import { useWords } from '../../words/say.ts'
import { differing } from './differing.ts'
import { SideHead } from './side-head.tsx'
import type { Sides } from './use-answer.ts'
import { WeightBar } from './weight-bar.tsx'

type Line = Sides['evidence'][number]

/** Bars of weights up to this one are as long as the weight; heavier ones make the others shorter. */
const LEAST_MOST = 8

export function EvidenceTable({ sides: { left, right, evidence } }: { sides: Sides }) {
  const t = useWords(reviewWords, columnWords)
  const most = Math.max(LEAST_MOST, ...evidence.flatMap(({ weight, otherWeight }) => [Math.abs(weight), Math.abs(otherWeight ?? 0)]))
  return (
    <table className="pair" data-testid="evidence">
      <caption className="away">{t('reviews.evidence')}</caption>
      <thead>
        <tr>
          <td className="pair-field" />
          <th scope="col">
            <SideHead side={left} isKnown />
          </th>
          <th scope="col" className="pair-weight faint">
            {t('reviews.evidence')}
          </th>
          <th scope="col">
            <SideHead side={right} isKnown={false} />
          </th>
        </tr>
      </thead>
      <tbody>
        {evidence.map((line) => (
          <Row key={`${line.field} ${line.told}`} line={line} most={most} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ line, most }: { line: Line; most: number }) {
  const t = useWords(decisionWords, reviewWords)
  const { field, left, right, told, weight, otherWeight, notes } = line
  return (
    <tr>
      <th scope="row" className="pair-field">
        {t.word('evidence', field)}
      </th>
      <td className="pair-left">
        <Marked value={left} against={right} />
      </td>
      <td className="pair-weight">
        <Weight weight={weight} most={most} />
        {otherWeight !== null && <Weight weight={otherWeight} most={most} />}
        {notes.map((note) => (
          <p key={note} className="faint">
            {t.word('note', note)}
          </p>
        ))}
        {otherWeight !== null && told !== '' && <p className="faint">{t('reviews.told', { told })}</p>}
      </td>
      <td className="pair-right">
        <Marked value={right} against={left} />
      </td>
    </tr>
  )
}

function Marked({ value, against }: { value: string; against: string }) {
  if (value === '') return <Missing />
  // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one value, in its order; two may be alike
  return differing(value, against).map(({ text, differs }, i) => (differs ? <mark key={i}>{text}</mark> : <span key={i}>{text}</span>))
}

function Weight({ weight, most }: { weight: number; most: number }) {
  const t = useWords(reviewWords)
  const format = useFormat()
  const speaks = weight > 0 ? 'for' : weight < 0 ? 'against' : 'none'
  return (
    <div className="weight-line">
      <b className="num" data-speaks={speaks}>
        {format.signed(weight)}
      </b>
      <div>
        <WeightBar weight={weight} most={most} />
        <span className="faint">{t(`reviews.speaks.${speaks}`)}</span>
      </div>
    </div>
  )
}
