/** One of the products, where there are several. */
import { useSession } from '../app/session-context.ts'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Choice } from './filters.tsx'

export function ProductChoice({ value, choose }: { value: string | undefined; choose: (value: string) => void }) {
  const t = useWords(frameWords)
  const { products, productName } = useSession()
  if (products.length < 2) return null
  return (
    <Choice
      label={t('filter.product')}
      value={value}
      options={products.map(({ id }) => [id, productName(id)] as const)}
      choose={choose}
      testId="filter-product"
    />
  )
}
