/** The configured funnel: a shipped one, or phases of the company's own. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { phaseSchema } from '../../config/schema/funnel.ts'
import type { Config } from '../../config/schema.ts'
import type { Phase } from '../lead/phase.ts'

export function phasesOf({ funnel }: Pick<Config, 'funnel'>): Phase[] {
  return (funnel.phases ?? shipped(funnel.preset)).map(({ about, next, ...phase }) => ({ ...phase, about: about ?? null, next: next ?? null }))
}

type ConfiguredPhase = z.infer<typeof phaseSchema>
const read = new Map<string, ConfiguredPhase[]>()

function shipped(preset: string): ConfiguredPhase[] {
  const known = read.get(preset)
  if (known) return known
  const phases = z.array(phaseSchema).parse(parse(readFileSync(new URL(`../../config/funnels/${preset}.yaml`, import.meta.url), 'utf8')))
  read.set(preset, phases)
  return phases
}
