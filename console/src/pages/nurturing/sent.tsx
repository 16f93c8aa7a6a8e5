/** Notes that what is listed was sent by a tool that the hub does not tell. */
import { act } from '../../api/call.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { useFormat } from '../../parts/format.ts'
import { nurturingWords } from '../../words/nurturing.ts'
import { useWords } from '../../words/say.ts'
import type { Line } from './next-list.tsx'

/** Of one call. */
const MOST = 200

export function SentElsewhere({ lines }: { lines: readonly Line[] }) {
  const t = useWords(nurturingWords)
  const format = useFormat()
  const ask = useAsk()
  const perform = usePerform()
  const items = lines.flatMap(({ contact, product, item }) => (item === null ? [] : [{ contact, product, item: item.id }])).slice(0, MOST)
  if (items.length === 0) return null
  const count = format.number(items.length)
  const send = async () => {
    const answer = await ask({
      title: t.counted('nurturing.sentTitle', items.length),
      text: t('nurturing.sentText'),
      confirm: t('nurturing.sentConfirm', { count }),
    })
    if (answer === null) return
    await perform(async () => t.counted('nurturing.sentDone', (await act('post', '/v1/nurture/sent', { body: { items } })).news))
  }
  return (
    <Button kind="small" onClick={() => send()} testId="sent">
      {t('nurturing.sent', { count })}
    </Button>
  )
}
