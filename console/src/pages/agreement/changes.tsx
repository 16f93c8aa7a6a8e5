/** What a version of the agreement says that the one before it did not. */
import { useRead } from '../../api/use-read.ts'
import { useLanguage } from '../../app/language.tsx'
import { Failure, Skeleton } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { agreementWords } from '../../words/agreement.ts'
import { useWords } from '../../words/say.ts'

export function Changes({ to, versions }: { to: number; versions: readonly number[] }) {
  const t = useWords(agreementWords)
  const from = Math.max(0, ...versions.filter((one) => one < to))
  return (
    <Plate>
      <Cell title={t('agreement.changes')} aside={from > 0 ? t('agreement.changesFrom', { from, to }) : undefined}>
        {from === 0 ? <p className="soft">{t('agreement.first')}</p> : <ChangesBetween from={from} to={to} />}
      </Cell>
    </Plate>
  )
}

function ChangesBetween({ from, to }: { from: number; to: number }) {
  const t = useWords(agreementWords)
  const { language } = useLanguage()
  const changes = useRead('/v1/agreement/changes', { query: { from, to, language } })
  if (changes.isError) return <Failure problem={changes.error} retry={() => void changes.refetch()} />
  if (changes.data === undefined) return <Skeleton rows={4} />
  if (changes.data.items.length === 0) return <p className="soft">{t('agreement.unchanged')}</p>
  return (
    <div className="document" data-testid="changes">
      {changes.data.items.map(({ id, title, added, removed }) => (
        <section key={id}>
          <h3>{title}</h3>
          <ul className="diff">
            {removed.map((sentence) => (
              <li key={sentence}>
                <span className="diff-word">− {t('agreement.removed')}</span>
                <del>{sentence}</del>
              </li>
            ))}
            {added.map((sentence) => (
              <li key={sentence}>
                <span className="diff-word">+ {t('agreement.added')}</span>
                <ins>{sentence}</ins>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
