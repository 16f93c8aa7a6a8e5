/** The score, rule by rule. */
import { useFormat } from '../../parts/format.ts'
import { columnWords } from '../../words/columns.ts'
import { decisionWords } from '../../words/decisions.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import type { Lead } from './page.tsx'

export function Score({ score: { points, reasons } }: { score: Lead['score'] }) {
  const t = useWords(leadWords, columnWords, decisionWords)
  const format = useFormat()
  return (
    <>
      <table className="table inset" id="score">
        <caption className="away">{t('lead.score')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('col.rule')}</th>
            <th scope="col" className="r">
              {t('col.points')}
            </th>
          </tr>
        </thead>
        <tbody>
          {reasons.map(({ rule, points: given }) => (
            <tr key={rule}>
              <th scope="row">{rule === 'engagement' ? t('lead.engagement') : rule}</th>
              <td className="r num">{format.signed(given)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('decision.sum')}</th>
            <td className="r num">{format.number(points, 1)}</td>
          </tr>
        </tfoot>
      </table>
      <p className="faint">{t('lead.fades')}</p>
    </>
  )
}
