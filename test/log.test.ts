/** The level of a line says what an operator must do. */
import { expect, it } from 'vitest'
import { type Fields, faultsOf, type Log } from '../core/log.ts'
import { startSandbox } from '../sandbox/server.ts'
import { startHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'

interface Line {
  level: string
  message: string
  fields: Fields
}

function listening(): { log: Log; lines: Line[] } {
  const lines: Line[] = []
  const at =
    (level: string) =>
    (message: string, fields: Fields = {}) =>
      void lines.push({ level, message, fields })
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } }
}

async function until(is: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !is(); await new Promise((resolve) => setTimeout(resolve, 20)))
    if (Date.now() > end) throw new Error('it takes too long')
}

it('a fault is a warning while it may pass, and an error once it lasts', () => {
  const { log, lines } = listening()
  const clock = { now: 0 }
  const faults = faultsOf(log, 'pipeline.fault', () => clock.now)
  const failAt = (at: number) => {
    clock.now = at
    faults.happened({ error: 'gone' })
    return lines.at(-1)!.level
  }
  expect([0, 30_000, 59_999, 60_000, 300_000].map(failAt)).toEqual(['warn', 'warn', 'warn', 'error', 'error'])
  faults.over()
  expect([300_001, 330_000].map(failAt)).toEqual(['warn', 'warn'])
  expect(lines[0]).toEqual({ level: 'warn', message: 'pipeline.fault', fields: { error: 'gone' } })
})

const wish = (i: number) => ({ vorname: 'Inge', nachname: `Boll${i}`, email: `i.boll@kranbau-${i}.example`, firma: `Kranbau ${i} GmbH`, rueckruf: 'ja' })

it('a CRM that is away is one warning, and life when it answers again', { timeout: 60_000 }, async () => {
  const crm = await startSandbox({ listen: '127.0.0.1:0', token: 't', people: false, faults: [{ kind: '500' }] })
  const { log, lines } = listening()
  const hub = await startHub(
    backends[0]!,
    `products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }\nconnections: { crm: { kind: sandbox, url: "${crm.url}", token: t, concurrency: 8 } }\n`,
    { log },
  )
  try {
    for (let i = 0; i < 8; i++) await hub.send('web', wish(i))
    const named = (message: string) => lines.filter((line) => line.message === message)
    await until(() => named('breaker.opened').length > 0)
    expect(named('breaker.opened')).toEqual([{ level: 'warn', message: 'breaker.opened', fields: { connection: 'crm' } }])
    await fetch(`${crm.url}/_faults`, { method: 'DELETE', headers: { authorization: 'Bearer t' } })
    await hub.act.resumeConnection('crm', 'test')
    await until(() => named('breaker.closed').length > 0)
    expect(named('breaker.closed')).toEqual([{ level: 'info', message: 'breaker.closed', fields: { connection: 'crm' } }])
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
    await hub.quiet(30_000)
  } finally {
    await hub.stop()
    await crm.close()
  }
})

for (const backend of backends)
  it(`refused credentials and a missing mapping are errors, what is done is life, on ${backend.name}`, async () => {
    const crm = await startSandbox({ listen: '127.0.0.1:0', token: 'another', people: false })
    const { log, lines } = listening()
    const hub = await startHub(
      backend,
      `products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: s }, fair: { kind: form, secret: s, mapping: nowhere } }
connections: { crm: { kind: sandbox, url: "${crm.url}", token: t } }\n`,
      { log },
    )
    try {
      await hub.send('web', wish(1))
      await until(() => lines.some(({ message }) => message === 'connection.paused'))
      const levels = Object.fromEntries(lines.map(({ message, level }) => [message, level]))
      expect(levels).toMatchObject({ 'connection.paused': 'error', 'mapping.missing': 'error', 'delivery.settled': 'info', 'delivery.attempted': 'info' })
    } finally {
      await hub.stop()
      await crm.close()
    }
  })
