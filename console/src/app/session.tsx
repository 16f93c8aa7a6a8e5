/** Who is signed in: asked once at the start; without a session there is only the page that signs in. */
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import type { ConsoleSession } from '../../../core/web/session-view.ts'
import { call } from '../api/call.ts'
import { Problem } from '../api/problem.ts'
import { onSignedOut, queryClient } from '../api/query-client.ts'
import { type Refusal, SignInPage } from '../pages/sign-in/page.tsx'
import { tokenInAddress } from './address.ts'
import { useLanguage } from './language.tsx'
import { type Session, SessionContext } from './session-context.ts'

const PATH = '/console/session'

interface SignedIn {
  session: ConsoleSession | null
}

/** Shows its children to whoever is signed in, and the sign-in to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
  const [known, setKnown] = useState<ConsoleSession | null | undefined>(undefined)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const { language } = useLanguage()

  const end = useCallback((reason: Refusal | null) => {
    queryClient.clear()
    setRefusal(reason)
    setKnown(null)
  }, [])
  const attempt = useCallback(async (asking: Promise<SignedIn>) => {
    try {
      setKnown((await asking).session)
      setRefusal(null)
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      setRefusal({ message: problem.status === 401 ? 'signIn.refused' : 'problem.act', problem })
      setKnown(null)
    }
  }, [])
  const signIn = useCallback((token: string) => attempt(call('POST', PATH, { token })), [attempt])

  useEffect(() => {
    const token = tokenInAddress()
    void (token === null ? attempt(call('GET', PATH)) : signIn(token))
    return onSignedOut((problem) => end({ message: 'signIn.ended', problem }))
  }, [attempt, signIn, end])

  const session = useMemo((): Session | null => {
    if (!known) return null
    const signOut = () =>
      void call('DELETE', PATH).then(
        () => end(null),
        // The session is still there, whatever the page shows: whoever leaves the machine must know.
        (problem) => end(problem instanceof Problem && problem.status !== 401 ? { message: 'signIn.stillIn', problem } : null),
      )
    const productName = (id: string) => known.products.find((one) => one.id === id)?.name[language] ?? id
    return { ...known, mayAct: known.role !== 'viewer', signOut, productName }
  }, [known, language, end])

  if (known === undefined) return null
  if (session === null) return <SignInPage refusal={refusal} signIn={signIn} />
  return <SessionContext value={session}>{children}</SessionContext>
}
