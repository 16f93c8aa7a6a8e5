/** Stands between the hub and a CRM as a network that fails: bytes are handed on, swallowed, held back or cut off. */
import { connect, createServer, type Socket } from 'node:net'
import { SHORT_SECONDS } from './settings.ts'

/**
 * `cut`: connections break at once. `silent`: nothing comes through, and nobody is told. `late`: the CRM does what it is asked, and its
 * answer comes after the hub gave up. `half`: answers end in their middle.
 */
export type GateMode = 'open' | 'cut' | 'silent' | 'late' | 'half'

export interface Gate {
  port: number
  set(mode: GateMode): void
  close(): void
}

const LATE_MS = (SHORT_SECONDS + 1) * 1000

export async function openGate(target: URL): Promise<Gate> {
  let mode: GateMode = 'open'
  const sockets = new Set<Socket>()
  const server = createServer((hub) => {
    if (mode === 'cut') return void hub.destroy()
    const crm = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [hub, crm],
      [crm, hub],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
    hub.on('data', (bytes) => {
      if (mode !== 'silent') crm.write(bytes)
    })
    crm.on('data', (bytes) => {
      if (mode === 'silent') return
      if (mode === 'late') setTimeout(() => hub.write(bytes), LATE_MS)
      else if (mode === 'half') hub.write(bytes.subarray(0, bytes.length >> 1), () => hub.destroy())
      else hub.write(bytes)
    })
  })
  const cutAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    set: (next) => {
      mode = next
      if (mode === 'cut') cutAll()
    },
    close: () => {
      server.close()
      cutAll()
    },
  }
}
