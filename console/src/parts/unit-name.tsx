/** Company and site of a unit: the company is cut, never the site, which tells two leads apart. */
import { leadWords } from '../words/leads.ts'
import { useWords } from '../words/say.ts'

interface Named {
  accountName: string | null
  unitName: string | null
  unitKind: string
}

export function UnitName({ lead: { accountName, unitName, unitKind } }: { lead: Named }) {
  const t = useWords(leadWords)
  const site = unitName ?? (unitKind === 'open' ? t('leads.openUnit') : null)
  return (
    <>
      <span className="cut">{accountName ?? t('leads.unnamed')}</span>
      {site !== null && (
        <b className="site">
          <span className="dot"> · </span>
          {site}
        </b>
      )}
    </>
  )
}
