/** Replays that are not at their end: how far each is, with the way to it. */
import { useRead } from '../../api/use-read.ts'
import { Button } from '../../parts/button.tsx'
import { Note } from '../../parts/note.tsx'
import { Progress } from '../../parts/progress.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { useWords } from '../../words/say.ts'

export function RunningReplays({ show }: { show: (id: string) => void }) {
  const t = useWords(deliveryWords)
  const { data } = useRead('/v1/replays', { query: { limit: 10 } }, { live: true })
  const open = (data?.items ?? []).filter(({ state }) => ['running', 'paused', 'cancelling'].includes(state))
  return open.map(({ id, state, done, total }) => (
    <Note
      key={id}
      tone="info"
      action={
        <Button kind="small" onClick={() => show(id)} testId="replay-open">
          {t('replay.open')}
        </Button>
      }
    >
      <div className="line">
        {t(state === 'paused' ? 'replay.isPaused' : 'replay.isRunning')}
        <Progress label={t('replay.progress')} done={done} total={total} />
      </div>
    </Note>
  ))
}
