/** One lead to call: its people with their numbers, what they did lately, what could be offered. */
import { useSession } from '../../app/session-context.ts'
import { ClassChip } from '../../parts/class-chip.tsx'
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { UnitName } from '../../parts/unit-name.tsx'
import { Time } from '../../parts/value.tsx'
import { kindWords } from '../../words/kinds.ts'
import { nurturingWords } from '../../words/nurturing.ts'
import { useWords } from '../../words/say.ts'
import type { Call } from './page.tsx'

export function CallCard({ call }: { call: Call }) {
  const t = useWords(nurturingWords, kindWords)
  const format = useFormat()
  const { productName } = useSession()
  const { lead, product, why, suggestion, points, since, topics, contacts, unknownFunctions } = call
  const offers = [...new Map(contacts.flatMap(({ offer }) => offer).map(({ id, title }) => [id, title]))]
  return (
    <section className="cell call" data-testid="call">
      <div>
        <h2>
          <To at={`/leads/${lead}`} className="cut">
            <UnitName lead={{ ...call, unitKind: 'site' }} />
          </To>
          {(call.class ?? suggestion) !== null && <ClassChip lead={{ class: call.class, classBy: 'human', suggestion }} />}
        </h2>
        <p className="soft">
          {productName(product)} · {t('calls.points', { n: format.number(points) })} ·{' '}
          {t(`callWhy.${why}`, { class: (why === 'suggestion' ? suggestion : call.class) ?? '' })}, {t('calls.since', { at: format.clock(since) })}
        </p>
        <ul>
          {contacts.length === 0 && <li className="faint">{t('calls.nobody')}</li>}
          {contacts.map(({ id, firstName, lastName, jobTitle, function: does, phone, mobile, email }) => (
            <li key={id}>
              <b>{[firstName, lastName].filter(Boolean).join(' ') || email}</b>{' '}
              <span className="soft">{jobTitle ?? (does === undefined ? '' : t.word('function', does))}</span>
              <div className="faint line">
                {[phone, mobile].map(
                  (number) =>
                    number !== undefined && (
                      <a key={number} href={`tel:${number.replace(/[^+\d]/g, '')}`}>
                        {number}
                      </a>
                    ),
                )}
                {email}
              </div>
            </li>
          ))}
        </ul>
        {unknownFunctions.length > 0 && (
          <p className="faint">{t('calls.missing', { functions: unknownFunctions.map((one) => t.word('function', one)).join(', ') })}</p>
        )}
      </div>
      <div>
        <h3>{t('calls.lately')}</h3>
        <ul>
          {topics.map(({ at, kind, title, note }) => (
            <li key={`${at} ${kind}`}>
              <span className="faint">
                <Time at={at} />
              </span>{' '}
              {[t.word('kind', kind), title].filter(Boolean).join(': ')}
              {note !== null && <p className="soft">{note}</p>}
            </li>
          ))}
        </ul>
      </div>
      {offers.length > 0 && (
        <div>
          <h3>{t('calls.offer')}</h3>
          <ul>
            {offers.map(([id, title]) => (
              <li key={id}>{title}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}
