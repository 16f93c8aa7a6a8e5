/** Mail to people, through a mail server of the house. */
import { type ActiveValues, defaulting, optional, type Settings, secret, text } from '../../core/connector.ts'
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

function wrong({ port, from, to, user, password }: ActiveValues): { field: string; problem: string } | null {
  const isAddress = (one: string) => /^[^\s@<>]+@[^\s@<>]+$/.test(one)
  if (!/^\d{1,5}$/.test(port?.[0] ?? '') || Number(port?.[0]) > 65_535) return { field: 'port', problem: 'a port is a number up to 65535' }
  if (!isAddress(from?.[0] ?? '')) return { field: 'from', problem: 'one address, e.g. hub@example.com' }
  const recipients = addressesOf(to?.[0])
  if (recipients.length === 0 || !recipients.every(isAddress)) return { field: 'to', problem: 'addresses, separated by commas, e.g. ops@example.com' }
  return password && !user ? { field: 'user', problem: 'a password needs a user' } : null
}
