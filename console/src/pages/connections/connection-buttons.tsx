/** Checking, pausing and resuming a connection. */
import { act } from '../../api/call.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import type { Connection } from '../../parts/names.ts'
import { connectionWords } from '../../words/connections.ts'
import { useWords } from '../../words/say.ts'
import type { Check } from './check.tsx'

export function ConnectionButtons({ connection: { id, label, state }, check }: { connection: Connection; check: Check }) {
  const t = useWords(connectionWords)
  const ask = useAsk()
  const perform = usePerform()
  const params = { id }
  const pause = async () => {
    const reason = await ask({
      title: t('connections.pauseTitle', { name: label }),
      text: t('connections.pauseText'),
      confirm: t('connections.pauseConfirm'),
      field: { label: t('connections.pauseReason'), value: t('connections.pauseDefault') },
    })
    if (reason === null) return
    await perform(async () => {
      await act('post', '/v1/connections/{id}/pause', { params, body: reason === '' ? {} : { reason } })
      return t('connections.paused')
    })
  }
  const resume = () =>
    perform(async () => {
      await act('post', '/v1/connections/{id}/resume', { params })
      return t('connections.resumed')
    })
  return (
    <>
      <Button icon="refresh" onClick={check.start} disabled={check.isRunning} testId={`check-${id}`}>
        {t(check.isRunning ? 'connections.checking' : 'connections.check')}
      </Button>
      {state === 'paused' ? (
        <Button icon="play" kind="primary" onClick={() => resume()} testId={`resume-${id}`}>
          {t('connections.resume')}
        </Button>
      ) : (
        <Button icon="pause" kind="danger" onClick={() => pause()} testId={`pause-${id}`}>
          {t('connections.pause')}
        </Button>
      )}
    </>
  )
}
