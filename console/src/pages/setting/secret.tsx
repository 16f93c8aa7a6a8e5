/** A secret: entered, referred to, or kept as it is. What is kept is never shown. */
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Segments } from '../../parts/segments.tsx'
import { useWords } from '../../words/say.ts'
import { settingWords } from '../../words/setting.ts'
import { isReference } from './entry.ts'
import { Field } from './field.tsx'

interface SecretProps {
  label: string
  help: string
  value: string
  /** As it is stored; empty where nothing is. */
  before: string
  change: (value: string) => void
  keepsSecrets: boolean
  isOptional: boolean
  wrong: readonly string[]
  testId: string
}

export function SecretSetting({ label, help, value, before, change, keepsSecrets, isOptional, wrong, testId }: SecretProps) {
  const t = useWords(settingWords)
  const [isReferred, setReferred] = useState(isReference(value) || !keepsSecrets)
  const isKept = before.startsWith('sealed:') && value === before
  const enter = () => {
    setReferred(!keepsSecrets)
    change('')
  }
  const turn = (how: 'value' | 'reference') => {
    setReferred(how === 'reference')
    change('')
  }
  if (isKept)
    return (
      <Field label={label} help={help} wrong={wrong}>
        {({ id }) => (
          <div className="line" id={id}>
            <span className="soft">
              <code aria-hidden>••••••••</code> {t('setting.isSealed')}
            </span>
            <Button kind="small" icon="refresh" onClick={enter} testId={`${testId}-replace`}>
              {t('setting.replace')}
            </Button>
          </div>
        )}
      </Field>
    )
  return (
    <Field label={label} help={help} text={isReferred ? t('setting.referenceText') : t('setting.sealed')} isOptional={isOptional} wrong={wrong}>
      {(tied) => (
        <div className="secret">
          <input
            {...tied}
            type={isReferred ? 'text' : 'password'}
            className={isReferred ? 'mono' : undefined}
            value={value}
            onChange={(event) => change(event.target.value)}
            required={!isOptional}
            placeholder={isReferred ? 'env:' : undefined}
            pattern={isReferred ? '(env|file|sealed):.+' : undefined}
            maxLength={4096}
            autoComplete={isReferred ? 'off' : 'new-password'}
            spellCheck={false}
            data-testid={testId}
          />
          {keepsSecrets && (
            <Segments
              label={t('setting.secretHow', { field: label })}
              value={isReferred ? 'reference' : 'value'}
              options={[
                { value: 'value' as const, name: t('setting.asValue') },
                { value: 'reference' as const, name: t('setting.asReference') },
              ]}
              choose={turn}
              testId={testId}
            />
          )}
          {before.startsWith('sealed:') && (
            <Button kind="small" onClick={() => change(before)} testId={`${testId}-keep`}>
              {t('setting.keepIt')}
            </Button>
          )}
        </div>
      )}
    </Field>
  )
}
