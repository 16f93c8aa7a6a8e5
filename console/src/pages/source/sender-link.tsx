/** The page that one gives to whoever sends. Its address is a secret of its own, so it is shown only when asked for. */
import { useState } from 'react'
import { act } from '../../api/call.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { Snippet } from '../../parts/copy.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { useWords } from '../../words/say.ts'
import { sourceWords } from '../../words/sources.ts'

export function SenderLink({ source }: { source: string }) {
  const t = useWords(sourceWords)
  const ask = useAsk()
  const perform = usePerform()
  const [link, setLink] = useState<string | null>(null)
  const show = (anew: boolean) =>
    perform(async () => {
      setLink((await act('post', '/v1/sources/{id}/link', { params: { id: source }, body: { anew } })).url)
      return t('sources.linkMade')
    })
  const renew = async () => {
    const given = await ask({ title: t('sources.linkAnewTitle'), text: t('sources.linkAnewText'), confirm: t('sources.linkAnewConfirm') })
    if (given !== null) await show(true)
  }
  return (
    <div className="example">
      <p className="soft">{t('sources.linkText')}</p>
      {link !== null && <Snippet text={link} />}
      <div className="line">
        {link === null && (
          <Button icon="link" onClick={() => show(false)} testId={`sender-link-${source}`}>
            {t('sources.link')}
          </Button>
        )}
        <Button kind={link === null ? 'ghost' : 'small'} onClick={() => renew()} testId="sender-link-anew">
          {t('sources.linkAnew')}
        </Button>
      </div>
    </div>
  )
}
