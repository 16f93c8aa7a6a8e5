/** What is different to another version: its lines, and which fields come from elsewhere. */
import { useQuery } from '@tanstack/react-query'
import { type Answer, act } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { useSession } from '../../app/session-context.ts'
import { Note, ProblemSentence, Skeleton } from '../../parts/note.tsx'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'
import { diffLines } from './line-diff.ts'

interface ChangesProps {
  named: { kind: 'source' | 'crm'; name: string }
  before: string
  after: string
  cases: string
  /** What it is compared with: `v3`. */
  version: string
}

export function ChangesPart({ before, after, version, ...more }: ChangesProps) {
  const t = useWords(mappingWords)
  const { mayAct } = useSession()
  if (before.trimEnd() === after.trimEnd()) return <p className="pane-empty soft">{t('changes.none', { version })}</p>
  return (
    <div className="changes">
      <div>
        <h3>{t('changes.against', { version })}</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keyboard */}
        <section className="diff" tabIndex={0} aria-label={t('changes.lines')} data-testid="diff">
          {diffLines(before, after).map(({ kind, text, line }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one comparison, in its order
            <div key={i} data-diff={kind}>
              <span className="diff-no num">{line}</span>
              <span aria-hidden>{kind === 'added' ? '+' : kind === 'removed' ? '−' : kind === 'gap' ? '⋯' : ' '}</span>
              {kind === 'added' ? <ins>{text}</ins> : kind === 'removed' ? <del>{text}</del> : <span>{text}</span>}
            </div>
          ))}
        </section>
      </div>
      {mayAct && <Fields before={before} after={after} {...more} />}
    </div>
  )
}

function Fields({ named, before, after, cases }: Omit<ChangesProps, 'version'>) {
  const t = useWords(mappingWords)
  const { data, error } = useQuery<Answer<'/v1/mappings/diff', 'post'>, Problem>({
    queryKey: ['/v1/mappings/diff', named, before, after, cases],
    queryFn: () => act('post', '/v1/mappings/diff', { body: { ...named, before, after, cases } }),
  })
  const list = (from: readonly string[]) => (from.length === 0 ? t('changes.nowhere') : from.join(', '))
  return (
    <div data-testid="field-changes">
      <h3>{t('changes.fields')}</h3>
      {error ? (
        <Note tone="bad">
          <ProblemSentence problem={error} />
        </Note>
      ) : data === undefined ? (
        <Skeleton rows={3} />
      ) : data.fields.length === 0 ? (
        <p className="soft">{t('changes.noFields')}</p>
      ) : (
        <dl className="origins">
          {data.fields.map(({ target, before: was, after: is }) => (
            <div key={target}>
              <dt>
                <code>{target}</code>
              </dt>
              <dd>
                <code className="diff-old">{list(was)}</code> <span aria-hidden>→</span> <code className="diff-new">{list(is)}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
