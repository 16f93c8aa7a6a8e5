/** Agreement: what marketing and sales agreed on, as the hub applies it; its versions; and hand-overs beside its time limits. */
import { useRead } from '../../api/use-read.ts'
import { useLanguage } from '../../app/language.tsx'
import { Page } from '../../app/page.tsx'
import { useFilters } from '../../parts/filters.tsx'
import { useFormat } from '../../parts/format.ts'
import { Cell, Plate } from '../../parts/plate.tsx'
import { agreementWords } from '../../words/agreement.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import './agreement.css'
import { Changes } from './changes.tsx'
import { Handovers } from './handovers.tsx'
import { VersionChoice } from './version-choice.tsx'

const wholeNumber = (text: string | undefined): number | undefined => (text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined)

export default function AgreementPage() {
  const t = useWords(agreementWords, frameWords)
  const { language } = useLanguage()
  const format = useFormat()
  const [{ version: given }, set] = useFilters('/agreement', ['version', 'state'])
  const version = wholeNumber(given)
  const document = useRead('/v1/agreement', { query: { language, version } }, { keeps: true })
  const versions = useRead('/v1/agreement/versions', {})
  return (
    <Page name="agreement" title={t('view.agreement')} reads={[document, versions]}>
      {({ title, version: shown, since, validFrom, sections }, { items }) => (
        <>
          <Handovers />
          {items.length > 0 && (
            <div className="toolbar">
              <VersionChoice versions={items} value={given} choose={(one) => set({ version: one })} />
            </div>
          )}
          <Plate look="agreement">
            <Cell title={t('agreement.contents')} look="wide-only">
              <nav className="contents" aria-label={t('agreement.contents')}>
                <ul>
                  {sections.map((section) => (
                    <li key={section.id}>
                      <a href={`#agreement-${section.id}`}>{section.title}</a>
                    </li>
                  ))}
                </ul>
              </nav>
            </Cell>
            <div className="cell">
              <article className="document" data-testid="agreement">
                <h2>{title}</h2>
                <p className="soft">
                  {shown === null || since === null ? t('agreement.notRun') : t('agreement.since', { version: shown, since: format.clock(since) })}{' '}
                  {validFrom !== null && t('agreement.validFrom', { day: validFrom })} {t('agreement.made')}
                </p>
                {sections.map((section) => (
                  <section key={section.id} id={`agreement-${section.id}`} tabIndex={-1}>
                    <h3>{section.title}</h3>
                    <ul>
                      {section.sentences.map((sentence) => (
                        <li key={sentence}>{sentence}</li>
                      ))}
                    </ul>
                  </section>
                ))}
              </article>
            </div>
          </Plate>
          {shown !== null && <Changes to={shown} versions={items.map((one) => one.version)} />}
        </>
      )}
    </Page>
  )
}
