/** Erasing a person: first what it would be about, then doing it. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type Answer, act } from '../../../api/call.ts'
import type { Problem } from '../../../api/problem.ts'
import { Button } from '../../../parts/button.tsx'
import { PickField, TextField } from '../../../parts/field.tsx'
import { FormBox } from '../../../parts/form-box.tsx'
import { Note, ProblemSentence } from '../../../parts/note.tsx'
import { leadActWords } from '../../../words/lead-acts.ts'
import { leadPageWords } from '../../../words/lead-page.ts'
import { useWords } from '../../../words/say.ts'
import { useContacts } from '../contacts.ts'
import { type ActProps, useLeadName } from './subject.ts'

export function EraseBox({ lead, close }: ActProps) {
  const t = useWords(leadActWords, leadPageWords)
  const name = useLeadName(lead)
  const { contacts } = useContacts(lead)
  const [who, setWho] = useState('')
  const [reason, setReason] = useState('')
  const preview = useMutation<Answer<'/v1/privacy/erasures/preview', 'post'>, Problem>({
    mutationFn: () => act('post', '/v1/privacy/erasures/preview', { body: { who } }),
  })
  const told = preview.data
  const choose = (id: string) => {
    setWho(id)
    preview.reset()
  }
  const run = async () => {
    const { id } = await act('post', '/v1/privacy/erasures', { body: { who, ...(reason.trim() !== '' && { reason: reason.trim() }) } })
    return { sentence: t('erase.done', { id }) }
  }
  return (
    <FormBox
      name="erase"
      title={t('erase.title', { lead: name })}
      text={t('erase.text')}
      confirm={t('erase.confirm', { who: contacts.find(({ id }) => id === who)?.names[0] ?? t('people.unnamed') })}
      close={close}
      run={run}
      isReady={told !== undefined}
      isDangerous
    >
      <PickField
        label={t('erase.who')}
        value={who}
        change={choose}
        none={t('act.choose')}
        options={contacts.map(({ id, names }) => [id, names[0] ?? t('people.unnamed')] as const)}
        testId="erase-who"
      />
      {told === undefined ? (
        <div>
          <Button icon="eye" onClick={() => preview.mutate()} disabled={who === '' || preview.isPending} testId="erase-preview">
            {t('erase.preview')}
          </Button>
        </div>
      ) : (
        <Note tone="warn">
          {t('erase.would', {
            ...{ contacts: told.contacts.length, addresses: told.addresses, events: told.events },
            ...{ deliveries: told.deliveries, leads: told.leads.length },
          })}
          {told.names > 1 && <p>{t('erase.names', { names: told.names })}</p>}
        </Note>
      )}
      {preview.error && (
        <Note tone="bad">
          <ProblemSentence problem={preview.error} />
        </Note>
      )}
      {told && <TextField label={t('act.reason')} value={reason} change={setReason} testId="erase-reason" />}
    </FormBox>
  )
}
