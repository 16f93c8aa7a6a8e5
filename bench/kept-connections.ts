/** Connections to one server that are kept and asked again and again, for senders that must cost less than whom they send to. */
import { connect, type Socket } from 'node:net'

export interface Answer {
  /** 0: the connection ended instead. */
  status: number
  retryAfter: string | null
  body: string
}

export interface Connections {
  /** Whether `send` finds a connection, or may open one. */
  readonly hasFree: boolean
  /** Sends a whole request. */
  send(request: string, heard: (answer: Answer) => void): void
  readonly inUse: number
  /** All that were ever opened. */
  readonly opened: number
  close(): void
}

/** @param most connections at the same time */
export function keptConnections({ hostname, port }: URL, most: number): Connections {
  const free: ((request: string, heard: (answer: Answer) => void) => void)[] = []
  const sockets = new Set<Socket>()
  let inUse = 0
  let opened = 0

  const open = (first: string, then: (answer: Answer) => void) => {
    let text = ''
    let answered: ((answer: Answer) => void) | null = null
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    const ask = (request: string, heard: (answer: Answer) => void) => {
      answered = heard
      inUse++
      socket.write(request)
    }
    const tell = (answer: Answer) => {
      const heard = answered
      answered = null
      if (heard === null) return
      inUse--
      heard(answer)
    }
    opened++
    sockets.add(socket)
    socket.setEncoding('latin1')
    socket.on('data', (part: string) => {
      text += part
      const answer = wholeOf(text)
      if (answer === null) return
      text = ''
      tell(answer)
      if (!answer.isLast) free.push(ask)
      else socket.end()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      const at = free.indexOf(ask)
      if (at >= 0) free.splice(at, 1)
      tell({ status: 0, retryAfter: null, body: '' })
    })
    ask(first, then)
  }

  return {
    send: (request, heard) => {
      const ask = free.pop()
      if (ask) ask(request, heard)
      else open(request, heard)
    },
    get hasFree() {
      return free.length > 0 || sockets.size < most
    },
    get inUse() {
      return inUse
    },
    get opened() {
      return opened
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Null: there is more to come. */
function wholeOf(text: string): (Answer & { isLast: boolean }) | null {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = text.slice(0, end).toLowerCase()
  const length = Number(/\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0)
  const body = text.slice(end + 4)
  if (body.length < length) return null
  return {
    status: Number(text.slice(9, 12)),
    retryAfter: /\nretry-after: (\S+)/.exec(head)?.[1] ?? null,
    body,
    isLast: head.includes('\nconnection: close'),
  }
}
