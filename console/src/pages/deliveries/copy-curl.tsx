/** The request as a command to send it again; it holds what the request held, so that copying it is written down like looking. */
import { useState } from 'react'
import { read } from '../../api/call.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { toClipboard } from '../../parts/copy.tsx'
import { curlOf } from '../../parts/curl.ts'
import { deliveryWords } from '../../words/deliveries.ts'
import { useWords } from '../../words/say.ts'

export function CopyCurl({ id }: { id: string }) {
  const t = useWords(deliveryWords)
  const perform = usePerform()
  const [isBusy, setBusy] = useState(false)
  const copy = async () => {
    setBusy(true)
    await perform(async () => {
      await toClipboard(curlOf(await read('/v1/deliveries/{id}/raw', { params: { id } })))
      return t('detail.curlCopied')
    })
    setBusy(false)
  }
  return (
    <span title={t('detail.curlRecorded')}>
      <Button icon="terminal" onClick={() => copy()} disabled={isBusy} testId="copy-curl">
        {t('detail.curl')}
      </Button>
    </span>
  )
}
