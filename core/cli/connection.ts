/** `leitwerk connection ...` */
import type { Command } from 'commander'
import { describe } from './describe.ts'
import type { CliHost } from './host.ts'
import { checkCommand, pauseCommands } from './line.ts'
import type { Shared } from './program.ts'
import { reconcile } from './reconcile.ts'
import { dryRun } from './rehearse.ts'

export function connection(command: Command, host: CliHost, shared: Shared): void {
  checkCommand(command, host, shared, 'connection', 'Prove that address and credentials work')
  describe(command, host, shared)
  dryRun(command, host, shared)
  reconcile(command, host, shared)
  pauseCommands(command, host, shared, 'connection', { pause: 'Send nothing more; every job is kept', waits: 'New jobs wait', resume: 'Go on sending' })
}
