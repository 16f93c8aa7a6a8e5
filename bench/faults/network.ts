/** The way to the CRM, and its name. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from './fault.ts'
import type { GateMode } from './gate.ts'
import { during } from './stage.ts'

const HOLD_MS = 5_000

const gated = (name: string, mode: GateMode): Fault => ({
  name,
  tries: 2,
  strike: ({ gate }) =>
    during(
      () => gate.set(mode),
      HOLD_MS,
      () => gate.set('open'),
    ),
})

export const badNetwork: readonly Fault[] = [
  gated('CRM: connections cut', 'cut'),
  gated('CRM: network silent', 'silent'),
  gated('CRM: answers after the timeout', 'late'),
  gated('CRM: answers cut in half', 'half'),
  {
    name: 'CRM: name not found',
    tries: 2,
    needs: { preload: 'lost-names.ts', env: { FAULTS_NAMES: 'FOLDER/names' }, files: { names: '' }, crmName: 'crm.faults.example' },
    strike: ({ folder, gate }) => {
      const file = join(folder, 'names')
      return during(
        () => {
          rmSync(file, { force: true })
          gate.set('cut') // connections that are open need no name
          gate.set('open')
        },
        HOLD_MS,
        () => writeFileSync(file, ''),
      )
    },
  },
]
