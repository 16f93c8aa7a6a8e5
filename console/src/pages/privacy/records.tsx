/** Records of processing activities (Art. 30 GDPR), as the configuration says: to read, and to file. */
import { useRead } from '../../api/use-read.ts'
import { useLanguage } from '../../app/language.tsx'
import { Button } from '../../parts/button.tsx'
import { Failure, Skeleton } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { privacyWords } from '../../words/privacy.ts'
import { useWords } from '../../words/say.ts'
import { DocumentText } from './document-text.tsx'

export function Records() {
  const t = useWords(privacyWords)
  const { language } = useLanguage()
  const { data, error, refetch } = useRead('/v1/privacy/records', { query: { language } })
  return (
    <Plate>
      <Cell
        title={t('privacy.part.records')}
        aside={
          data && (
            <Button icon="download" kind="small" onClick={() => saveFile('records-of-processing.md', 'text/markdown', data.page)} testId="save-records">
              {t('privacy.saveCertificate')}
            </Button>
          )
        }
      >
        {data ? (
          <article className="records" data-testid="records">
            <DocumentText text={data.page} />
          </article>
        ) : error ? (
          <Failure problem={error} retry={() => void refetch()} />
        ) : (
          <Skeleton />
        )}
      </Cell>
    </Plate>
  )
}
