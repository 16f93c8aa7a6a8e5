/** `leitwerk doctor` */
import type { Finding } from '../finding.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson } from './print.ts'

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: '✓', warn: '!', fail: '✗' }

/** @returns 1 where somebody must act now */
export async function doctor(host: CliHost, options: Where & { online: boolean; json: boolean }): Promise<number> {
  const findings = await host.examine(options, options.online)
  const failed = findings.filter(({ state }) => state === 'fail').length
  const warned = findings.filter(({ state }) => state === 'warn').length
  if (options.json) printJson({ ok: failed === 0, failed, warned, findings })
  else {
    for (const finding of findings) tell(finding)
    print(
      failed === 0
        ? warned === 0
          ? '\nAll is well.'
          : `\n${warned} to look at soon.`
        : `\n${failed} to act on now${warned === 0 ? '' : `, ${warned} to look at soon`}.`,
    )
  }
  return failed === 0 ? 0 : 1
}

const WIDTH = 14

function tell({ check, state, found, todo }: Finding): void {
  const indent = ' '.repeat(WIDTH + 2)
  const lines = [...found.split('\n'), ...(todo === null ? [] : [todo])]
  print(`${MARKS[state]} ${check.padEnd(WIDTH)}${lines.join(`\n${indent}`)}`)
}
