/** One replay: how many it is, what it would do, and how far it is; it is started, paused and ended here. */
import { useMutation } from '@tanstack/react-query'
import { type Answer, act } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { queryClient } from '../../api/query-client.ts'
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { Button } from '../../parts/button.tsx'
import { Modal } from '../../parts/modal.tsx'
import { Failure, Note, ProblemSentence, Skeleton } from '../../parts/note.tsx'
import { Progress } from '../../parts/progress.tsx'
import { Status } from '../../parts/status.tsx'
import { Figure, Id } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { useWords } from '../../words/say.ts'
import { Preview } from './replay-preview.tsx'

type Replay = Answer<'/v1/replays/{id}', 'get'>
type Move = 'start' | 'pause' | 'cancel'

export default function ReplayBox({ id, close }: { id: string; close: () => void }) {
  const t = useWords(deliveryWords)
  const { data, error, refetch } = useRead('/v1/replays/{id}', { params: { id } }, { live: true })
  return (
    <Modal title={data ? t.counted('replay.title', data.total) : t('replay.one')} close={close} size="lg">
      <div className="question" data-testid="replay">
        {data ? <Shown replay={data} /> : error ? <Failure problem={error} retry={() => void refetch()} /> : <Skeleton rows={4} />}
      </div>
    </Modal>
  )
}

function Shown({ replay }: { replay: Replay }) {
  const t = useWords(deliveryWords)
  const { mayAct } = useSession()
  const { id, state, done, total, outcomes, leads, findings } = replay
  const move = useMutation<Replay, Problem, Move>({
    mutationFn: (to) => act('post', `/v1/replays/{id}/${to}`, { params: { id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['/v1/replays/{id}'] }).then(() => queryClient.invalidateQueries({ queryKey: ['/v1/replays'] })),
  })
  const preview = useMutation<Answer<'/v1/replays/{id}/preview', 'post'>, Problem>({
    mutationFn: () => act('post', '/v1/replays/{id}/preview', { params: { id } }),
  })
  const failed = move.error ?? preview.error
  return (
    <>
      <p className="line">
        <Status list="replayState" value={state} chip />
        <Id id={id} />
      </p>
      <p className="soft">{t(state === 'planned' ? 'replay.text' : 'replay.kept')}</p>
      {state !== 'planned' && <Progress label={t('replay.progress')} done={done} total={total} />}
      {done > 0 && (
        <dl className="figures small">
          {(['unchanged', 'changed', 'newlyAccepted', 'newlyHeld', 'skipped'] as const).map((name) => (
            <div key={name}>
              <dt>{t(`replay.${name}`)}</dt>
              <dd data-term={name}>
                <Figure n={outcomes[name]} />
              </dd>
            </div>
          ))}
          <div>
            <dt>{t('replay.queued')}</dt>
            <dd>
              <Figure n={leads.queued} />
            </dd>
          </div>
        </dl>
      )}
      {findings > 0 && <Note tone="warn">{t.counted('replay.findings', findings)}</Note>}
      {preview.data && <Preview told={preview.data} />}
      {preview.isPending && <Skeleton rows={3} />}
      {failed && (
        <Note tone="bad">
          <ProblemSentence problem={failed} />
        </Note>
      )}
      {mayAct && (
        <div className="actions">
          {state === 'planned' && (
            <Button icon="eye" onClick={() => preview.mutate()} disabled={preview.isPending} testId="replay-preview">
              {t(preview.isPending ? 'replay.previewing' : 'replay.preview')}
            </Button>
          )}
          {['planned', 'running', 'paused'].includes(state) && (
            <Button kind="danger" onClick={() => move.mutate('cancel')} disabled={move.isPending} testId="replay-cancel">
              {t(state === 'planned' ? 'replay.discard' : 'replay.cancel')}
            </Button>
          )}
          {state === 'running' && (
            <Button icon="pause" onClick={() => move.mutate('pause')} disabled={move.isPending} testId="replay-pause">
              {t('replay.pause')}
            </Button>
          )}
          {(state === 'planned' || state === 'paused') && (
            <Button icon="play" kind="primary" onClick={() => move.mutate('start')} disabled={move.isPending || total === 0} testId="replay-start">
              {state === 'paused' ? t('replay.goOn') : t.counted('replay.start', total)}
            </Button>
          )}
        </div>
      )}
    </>
  )
}
