/** Another stage, by hand. */
import { useState } from 'react'
import { PickField, TextField } from '../../../parts/field.tsx'
import { FormBox } from '../../../parts/form-box.tsx'
import { leadActWords } from '../../../words/lead-acts.ts'
import { useWords } from '../../../words/say.ts'
import { stateWords } from '../../../words/states.ts'
import { type ActProps, decide, textOf, useLeadName } from './subject.ts'

const STAGES = ['lead', 'recycled', 'mql', 'sal', 'sql', 'customer', 'lost', 'disqualified'] as const
type Stage = (typeof STAGES)[number] | 'unknown'

export function StageBox({ lead, close }: ActProps) {
  const t = useWords(leadActWords, stateWords)
  const name = useLeadName(lead)
  const options = STAGES.filter((one) => one !== lead.stage)
  const [to, setTo] = useState<Stage>(options[0]!)
  const [reason, setReason] = useState('')
  const done = (stage: Stage) => t('stageAct.done', { lead: name, stage: t(`stage.${stage}`) })
  const run = async () => {
    await decide(lead.id, { kind: 'stage', to, reason: textOf(reason) })
    const back = async () => {
      await decide(lead.id, { kind: 'stage', to: lead.stage })
      return done(lead.stage)
    }
    return { sentence: done(to), back }
  }
  return (
    <FormBox
      name="stage"
      title={t('stageAct.title', { lead: name })}
      text={t('stageAct.text')}
      confirm={t('stageAct.confirm', { stage: t(`stage.${to}`) })}
      close={close}
      run={run}
    >
      <PickField
        label={t('stageAct.stage')}
        value={to}
        change={(value) => setTo(value as Stage)}
        options={options.map((one) => [one, t(`stage.${one}`)] as const)}
        testId="stage-to"
      />
      <TextField label={t('act.reason')} value={reason} change={setReason} testId="stage-reason" isFirst />
    </FormBox>
  )
}
