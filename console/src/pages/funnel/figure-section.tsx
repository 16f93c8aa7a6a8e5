/** All figures that are declared, by group; the chosen one with its definition, its drawing, its rows and what must be said beside them. */
import { useEffect, useRef } from 'react'
import { Cell, Plate } from '../../parts/plate.tsx'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import { Defined } from './defined.tsx'
import { FigurePanel } from './figure-panel.tsx'
import type { Definition } from './use-figure.ts'
import { useNames } from './use-names.ts'
import { useAsking } from './use-question.ts'

export function FigureSection({ figures }: { figures: readonly Definition[] }) {
  const t = useWords(funnelWords)
  const names = useNames()
  const { query, set } = useAsking()
  const section = useRef<HTMLDivElement>(null)
  const chosen = figures.find(({ name }) => name === query.figure) ?? null
  const figure = chosen ?? figures[0]!
  useEffect(() => {
    if (chosen === null) return
    section.current?.scrollIntoView({ block: 'start' })
    section.current?.querySelector<HTMLElement>('.figure-panel h2')?.focus({ preventScroll: true })
  }, [chosen])
  const groups = [...new Set(figures.map(({ group }) => group))].sort((a, b) => a - b)
  const groupName = (n: number) => (t.knows(`group.${n}`) ? t.word('group', String(n)) : t('figures.group', { n }))
  return (
    <div ref={section} className="all-figures">
      <Plate look="figures-plate">
        <Cell title={t('figures.title')} look="figure-list">
          <nav className="wide-only" aria-label={t('figures.title')} data-testid="figure-list">
            {groups.map((group) => (
              <section key={group}>
                <h3>{groupName(group)}</h3>
                <ul>
                  {figures
                    .filter((one) => one.group === group)
                    .map((one) => (
                      <li key={one.name}>
                        <Defined figure={one} isCurrent={one.name === figure.name} />
                      </li>
                    ))}
                </ul>
              </section>
            ))}
          </nav>
          <label className="choice narrow-only">
            <span>{t('figures.one')}</span>
            <select value={figure.name} onChange={(event) => set({ figure: event.target.value, kind: undefined })} data-testid="figure-choice">
              {groups.map((group) => (
                <optgroup key={group} label={groupName(group)}>
                  {figures
                    .filter((one) => one.group === group)
                    .map((one) => (
                      <option key={one.name} value={one.name}>
                        {names.both(one.title)}
                      </option>
                    ))}
                </optgroup>
              ))}
            </select>
          </label>
        </Cell>
        <FigurePanel key={figure.name} figure={figure} />
      </Plate>
    </div>
  )
}
