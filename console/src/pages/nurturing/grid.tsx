/** The grid of content of one product: what is meant for whom, where people stand, and where something is missing. */
import type { Answer } from '../../api/call.ts'
import { useSession } from '../../app/session-context.ts'
import { useFilters } from '../../parts/filters.tsx'
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { Segments } from '../../parts/segments.tsx'
import { Mark } from '../../parts/status.tsx'
import { frameWords } from '../../words/frame.ts'
import { nurturingWords } from '../../words/nurturing.ts'
import { useWords } from '../../words/say.ts'

type Content = Answer<'/v1/content', 'get'>
type GridCell = Content['cells'][number]
export const NURTURING = '/nurturing'
export const FILTERS = ['show', 'product', 'class', 'function', 'why'] as const

export function Grid({ items, cells }: Content) {
  const t = useWords(nurturingWords, frameWords)
  const { productName } = useSession()
  const [given, set] = useFilters(NURTURING, FILTERS)
  const products = [...new Set(cells.map(({ product }) => product))]
  const product = products.find((one) => one === given.product) ?? products[0]
  const shown = cells.filter((cell) => cell.product === product)
  const classes = [...new Set(shown.map((cell) => cell.class))]
  const functions = [...new Set(shown.map((cell) => cell.function))]
  const titles = new Map(items.map(({ id, title }) => [id, title]))
  return (
    <>
      {products.length > 1 && product !== undefined && (
        <div className="pad grid-product">
          <Segments
            label={t('filter.product')}
            value={product}
            options={products.map((one) => ({ value: one, name: productName(one) }))}
            choose={(one) => set({ product: one })}
            testId="grid-product"
          />
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wide grids are scrolled by keyboard */}
      <section className="scroll" tabIndex={0} aria-label={t('nurturing.grid')}>
        <table className="table content-grid" data-testid="grid">
          <caption className="away">{t('nurturing.grid')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('col.function')}</th>
              {classes.map((one) => (
                <th key={one} scope="col">
                  <span className="class" data-class={one}>
                    {one}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {functions.map((does) => (
              <tr key={does}>
                <th scope="row">{t.word('function', does ?? 'unknown')}</th>
                {classes.map((of) => {
                  const cell = shown.find((one) => one.class === of && one.function === does)
                  return <td key={of}>{cell && <CellOfGrid cell={cell} titles={titles} />}</td>
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function CellOfGrid({ cell, titles }: { cell: GridCell; titles: ReadonlyMap<string, string> }) {
  const t = useWords(nurturingWords)
  const format = useFormat()
  const { content, contacts, waiting } = cell
  return (
    <>
      {content.length === 0 ? (
        <Mark tone={contacts > 0 ? 'warn' : 'mute'} icon={contacts > 0 ? 'alert' : 'info'}>
          {t('nurturing.empty')}
        </Mark>
      ) : (
        <ul>
          {content.map((id) => (
            <li key={id} className="cut" title={titles.get(id) ?? id}>
              {titles.get(id) ?? id}
            </li>
          ))}
        </ul>
      )}
      {contacts > 0 && (
        <p className="faint">
          {cell.function === null ? (
            t.counted('nurturing.people', contacts)
          ) : (
            <To at={NURTURING} query={{ show: waiting > 0 ? 'none' : 'planned', product: cell.product, class: cell.class, function: cell.function }}>
              {t.counted('nurturing.people', contacts)}
            </To>
          )}
          {waiting > 0 && <span className="differs"> · {t('nurturing.waiting', { n: waiting, count: format.number(waiting) })}</span>}
        </p>
      )}
    </>
  )
}
