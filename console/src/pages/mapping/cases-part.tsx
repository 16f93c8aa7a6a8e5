/** The cases beside a mapping: what must come out of an example, run over the text as it is. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Answer, act } from '../../api/call.ts'
import { Problem } from '../../api/problem.ts'
import { useSession } from '../../app/session-context.ts'
import { Button } from '../../parts/button.tsx'
import { Code } from '../../parts/copy.tsx'
import { Note, ProblemSentence } from '../../parts/note.tsx'
import { Mark } from '../../parts/status.tsx'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'

export type Outcome = Answer<'/v1/mappings/test', 'post'>['items'][number]

interface Named {
  kind: 'source' | 'crm'
  name: string
}

const useCases = ({ kind, name }: Named, expression: string, cases: string, enabled: boolean) =>
  useQuery<Outcome[], Problem>({
    queryKey: ['/v1/mappings/test', kind, name, expression, cases],
    queryFn: () => runCases({ kind, name }, expression, cases),
    enabled,
    placeholderData: keepPreviousData,
  })

export const runCases = async (named: Named, expression: string, cases: string): Promise<Outcome[]> =>
  (await act('post', '/v1/mappings/test', { body: { ...named, expression, cases } })).items

interface CasesProps {
  named: Named
  expression: string
  cases: string
  setCases: (cases: string) => void
  /** The chosen sample; null: none to make a case from. */
  sample: { sample: string; item: number } | null
}

export function CasesPart({ named, expression, cases, setCases, sample }: CasesProps) {
  const t = useWords(mappingWords)
  const { mayAct } = useSession()
  const ran = useCases(named, expression, cases, mayAct)
  const known = parsed(cases)
  const remove = (name: string) =>
    setCases(
      JSON.stringify(
        known.filter((one) => one.name !== name),
        null,
        2,
      ),
    )
  return (
    <div className="cases">
      {mayAct && sample !== null && named.kind === 'source' && (
        <MakeCase named={named} expression={expression} sample={sample} add={(made) => setCases(JSON.stringify([...known, made], null, 2))} />
      )}
      {known.length === 0 && <p className="soft">{t('cases.none')}</p>}
      {ran.error && (
        <Note tone="bad">
          <ProblemSentence problem={ran.error} />
        </Note>
      )}
      <ul className="case-list" aria-busy={ran.isFetching || undefined} data-testid="cases">
        {(ran.data ?? known.map(({ name }) => ({ name, passed: null, expected: null, got: null }))).map((one) => (
          <li key={one.name} data-passed={one.passed}>
            <details>
              <summary>
                {one.passed !== null && (
                  <Mark tone={one.passed ? 'ok' : 'bad'} icon={one.passed ? 'ok' : 'failed'}>
                    {t(one.passed ? 'cases.passed' : 'cases.failed')}
                  </Mark>
                )}
                <span>{one.name}</span>
              </summary>
              <div className="case-both">
                <div>
                  <h3>{t('cases.expected')}</h3>
                  <Code>{JSON.stringify(one.expected, null, 2)}</Code>
                </div>
                {one.passed === false && (
                  <div>
                    <h3>{t('cases.got')}</h3>
                    <Code>{JSON.stringify(one.got, null, 2)}</Code>
                  </div>
                )}
              </div>
              {mayAct && (
                <Button kind="small" icon="close" onClick={() => remove(one.name)} testId="case-remove">
                  {t('cases.remove', { name: one.name })}
                </Button>
              )}
            </details>
          </li>
        ))}
      </ul>
    </div>
  )
}

type Made = Answer<'/v1/mappings/case', 'post'>

function MakeCase({
  named,
  expression,
  sample,
  add,
}: {
  named: Named
  expression: string
  sample: { sample: string; item: number }
  add: (made: unknown) => void
}) {
  const t = useWords(mappingWords)
  const [made, setMade] = useState<Made | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const make = async () => {
    setProblem(null)
    try {
      const answer = await act('post', '/v1/mappings/case', { body: { ...named, ...sample, expression } })
      setMade(answer)
      add(answer.made)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setProblem(error)
    }
  }
  return (
    <>
      <p>
        <Button icon="test" onClick={() => make()} testId="case-make">
          {t('cases.make')}
        </Button>
      </p>
      {problem && (
        <Note tone="bad">
          <ProblemSentence problem={problem} />
        </Note>
      )}
      {made && (
        <Note tone={made.warnings.length > 0 ? 'warn' : 'ok'}>
          <p>{t('cases.made', { name: (made.made as { name: string }).name })}</p>
          {made.kept.length > 0 && <p>{t('cases.kept', { texts: made.kept.map(({ value }) => `“${value}”`).join(', ') })}</p>}
          {made.warnings.map((one) => (
            <p key={one}>{one}</p>
          ))}
        </Note>
      )}
    </>
  )
}

/** The cast: what is no list of cases the hub says when they are run. */
export function parsed(cases: string): { name: string }[] {
  try {
    return JSON.parse(cases) as { name: string }[]
  } catch {
    return []
  }
}
