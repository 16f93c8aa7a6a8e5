/** Shows with strace that the disk has a delivery before its sender hears 202: the flush returns first, then the answer is written. */
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Options } from './main.ts'
import { hubScript, startScript } from './processes.ts'

export async function trace({ say }: Options): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-bench-'))
  const config = join(folder, 'hub.yaml')
  const log = join(folder, 'strace.log')
  writeFileSync(config, 'sources: { web: { kind: form, secret: bench } }\nlog: info\n')
  try {
    const hub = await startScript(
      hubScript,
      ['serve', '--config', config, '--database', `sqlite:${join(folder, 'hub.sqlite')}`, '--listen', '127.0.0.1:0', '--role', 'web'],
      {
        before: ['strace', '-D', '-f', '-ttt', '-y', '-s', '40', '-e', 'trace=fdatasync,fsync,write,writev,sendto', '-o', log],
      },
    )
    const body = '{"email":"anna@nordlicht.example"}'
    const signature = createHmac('sha256', 'bench').update(body).digest('hex')
    const lines: { flush: string; answer: string; flushed: boolean }[] = []
    for (let i = 0; i < 20; i++) {
      const before = readFileSync(log, 'utf8').length
      const { status } = await fetch(`${hub.url}/hooks/web`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'x-leitwerk-signature': `sha256=${signature}` },
      })
      if (status !== 202) throw new Error(`answered ${status}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
      const seen = readFileSync(log, 'utf8').slice(before).split('\n')
      const answer = seen.findIndex((line) => line.includes('HTTP/1.1 202'))
      // A call that another thread interrupts in the log returns in a line `<... fdatasync resumed>`.
      const flush = seen.findLastIndex((line, at) => at < answer && /(?:fdatasync|fsync)(?:\(.*| resumed>.*)= 0/.test(line))
      lines.push({ flush: seen[flush] ?? '', answer: seen[answer] ?? '', flushed: answer !== -1 && flush !== -1 })
    }
    await hub.stop()
    const [shown] = lines
    say(`${shown!.flush}\n${shown!.answer}`)
    return { deliveries: lines.length, flushedBeforeAnswer: lines.filter(({ flushed }) => flushed).length }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
