/** What holds of the consent of a person's addresses: purpose, channel, since when. */
import { useQueries } from '@tanstack/react-query'
import { type Answer, act } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { ProblemSentence, Skeleton } from '../../parts/note.tsx'
import { Status } from '../../parts/status.tsx'
import { Time } from '../../parts/value.tsx'
import { leadPageWords } from '../../words/lead-page.ts'
import { useWords } from '../../words/say.ts'

type History = Answer<'/v1/consents/lookup', 'post'>

export function Consents({ addresses }: { addresses: readonly string[] }) {
  const t = useWords(leadPageWords)
  const found = useQueries({
    queries: addresses.map((address) => ({
      queryKey: ['/v1/consents/lookup', address],
      queryFn: () => act('post', '/v1/consents/lookup', { body: { address } }) as Promise<History>,
      // Each look is written down: not again by itself.
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })
  const error = found.find((one) => one.error)?.error as Problem | undefined
  if (error)
    return (
      <p className="soft small">
        <ProblemSentence problem={error} />
      </p>
    )
  if (found.some(({ isPending }) => isPending)) return <Skeleton rows={2} />
  const known = found.flatMap(({ data }) => data ?? [])
  const standing = new Map(known.flatMap((one) => one.standing).map((one) => [`${one.purpose} ${one.channel}`, one]))
  if (known.some(({ isSuppressed }) => isSuppressed)) return <p className="soft small">{t('consent.suppressed')}</p>
  if (standing.size === 0) return <p className="soft small">{t('consent.none')}</p>
  return (
    <ul className="consents small" data-testid="consents">
      {[...standing].map(([key, { purpose, channel, state, at }]) => (
        <li key={key}>
          <span>
            {purpose}, {t.word('channel', channel)}
          </span>
          <Status list="consentState" value={state} />
          <Time at={at} />
        </li>
      ))}
    </ul>
  )
}
