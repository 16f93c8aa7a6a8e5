/** Filters that were given a name, kept in this browser: each is only an address. */
import { useState } from 'react'
import { usePerform } from '../../app/told.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { type Query, useGo, useQueryOfAddress } from '../../parts/link.tsx'
import { Menu } from '../../parts/menu.tsx'
import { leadListWords } from '../../words/lead-list.ts'
import { useWords } from '../../words/say.ts'

interface Saved {
  name: string
  query: Query
}

const KEY = 'leitwerk.leads.saved'

export function SavedViews() {
  const t = useWords(leadListWords)
  const go = useGo()
  const ask = useAsk()
  const perform = usePerform()
  const query = useQueryOfAddress()
  const [saved, setSaved] = useState(readSaved)
  const keep = (next: Saved[]) => {
    localStorage.setItem(KEY, JSON.stringify(next))
    setSaved(next)
  }
  const save = async () => {
    const name = await ask({
      ...{ title: t('list.saveTitle'), text: t('list.saveText'), confirm: t('list.saveConfirm') },
      field: { label: t('list.saveName'), value: '' },
    })
    if (!name) return
    keep([...saved.filter((one) => one.name !== name), { name, query }])
    await perform(async () => t('list.savedDone', { name }))
  }
  const forget = (name: string) => {
    keep(saved.filter((one) => one.name !== name))
    void perform(
      async () => t('list.forgotten', { name }),
      async () => {
        keep(saved)
        return t('list.savedDone', { name })
      },
    )
  }
  const isOpen = ({ query: of }: Saved) => JSON.stringify(Object.entries(of).sort()) === JSON.stringify(Object.entries(query).sort())
  const current = saved.find(isOpen)
  const items = [
    ...saved.map((one) => ({ name: one.name, word: one.name, choose: () => go('/leads', one.query) })),
    current
      ? { name: 'forget', word: t('list.forget', { name: current.name }), choose: () => forget(current.name) }
      : { name: 'save', word: t('list.save'), choose: () => void save() },
  ]
  return <Menu label={t('list.saved')} word={t('list.saved')} items={items} testId="saved" />
}

/** What somebody else wrote there is none of ours. */
function readSaved(): Saved[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one): one is Saved => typeof one?.name === 'string' && typeof one?.query === 'object' && one.query !== null) : []
  } catch {
    return []
  }
}
