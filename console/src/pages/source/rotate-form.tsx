/** Replacing a secret: how long the former one still counts, and the new one where the tool made it. */
import { type FormEvent, useRef } from 'react'
import { act } from '../../api/call.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { sourceWords } from '../../words/sources.ts'

const OVERLAPS = ['24', '168', '1', '0'] as const

interface RotateFormProps {
  source: string
  field: { name: string; label: string }
  /** With the secret that was made here; null: the tool made it, or nothing was done. */
  end: (secret: string | null) => void
}

export function RotateForm({ source, field: { name, label }, end }: RotateFormProps) {
  const t = useWords(sourceWords, frameWords)
  const perform = usePerform()
  const isSent = useRef(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isSent.current) return // each would make a secret of its own
    isSent.current = true
    const given = new FormData(event.currentTarget)
    const value = String(given.get('value') ?? '').trim()
    const body = { field: name, overlapHours: Number(given.get('overlap')), ...(value !== '' && { value }) }
    void perform(async () => {
      const { secret } = await act('post', '/v1/sources/{id}/rotations', { params: { id: source }, body })
      end(secret)
      return t('sources.rotated')
    }).finally(() => {
      isSent.current = false
    })
  }
  return (
    <form className="rotate" onSubmit={submit} data-testid={`rotate-form-${name}`}>
      <label className="field">
        <span>{t('sources.overlap')}</span>
        <select name="overlap" defaultValue="24" data-testid="rotate-overlap">
          {OVERLAPS.map((hours) => (
            <option key={hours} value={hours}>
              {t(`sources.overlap.${hours}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t('sources.newValue')}</span>
        <input type="password" name="value" autoComplete="off" minLength={8} maxLength={4096} data-testid="rotate-value" />
      </label>
      <div className="actions">
        <Button onClick={() => end(null)} testId="rotate-cancel">
          {t('app.cancel')}
        </Button>
        <Button type="submit" kind="primary" testId="rotate-confirm">
          {t('sources.rotateNow', { field: label })}
        </Button>
      </div>
    </form>
  )
}
