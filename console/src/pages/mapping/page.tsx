/** One mapping: sample, expression and result side by side, and below what a change would do. */
import { useParams } from '@tanstack/react-router'
import type { Answer } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { Crumb, Page } from '../../app/page.tsx'
import { useQueryOfAddress } from '../../parts/link.tsx'
import { useSources } from '../../parts/names.ts'
import { Empty } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { frameWords } from '../../words/frame.ts'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'
import './mapping.css'
import { Workbench } from './workbench.tsx'

export type Kind = Answer<'/v1/mappings', 'get'>['items'][number]['kind']

const SAMPLES = 50

export default function MappingPage() {
  const t = useWords(mappingWords, frameWords)
  const { kind: given, name } = useParams({ strict: false }) as { kind: string; name: string }
  const kind: Kind = given === 'crm' ? 'crm' : 'source'
  const query = useQueryOfAddress()
  const sources = useSources()
  const connections = useRead('/v1/connections', {}, {})
  const connection = connections.data?.items.find(({ mapping }) => mapping === name)?.id
  const versions = useRead('/v1/mappings', { query: { kind, name } }, { live: true })
  const listed = versions.data?.items ?? []
  const active = listed.find(({ state }) => state === 'active')
  const id = query.version ?? active?.id ?? listed[0]?.id
  const isMissing = versions.data !== undefined && id === undefined
  const base = useRead('/v1/mappings/{id}', { params: { id: id ?? '' } }, { enabled: id !== undefined, keeps: true })
  const against = useRead('/v1/mappings/{id}', { params: { id: active?.id ?? '' } }, { enabled: active !== undefined })
  const samples = useRead('/v1/mappings/samples', { query: { kind, name, limit: SAMPLES } }, { live: true })
  const targets = useRead(
    '/v1/mappings/targets',
    { query: { kind, ...(kind === 'crm' && { connection }) } },
    { enabled: kind === 'source' || connection !== undefined },
  )
  if (isMissing)
    return (
      <Page name="mapping" title={name} reads={[versions]}>
        {(_none) => (
          <Plate>
            <Cell>
              <Empty>{t('mappings.missing')}</Empty>
            </Cell>
          </Plate>
        )}
      </Page>
    )
  return (
    <Page
      name="mapping"
      title={name}
      heading={(..._read) => (
        <Crumb at="/mappings" name={t('view.mappings')}>
          {name}
        </Crumb>
      )}
      reads={[versions, base, samples, sources]}
    >
      {(all, shown, came, from) => (
        <Workbench
          key={shown.id}
          base={shown}
          against={against.data ?? null}
          versions={all.items}
          samples={came.items}
          sources={from.items}
          targets={targets.data?.items ?? []}
          isUndescribed={kind === 'crm' && !targets.isFetching && (targets.data?.describedAt ?? null) === null}
        />
      )}
    </Page>
  )
}
