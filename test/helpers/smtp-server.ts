/** A mail server on loopback, as far as a letter needs one, whose answers a test chooses. */

import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'

export interface Letter {
  from: string
  to: string[]
  /** As it was sent, headers and all. */
  text: string
  /** User and password, where given. */
  login: string | null
}

export interface SmtpServer {
  port: number
  letters: Letter[]
  close: () => Promise<void>
}

/** @param answer to a command, where it is another than usual: `550 no` to `RCPT TO:<...>` */
export async function smtpServer(answer: (command: string) => string | null = () => null): Promise<SmtpServer> {
  const letters: Letter[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    let letter: Letter = { from: '', to: [], text: '', login: null }
    let isData = false
    let rest = ''
    const say = (line: string) => socket.write(`${line}\r\n`)
    const hear = (line: string): void => {
      const chosen = answer(line)
      const [, from] = /^MAIL FROM:<(.*?)>/i.exec(line) ?? []
      const [, to] = /^RCPT TO:<(.*?)>/i.exec(line) ?? []
      const [, login] = /^AUTH PLAIN (.*)/i.exec(line) ?? []
      if (chosen !== null) return void say(chosen)
      if (/^EHLO/i.test(line)) return void say('250-here\r\n250 AUTH PLAIN')
      if (/^STARTTLS/i.test(line)) return void say('502 not here')
      if (login !== undefined) {
        letter.login = Buffer.from(login, 'base64').toString().split('\0').slice(1).join(':')
        return void say('235 welcome')
      }
      if (from !== undefined) letter.from = from
      if (to !== undefined) letter.to.push(to)
      isData = /^DATA/i.test(line)
      say(isData ? '354 go on' : /^QUIT/i.test(line) ? '221 bye' : '250 well')
    }
    say('220 here')
    socket.on('data', (chunk) => {
      rest += chunk.toString('utf8')
      for (;;) {
        const end = rest.indexOf(isData ? '\r\n.\r\n' : '\r\n')
        if (end === -1) return
        const line = rest.slice(0, end)
        rest = rest.slice(end + (isData ? 5 : 2))
        if (!isData) hear(line)
        else {
          isData = false
          letters.push({ ...letter, text: line })
          letter = { from: '', to: [], text: '', login: letter.login }
          say('250 taken')
        }
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    letters,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
