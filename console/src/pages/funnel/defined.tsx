/** A figure's name with its definition, told when pointed at or focused, and to screen readers. Leads on to the figure itself. */
import { Tooltip } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { To } from '../../parts/link.tsx'
import type { Definition } from './use-figure.ts'
import { useNames } from './use-names.ts'
import { FUNNEL, useAsking } from './use-question.ts'

interface DefinedProps {
  figure: Definition
  /** Default: the figure's own title. */
  children?: ReactNode
  kind?: string
  isCurrent?: boolean
}

export function Defined({ figure, children, kind, isCurrent = false }: DefinedProps) {
  const names = useNames()
  const { query } = useAsking()
  const id = useId()
  const definition = `${names.both(figure.sentence)} ${names.both(figure.population)}`
  return (
    <Tooltip label={definition} multiline w={340} openDelay={200} events={{ hover: true, focus: true, touch: true }} position="bottom-start">
      <span className="defined" data-testid={`defined-${figure.name}`}>
        <To
          at={FUNNEL}
          query={{ ...query, figure: figure.name, kind, behind: undefined }}
          aria-describedby={id}
          {...(isCurrent && { 'aria-current': 'true' as const })}
          data-testid={`figure-${figure.name}`}
        >
          {children ?? names.both(figure.title)}
        </To>
        <span className="away" id={id}>
          {definition}
        </span>
      </span>
    </Tooltip>
  )
}
