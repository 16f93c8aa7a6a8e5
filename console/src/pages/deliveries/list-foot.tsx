/** Below the list: its keys, how many are shown, how far the text was searched for, and the way to older ones. */
import { Button } from '../../parts/button.tsx'
import { useFormat } from '../../parts/format.ts'
import { Time } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import type { Deliveries } from './use-deliveries.ts'

export function ListFoot({ deliveries: { rows, searched, list, readMore }, mayAct }: { deliveries: Deliveries; mayAct: boolean }) {
  const t = useWords(deliveryWords, frameWords)
  const format = useFormat()
  const keys = [
    ['j', 'k', t('deliveries.keysMove')],
    ...(mayAct ? [['x', t('deliveries.keysSelect')] as const, ['r', t('deliveries.keysReplay')] as const] : []),
    ['/', t('deliveries.keysSearch')],
    ['Esc', t('deliveries.keysClose')],
  ]
  return (
    <p className="pager faint">
      <span className="wide-only keys">
        {keys.map((each) => (
          <span key={each[0]}>
            {each.slice(0, -1).map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}{' '}
            {each.at(-1)}
          </span>
        ))}
      </span>
      <span className="grow" />
      <span data-testid="shown">
        {t('page.shown', { count: format.number(rows.length) })}
        {searched?.backTo && (
          <span data-testid="searched">
            {' · '}
            {t.counted(`deliveries.searched.${searched.text}`, searched.deliveries)} <Time at={searched.backTo} />
          </span>
        )}
      </span>
      {list.hasNextPage && (
        <Button kind="small" onClick={readMore} disabled={list.isFetchingNextPage} testId="older">
          {t(searched ? 'deliveries.searchOn' : 'page.older')}
        </Button>
      )}
    </p>
  )
}
