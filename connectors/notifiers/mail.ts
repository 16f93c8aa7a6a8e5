/** Mail to people, through a mail server of the house. */
import { type ActiveValues, defaulting, optional, type Settings, secret, text, type WrongSetting } from '../../core/connector.ts'
import { defineNotifier, type Letter, type MailServer } from '../../core/notifier.ts'
import { language, sentenceOf } from './sentences.ts'

const SECURITY = ['starttls', 'tls', 'none'] as const

export default defineNotifier({
  id: 'mail',
  label: 'Mail',
  docs: 'https://www.rfc-editor.org/rfc/rfc5321',
  about: 'People, by mail through an SMTP server.',
  fields: {
    host: text('Mail server', 'Name or address'),
    port: defaulting(text('Port', '587 with `starttls`, 465 with `tls`'), '587'),
    security: { ...defaulting(text('Encryption', '`none` only inside the house: user and password go unencrypted, too'), 'starttls'), options: SECURITY },
    user: optional(text('User', 'Where the server asks for one')),
    password: optional(secret('Password')),
    from: text('Sender', 'Address that the server lets the hub send from'),
    to: text('Recipients', 'Addresses, separated by commas'),
    language,
  },
  readBy: 'people',
  perSecond: 2,
  wrong,
  server: serverOf,
  letter: (notice, settings) => {
    const said = sentenceOf(notice, settings.language).replace(/\s+/g, ' ')
    return letterOf(notice.id, addressesOf(settings.to), said, `${said}\n\n${notice.url}\n`, settings)
  },
  write: ({ id, to, subject, text: body }, settings) => letterOf(id, [to], subject.replace(/\s+/g, ' '), body, settings),
  setup: ['Have an account on the mail server that may send from the address.', 'Store its password as a secret, and name it here.'],
})

const LONGEST_SUBJECT = 120

function letterOf(id: string, to: readonly string[], subject: string, text: string, { from = '' }: Settings): Letter {
  const host = from
    .split('@')
    .at(-1)!
    .replace(/[^\w.-]/g, '')
  return { from, to, subject: subject.length > LONGEST_SUBJECT ? `${subject.slice(0, LONGEST_SUBJECT - 1)}…` : subject, text, messageId: `<${id}@${host}>` }
}

function serverOf({ host, port, security, user, password }: Settings): MailServer {
  return {
    host: host!,
    port: Number(port),
    security: SECURITY.find((one) => one === security) ?? 'starttls',
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
  }
}

const addressesOf = (written = ''): string[] =>
  written
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

const isAddress = (one: string): boolean => /^[^\s@<>]+@[^\s@<>]+$/.test(one)
const isPort = (text = ''): boolean => /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65_535
const areAddresses = (list: readonly string[]): boolean => list.length > 0 && list.every(isAddress)

function* wrong({ port, from, to, user, password }: ActiveValues): Generator<WrongSetting> {
  if (!isPort(port?.[0])) yield { field: 'port', problem: 'a port is a number from 1 to 65535' }
  if (!isAddress(from?.[0] ?? '')) yield { field: 'from', problem: 'must be one mail address, e.g. hub@example.com' }
  if (!areAddresses(addressesOf(to?.[0]))) yield { field: 'to', problem: 'must be mail addresses, separated by commas, e.g. ops@example.com' }
  if (password && !user) yield { field: 'user', problem: 'a password needs a user' }
}
