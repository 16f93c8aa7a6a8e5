/** Why a delivery is held: reason, place, what was expected and found, how many have the same cause, and what to do next. */
import { useRead } from '../../api/use-read.ts'
import { holdOf } from '../../parts/hold.ts'
import { To } from '../../parts/link.tsx'
import { useSources } from '../../parts/names.ts'
import { Fact, Facts } from '../../parts/plate.tsx'
import { Id, Said, Time } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { useWords } from '../../words/say.ts'
import type { DeliveryDetail } from './delivery-panel.tsx'

export function HeldPart({ delivery: { id, source, reason, path, code, mapping } }: { delivery: DeliveryDetail }) {
  const t = useWords(deliveryWords)
  const causes = useRead('/v1/held', { query: { source } })
  const issues = useRead('/v1/issues', { query: { state: 'open', limit: 200 } })
  const mappedBy = useSources().data?.items.find((one) => one.id === source)?.mapping
  const same = causes.data?.items.find((one) => one.code === code && one.path === (path ?? ''))
  const todo = issues.data?.items.find((one) => one.cause === `held|${source}|${code}|${path}`)?.todo
  const { expected, found } = holdOf(reason)
  return (
    <section className="part" data-testid="held">
      {reason !== null && (
        <p className="strong">
          <Said>{reason}</Said>
        </p>
      )}
      <p className="soft">{t('detail.heldText')}</p>
      <Facts>
        {path && (
          <Fact name={t('detail.where')}>
            <code className="raw">{path}</code>
          </Fact>
        )}
        {expected !== null && (
          <Fact name={t('detail.expected')}>
            <Said>{expected}</Said>
          </Fact>
        )}
        {found !== null && <Fact name={t('detail.found')}>{found === '' ? t('detail.foundNothing') : <Said>{found}</Said>}</Fact>}
        {same && same.gone.length > 0 && (
          <Fact name={t('detail.gone')}>
            <code className="raw">{same.gone.join(', ')}</code>
          </Fact>
        )}
        {same && same.added.length > 0 && (
          <Fact name={t('detail.added')}>
            <code className="raw">{same.added.join(', ')}</code>
          </Fact>
        )}
        {code && (
          <Fact name={t('detail.code')}>
            <code>{code}</code>
          </Fact>
        )}
        {mapping && (
          <Fact name={t('detail.mapping')}>
            <Id id={mapping} />
          </Fact>
        )}
        {same && (
          <Fact name={t('detail.sameCause')}>
            <To at="/deliveries" query={{ source, state: 'held', code: same.code }}>
              {t.counted('detail.sameCount', same.n)}
            </To>{' '}
            {t('detail.sameSince')} <Time at={same.firstAt} />
          </Fact>
        )}
        {todo !== undefined && (
          <Fact name={t('detail.next')}>
            <Said>{todo}</Said>
          </Fact>
        )}
        {mappedBy !== undefined && (
          <Fact name={t('detail.mend')}>
            <To at={`/mappings/source/${encodeURIComponent(mappedBy)}`} query={{ sample: id }} data-testid="to-mapping">
              {t('detail.toMapping', { mapping: mappedBy })}
            </To>
          </Fact>
        )}
      </Facts>
    </section>
  )
}
