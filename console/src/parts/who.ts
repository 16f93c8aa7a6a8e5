/** Who did something: what their token is called, else the id; `cli` and `hub` name themselves. Only admins can read the tokens. */
import { useRead } from '../api/use-read.ts'
import { useSession } from '../app/session-context.ts'
import { shortId } from './value.tsx'

export function useWho(): (by: string) => string {
  const { role } = useSession()
  const tokens = useRead('/v1/tokens', {}, { enabled: role === 'admin' }).data?.items ?? []
  return (by) => tokens.find(({ id }) => id === by)?.label ?? shortId(by)
}
