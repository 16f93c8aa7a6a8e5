/** Signing in: a token is pasted and exchanged for a session, or refused in words. */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Problem } from '../../api/problem.ts'
import { Brand } from '../../app/brand.tsx'
import { Tools } from '../../app/tools.tsx'
import { Button } from '../../parts/button.tsx'
import { Snippet } from '../../parts/copy.tsx'
import { Note, ProblemSentence } from '../../parts/note.tsx'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { signInWords } from '../../words/sign-in.ts'

export interface Refusal {
  message: 'signIn.shape' | 'signIn.refused' | 'signIn.ended' | 'signIn.stillIn' | 'problem.act'
  /** What the hub said. */
  problem: Problem | null
}

export function SignInPage({ refusal, signIn }: { refusal: Refusal | null; signIn: (token: string) => Promise<void> }) {
  const t = useWords(signInWords, frameWords)
  const field = useRef<HTMLInputElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [isMisshaped, setMisshaped] = useState(false)
  useEffect(() => {
    document.title = `${t('signIn.title')} · Leitwerk`
  }, [t])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const token = field.current?.value.trim() ?? ''
    const hasShape = /^lw_[\w-]+$/.test(token)
    setMisshaped(!hasShape)
    if (!hasShape) return field.current?.focus()
    setBusy(true)
    await signIn(token)
    setBusy(false)
    field.current?.focus()
  }
  const shown: Refusal | null = isMisshaped ? { message: 'signIn.shape', problem: null } : refusal
  return (
    <>
      <header className="top bare">
        <span className="brand">
          <Brand />
          Leitwerk
        </span>
        <span className="grow" />
        <Tools />
      </header>
      <main className="sign-in" id="content">
        <form className="plate" onSubmit={submit} data-testid="sign-in">
          <div className="cell">
            <h1 data-testid="title">{t('signIn.title')}</h1>
            <p className="soft" id="help">
              {t('signIn.help')}
            </p>
            {shown && (
              <Note tone="bad">
                <p className="strong">{t(shown.message)}</p>
                {shown.problem && (
                  <p>
                    <ProblemSentence problem={shown.problem} />
                  </p>
                )}
              </Note>
            )}
            <label className="field">
              <span>{t('signIn.token')}</span>
              <input
                ref={field}
                name="token"
                type="password"
                autoComplete="off"
                spellCheck={false}
                required
                placeholder="lw_…"
                aria-describedby="help"
                // biome-ignore lint/a11y/noAutofocus: the only thing to do on this page
                autoFocus
                data-testid="sign-in-token"
              />
            </label>
            <Button type="submit" kind="primary" disabled={isBusy} testId="sign-in-go">
              {t('signIn.go')}
            </Button>
          </div>
          <div className="cell">
            <p className="soft">{t('signIn.make')}</p>
            <Snippet text="leitwerk token create --role ops" />
          </div>
        </form>
      </main>
    </>
  )
}
