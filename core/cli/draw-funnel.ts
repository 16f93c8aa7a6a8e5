/** The configured funnel as text: phases from top to bottom, each with what leads into it and what may follow. */
import type { Phase } from '../lead/phase.ts'

/** @returns lines, the main way as a funnel that narrows */
export function drawn(phases: readonly Phase[]): string {
  const main = phases.filter(({ beside }) => !beside)
  const others = phases.filter(({ beside }) => beside)
  const wide = Math.max(...phases.map(({ id, name }) => labelOf(id, name).length)) + 2 * main.length
  const texts = main.map((phase, i) => {
    const inner = wide - 2 * i
    const label = labelOf(phase.id, phase.name)
    const left = Math.floor((inner - label.length) / 2)
    const bar = `${' '.repeat(i)}\\${' '.repeat(left)}${label}${' '.repeat(inner - label.length - left)}/`
    return `  ${bar.padEnd(wide + 3)} ${entryOf(phase)}${nextOf(phase)}`
  })
  const aside = others.map((phase) => `  ${`  ${labelOf(phase.id, phase.name)}`.padEnd(wide + 3)} ${entryOf(phase)}${nextOf(phase)}`)
  return ['funnel', ...texts, ...(aside.length > 0 ? ['  beside it', ...aside] : [])].join('\n')
}

const labelOf = (id: string, { en }: Phase['name']): string => (en.toLowerCase() === id ? en : `${en} (${id})`)

function entryOf({ stages, when }: Phase): string {
  const conditions = [
    when.class && `class ${when.class.join(' or ')}`,
    when.touched && `did one of ${when.touched.length} kinds of touch`,
    when.fit && `fit ${when.fit} or better`,
    when.points !== undefined && `${when.points} points`,
    when.substage && `reported as ${when.substage.join(' or ')}`,
  ].filter(Boolean)
  return `in ${stages.join(', ')}${conditions.length > 0 ? `; ${conditions.join(', ')}` : ''}`
}

const nextOf = ({ next, substages }: Phase): string =>
  `${next === null ? '' : ` -> ${next.join(', ') || 'nothing'}`}${substages.length > 0 ? ` [${substages.map(({ id }) => id).join(', ')}]` : ''}`
