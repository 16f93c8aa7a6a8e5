/** Whether events arrive, in one look: waiting, arrived, or refused with the reason; from the tool by the hub to the CRM. */
import { Brand } from '../../app/brand.tsx'
import { useFormat } from '../../parts/format.ts'
import { Icon } from '../../parts/icon.tsx'
import { type Connection, labelOf } from '../../parts/names.ts'
import { Said } from '../../parts/value.tsx'
import { useWords } from '../../words/say.ts'
import { sourceWords } from '../../words/sources.ts'
import type { SourceView } from './page.tsx'

type Look = 'waiting' | 'arrived' | 'refused'

/** Where the newest request was refused, that is what one must know, whatever arrived before. */
function lookOf({ requests, lastReceivedAt }: SourceView): Look {
  if (requests[0]?.became === 'refused') return 'refused'
  return lastReceivedAt === null && requests.length === 0 ? 'waiting' : 'arrived'
}

const TONES = { waiting: 'info', arrived: 'ok', refused: 'bad' } as const
const ICONS = { waiting: 'clock', arrived: 'ok', refused: 'refused' } as const

export function Face({ view, connections }: { view: SourceView; connections: readonly Connection[] }) {
  const t = useWords(sourceWords)
  const format = useFormat()
  const look = lookOf(view)
  const [newest] = view.requests
  const at = newest?.at ?? view.lastReceivedAt
  const crm = view.connection === null ? connections.find(({ handover }) => handover.lanes.length > 0)?.label : labelOf(connections, view.connection)
  return (
    <section className="plate face" data-look={look} data-testid="face">
      <div className="cell">
        <p className="track" aria-hidden>
          <span className="stop cut">{view.label}</span>
          <i data-on={look === 'arrived' || undefined} />
          <span className="stop">
            <Brand />
          </span>
          <i data-on={look === 'arrived' || undefined} />
          <span className="stop cut">{crm ?? t('sources.noCrm')}</span>
        </p>
        <p className="face-head state" data-tone={TONES[look]}>
          <Icon name={ICONS[look]} />
          <b>{t(`sources.face.${look}`)}</b>
        </p>
        {newest?.became === 'refused' && newest.reason !== null && (
          <p className="strong">
            <Said>{newest.reason}</Said>
          </p>
        )}
        <p className="soft">{t(`sources.face.${look}Text`, { time: at === null ? '' : format.clock(at) })}</p>
        {view.silentSince !== null && (
          <p className="state" data-tone="warn">
            <Icon name="silent" /> {t('sources.silent', { time: format.clock(view.silentSince) })}
          </p>
        )}
      </div>
    </section>
  )
}
