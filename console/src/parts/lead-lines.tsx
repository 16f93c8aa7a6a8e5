/** Leads one a line: whose it is, where it stands, and the way to it. */
import { useSession } from '../app/session-context.ts'
import { To } from './link.tsx'
import { Status } from './status.tsx'

interface LeadLine {
  id: string
  account: string | null
  accountName: string | null
  unitName: string | null
  /** null: a record of the CRM that is no lead of the hub. */
  product: string | null
  stage: string | null
  class: string | null
}

export function LeadLines({ leads, testId }: { leads: readonly LeadLine[]; testId: string }) {
  const { productName } = useSession()
  return (
    <ul className="lead-lines" data-testid={testId}>
      {leads.map(({ id, account, accountName, unitName, product, stage, class: is }) => (
        <li key={id}>
          {product === null ? (
            <code className="grow cut">{id}</code>
          ) : (
            <To at={`/leads/${id}`} className="grow cut">
              {[accountName ?? account, unitName].filter(Boolean).join(' · ')}
              <span className="faint">{productName(product)}</span>
            </To>
          )}
          {is !== null && (
            <span className="class" data-class={is}>
              {is}
            </span>
          )}
          {stage !== null && <Status list="stage" value={stage} />}
        </li>
      ))}
    </ul>
  )
}
