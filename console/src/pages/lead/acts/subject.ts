/** What an act is about: the lead, how it is called, and deciding about it. */
import { type Answer, act } from '../../../api/call.ts'
import { leadWords } from '../../../words/leads.ts'
import { useWords } from '../../../words/say.ts'
import type { Lead } from '../page.tsx'

/** Each box gets them. */
export interface ActProps {
  lead: Lead
  close: () => void
}

type Decision = Parameters<typeof act<'post', '/v1/leads/{id}/decisions'>>[2]['body']['decision']

/** `Hallbauer Fördertechnik · Werk Nürnberg` */
export function useLeadName({ accountName, unitName }: Lead): string {
  const t = useWords(leadWords)
  return [accountName ?? t('leads.unnamed'), unitName].filter(Boolean).join(' · ')
}

export const decide = (id: string, decision: Decision, at?: string): Promise<Answer<'/v1/leads/{id}/decisions', 'post'>> =>
  act('post', '/v1/leads/{id}/decisions', { params: { id }, body: { decision, ...(at !== undefined && { at }) } })

/** Of a field for time, in the reader's zone; empty: none was given. */
export const instantOf = (local: string): string | undefined => (local === '' ? undefined : new Date(local).toISOString())
export const textOf = (value: string): string | null => (value.trim() === '' ? null : value.trim())
