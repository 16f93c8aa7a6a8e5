/** Who is signed in, for every page: `const { mayAct, productName } = useSession()`. */
import { createContext, useContext } from 'react'
import type { ConsoleSession } from '../../../core/web/session-view.ts'

export interface Session extends ConsoleSession {
  /** The token has the role ops or admin. */
  mayAct: boolean
  signOut: () => void
  productName: (id: string) => string
}

/** null: nobody. */
export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession stands outside of SessionGate')
  return session
}
