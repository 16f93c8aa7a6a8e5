/** The request as it arrived: shown only after saying that whoever looks is written down. */
import { useMutation } from '@tanstack/react-query'
import { type Answer, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { useSession } from '../../app/session-context.ts'
import { Button } from '../../parts/button.tsx'
import { Code, Snippet } from '../../parts/copy.tsx'
import { useFormat } from '../../parts/format.ts'
import { Note, ProblemSentence, Skeleton } from '../../parts/note.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { useWords } from '../../words/say.ts'

const MOST_CHARACTERS = 100_000

type Raw = Answer<'/v1/deliveries/{id}/raw', 'get'>

/** Not read anew by itself: each reading is written down. */
export function RawPart({ id }: { id: string }) {
  const t = useWords(deliveryWords)
  const { mayAct, label } = useSession()
  const { mutate, data, error, isPending } = useMutation<Raw, Problem>({ mutationFn: () => read('/v1/deliveries/{id}/raw', { params: { id } }) })
  return (
    <section className="part" data-testid="raw">
      {!mayAct && <p className="soft">{t('detail.rawOps')}</p>}
      {mayAct && data === undefined && (
        <>
          <p className="soft">{t('detail.rawRecorded', { who: label })}</p>
          <p>
            <Button icon="eye" onClick={() => mutate()} disabled={isPending} testId="reveal">
              {t('detail.reveal')}
            </Button>
          </p>
        </>
      )}
      {isPending && <Skeleton rows={4} />}
      {error && (
        <Note tone="bad">
          <ProblemSentence problem={error} />
        </Note>
      )}
      {data && <Request data={data} />}
    </section>
  )
}

function Request({ data }: { data: Raw }) {
  const t = useWords(deliveryWords)
  const format = useFormat()
  const shown = data.body.slice(0, MOST_CHARACTERS)
  return (
    <>
      <p className="line">
        <code className="raw">
          {data.method} {data.url}
        </code>
        <span className="faint">{t('detail.from', { remote: data.remote })}</span>
      </p>
      <h3>
        {t('detail.body')} {data.encoding === 'base64' && <span className="faint">{t('detail.base64')}</span>}
      </h3>
      <Snippet text={shown} />
      {shown.length < data.body.length && (
        <p className="faint">{t('detail.cut', { count: format.number(shown.length), total: format.number(data.body.length) })}</p>
      )}
      <h3>{t('detail.headers')}</h3>
      <Code>
        {Object.entries(data.headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n')}
      </Code>
    </>
  )
}
