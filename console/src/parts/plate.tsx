/** One plate per page, divided by hairlines into cells; each cell may have a head. */
import type { ReactNode } from 'react'

interface PlateProps {
  children: ReactNode
  /** How its cells lie: `halves`, `tiles`, or a page's own class. */
  look?: string
  'data-tone'?: string | undefined
  'data-detail'?: string | undefined
  'data-testid'?: string
}

export function Plate({ children, look = '', ...data }: PlateProps) {
  return (
    <section className={`plate ${look}`.trim()} {...data}>
      {children}
    </section>
  )
}

interface CellProps {
  children: ReactNode
  title?: ReactNode
  /** Right in the head: a legend, a link, an action. */
  aside?: ReactNode
  /** Without padding: for tables, which have their own. */
  flush?: boolean
  look?: string
  busy?: boolean
}

export function Cell({ children, title, aside, flush = false, look = '', busy = false }: CellProps) {
  return (
    <div className={`cell ${flush ? 'flush ' : ''}${look}`.trim()} aria-busy={busy || undefined}>
      {title !== undefined && <Head title={title} aside={aside} />}
      {children}
    </div>
  )
}

export function Head({ title, aside }: { title: ReactNode; aside?: ReactNode }) {
  return (
    <div className="head">
      <h2>{title}</h2>
      {aside && <div className="aside">{aside}</div>}
    </div>
  )
}

/** Names and values, one pair a line. */
export const Facts = ({ children }: { children: ReactNode }) => <dl className="facts">{children}</dl>

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
