/** Choosing an account by its name, among those that have leads. */
import { useState } from 'react'
import { useRead } from '../api/use-read.ts'
import { leadActWords } from '../words/lead-acts.ts'
import { leadWords } from '../words/leads.ts'
import { useWords } from '../words/say.ts'
import { TextField } from './field.tsx'

interface PickAccountProps {
  label: string
  /** Id; '': none yet. */
  value: string
  change: (id: string) => void
  /** Not to be chosen: the one that it is for. */
  not: string
}

const LIMIT = 50

export function PickAccount({ label, value, change, not }: PickAccountProps) {
  const t = useWords(leadActWords, leadWords)
  const [text, setText] = useState('')
  const isAsked = text.trim().length > 1
  const { data } = useRead('/v1/leads', { query: { text: text.trim(), limit: LIMIT } }, { enabled: isAsked, keeps: true })
  const found = new Map((data?.items ?? []).filter(({ account }) => account !== not).map(({ account, accountName }) => [account, accountName]))
  /** What is no longer listed is no longer chosen. */
  const search = (words: string) => {
    setText(words)
    change('')
  }
  return (
    <>
      <TextField label={t('pick.search')} value={text} change={search} type="search" testId="pick-search" />
      {isAsked ? (
        <fieldset className="picks">
          <legend className="field">{label}</legend>
          {[...found].map(([id, name]) => (
            <label key={id}>
              <input type="radio" name="account" value={id} checked={id === value} onChange={() => change(id)} data-testid="pick-account" />
              <span>{name ?? t('leads.unnamed')}</span>
              <code className="faint">{id.slice(-6)}</code>
            </label>
          ))}
          {data && found.size === 0 && <p className="soft">{t('pick.none')}</p>}
        </fieldset>
      ) : (
        <p className="faint">{t('pick.hint')}</p>
      )}
    </>
  )
}
