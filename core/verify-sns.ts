/**
 * Amazon SNS: an RSA signature over selected fields of the message, with a certificate that the message names.
 * After aws/aws-js-sns-message-validator (canonical text, certificate host) and django-anymail (topic allow-list: a valid
 * signature only proves that some topic sent it, and anybody can subscribe our address to theirs).
 */
import { verify as cryptoVerify, type KeyObject, X509Certificate } from 'node:crypto'
import type { ActiveValues, Verification } from './connector.ts'
import { decodeStrictly } from './key.ts'
import { type ArrivalReader, activeOf } from './part.ts'
import { ACCEPTED, type Checker, type Finding, refused, unset } from './verdict.ts'

type SnsCheck = Extract<Verification, { kind: 'sns' }>

const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
const SIGNED: Readonly<Record<string, readonly string[]>> = {
  Notification: NOTIFICATION,
  SubscriptionConfirmation: CONFIRMATION,
  UnsubscribeConfirmation: CONFIRMATION,
}
const DIGESTS: Readonly<Record<string, string>> = { '1': 'sha1', '2': 'sha256' }
const CERTIFICATE_URL = /^https:\/\/sns\.[a-z0-9-]{3,}\.amazonaws\.com(?:\.cn)?\/[\w.-]+\.pem$/

/** The certificate and the accepted topics (several separated by spaces or commas) come from settings; nothing is fetched. */
export function prepareSns(check: SnsCheck, values: ActiveValues): Checker {
  const missing = [check.certificateField, check.topicField].filter((field) => activeOf(values, field).length === 0)
  if (missing.length > 0) return () => unset(missing)
  const keys = activeOf(values, check.certificateField).flatMap(keyOf)
  if (keys.length === 0) return () => refused('unset', `the setting ${check.certificateField} is not a certificate in PEM form, so nothing can be accepted`)
  const topics = new Set(activeOf(values, check.topicField).flatMap((list) => list.split(/[\s,]+/)))
  return (reader) => checkMessage(reader, keys, topics)
}

function keyOf(pem: string): KeyObject[] {
  try {
    return [new X509Certificate(pem).publicKey]
  } catch {
    return []
  }
}

function checkMessage(reader: ArrivalReader, keys: readonly KeyObject[], topics: ReadonlySet<string>): Finding {
  const type = reader.body('Type') ?? ''
  const fields = Object.hasOwn(SIGNED, type) ? SIGNED[type]! : undefined
  if (fields === undefined) return refused('absent', 'the body is not an SNS message')
  const header = reader.arrival.headers['x-amz-sns-message-type']
  if (header !== undefined && header !== type) return refused('wrong', 'header x-amz-sns-message-type and the body name different message types')
  if (!topics.has(reader.body('TopicArn') ?? '')) return refused('wrong', 'the topic is not one of the accepted topics')
  if (!CERTIFICATE_URL.test(reader.body('SigningCertURL') ?? '')) return refused('wrong', 'the certificate address is not one of Amazon SNS')
  const version = reader.body('SignatureVersion') ?? ''
  const digest = Object.hasOwn(DIGESTS, version) ? DIGESTS[version]! : undefined
  const signature = decodeStrictly(reader.body('Signature') ?? '', 'base64')
  if (digest === undefined || signature === undefined) return refused('wrong', 'the message carries no signature of version 1 or 2')
  const text = fields.map((name) => [name, reader.body(name)] as const).filter(([, value]) => value !== undefined)
  const signed = Buffer.from(text.map(([name, value]) => `${name}\n${value}\n`).join(''))
  return keys.some((key) => verified(digest, signed, key, signature))
    ? ACCEPTED
    : refused('wrong', 'the signature does not match: is the certificate the one the message names?')
}

function verified(digest: string, data: Buffer, key: KeyObject, signature: Buffer): boolean {
  try {
    return cryptoVerify(digest, data, key, signature)
  } catch {
    return false
  }
}
