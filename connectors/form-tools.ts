/** What sources for form tools share: proofs of origin for tools that sign nothing, and what a ticked box counts as. */
import { defaulting, optional, secret, text, type Verification } from '../core/connector.ts'

export const SECRET_HEADER = 'x-leitwerk-secret'

export const headerSecret = optional(secret('Secret in a header', `A long random text; the tool sends it as it is in the header ${SECRET_HEADER}`))
export const byHeader: Verification = { kind: 'token', at: { header: SECRET_HEADER }, field: 'headerSecret' }

export const pathKey = optional(
  secret('Key in the address', 'A long random text at the end of the address, for tools that can set nothing else: /hooks/SOURCE/KEY'),
)
export const byPathKey: Verification = { kind: 'token', at: { pathKey: true }, field: 'pathKey' }

export const consent = {
  ...defaulting(text('A ticked consent counts as', 'requested: the e-mail tool still asks by double opt-in'), 'given'),
  options: ['given', 'requested'],
}
