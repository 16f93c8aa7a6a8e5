/** The only caller of nodemailer: hands one letter to a mail server, and says what its answer means. */
import { isIP, type LookupFunction } from 'node:net'
import type { Letter, MailServer, Told } from '../notifier.ts'
import { addressBehind, REASONS } from './address-guard.ts'

interface Posting {
  timeoutMs: number
  /** Waits until one more letter may go out; what it returns is called when the answer is there. */
  pace: () => Promise<() => void>
  /** Name resolution, for tests of the guard. */
  lookup?: LookupFunction
}

/** Texts of the server are left out: they name addresses. */
export async function postMail({ host, port, security, user, password }: MailServer, letter: Letter, { timeoutMs, pace, lookup }: Posting): Promise<Told> {
  const { createTransport } = await import('nodemailer') // few hubs send mail, and every command would load it
  const done = await pace()
  let transport: ReturnType<typeof createTransport> | undefined
  try {
    transport = createTransport({
      host: await addressBehind(host, lookup),
      ...(isIP(host) === 0 && { tls: { servername: host } }),
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    })
    const { rejected } = await transport.sendMail({ ...letter, to: [...letter.to] })
    return rejected.length === 0 ? { kind: 'told' } : { kind: 'unauthorised', reason: `${host} refuses ${rejected.length} of ${letter.to.length} recipients` }
  } catch (error) {
    return meaningOf(error as SmtpError, host)
  } finally {
    transport?.close()
    done()
  }
}

/** What nodemailer throws. */
interface SmtpError {
  code?: string
  responseCode?: number
  /** What the server was asked when it refused. */
  command?: string
}

function meaningOf({ code = 'unknown', responseCode, command }: SmtpError, host: string): Told {
  if (code in REASONS) return { kind: 'transient', reason: REASONS[code as keyof typeof REASONS](host) }
  const answered = responseCode === undefined ? '' : ` (answer ${responseCode})`
  const isFinal = responseCode !== undefined && responseCode >= 500
  if (code === 'EAUTH') return { kind: isFinal ? 'unauthorised' : 'transient', reason: `${host} does not take user and password${answered}` }
  if (code === 'EENVELOPE') {
    const reason = `${host} refuses the sender or all recipients${answered}`
    return isFinal ? { kind: 'unauthorised', reason, ...(command === 'RCPT TO' && { about: 'to' }) } : { kind: 'transient', reason }
  }
  return { kind: 'transient', reason: `${host} did not take the mail: ${code}${answered}` }
}
