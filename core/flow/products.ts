/** Which products does a touch speak of? The event's own, else those of its form, campaign or content, else the source's, else the default. */
import type { LeadEvent } from '../lead/event.ts'
import type { Hold } from '../mapped.ts'
import type { Product, Setup } from '../setup.ts'

export function productsOf(
  setup: Pick<Setup, 'products'>,
  event: Pick<LeadEvent, 'products' | 'origin' | 'content'>,
  sourceProduct: string | null,
): string[] | Hold {
  if (event.products && event.products.length > 0) {
    const unknown = event.products.find((id) => !setup.products.some((product) => product.id === id))
    if (unknown !== undefined) {
      return {
        kind: 'held',
        code: 'product_unknown',
        path: 'products',
        reason: `the mapping names the product '${unknown}', which is not configured; known are ${setup.products.map(({ id }) => id).join(', ')}`,
      }
    }
    return [...new Set(event.products)].sort()
  }
  const { form, campaign } = event.origin
  const matched = setup.products.filter(
    ({ forms, campaigns, content }: Product) =>
      (form && forms.includes(form)) || (campaign && campaigns.includes(campaign)) || (event.content && content.includes(event.content.id)),
  )
  if (matched.length > 0) return matched.map(({ id }) => id).sort()
  return [sourceProduct ?? (setup.products.find(({ isDefault }) => isDefault) ?? setup.products[0]!).id]
}
