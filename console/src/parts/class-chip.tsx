/** The class of a lead; a suggested one is dashed and asks. */
import { leadWords } from '../words/leads.ts'
import { useWords } from '../words/say.ts'
import { Missing } from './value.tsx'

interface Classed {
  class: string | null
  classBy: string | null
  suggestion: string | null
}

export function ClassChip({ lead }: { lead: Classed }) {
  const { class: is, classBy, suggestion } = lead
  if (is === null && suggestion === null) return <Missing />
  return (
    <>
      {is !== null &&
        (classBy === 'human' ? (
          <span className="class" data-class={is}>
            {is}
          </span>
        ) : (
          <Suggested name={is} />
        ))}
      {suggestion !== null && suggestion !== is && <Suggested name={suggestion} />}
    </>
  )
}

function Suggested({ name }: { name: string }) {
  const t = useWords(leadWords)
  return (
    <span className="class maybe" title={t('leads.suggested', { class: name })}>
      {name}
      <span aria-hidden>?</span>
      <span className="away">{t('leads.suggested', { class: '' })}</span>
    </span>
  )
}
