/** Which version of the agreement is shown. */
import type { Answer } from '../../api/call.ts'
import { Choice } from '../../parts/filters.tsx'
import { useFormat } from '../../parts/format.ts'
import { agreementWords } from '../../words/agreement.ts'
import { useWords } from '../../words/say.ts'

interface VersionChoiceProps {
  versions: Answer<'/v1/agreement/versions', 'get'>['items']
  value: string | undefined
  choose: (version: string) => void
}

export function VersionChoice({ versions, value, choose }: VersionChoiceProps) {
  const t = useWords(agreementWords)
  const format = useFormat()
  const options = versions.map(({ version, since }) => [String(version), t('agreement.versionOf', { version, since: format.clock(since) })] as const)
  return <Choice label={t('agreement.version')} value={value} options={options} choose={choose} all={t('agreement.newest')} testId="version" />
}
