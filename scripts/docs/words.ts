/** Verification, handshakes and answers of a source, said in words. */
import type { Answer, Handshake, Part, SignatureCheck, Source, Verification } from '../../core/connector.ts'
import { code, either } from './markdown.ts'

export function partWords(part: Part): string {
  if ('literal' in part) return `the text ${code(part.literal)}`
  if ('header' in part) return `header ${code(part.header)}`
  if ('query' in part) return `query parameter ${code(part.query)}`
  if ('body' in part) return `field ${code(part.body)} of the body`
  if ('field' in part) return `setting ${code(part.field)}`
  if ('pathKey' in part) return 'the key at the end of the address'
  if ('timestamp' in part) return "the signature's time"
  if ('request' in part) return { method: 'the method', url: 'the address', body: 'the body' }[part.request]
  if ('rewritten' in part) return `the body, written as JSON again as ${{ javascript: 'JavaScript', php: 'PHP' }[part.rewritten]} does`
  return `${part.hmac} of ${either(part.over.map(partWords), 'and')} with the setting ${code(part.key.field)}`
}

/** One sentence per proof; any of them is enough unless `all` says otherwise. */
export function verificationWords(check: Verification): string[] {
  switch (check.kind) {
    case 'anyOf':
      return check.checks.length === 0 ? ['Nothing is accepted: this source is never called.'] : check.checks.flatMap(verificationWords)
    case 'allOf':
      return [`All of these: ${check.checks.flatMap(verificationWords).join(' ')}`]
    case 'token':
      return [
        `The setting ${code(check.field)} ${'pathKey' in check.at ? 'as' : 'in'} ${partWords(check.at)}${check.prefix ? ` behind ${code(check.prefix.trim())}` : ''}, compared in constant time.`,
      ]
    case 'basic':
      return [`HTTP Basic with the settings ${code(check.userField)} and ${code(check.passwordField)}.`]
    case 'sns':
      return [`The signature of Amazon SNS, checked with the certificate in ${code(check.certificateField)} for the topic in ${code(check.topicField)}.`]
    case 'unsigned':
      return ['Nothing is checked.']
    case 'signature':
      return [signatureWords(check)]
  }
}

function signatureWords({ algorithm, key, signed, at, format, encoding, timestamp }: SignatureCheck): string {
  const over = signed.map((part) => ('literal' in part ? code(part.literal) : partWords(part))).join(' + ')
  const age = timestamp ? ` A time more than ${timestamp.toleranceSeconds} s off is refused.` : ''
  return `${algorithm.toUpperCase()} with the setting ${code(key.field)} over ${over}; as ${encoding} in ${partWords(at)}${formatWords(format)}.${age}`
}

function formatWords(format: SignatureCheck['format']): string {
  switch (format?.kind) {
    case 'prefix':
      return ` behind ${code(format.prefix)}`
    case 'pairs':
      return `, written ${code(`${format.timestampKey ? `${format.timestampKey}=TIME,` : ''}${format.key}=SIGNATURE`)}`
    case 'versions':
      return `, written ${code(`${format.version},SIGNATURE`)}; several are separated by a space`
    case 'id-and-signature':
      return `, written as base64 of ${code('ID:SIGNATURE')} with the setting ${code(format.idField)} as id${format.raw ? ' and the signature as raw bytes' : ''}`
    default:
      return ''
  }
}

export function handshakeWords({ when, verify, answer, refuse, keep }: Handshake): string {
  const asks = when.conditions.map(
    ({ part, equals, without }) =>
      `${partWords(part)}${equals === undefined ? '' : ` is ${code(equals)}`}${without === undefined ? '' : ` without ${code(without)} in it`}`,
  )
  const proof =
    verify === undefined
      ? ''
      : verify === 'source'
        ? ' if it is verified like an event'
        : ` if it shows the ${verificationWords(verify)
            .join(' ')
            .replace(/^The /, '')
            .replace(/(?:, compared in constant time)?\.$/, '')}`
  return `${when.method}${asks.length === 0 ? '' : ` with ${either(asks, 'and')}`} is answered ${answerWords(answer)}${proof}${verify === undefined ? '' : `, else ${refuse ?? 403}`}${keep ? ', and taken in as an event where it is genuine' : ''}.`
}

export function answerWords({ status, body }: Answer): string {
  if (body === undefined) return String(status)
  if ('json' in body) return `${status} with a JSON object of ${either(Object.keys(body.json).map(code), 'and')}`
  return `${status} with ${body.map(partWords).join(' + ')}`
}

/** What senders hear. */
export function answersWords({ answers }: Source): string[] {
  const { success, overload, refused, never } = answers ?? {}
  return [
    `Accepted: ${success ? answerWords(success) : `202 with ${code('{"id": "dlv_..."}')}`}, after the event is on the disk.`,
    `Not verified: ${refused?.status ?? 401}. The request is kept and can be verified again when the setting is corrected.`,
    ...(refused ? [`Too large, or of a wrong type: ${refused.status}.`] : []),
    `Cannot be stored now: ${overload?.status ?? 503} with ${code('Retry-After')}.`,
    ...(never?.length ? [`Never ${either(never.map(String))}, which would make this sender stop or drop the event.`] : []),
  ]
}
