/** The class of several leads at once. */
import { useState } from 'react'
import { act } from '../../api/call.ts'
import { PickField, TextField } from '../../parts/field.tsx'
import { FormBox } from '../../parts/form-box.tsx'
import { leadActWords } from '../../words/lead-acts.ts'
import { leadListWords } from '../../words/lead-list.ts'
import { useWords } from '../../words/say.ts'
import { CLASSES } from './filters.ts'
import type { LeadRow } from './page.tsx'

type Class = (typeof CLASSES)[number]
/** The hub takes so many at once. */
const AT_ONCE = 500

export default function BulkBox({ leads, close, clear }: { leads: readonly LeadRow[]; close: () => void; clear: () => void }) {
  const t = useWords(leadListWords, leadActWords)
  const [to, setTo] = useState<Class>('B1')
  const [reason, setReason] = useState('')
  const n = leads.length
  const withFailed = (done: string, failed: readonly Failed[]): string =>
    failed[0] === undefined ? done : `${done} ${t('bulk.failed', { count: failed.length, problem: failed[0].problem })}`
  const run = async () => {
    const failed = await decideAll(leads.map(({ id }) => ({ lead: id, to, reason: reason.trim() === '' ? null : reason.trim() })))
    clear()
    const refused = new Set(failed.map(({ lead }) => lead))
    const changed = leads.filter(({ id }) => !refused.has(id))
    const back = async () => {
      const kept = await decideAll(changed.map(({ id, class: before, classBy }) => ({ lead: id, to: classBy === 'human' ? before : null, reason: null })))
      return withFailed(t.counted('bulk.undone', changed.length - kept.length), kept)
    }
    return { sentence: withFailed(t.counted('bulk.done', changed.length, { class: to }), failed), ...(changed.length > 0 && { back }) }
  }
  return (
    <FormBox name="bulk" title={t.counted('bulk.title', n)} text={t('bulk.text')} confirm={t('classify.confirm', { class: to })} close={close} run={run}>
      <PickField
        label={t('classify.class')}
        value={to}
        change={(value) => setTo(value as Class)}
        options={CLASSES.map((one) => [one, t(`class.${one}`)] as const)}
        testId="bulk-class"
      />
      <TextField label={t('act.reason')} value={reason} change={setReason} testId="bulk-reason" isFirst />
    </FormBox>
  )
}

interface Failed {
  lead: string
  /** In a sentence. */
  problem: string
}

/** @returns those that were refused */
async function decideAll(wanted: readonly { lead: string; to: Class | null; reason: string | null }[]): Promise<Failed[]> {
  const refused: Failed[] = []
  for (let i = 0; i < wanted.length; i += AT_ONCE) {
    const decisions = wanted.slice(i, i + AT_ONCE).map(({ lead, to, reason }) => ({ lead, decision: { kind: 'class' as const, to, reason } }))
    const { items } = await act('post', '/v1/decisions', { body: { decisions } })
    refused.push(...items.flatMap(({ lead, problem }) => (problem === null ? [] : [{ lead, problem }])))
  }
  return refused
}
