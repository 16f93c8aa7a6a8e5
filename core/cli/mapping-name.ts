/** Which mapping a person means. */
import type { CliHost, Where } from './host.ts'
import { Failure } from './print.ts'

/** `typeform` where it is clear, else `sources/typeform`. */
export async function nameOf(host: CliHost, where: Where, given: string): Promise<string> {
  const names = await host.mappingNames(where)
  const found = names.filter((name) => name === given || name.endsWith(`/${given}`))
  if (found.length === 1) return found[0]!
  if (found.length > 1) throw new Failure(`'${given}' could be ${found.join(' or ')}`)
  throw new Failure(`there is no mapping '${given}'; known are ${names.join(', ')}`)
}
