/** The form of a source or connection, made of what its kind declares: what is needed first. */
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Answer } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { queryClient } from '../../api/query-client.ts'
import { useRead } from '../../api/use-read.ts'
import { useTold } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useGo } from '../../parts/link.tsx'
import { Note, ProblemSentence } from '../../parts/note.tsx'
import { Said } from '../../parts/value.tsx'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { settingWords } from '../../words/setting.ts'
import { CheckNote } from '../connections/check.tsx'
import { type Of, save, tryOut } from './calls.ts'
import { ConnectionMore, ConnectionSettings, SourceMore, SourceSettings } from './common.tsx'
import { DeclaredMore, DeclaredSettings } from './declared.tsx'
import { type Entry, nameFrom, textOf, withValue } from './entry.ts'
import { PickSetting, TextSetting } from './field.tsx'
import { SecretSetting } from './secret.tsx'
import { USUAL, withWay } from './ways.ts'

export type Kind = Answer<'/v1/source-kinds', 'get'>['items'][number]

/** What every part of the form is given. */
export interface PartProps {
  kind: Kind
  entry: Entry
  /** As it is stored; empty where it is new. */
  before: Entry
  change: (entry: Entry) => void
  /** What the hub said against the setting at a pointer, and below it. */
  at: (pointer: string) => readonly string[]
  keepsSecrets: boolean
}

interface FormProps {
  of: Of
  kind: Kind
  keepsSecrets: boolean
  /** null: a new one. */
  given: { name: string; entry: Entry } | null
}

export function SettingForm({ of, kind, keepsSecrets, given }: FormProps) {
  const t = useWords(settingWords, frameWords)
  const go = useGo()
  const { perform } = useTold()
  const [entry, change] = useState<Entry>(() => given?.entry ?? firstEntry(kind))
  const [ownName, setName] = useState<string | null>(given?.name ?? null)
  const name = ownName ?? nameFrom(textOf(entry, 'label'))
  const saving = useMutation<boolean, Problem>({
    mutationFn: () => save(of, name, entry, given === null),
    onSuccess: async (inEffect) => {
      await queryClient.invalidateQueries()
      go(`/${of}s/${encodeURIComponent(name)}`)
      const done = given === null ? t(`setting.made.${of}`, { name: textOf(entry, 'label') || name }) : t('setting.changed')
      void perform(async () => (inEffect ? done : t('setting.notYet')))
    },
  })
  const trying = useMutation<Awaited<ReturnType<typeof tryOut>>, Problem>({ mutationFn: () => tryOut(name === '' ? 'new' : name, entry) })
  const problem = saving.error ?? trying.error
  const at = (pointer: string) =>
    problem?.errors.filter((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`)).map(({ detail }) => detail) ?? []
  const part: PartProps = { kind, entry, before: given?.entry ?? {}, change, at, keepsSecrets }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    trying.reset()
    saving.mutate()
  }
  const test = (event: { currentTarget: HTMLElement }) => {
    if (!event.currentTarget.closest('form')?.reportValidity()) return
    saving.reset()
    trying.mutate()
  }
  const isBusy = saving.isPending || trying.isPending
  return (
    <form className="setting-form" onSubmit={submit} data-testid={`setting-${of}`}>
      {!keepsSecrets && <Note tone="info">{t('setting.noKey')}</Note>}
      <TextSetting
        label={t('setting.label')}
        value={textOf(entry, 'label')}
        change={(value) => change(withValue(entry, 'label', value))}
        isFirst
        wrong={at('/entry/label')}
        testId="field-label"
      />
      {given === null && (
        <TextSetting
          label={t('setting.name')}
          text={t(`setting.nameText.${of}`, { name: name || '…' })}
          value={name}
          change={setName}
          isCode
          pattern="[a-z][a-z0-9_\-]*"
          wrong={at('/name')}
          testId="field-name"
        />
      )}
      {kind.isDeclared ? <DeclaredSettings {...part} /> : <Declared {...part} isNeeded />}
      {of === 'source' ? <SourceSettings {...part} /> : <ConnectionSettings {...part} />}
      <MappingSetting {...part} of={of} name={name} />
      <details className="more">
        <summary>{t('setting.more')}</summary>
        {kind.isDeclared ? <DeclaredMore {...part} /> : <Declared {...part} isNeeded={false} />}
        {of === 'source' ? <SourceMore {...part} /> : <ConnectionMore {...part} />}
      </details>
      {problem && <Wrong problem={problem} />}
      <CheckNote check={{ checked: trying.data, problem: null }} />
      <div className="actions">
        <Button onClick={() => go(given === null ? `/${of}s` : `/${of}s/${encodeURIComponent(given.name)}`)} testId="setting-cancel">
          {t('app.cancel')}
        </Button>
        {of === 'connection' && (
          <button type="button" className="btn" onClick={test} disabled={isBusy} data-testid="setting-try">
            {t('setting.try')}
          </button>
        )}
        <Button type="submit" kind="primary" disabled={isBusy} testId="setting-save">
          {saving.isPending ? t('setting.saving') : given === null ? t(`setting.save.${of}`) : t('setting.saveChange')}
        </Button>
      </div>
    </form>
  )
}

const firstEntry = ({ kind, isDeclared }: Kind): Entry => (isDeclared ? withWay({ kind }, 'signature', USUAL.signature) : { kind })

/** Settings that the kind declares: those that are needed, or the others. */
function Declared({ kind, entry, before, change, at, keepsSecrets, isNeeded }: PartProps & { isNeeded: boolean }) {
  const t = useWords(settingWords)
  // Where none is needed by itself, one of several secrets is: all of them are shown.
  const isAsked = ({ required, secret }: Kind['fields'][number]) => required || (secret && !kind.fields.some((one) => one.required && one.secret))
  return kind.fields
    .filter((field) => isAsked(field) === isNeeded)
    .map(({ name, label, help, secret, required, default: usual, options }) => {
      const common = { label, help, isOptional: !required, wrong: at(`/entry/${name}`), testId: `field-${name}` }
      const set = (value: string) => change(withValue(entry, name, value))
      if (secret)
        return <SecretSetting key={name} {...common} value={textOf(entry, name)} before={textOf(before, name)} change={set} keepsSecrets={keepsSecrets} />
      if (options === null)
        return (
          <TextSetting
            key={name}
            {...common}
            value={textOf(entry, name)}
            change={set}
            type={name === 'url' ? 'url' : 'text'}
            placeholder={usual === null ? undefined : t('setting.default', { value: usual })}
          />
        )
      const none: [string, string] = ['', usual === null ? t('setting.pick') : t('setting.default', { value: usual })]
      return (
        <PickSetting key={name} {...common} value={textOf(entry, name)} change={set} options={[none, ...options.map((one): [string, string] => [one, one])]} />
      )
    })
}

/** The one that ships, another one, or one that is still to be written. */
function MappingSetting({ kind, entry, change, at, of, name }: PartProps & { of: Of; name: string }) {
  const t = useWords(settingWords)
  const active = useRead('/v1/mappings', { query: { kind: of === 'source' ? 'source' : 'crm', state: 'active' } })
  const names = [...new Set(active.data?.items.map((one) => one.name) ?? [])].filter((one) => one !== kind.mapping).sort()
  const usual =
    kind.mapping === null ? t('setting.mappingOwn', { name: kind.isDeclared ? name || '…' : kind.kind }) : t('setting.mappingShipped', { name: kind.mapping })
  return (
    <PickSetting
      label={t('setting.mapping')}
      value={textOf(entry, 'mapping')}
      change={(value) => change(withValue(entry, 'mapping', value))}
      options={[['', usual], ...names.map((one): [string, string] => [one, one])]}
      isOptional
      wrong={at('/entry/mapping')}
      testId="field-mapping"
    />
  )
}

function Wrong({ problem }: { problem: Problem }) {
  const t = useWords(settingWords)
  return (
    <Note tone="bad">
      {problem.errors.length === 0 ? (
        <ProblemSentence problem={problem} />
      ) : (
        <>
          <p className="strong">{t('setting.wrong')}</p>
          <ul className="wrongs">
            {problem.errors.map(({ pointer, detail }) => (
              <li key={`${pointer} ${detail}`}>
                <code>{pointer.split('/').slice(2).join('.')}</code> <Said>{detail}</Said>
              </li>
            ))}
          </ul>
        </>
      )}
    </Note>
  )
}
