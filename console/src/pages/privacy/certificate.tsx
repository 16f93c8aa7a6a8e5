/** What was done to erase a person, where and when, and what a person must still do. It names nobody. */
import { read } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useLanguage } from '../../app/language.tsx'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { To } from '../../parts/link.tsx'
import { Failure, Note, Skeleton } from '../../parts/note.tsx'
import { Cell, Fact, Facts, Plate } from '../../parts/plate.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { Mark } from '../../parts/status.tsx'
import { Table } from '../../parts/table.tsx'
import { Figure, Id, Missing, Said, Time } from '../../parts/value.tsx'
import { useWho } from '../../parts/who.ts'
import { privacyWords } from '../../words/privacy.ts'
import { useWords } from '../../words/say.ts'
import { ErasureState } from './erasures.tsx'

const OTHERS = { open: ['warn', 'clock'], done: ['ok', 'ok'], byHand: ['bad', 'alert'] } as const

export function Certificate({ id }: { id: string }) {
  const t = useWords(privacyWords)
  const { language } = useLanguage()
  const perform = usePerform()
  const whoOf = useWho()
  const { data, error, refetch } = useRead('/v1/privacy/erasures/{id}', { params: { id } }, { live: true })
  if (data === undefined)
    return (
      <Plate>
        <Cell flush>{error ? <Failure problem={error} retry={() => void refetch()} /> : <Skeleton />}</Cell>
      </Plate>
    )
  const { state, startedAt, endedAt, by, reason, person, places, others, byHand } = data
  const save = () =>
    perform(async () => {
      const { text } = await read('/v1/privacy/erasures/{id}/text', { params: { id }, query: { language } })
      saveFile(`${id}.md`, 'text/markdown', text)
      return t('privacy.saved')
    })
  return (
    <>
      <div className="toolbar">
        <To at="/privacy" className="btn ghost" data-testid="all-erasures">
          {t('privacy.back')}
        </To>
        <span className="grow" />
        <Button icon="download" onClick={() => save()} testId="save-certificate">
          {t('privacy.saveCertificate')}
        </Button>
      </div>
      <Plate>
        <Cell title={t('privacy.certificate')} aside={<Id id={id} />}>
          <Facts>
            <Fact name={t('privacy.state')}>
              <ErasureState state={state} />
            </Fact>
            <Fact name={t('privacy.started')}>
              <Time at={startedAt} />
            </Fact>
            <Fact name={t('privacy.ended')}>
              <Time at={endedAt} />
            </Fact>
            <Fact name={t('privacy.by')}>{whoOf(by)}</Fact>
            <Fact name={t('privacy.reason')}>{reason ?? <Missing />}</Fact>
            <Fact name={t('privacy.person')}>{person === null ? <Missing /> : <code>{person}</code>}</Fact>
          </Facts>
          {byHand.length > 0 && (
            <Note tone="warn">
              <b>{t('privacy.byHand')}</b>
              <ul className="steps">
                {byHand.map((one) => (
                  <li key={one.en}>{one[language]}</li>
                ))}
              </ul>
            </Note>
          )}
        </Cell>
        {others.length > 0 && (
          <Cell flush title={t('privacy.there')}>
            <Table
              id="others"
              caption={t('privacy.there')}
              rows={others}
              keyOf={({ system, record }) => `${system} ${record}`}
              columns={[
                { id: 'system', head: t('privacy.system'), names: true, cell: ({ label }) => label },
                { id: 'record', head: t('privacy.record'), wideOnly: true, cell: ({ record }) => <code>{record}</code> },
                {
                  id: 'state',
                  head: t('privacy.state'),
                  cell: (one) => (
                    <Mark tone={OTHERS[one.state][0]} icon={OTHERS[one.state][1]}>
                      {t(`other.${one.state}`)}
                    </Mark>
                  ),
                },
                { id: 'why', head: t('privacy.reason'), wideOnly: true, cell: ({ why }) => (why === null ? <Missing /> : <Said>{why}</Said>) },
                { id: 'at', head: t('privacy.ended'), right: true, cell: ({ at }) => <Time at={at} /> },
              ]}
            />
          </Cell>
        )}
        <Cell flush title={t('privacy.here')}>
          <Table
            id="places"
            caption={t('privacy.here')}
            rows={places}
            keyOf={({ table }) => table}
            columns={[
              { id: 'table', head: t('privacy.table'), names: true, cell: ({ table }) => <code>{table}</code> },
              { id: 'done', head: t('privacy.done'), cell: ({ done }) => <Said>{done}</Said> },
              { id: 'rows', head: t('privacy.rows'), right: true, cell: ({ rows }) => <Figure n={rows} /> },
            ]}
          />
        </Cell>
      </Plate>
    </>
  )
}
