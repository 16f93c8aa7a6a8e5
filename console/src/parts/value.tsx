/** Single values: a time, a number, a duration, an id that copies, a sentence of the hub, what is missing. */
import type { ReactNode } from 'react'
import { useLanguage } from '../app/language.tsx'
import { Copyable } from './copy.tsx'
import { NONE, useFormat } from './format.ts'
import { Icon } from './icon.tsx'
import { outwardAddress } from './outward.ts'

/** Local time; the exact one when pointed at. */
export function Time({ at }: { at: string | null }) {
  const format = useFormat()
  if (at === null) return <Missing />
  return (
    <time dateTime={at} title={format.exact(at)} className="num">
      {format.clock(at)}
    </time>
  )
}

/** A figure; zero steps back. */
export function Figure({ n, digits = 0 }: { n: number; digits?: number }) {
  const format = useFormat()
  return <span className={n === 0 ? 'num zero' : 'num'}>{format.number(n, digits)}</span>
}

export function Since({ at }: { at: string | null }) {
  const format = useFormat()
  if (at === null) return <Missing />
  return (
    <span className="num" title={format.exact(at)}>
      {format.since(at)}
    </span>
  )
}

export const Missing = () => <span className="zero">{NONE}</span>

/** An id cut in the middle, where ids of one kind are alike; a click copies all of it. */
export const Id = ({ id }: { id: string }) => <Copyable whole={id} shown={shortId(id)} />
export const shortId = (id: string): string => (id.length > 18 ? `${id.slice(0, 9)}…${id.slice(-6)}` : id)

/** A sentence the hub wrote: it speaks English. */
export function Said({ children }: { children: ReactNode }) {
  const { language } = useLanguage()
  return (
    <span className="said" lang={language === 'en' ? undefined : 'en'}>
      {children}
    </span>
  )
}

/** A link out of the console, or only the text where the address is none of the web. */
export function Outward({ url, children }: { url: string | null; children: ReactNode }) {
  const target = outwardAddress(url)
  if (target === null) return children
  return (
    <a href={target} target="_blank" rel="noopener noreferrer" className="outward">
      {children}
      <Icon name="external" />
    </a>
  )
}
