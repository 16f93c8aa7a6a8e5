/** The configuration as the hub understood it when it started, section by section; secrets are masked by the hub. */
import { useRead } from '../../api/use-read.ts'
import { Code, Snippet } from '../../parts/copy.tsx'
import { Failure, Skeleton } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { useWords } from '../../words/say.ts'
import { settingsWords } from '../../words/settings.ts'

export function Configuration() {
  const t = useWords(settingsWords)
  const { data, error, refetch } = useRead('/v1/configuration', {})
  return (
    <Plate>
      <Cell title={t('settings.configuration')}>
        <p className="soft">{t('settings.configurationText')}</p>
        <Snippet text="leitwerk check --config hub.yaml" />
        {data === undefined && (error ? <Failure problem={error} retry={() => void refetch()} /> : <Skeleton />)}
        {data &&
          Object.entries(data.configuration).map(([section, value]) => (
            <section key={section} className="section" data-testid={`section-${section}`}>
              <h3>
                <code>{section}</code>
              </h3>
              <Code>{textOf(value)}</Code>
            </section>
          ))}
      </Cell>
    </Plate>
  )
}

/** One entry a line where it is a list. */
const textOf = (value: unknown): string =>
  Array.isArray(value) && value.length > 0
    ? value.map((one) => JSON.stringify(one, null, typeof one === 'object' ? 2 : 0)).join('\n')
    : JSON.stringify(value, null, 2)
