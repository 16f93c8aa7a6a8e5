/** What has happened to a cause: opened, grown, seen by whom, closed, opened again. */
import { Head } from '../../parts/plate.tsx'
import { Time } from '../../parts/value.tsx'
import { issueWords } from '../../words/issues.ts'
import { useWords } from '../../words/say.ts'
import type { IssueDetail } from './issue-panel.tsx'

export function History({ moments }: { moments: IssueDetail['history'] }) {
  const t = useWords(issueWords)
  return (
    <section className="part" data-testid="issue-history">
      <Head title={t('history.title')} />
      <ol className="timeline">
        {moments.map(({ issue, at, kind, count, by, byName, note }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: moments of one instant have nothing else that tells them apart
          <li key={`${issue} ${at} ${kind} ${i}`}>
            <Time at={at} />
            <div>
              {t.counted(`history.${kind}`, count, { who: byName ?? (by === 'hub' ? t('history.hub') : by) })}
              {note !== null && <p className="soft raw">{note}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}
