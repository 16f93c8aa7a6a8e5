/** The last requests with what became of each; refused ones can be checked again. */
import { act } from '../../api/call.ts'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Mark, Status } from '../../parts/status.tsx'
import { Said, Time } from '../../parts/value.tsx'
import { useWords } from '../../words/say.ts'
import { sourceWords } from '../../words/sources.ts'
import type { SourceView } from './page.tsx'

const SHOWN = 10

export function Requests({ view: { id, requests } }: { view: SourceView }) {
  const t = useWords(sourceWords)
  const { mayAct } = useSession()
  if (requests.length === 0) return <p className="soft pad">{t('sources.noRequests')}</p>
  return (
    <>
      <ol className="requests" data-testid="requests">
        {requests.slice(0, SHOWN).map(({ at, became, answer, reason }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two requests may come at one moment and be alike
          <li key={`${at} ${i}`}>
            <div className="line">
              {became === 'refused' ? (
                <Mark tone="bad" icon="refused">
                  {t('became.refused')}
                </Mark>
              ) : (
                <Status list="delivery" value={became} />
              )}
              <code className="faint">{answer}</code>
              <span className="grow" />
              <Time at={at} />
            </div>
            {reason !== null && (
              <p className="faint">
                <Said>{reason}</Said>
              </p>
            )}
          </li>
        ))}
      </ol>
      {mayAct && requests.some(({ became }) => became === 'refused') && <Recheck source={id} />}
    </>
  )
}

function Recheck({ source }: { source: string }) {
  const t = useWords(sourceWords)
  const ask = useAsk()
  const perform = usePerform()
  const recheck = async () => {
    const given = await ask({ title: t('sources.recheckTitle'), text: t('sources.recheckText'), confirm: t('sources.recheckConfirm') })
    if (given === null) return
    await perform(async () => t('sources.rechecked', await act('post', '/v1/refusals/reprocess', { body: { source } })))
  }
  return (
    <p className="pad">
      <Button kind="small" icon="refresh" onClick={() => recheck()} testId="recheck">
        {t('sources.recheck')}
      </Button>
    </p>
  )
}
