/** Erasures, newest first, each with the way to its certificate. */
import { useRead } from '../../api/use-read.ts'
import { To, useGo } from '../../parts/link.tsx'
import { Empty, Failure, Skeleton } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { Mark } from '../../parts/status.tsx'
import { Table } from '../../parts/table.tsx'
import { Figure, shortId, Time } from '../../parts/value.tsx'
import { useWho } from '../../parts/who.ts'
import { privacyWords } from '../../words/privacy.ts'
import { useWords } from '../../words/say.ts'

const MOST = 200

export function Erasures() {
  const t = useWords(privacyWords)
  const go = useGo()
  const whoOf = useWho()
  const { data, error, refetch } = useRead('/v1/privacy/erasures', { query: { limit: MOST } }, { live: true })
  return (
    <Plate>
      <Cell flush title={t('privacy.erasures')}>
        {data === undefined ? (
          error ? (
            <Failure problem={error} retry={() => void refetch()} />
          ) : (
            <Skeleton rows={3} />
          )
        ) : data.items.length === 0 ? (
          <Empty>{t('privacy.noErasures')}</Empty>
        ) : (
          <Table
            id="erasures"
            caption={t('privacy.erasures')}
            rows={data.items}
            keyOf={({ id }) => id}
            open={({ id }) => go(`/privacy/${id}`)}
            toneOf={({ state }) => (state === 'waiting' ? 'warn' : undefined)}
            columns={[
              {
                id: 'id',
                head: t('privacy.certificate'),
                names: true,
                cell: ({ id }) => (
                  <To at={`/privacy/${id}`} data-testid="open-certificate">
                    <code>{shortId(id)}</code>
                  </To>
                ),
              },
              { id: 'state', head: t('privacy.state'), cell: ({ state }) => <ErasureState state={state} /> },
              { id: 'by', head: t('privacy.by'), wideOnly: true, cell: ({ by }) => whoOf(by) },
              { id: 'contacts', head: t('privacy.contacts'), right: true, wideOnly: true, cell: ({ contacts }) => <Figure n={contacts} /> },
              { id: 'started', head: t('privacy.started'), right: true, cell: ({ startedAt }) => <Time at={startedAt} /> },
              { id: 'ended', head: t('privacy.ended'), right: true, wideOnly: true, cell: ({ endedAt }) => <Time at={endedAt} /> },
            ]}
          />
        )}
      </Cell>
    </Plate>
  )
}

const LOOKS = { running: ['info', 'clock'], waiting: ['warn', 'clock'], done: ['ok', 'ok'] } as const

export function ErasureState({ state }: { state: keyof typeof LOOKS }) {
  const t = useWords(privacyWords)
  const [tone, icon] = LOOKS[state]
  return (
    <Mark tone={tone} icon={icon}>
      {t(`erasure.${state}`)}
    </Mark>
  )
}
