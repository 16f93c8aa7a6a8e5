/** What a replay would do, tried out without writing anything. */
import type { Answer } from '../../api/call.ts'
import { Note } from '../../parts/note.tsx'
import { Figure, Said } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { useWords } from '../../words/say.ts'

type Told = Answer<'/v1/replays/{id}/preview', 'post'>
const MOST = 12

export function Preview({ told }: { told: Told }) {
  const t = useWords(deliveryWords)
  const figures = [
    ['newlyAccepted', told.newlyAccepted],
    ['newlyHeld', told.newlyHeld],
    ['eventsChanged', told.eventsChanged + told.eventsAdded + told.eventsRetracted],
    ['leadsChanged', told.leadsChanged],
    ['crmCreate', told.crmWrites.create],
    ['crmUpdate', told.crmWrites.update],
    ['skipped', told.skipped],
  ] as const
  return (
    <section aria-label={t('replay.preview')} data-testid="replay-told">
      <dl className="figures small">
        {figures.map(([name, n]) => (
          <div key={name}>
            <dt>{t(`replay.${name}`)}</dt>
            <dd data-term={name}>
              <Figure n={n} />
            </dd>
          </div>
        ))}
      </dl>
      {told.problems.map(({ connection, field, sentence }) => (
        <Note key={`${connection}${field}`} tone="warn">
          <Said>{sentence}</Said>
        </Note>
      ))}
      {told.differences.length > 0 && (
        <div className="scroll">
          <table className="table inset">
            <caption className="away">{t('replay.differences')}</caption>
            <tbody>
              {told.differences.slice(0, MOST).map(({ delivery, lead, path, before, after }) => (
                <tr key={`${delivery}${lead}${path}`}>
                  <th scope="row">
                    <code>{path}</code>
                  </th>
                  <td className="raw">{shown(before)}</td>
                  <td aria-hidden>→</td>
                  <td className="raw">{shown(after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {told.differences.length + told.differencesLeftOut > MOST && (
        <p className="faint">{t.counted('replay.moreDifferences', told.differences.length + told.differencesLeftOut - MOST)}</p>
      )}
    </section>
  )
}

const shown = (value: unknown): string => (value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value))
