/** The grid of content: what is meant for which function in which class. */
import type { Class } from './fact.ts'

export interface ContentItem {
  id: string
  title: string
  /** White paper, webinar, article...; null: not said. */
  type: string | null
  class: Class | null
  /** Functions it is written for; none: everybody. */
  functions: readonly string[]
  /** Products it speaks of; none: all. */
  products: readonly string[]
}

export interface Reader {
  product: string
  class: Class | null
  function: string | null
  /** Content that they know. */
  read: ReadonlySet<string>
}

/** What could be offered next, in the order of the configuration: meant for their class, what is written for their function first, nothing twice. */
export function offerable(content: readonly ContentItem[], { product, class: of, function: does, read }: Reader): ContentItem[] {
  const fits = content.filter(
    (item) =>
      item.class !== null &&
      item.class === of &&
      !read.has(item.id) &&
      (item.products.length === 0 || item.products.includes(product)) &&
      (item.functions.length === 0 || (does !== null && item.functions.includes(does))),
  )
  return [...fits.filter(({ functions }) => functions.length > 0), ...fits.filter(({ functions }) => functions.length === 0)]
}
