/** A person's word on one field of the account or of a contact. */
import { useState } from 'react'
import { act } from '../../../api/call.ts'
import { PickField, TextField } from '../../../parts/field.tsx'
import { FormBox } from '../../../parts/form-box.tsx'
import { leadActWords } from '../../../words/lead-acts.ts'
import { leadPageWords } from '../../../words/lead-page.ts'
import { leadWords } from '../../../words/leads.ts'
import { useWords } from '../../../words/say.ts'
import { useContacts } from '../contacts.ts'
import { type ActProps, useLeadName } from './subject.ts'

const OF_ACCOUNT = ['name', 'website', 'vatId', 'street', 'postalCode', 'city', 'country', 'industry', 'employees', 'revenue'] as const
const OF_CONTACT = ['salutation', 'title', 'firstName', 'lastName', 'email', 'phone', 'mobile', 'jobTitle', 'language'] as const
const NUMBERS: readonly string[] = ['employees', 'revenue']

export function FieldBox({ lead, close }: ActProps) {
  const t = useWords(leadActWords, leadWords, leadPageWords)
  const name = useLeadName(lead)
  const { contacts } = useContacts(lead)
  const [subject, setSubject] = useState(lead.account)
  const isAccount = subject === lead.account
  const [field, setField] = useState<string>(OF_ACCOUNT[0])
  const [value, setValue] = useState('')
  const [reason, setReason] = useState('')
  const choose = (id: string) => {
    setSubject(id)
    setField(id === lead.account ? OF_ACCOUNT[0] : OF_CONTACT[0])
  }
  const subjects = [
    [lead.account, `${t('entity.account')}: ${lead.accountName ?? t('leads.unnamed')}`] as const,
    ...contacts.map(({ id, names }) => [id, `${t('entity.contact')}: ${names[0] ?? t('people.unnamed')}`] as const),
  ]
  const filling = { field: t.word('field', field), subject: subjects.find(([id]) => id === subject)?.[1] ?? name }
  const params = { id: subject, field }
  const run = async () => {
    const given = NUMBERS.includes(field) ? Number(value) : value.trim()
    const body = { value: given, ...(reason.trim() !== '' && { reason: reason.trim() }) }
    if (isAccount) await act('put', '/v1/accounts/{id}/fields/{field}', { params, body })
    else await act('put', '/v1/contacts/{id}/fields/{field}', { params, body })
    const back = async () => {
      if (isAccount) await act('delete', '/v1/accounts/{id}/fields/{field}', { params })
      else await act('delete', '/v1/contacts/{id}/fields/{field}', { params })
      return t('fieldAct.undone', filling)
    }
    return { sentence: t('fieldAct.done', filling), back }
  }
  return (
    <FormBox
      name="field"
      title={t('fieldAct.title', { lead: name })}
      text={t('fieldAct.text')}
      confirm={t('fieldAct.confirm')}
      close={close}
      run={run}
      isReady={value.trim() !== ''}
    >
      <PickField label={t('fieldAct.of')} value={subject} change={choose} options={subjects} testId="field-of" />
      <PickField
        label={t('fieldAct.field')}
        value={field}
        change={setField}
        options={(isAccount ? OF_ACCOUNT : OF_CONTACT).map((one) => [one, t(`field.${one}`)] as const)}
        testId="field-name"
      />
      <TextField
        label={t('fieldAct.value')}
        value={value}
        change={setValue}
        type={NUMBERS.includes(field) ? 'number' : 'text'}
        testId="field-value"
        isNeeded
        isFirst
      />
      <TextField label={t('act.reason')} value={reason} change={setReason} testId="field-reason" />
    </FormBox>
  )
}
