/** Why no answer came: a sentence for people, whether a second try makes sense, and whether the call may have had its effect. */
import { REASONS } from './address-guard.ts'

export interface CallFailure {
  reason: string
  /** Worth one more try at once, where repeating is safe. */
  passing: boolean
  /** The request may have arrived, so a write may have happened. */
  perhapsDone: boolean
}

const NEVER_CONNECTED: Readonly<Record<string, (host: string) => string>> = {
  ECONNREFUSED: (host) => `${host} refused the connection: nothing listens there`,
  ENOTFOUND: (host) => `${host} is not known: check the address`,
  EAI_AGAIN: (host) => `the name ${host} cannot be resolved at the moment`,
  EHOSTUNREACH: (host) => `${host} cannot be reached from here`,
  ENETUNREACH: (host) => `the network of ${host} cannot be reached from here`,
  EPROTO: (host) => `${host} does not speak TLS on this port: check http or https and the port`,
  ERR_TLS_CERT_ALTNAME_INVALID: (host) => `the certificate that ${host} shows belongs to another name`,
  CERT_HAS_EXPIRED: (host) => `the certificate of ${host} has expired`,
  DEPTH_ZERO_SELF_SIGNED_CERT: (host) => `the certificate of ${host} is signed by itself and not trusted here`,
  SELF_SIGNED_CERT_IN_CHAIN: (host) => `the certificate of ${host} comes from an authority that is not trusted here`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (host) => `the certificate of ${host} comes from an authority that is not trusted here`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: (host) => `the certificate of ${host} comes from an authority that is not trusted here`,
  ...REASONS,
}
/** Not cured by asking again a moment later. */
const LASTING: ReadonlySet<string> = new Set(['ENOTFOUND', ...Object.keys(REASONS), ...Object.keys(NEVER_CONNECTED).filter((code) => /CERT|SIGN/.test(code))])

/** @param error what axios threw; its own texts are made for programmers and may carry the URL */
export function describeFailure(error: unknown, host: string, limitMs: number, maxBytes: number): CallFailure {
  const code = codeOf(error)
  const unconnected = NEVER_CONNECTED[code]
  if (unconnected) return { reason: unconnected(host), passing: !LASTING.has(code), perhapsDone: false }
  if (code === 'ERR_CANCELED' || code === 'ECONNABORTED' || code === 'ETIMEDOUT')
    return { reason: `${host} did not answer within ${seconds(limitMs)}`, passing: true, perhapsDone: true }
  if (messageOf(error).includes('maxContentLength'))
    return { reason: `${host} answered with more than ${megabytes(maxBytes)}`, passing: false, perhapsDone: true }
  if (code === 'ERR_FR_MAX_BODY_LENGTH_EXCEEDED')
    return { reason: `more than ${megabytes(maxBytes)} were to be sent to ${host}`, passing: false, perhapsDone: false }
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_BAD_RESPONSE')
    return { reason: `${host} closed the connection before the answer was complete`, passing: true, perhapsDone: true }
  if (/^[A-Z][A-Z0-9_]+$/.test(code)) return { reason: `${host} could not be asked (${code})`, passing: true, perhapsDone: true }
  throw error // not the network: a bug
}

function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    // Several addresses were tried (happy eyeballs): the first one's reason stands for all.
    if (at instanceof AggregateError && at.errors.length > 0) return codeOf(at.errors[0])
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return ''
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '')
const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`
const megabytes = (bytes: number): string => (bytes >= 1e6 ? `${Math.round(bytes / 1e5) / 10} MB` : `${Math.round(bytes / 100) / 10} kB`)
