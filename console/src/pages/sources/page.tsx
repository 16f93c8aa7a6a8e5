/** Sources: who sends, where to, when they were last heard, how they are set up, and the page that one gives to whoever sends. */
import { useState } from 'react'
import { act } from '../../api/call.ts'
import { Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { Copyable, Snippet } from '../../parts/copy.tsx'
import { FirstDelivery } from '../../parts/first-steps.tsx'
import { To } from '../../parts/link.tsx'
import { type Source, useSources } from '../../parts/names.ts'
import { Note } from '../../parts/note.tsx'
import { Cell, Fact, Facts, Plate } from '../../parts/plate.tsx'
import { Status } from '../../parts/status.tsx'
import { Outward, Said, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { sourceWords } from '../../words/sources.ts'

export default function SourcesPage() {
  const t = useWords(sourceWords, frameWords)
  const { mayAct } = useSession()
  const sources = useSources()
  return (
    <Page name="sources" title={t('view.sources')} reads={[sources]}>
      {({ items }) => (
        <>
          {!mayAct && <Note tone="info">{t('app.viewer')}</Note>}
          {items.length === 0 && (
            <Plate>
              <Cell>
                <FirstDelivery sources={[]} of="deliveries" />
              </Cell>
            </Plate>
          )}
          {items.map((source) => (
            <SourcePlate key={source.id} source={source} />
          ))}
        </>
      )}
    </Page>
  )
}

function SourcePlate({ source }: { source: Source }) {
  const t = useWords(sourceWords, columnWords)
  const { mayAct } = useSession()
  const { id, kind, label, url, docs, setup, lastReceivedAt } = source
  return (
    <Plate data-testid={`source-${id}`}>
      <div className="cell">
        <div className="head">
          <h2>
            <To at="/deliveries" query={{ source: id }}>
              {label}
            </To>
          </h2>
          <code className="faint">{kind}</code>
          <div className="aside">
            <Status list="source" value={lastReceivedAt === null ? 'waiting' : 'up'} chip />
          </div>
        </div>
        <Facts>
          <Fact name={t('sources.address')}>
            <Copyable whole={url} />
          </Fact>
          <Fact name={t('col.lastEvent')}>
            <Time at={lastReceivedAt} />
          </Fact>
          <Fact name={t('sources.docs')}>
            <Outward url={docs}>{docs}</Outward>
          </Fact>
        </Facts>
        <details>
          <summary>{t('sources.setup')}</summary>
          <ol className="steps soft">
            {setup.map((step) => (
              <li key={step}>
                <Said>{step.replaceAll('{url}', url)}</Said>
              </li>
            ))}
          </ol>
        </details>
        {mayAct && <SenderPage source={id} />}
      </div>
    </Plate>
  )
}

/** The address is a secret of its own, so it is shown only when asked for. */
function SenderPage({ source }: { source: string }) {
  const t = useWords(sourceWords)
  const perform = usePerform()
  const [link, setLink] = useState<string | null>(null)
  const show = () =>
    perform(async () => {
      setLink((await act('post', '/v1/sources/{id}/link', { params: { id: source }, body: {} })).url)
      return t('sources.linkMade')
    })
  if (link !== null) return <Snippet text={link} />
  return (
    <p className="line">
      <Button icon="link" kind="small" onClick={() => void show()} testId={`sender-link-${source}`}>
        {t('sources.link')}
      </Button>
      <span className="faint">{t('sources.linkText')}</span>
    </p>
  )
}
