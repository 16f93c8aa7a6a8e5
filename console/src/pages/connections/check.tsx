/** Proving that address and credentials work, and what came of it. */
import { useMutation } from '@tanstack/react-query'
import { type Answer, act } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { Note, ProblemSentence } from '../../parts/note.tsx'
import { Said } from '../../parts/value.tsx'
import { connectionWords } from '../../words/connections.ts'
import { useWords } from '../../words/say.ts'

type Checked = Answer<'/v1/connections/{id}/check', 'post'>

export interface Check {
  start: () => void
  isRunning: boolean
  checked: Checked | undefined
  problem: Problem | null
}

export function useCheck(id: string): Check {
  const { mutate, isPending, data, error } = useMutation<Checked, Problem>({
    mutationFn: () => act('post', '/v1/connections/{id}/check', { params: { id } }),
  })
  return { start: () => mutate(), isRunning: isPending, checked: data, problem: error }
}

export function CheckNote({ check: { checked, problem } }: { check: Pick<Check, 'checked' | 'problem'> }) {
  const t = useWords(connectionWords)
  if (problem)
    return (
      <Note tone="bad">
        <ProblemSentence problem={problem} />
      </Note>
    )
  if (checked === undefined) return null
  if (checked.ok) return <Note tone="ok">{t('connections.checkOk')}</Note>
  return (
    <Note tone="bad">
      <p className="strong">
        <Said>{checked.problem}</Said>
      </p>
      {checked.todo !== null && (
        <p>
          <Said>{checked.todo}</Said>
        </p>
      )}
      {checked.field !== null && <code>{checked.field}</code>}
    </Note>
  )
}
