/** Mapping held deliveries again, one or all that are listed. */
import { act } from '../../api/call.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { useWords } from '../../words/say.ts'

function useRelease(): (ids: string[]) => Promise<void> {
  const t = useWords(deliveryWords)
  const perform = usePerform()
  return (ids) => perform(async () => t.counted('deliveries.released', (await act('post', '/v1/deliveries/release', { body: { ids } })).released))
}

/** Asks first: many at once. */
export function ReleaseListed({ ids }: { ids: string[] }) {
  const t = useWords(deliveryWords)
  const ask = useAsk()
  const release = useRelease()
  const n = ids.length
  const start = async () => {
    const answer = await ask({
      title: t.counted('deliveries.releaseTitle', n),
      text: t('deliveries.releaseText'),
      confirm: t.counted('deliveries.releaseConfirm', n),
    })
    if (answer !== null) await release(ids)
  }
  return (
    <Button icon="play" onClick={() => start()} testId="release-listed">
      {t.counted('deliveries.release', n)}
    </Button>
  )
}

export function ReleaseOne({ id }: { id: string }) {
  const t = useWords(deliveryWords)
  const release = useRelease()
  return (
    <Button icon="play" kind="primary" onClick={() => release([id])} testId="release-one">
      {t('deliveries.releaseOne')}
    </Button>
  )
}
