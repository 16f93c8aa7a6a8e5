/** One source: whether events arrive, how its sender is set up, its secrets, an example, and the last requests. */

import type { Answer } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useLanguage } from '../../app/language.tsx'
import { Crumb, Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { Snippet } from '../../parts/copy.tsx'
import { To, useIdOfAddress } from '../../parts/link.tsx'
import { useConnections } from '../../parts/names.ts'
import { Note } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { Outward, Said } from '../../parts/value.tsx'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { sourceWords } from '../../words/sources.ts'
import { Origin } from '../setting/origin.tsx'
import { Example } from './example.tsx'
import { Face } from './face.tsx'
import { Requests } from './requests.tsx'
import { SenderLink } from './sender-link.tsx'
import { Settings } from './settings.tsx'
import './source.css'

export type SourceView = Answer<'/v1/sources/{id}', 'get'>

export default function SourcePage() {
  const t = useWords(sourceWords, frameWords)
  const { mayAct } = useSession()
  const { language } = useLanguage()
  const id = useIdOfAddress() ?? ''
  const source = useRead('/v1/sources/{id}', { params: { id } }, { live: true })
  const connections = useConnections()
  return (
    <Page
      name="source"
      title={source.data?.label ?? t('view.sources')}
      heading={({ label }, _lines) => (
        <Crumb at="/sources" name={t('view.sources')}>
          {label}
        </Crumb>
      )}
      reads={[source, connections]}
    >
      {(view, { items: lines }) => (
        <>
          {!mayAct && <Note tone="info">{t('app.viewer')}</Note>}
          <Face view={view} connections={lines} />
          <div className="source-columns">
            <Plate>
              <Cell title={t('sources.address')}>
                <Snippet text={view.url} />
                <p className="faint">{t('sources.addressText')}</p>
              </Cell>
              <Cell title={t('sources.settings')} aside={<Origin of="source" set={view} />}>
                <Settings view={view} />
              </Cell>
              {view.steps.length > 0 && (
                <Cell title={t('sources.setup')} aside={<Outward url={view.docs}>{t('sources.docs')}</Outward>}>
                  <ol className="steps soft">
                    {view.steps.map((step) => (
                      <li key={step.en}>{step[language]}</li>
                    ))}
                  </ol>
                </Cell>
              )}
              <Cell title={t('sources.example')}>
                <Example view={view} />
              </Cell>
            </Plate>
            <Plate>
              <Cell
                flush
                title={t('sources.requests')}
                aside={
                  <To at="/deliveries" query={{ source: id }}>
                    {t('sources.all')}
                  </To>
                }
              >
                <Requests view={view} />
              </Cell>
              <Cell title={t('sources.nothing')}>
                <ul className="doubts soft">
                  <li>{t('sources.nothing.reach')}</li>
                  <li>{t('sources.nothing.signature')}</li>
                  {view.onFailure !== '' && (
                    <li>
                      {t('sources.nothing.retry')} <Said>{view.onFailure}</Said>
                    </li>
                  )}
                </ul>
              </Cell>
              {mayAct && (
                <Cell title={t('sources.linkHead')}>
                  <SenderLink source={id} />
                </Cell>
              )}
            </Plate>
          </div>
        </>
      )}
    </Page>
  )
}
