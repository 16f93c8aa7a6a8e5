/** The class: what the rules suggest, asked as a question, and how it came about. */
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { ClassChip } from '../../parts/class-chip.tsx'
import { Said, Time } from '../../parts/value.tsx'
import { leadActWords } from '../../words/lead-acts.ts'
import { leadPageWords } from '../../words/lead-page.ts'
import { useWords } from '../../words/say.ts'
import type { Class } from './acts/classify-box.tsx'
import { decide, useLeadName } from './acts/subject.ts'
import type { Lead, Step } from './page.tsx'
import type { StepData } from './step.tsx'

export function ClassPart({ lead, steps }: { lead: Lead; steps: readonly Step[] }) {
  const t = useWords(leadPageWords, leadActWords)
  const { mayAct } = useSession()
  const perform = usePerform()
  const name = useLeadName(lead)
  const own = lead.classBy === 'human' ? lead.class : null
  const suggested = lead.suggestion ?? (lead.classBy === 'suggested' ? lead.class : null)
  const set = (to: Class, before: Class | null) =>
    void perform(
      async () => {
        await decide(lead.id, { kind: 'class', to })
        return t('classify.done', { lead: name, class: to })
      },
      async () => {
        await decide(lead.id, { kind: 'class', to: before })
        return t('classify.undone', { lead: name })
      },
    )
  const history = steps.filter(({ kind }) => kind === 'class').toReversed()
  return (
    <div data-testid="class">
      {suggested !== null && suggested !== own && (
        <div className="suggests">
          <p>
            <ClassChip lead={lead} /> {t('class.suggests', { class: suggested })}
          </p>
          {mayAct && (
            <div className="line">
              <Button kind="small" onClick={() => set(suggested, own)} testId="class-confirm">
                {t('class.confirm', { class: suggested })}
              </Button>
              {own !== null && (
                <Button kind="small" onClick={() => set(own, own)} testId="class-keep">
                  {t('class.keep', { class: own })}
                </Button>
              )}
            </div>
          )}
        </div>
      )}
      {history.length === 0 && <p className="soft">{t('class.none')}</p>}
      <ul className="class-history small">
        {history.map(({ at, recordedAt, data }) => {
          const { to = null, by, reason } = data as StepData
          const isHuman = by === 'human'
          return (
            <li key={`${at} ${recordedAt} ${to}`}>
              <ClassChip lead={{ class: to, classBy: isHuman ? 'human' : 'suggested', suggestion: null }} />
              <span>
                <Time at={at} />, {t(isHuman ? 'class.byHuman' : 'class.byRules')}
                {typeof reason === 'string' && (
                  <>
                    {': '}
                    <Said>{reason}</Said>
                  </>
                )}
              </span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
