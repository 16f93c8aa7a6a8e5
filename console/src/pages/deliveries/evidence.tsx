/** Why an event was taken for an account and a unit of it: what spoke for and against each, the sums, and what would have changed it. */
import { type Format, useFormat } from '../../parts/format.ts'
import { columnWords } from '../../words/columns.ts'
import { decisionWords } from '../../words/decisions.ts'
import { leadWords } from '../../words/leads.ts'
import { type Say, useWords } from '../../words/say.ts'
import type { DeliveryEvent } from './event-part.tsx'

type Decision = NonNullable<DeliveryEvent['decision']>
type Field = Decision['evidence'][number]
type Change = NonNullable<Decision['wouldChange']>
type Unit = NonNullable<Decision['unitDecision']>

/** null: the event names nobody. */
export function Evidence({ decision }: { decision: Decision | null }) {
  const t = useWords(decisionWords, leadWords)
  const words = useWords(decisionWords)
  const format = useFormat()
  if (decision === null) return <p className="soft">{t('decision.none')}</p>
  const { evidence, total, threshold, comparedWith, wouldChange, runnerUp, unitDecision, onBehalf, decidedBy, grade } = decision
  const by = `decidedBy.${decidedBy}`
  return (
    <>
      <p className="strong">{t.word('decision', decision.decision)}</p>
      {onBehalf && <p className="soft">{t('decision.onBehalf')}</p>}
      {t.knows(by) && <p className="soft">{t(by)}</p>}
      {comparedWith !== null && <p className="faint">{t('decision.comparedWith', { name: comparedWith.name ?? comparedWith.account })}</p>}
      {evidence.length > 0 && <EvidenceTable name={t('entity.account')} fields={evidence} total={total} threshold={threshold} />}
      {wouldChange !== null && <p className="soft">{sentenceOf(wouldChange, words, format)}</p>}
      {runnerUp !== null && (
        <p className="faint">{t('decision.runnerUp', { name: runnerUp.name ?? runnerUp.account, total: format.number(runnerUp.total, 1) })}</p>
      )}
      {evidence.length > 0 && (
        <p className="faint">
          {t('decision.grade')} <code className="grade">{grade}</code> {t('decision.gradeText')}
        </p>
      )}
      {unitDecision !== null && <UnitPart unit={unitDecision} />}
    </>
  )
}

function UnitPart({ unit }: { unit: Unit }) {
  const t = useWords(decisionWords)
  const { outcome, total, threshold, evidence, between } = unit
  const [one, other] = between.map((each) => each.name ?? each.unit)
  const isOfNearest = (outcome === 'new' || outcome === 'open') && evidence.length > 0
  return (
    <section className="unit-part" aria-label={t('evidence.site')}>
      <h4>{t('evidence.site')}</h4>
      <p className="soft">{unitStoryOf(unit, t)}</p>
      {one !== undefined && other !== undefined && <p className="soft">{t('unitDecision.asked', { one, other })}</p>}
      {isOfNearest && <p className="faint">{t('unitDecision.nearest')}</p>}
      {evidence.length > 0 && <EvidenceTable name={t('evidence.site')} fields={evidence} total={total} threshold={threshold} />}
    </section>
  )
}

function unitStoryOf({ outcome, total, threshold, units, evidence }: Unit, t: Say<keyof typeof decisionWords>): string {
  if (outcome === 'open' && total >= threshold) return t('unitDecision.torn')
  if (outcome === 'only' && evidence.some(({ weight }) => weight < 0)) return t('unitDecision.onlyThough')
  return t.counted(`unitDecision.${outcome}`, units)
}

function EvidenceTable({ name, fields, total, threshold }: { name: string; fields: readonly Field[]; total: number; threshold: number }) {
  const t = useWords(decisionWords, columnWords)
  const format = useFormat()
  return (
    <table className="table inset evidence">
      <caption className="away">{name}</caption>
      <thead>
        <tr>
          <th scope="col">{t('col.field')}</th>
          <th scope="col">{t('col.given')}</th>
          <th scope="col" className="r">
            {t('col.weight')}
          </th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <Line key={field.field} line={field} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('decision.sum')}</th>
          <td>{t('decision.from', { threshold: format.number(threshold, 1) })}</td>
          <td className="r num">{format.signed(total)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

function Line({ line: { field, theirs, ours, weight, notes = [] } }: { line: Field }) {
  const t = useWords(decisionWords, columnWords)
  const format = useFormat()
  return (
    <tr>
      <th scope="row">{t.word('evidence', field)}</th>
      <td className="raw">
        {theirs === '' ? <span className="faint">{t('decision.notTold')}</span> : theirs}
        {ours !== theirs && <div className="faint">{ours === '' ? t('decision.noneKnown') : `${t('col.known')}: ${ours}`}</div>}
        {notes.map((note) => (
          <div key={note} className="faint">
            {t.word('note', note)}
          </div>
        ))}
      </td>
      <td className="r num">{format.signed(weight)}</td>
    </tr>
  )
}

function sentenceOf({ code, field, weight, left, outcome, missing, fields }: Change, t: Say<keyof typeof decisionWords>, format: Format): string {
  const kind = code === 'short' && fields.length > 0 ? 'shortOf' : code
  const key = outcome === null ? `change.${kind}` : `change.${kind}.${outcome}`
  if (!t.knows(key)) return key
  return t(key, {
    field: t.word('evidence', field ?? ''),
    weight: format.signed(weight ?? 0),
    left: format.number(left ?? 0, 1),
    missing: format.number(missing ?? 0, 1),
    fields: fields.map((one) => `${t.word('evidence', one.field)} (${format.signed(one.weight)})`).join(', '),
  })
}
