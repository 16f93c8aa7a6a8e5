/** What is known of one person: looked at, exported, erased, or let in again. Who it is stays out of the address. */

import { useState } from 'react'
import { type Answer, act } from '../../api/call.ts'
import { useLanguage } from '../../app/language.tsx'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { Note } from '../../parts/note.tsx'
import { Cell, Fact, Facts, Plate } from '../../parts/plate.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { Missing } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { privacyWords } from '../../words/privacy.ts'
import { useWords } from '../../words/say.ts'

type Found = Answer<'/v1/privacy/erasures/preview', 'post'>
type Exported = Answer<'/v1/privacy/exports', 'post'>

export function Person() {
  const t = useWords(privacyWords)
  const perform = usePerform()
  const [who, setWho] = useState('')
  const [looked, setLooked] = useState<{ found: Found; of: string } | null>(null)
  // An answer that comes when somebody else is asked about is about nobody.
  const found = looked?.of === who.trim() ? looked.found : null
  const look = () =>
    perform(async () => {
      const of = who.trim()
      const answer = await act('post', '/v1/privacy/erasures/preview', { body: { who: of } })
      setLooked({ found: answer, of })
      return t(answer.isKnown ? 'privacy.found' : 'privacy.unknown')
    })
  return (
    <Plate>
      <Cell title={t('privacy.request')}>
        <Form className="who" send={look} testId="who-form">
          <label className="field grow">
            <span>{t('privacy.who')}</span>
            <input
              type="text"
              name="who"
              value={who}
              required
              minLength={3}
              maxLength={320}
              autoComplete="off"
              onChange={(event) => {
                setWho(event.target.value)
                setLooked(null)
              }}
              data-testid="who"
            />
          </label>
          <Button type="submit" kind="primary" icon="search" testId="look">
            {t('privacy.look')}
          </Button>
        </Form>
        <p className="faint">{t('privacy.lookText')}</p>
      </Cell>
      {found && (
        <Cell title={t(found.isKnown ? 'privacy.found' : 'privacy.unknown')}>
          <Known key={who.trim()} who={who.trim()} found={found} end={() => setLooked(null)} />
        </Cell>
      )}
    </Plate>
  )
}

function Known({ who, found, end }: { who: string; found: Found; end: () => void }) {
  const t = useWords(privacyWords, columnWords)
  const format = useFormat()
  return (
    <div className="known" data-testid="known">
      {!found.isKnown && <p className="soft">{t('privacy.unknownText')}</p>}
      {found.isKnown && (
        <Facts>
          <Fact name={t('privacy.contacts')}>
            {found.contacts.map((one) => (
              <code key={one}>{one} </code>
            ))}
          </Fact>
          <Fact name={t('privacy.addresses')}>{format.number(found.addresses)}</Fact>
          <Fact name={t('privacy.names')}>{format.number(found.names)}</Fact>
          <Fact name={t('privacy.events')}>{format.number(found.events)}</Fact>
          <Fact name={t('privacy.deliveries')}>{format.number(found.deliveries)}</Fact>
          <Fact name={t('col.leads')}>
            {found.leads.length === 0 && <Missing />}
            {found.leads.map((one) => (
              <To key={one} at={`/leads/${one}`}>
                <code>{one}</code>{' '}
              </To>
            ))}
          </Fact>
          <Fact name={t('privacy.audiences')}>{found.audiences.length === 0 ? <Missing /> : found.audiences.join(', ')}</Fact>
        </Facts>
      )}
      {found.names > 1 && <Note tone="warn">{t('privacy.severalNames')}</Note>}
      <Acts who={who} found={found} end={end} />
    </div>
  )
}

function Acts({ who, found, end }: { who: string; found: Found; end: () => void }) {
  const t = useWords(privacyWords)
  const format = useFormat()
  const { language } = useLanguage()
  const ask = useAsk()
  const perform = usePerform()
  const [exported, setExported] = useState<Exported | null>(null)
  const n = found.contacts.length
  const exportAll = () =>
    perform(async () => {
      setExported(await act('post', '/v1/privacy/exports', { body: { who, language } }))
      return t('privacy.exported')
    })
  const erase = async () => {
    const reason = await ask({
      title: t.counted('privacy.eraseTitle', n),
      text: t('privacy.eraseText', {
        addresses: format.number(found.addresses),
        events: format.number(found.events),
        deliveries: format.number(found.deliveries),
      }),
      confirm: t.counted('privacy.eraseConfirm', n),
      field: { label: t('privacy.eraseReason'), value: '' },
    })
    if (reason === null) return
    await perform(async () => {
      await act('post', '/v1/privacy/erasures', { body: { who, ...(reason !== '' && { reason }) } })
      end()
      return t('privacy.begun')
    })
  }
  const lift = async () => {
    if ((await ask({ title: t('privacy.liftTitle'), text: t('privacy.liftText'), confirm: t('privacy.liftConfirm') })) === null) return
    await perform(async () => t((await act('post', '/v1/privacy/suppressions/lift', { body: { who } })).lifted ? 'privacy.lifted' : 'privacy.notLifted'))
  }
  return (
    <div className="line">
      {found.isKnown && exported === null && (
        <Button icon="download" onClick={() => exportAll()} testId="export">
          {t('privacy.export')}
        </Button>
      )}
      {exported && (
        <>
          <Button icon="download" onClick={() => saveFile('person.html', 'text/html', exported.page)} testId="save-page">
            {t('privacy.savePage')}
          </Button>
          <Button icon="download" onClick={() => saveFile('person.json', 'application/json', JSON.stringify(exported.person, null, 2))} testId="save-data">
            {t('privacy.saveData')}
          </Button>
        </>
      )}
      {!found.isKnown && (
        <Button onClick={() => lift()} testId="lift">
          {t('privacy.lift')}
        </Button>
      )}
      {found.isKnown && (
        <Button kind="danger" icon="erased" onClick={() => erase()} testId="erase">
          {t('privacy.erase')}
        </Button>
      )}
    </div>
  )
}
