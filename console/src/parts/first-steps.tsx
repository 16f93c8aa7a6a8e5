/** What to do where there is nothing yet: an example to copy, made for this hub. */
import type { ReactNode } from 'react'
import { stepWords } from '../words/first-steps.ts'
import { useWords } from '../words/say.ts'
import { Snippet } from './copy.tsx'
import type { Source } from './names.ts'
import { Said } from './value.tsx'

const SOURCE_YAML = `sources:
  website: { kind: form, label: Website, secret: env:WEBSITE_SECRET }`
const CONNECTION_YAML = `connections:
  crm: { kind: espocrm, label: EspoCRM, url: https://crm.company.example, apiKey: env:CRM_KEY }`

export function FirstConnection() {
  const t = useWords(stepWords)
  return (
    <Steps title={t('connections.none')} text={t('connections.noneText')}>
      <Snippet text={CONNECTION_YAML} />
    </Steps>
  )
}

/** Before the first delivery, or the first lead. */
export function FirstDelivery({ sources, of }: { sources: readonly Source[]; of: 'deliveries' | 'leads' }) {
  const t = useWords(stepWords)
  const source = sources.find(({ kind }) => kind === 'form') ?? sources[0]
  if (source === undefined)
    return (
      <Steps title={t(`${of}.none`)} text={t('deliveries.noSources')}>
        <Snippet text={SOURCE_YAML} />
      </Steps>
    )
  return (
    <Steps title={t(`${of}.none`)} text={t(`${of}.noneText`)}>
      <Snippet text={curl(source)} />
      {source.kind === 'form' ? (
        <p className="faint">{t('deliveries.secret')}</p>
      ) : (
        <ol className="soft">
          {source.setup.map((step) => (
            <li key={step}>
              <Said>{step.replaceAll('{url}', source.url)}</Said>
            </li>
          ))}
        </ol>
      )}
    </Steps>
  )
}

function Steps({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="first">
      <p className="strong">{title}</p>
      <p className="soft">{text}</p>
      {children}
    </div>
  )
}

const curl = ({ kind, url }: Source): string =>
  kind === 'form'
    ? `curl -i '${url}' \\
  -H 'content-type: application/json' -H 'x-leitwerk-secret: YOUR-SECRET' \\
  -d '{"submissionId":"first-1","email":"jo@company.example","firma":"Company GmbH","werk":"Werk Linz"}'`
    : `curl -i '${url}' -H 'content-type: application/json' -d '{}'`
