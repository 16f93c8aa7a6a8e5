/** Settings that every source, or every connection, has. */
import { useLanguage } from '../../app/language.tsx'
import { useSession } from '../../app/session-context.ts'
import { useConnections } from '../../parts/names.ts'
import { Note } from '../../parts/note.tsx'
import { connectionWords } from '../../words/connections.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { settingWords } from '../../words/setting.ts'
import { partOf, textOf, withNumber, withPart, withValue } from './entry.ts'
import { PickSetting, TextSetting } from './field.tsx'
import type { PartProps } from './form.tsx'

/** Of a source: whose records it reports on, and which product its events are about. */
export function SourceSettings({ kind, entry, change, at }: PartProps) {
  const t = useWords(settingWords)
  const { products } = useSession()
  const { language } = useLanguage()
  const connections = useConnections().data?.items.filter((one) => one.kind === kind.connection) ?? []
  return (
    <>
      {kind.connection !== null && (
        <>
          {connections.length === 0 && <Note tone="info">{t('setting.noConnection', { kind: kind.connection })}</Note>}
          <PickSetting
            label={t('setting.connection')}
            value={textOf(entry, 'connection')}
            change={(value) => change(withValue(entry, 'connection', value))}
            options={[['', t('setting.pick')], ...connections.map(({ id, label }): [string, string] => [id, label])]}
            wrong={at('/entry/connection')}
            testId="field-connection"
          />
        </>
      )}
      {products.length > 1 && (
        <PickSetting
          label={t('setting.product')}
          value={textOf(entry, 'product')}
          change={(value) => change(withValue(entry, 'product', value))}
          options={[['', t('setting.noProduct')], ...products.map(({ id, name }): [string, string] => [id, name[language]])]}
          isOptional
          wrong={at('/entry/product')}
          testId="field-product"
        />
      )}
    </>
  )
}

export function SourceMore({ entry, change, at }: PartProps) {
  const t = useWords(settingWords)
  return (
    <>
      <TextSetting
        label={t('setting.publicUrl')}
        type="url"
        value={textOf(entry, 'publicUrl')}
        change={(value) => change(withValue(entry, 'publicUrl', value))}
        isOptional
        placeholder="https://"
        wrong={at('/entry/publicUrl')}
        testId="field-publicUrl"
      />
      <TextSetting
        label={t('setting.trust')}
        type="number"
        min={1}
        max={9}
        value={textOf(entry, 'trust')}
        change={(value) => change(withNumber(entry, 'trust', value))}
        isOptional
        placeholder="5"
        wrong={at('/entry/trust')}
        testId="field-trust"
      />
      <label className="tick">
        <input
          type="checkbox"
          checked={entry.watchFields !== false}
          onChange={(event) => change(withValue(entry, 'watchFields', event.target.checked ? undefined : false))}
          data-testid="field-watchFields"
        />
        <span>{t('setting.watchFields')}</span>
      </label>
    </>
  )
}

const LANES = ['mql', 'fast', 'classified'] as const

/** Of a connection: which hand-overs it gets, and what becomes of them. */
export function ConnectionSettings({ entry, change, at }: PartProps) {
  const t = useWords(settingWords, connectionWords, leadWords)
  const handover = partOf(entry, 'handover')
  const lanes = Array.isArray(handover.lanes) ? (handover.lanes as string[]) : LANES
  const hand = (name: string, value: unknown) => change(withPart(entry, 'handover', withValue(handover, name, value)))
  const turn = (lane: string, isOn: boolean) => {
    const wanted = LANES.filter((one) => (one === lane ? isOn : lanes.includes(one)))
    hand('lanes', wanted.length === LANES.length ? undefined : wanted)
  }
  return (
    <>
      <fieldset className="ticks">
        <legend>{t('setting.lanes')}</legend>
        {LANES.map((lane) => (
          <label key={lane} className="tick">
            <input type="checkbox" checked={lanes.includes(lane)} onChange={(event) => turn(lane, event.target.checked)} data-testid={`lane-${lane}`} />
            <span>{t(`lane.${lane}`)}</span>
          </label>
        ))}
      </fieldset>
      <div className="beside">
        <PickSetting
          label={t('setting.as')}
          value={textOf(handover, 'as')}
          change={(value) => hand('as', value)}
          options={[
            ['', t('setting.usual')],
            ['lead', t('as.lead')],
            ['opportunity', t('as.opportunity')],
          ]}
          isOptional
          wrong={at('/entry/handover')}
          testId="field-as"
        />
        <PickSetting
          label={t('setting.convert')}
          value={textOf(handover, 'convert')}
          change={(value) => hand('convert', value)}
          options={[
            ['', t('setting.usual')],
            ['crm', t('convert.crm')],
            ['hub', t('convert.hub')],
          ]}
          isOptional
          wrong={[]}
          testId="field-convert"
        />
      </div>
    </>
  )
}

const LIMITS = ['perSecond', 'perDay', 'concurrency'] as const

export function ConnectionMore({ entry, change, at }: PartProps) {
  const t = useWords(settingWords)
  return (
    <>
      <PickSetting
        label={t('setting.adopt')}
        value={textOf(entry, 'adopt')}
        change={(value) => change(withValue(entry, 'adopt', value))}
        options={[
          ['', t('setting.usual')],
          ['strong', t('adopt.strong')],
          ['ask', t('adopt.ask')],
        ]}
        isOptional
        wrong={at('/entry/adopt')}
        testId="field-adopt"
      />
      <div className="beside">
        {LIMITS.map((name) => (
          <TextSetting
            key={name}
            label={t(`setting.${name}`)}
            type="number"
            min={0}
            value={textOf(entry, name)}
            change={(value) => change(withNumber(entry, name, value))}
            isOptional
            wrong={at(`/entry/${name}`)}
            testId={`field-${name}`}
          />
        ))}
      </div>
    </>
  )
}
