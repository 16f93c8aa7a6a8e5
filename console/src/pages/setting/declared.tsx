/** What a tool without a connector needs: how its requests prove where they come from, and what is in them. */
import { Code } from '../../parts/copy.tsx'
import { Note } from '../../parts/note.tsx'
import { useWords } from '../../words/say.ts'
import { settingWords } from '../../words/setting.ts'
import { type Entry, partOf, textOf, withPart, withValue } from './entry.ts'
import { PickSetting, TextSetting } from './field.tsx'
import type { PartProps } from './form.tsx'
import { SecretSetting } from './secret.tsx'
import { ALGORITHMS, type Asked, ENCODINGS, SECRETS_OF, USUAL, WAYS, type Way, wayOf, withWay } from './ways.ts'

export function DeclaredSettings(props: PartProps) {
  const t = useWords(settingWords)
  const { entry, change, at } = props
  const chosen = wayOf(entry)
  if (chosen === null)
    return (
      <>
        <p className="soft">{t('way.other')}</p>
        <Code>{JSON.stringify(entry.verify, null, 2)}</Code>
        <Secrets {...props} names={Object.keys(partOf(entry, 'settings'))} />
      </>
    )
  const { way, asked } = chosen
  const ask = (more: Partial<Asked>) => change(withWay(entry, way, { ...asked, ...more }))
  return (
    <>
      <PickSetting
        label={t('setting.way')}
        value={way}
        change={(next) => change(withWay(entry, next as Way, USUAL[next as Way]))}
        options={WAYS.map((one) => [one, t(`way.${one}`)])}
        wrong={at('/entry/verify')}
        testId="way"
      />
      {way === 'unsigned' && <Note tone="warn">{t('way.unsignedText')}</Note>}
      {(way === 'signature' || way === 'token') && (
        <TextSetting label={t('setting.header')} value={asked.header} change={(header) => ask({ header })} isCode wrong={[]} testId="way-header" />
      )}
      {way === 'signature' && (
        <div className="beside">
          <PickSetting
            label={t('setting.algorithm')}
            value={asked.algorithm}
            change={(algorithm) => ask({ algorithm })}
            options={ALGORITHMS.map((one) => [one, one])}
            wrong={[]}
            testId="way-algorithm"
          />
          <PickSetting
            label={t('setting.encoding')}
            value={asked.encoding}
            change={(encoding) => ask({ encoding })}
            options={ENCODINGS.map((one) => [one, one])}
            wrong={[]}
            testId="way-encoding"
          />
          <TextSetting
            label={t('setting.prefix')}
            value={asked.prefix}
            change={(prefix) => ask({ prefix })}
            isOptional
            isCode
            placeholder="sha256="
            wrong={[]}
            testId="way-prefix"
          />
        </div>
      )}
      <Secrets {...props} names={SECRETS_OF[way]} />
    </>
  )
}

function Secrets({ entry, before, change, at, keepsSecrets, names }: PartProps & { names: readonly string[] }) {
  const t = useWords(settingWords)
  const given = partOf(entry, 'settings')
  return names.map((name) => (
    <SecretSetting
      key={name}
      label={t.word('secret', name)}
      help=""
      value={textOf(given, name)}
      before={textOf(partOf(before, 'settings'), name)}
      change={(value) => change(withPart(entry, 'settings', withValue(given, name, value)))}
      keepsSecrets={keepsSecrets}
      isOptional={false}
      wrong={at(`/entry/settings/${name}`)}
      testId={`field-${name}`}
    />
  ))
}

/** Rarely needed: several events in one request, and what they are known again by. */
export function DeclaredMore({ entry, change, at }: PartProps) {
  const t = useWords(settingWords)
  const dedupe = Array.isArray(entry.dedupe) ? String(entry.dedupe[0] ?? '') : ''
  const set = (name: string, value: unknown): Entry => withValue(entry, name, value)
  return (
    <>
      <TextSetting
        label={t('setting.split')}
        value={textOf(entry, 'split')}
        change={(value) => change(set('split', value))}
        isOptional
        isCode
        placeholder="events"
        wrong={at('/entry/split')}
        testId="field-split"
      />
      <TextSetting
        label={t('setting.dedupe')}
        value={dedupe}
        change={(value) => change(set('dedupe', value === '' ? undefined : [value]))}
        isOptional
        isCode
        placeholder="id"
        wrong={at('/entry/dedupe')}
        testId="field-dedupe"
      />
    </>
  )
}
