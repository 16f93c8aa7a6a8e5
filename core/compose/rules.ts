/** The rules of the fold, made of the configuration; those of a draft beside what stands. */
import { ConfigError, type Loaded, parseConfig, problemAt, readYaml } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { TOUCH_KINDS, type TouchKind } from '../lead/event.ts'
import { STAGES } from '../lead/fact.ts'
import { mistakesInPhases } from '../lead/phase.ts'
import type { Rules, TouchRule } from '../lead/rules.ts'

import { phasesOf } from './funnel.ts'

/** Points per kind of touch where the configuration says nothing: asking beats downloading beats opening. */
const TOUCH_DEFAULTS: Readonly<Record<TouchKind, TouchRule>> = {
  form: { points: 20, halfLifeDays: 90, nurtures: false, active: true },
  download: { points: 15, halfLifeDays: 60, nurtures: true, active: true },
  fair_scan: { points: 15, halfLifeDays: 120, nurtures: false, active: true },
  open: { points: 1, halfLifeDays: 14, nurtures: false, active: false },
  click: { points: 5, halfLifeDays: 30, nurtures: true, active: true },
  webinar_registration: { points: 10, halfLifeDays: 60, nurtures: false, active: true },
  webinar_attendance: { points: 20, halfLifeDays: 90, nurtures: true, active: true },
  event_registration: { points: 10, halfLifeDays: 60, nurtures: false, active: true },
  page_visit: { points: 2, halfLifeDays: 14, nurtures: false, active: true },
  company_seen: { points: 1, halfLifeDays: 14, nurtures: false, active: false },
  call: { points: 10, halfLifeDays: 90, nurtures: false, active: false },
  meeting: { points: 20, halfLifeDays: 120, nurtures: false, active: true },
  list_entry: { points: 0, halfLifeDays: 90, nurtures: false, active: false },
  subscription: { points: 5, halfLifeDays: 90, nurtures: false, active: true },
  reply: { points: 10, halfLifeDays: 60, nurtures: true, active: true },
  survey: { points: 10, halfLifeDays: 60, nurtures: true, active: true },
  referral: { points: 10, halfLifeDays: 90, nurtures: false, active: false },
  post: { points: 0, halfLifeDays: 90, nurtures: false, active: false },
}

export function rulesOf(config: Config): Rules {
  const touches = Object.fromEntries(
    TOUCH_KINDS.map((kind) => [
      kind,
      { ...TOUCH_DEFAULTS[kind], ...Object.fromEntries(Object.entries(config.scoring.touches[kind] ?? {}).filter(([, value]) => value !== undefined)) },
    ]),
  ) as Record<TouchKind, TouchRule> // built over all kinds
  const { '1': one, '2': two, '3': three } = config.scoring.engagementGrades
  return {
    touches,
    interest: config.scoring.interest,
    fit: config.scoring.fit,
    fitGrades: config.scoring.fitGrades,
    engagementGrades: { 1: one, 2: two, 3: three },
    mql: config.funnel.mql,
    contentClass: Object.fromEntries(config.content.flatMap((item) => (item.class === undefined ? [] : [[item.id, item.class]]))),
    classDays: config.funnel.classDays,
    phases: phasesOf(config),
    timeZone: config.timeZone,
  }
}

/** What is wrong with the rules, beyond their shape. */
export function problemsOfRules(config: Config): { path: (string | number)[]; message: string }[] {
  const unknown = Object.keys(config.scoring.touches).filter((kind) => !(TOUCH_KINDS as readonly string[]).includes(kind))
  const { fitGrades, engagementGrades: engagement } = config.scoring
  const falls = (points: readonly number[]) => points.every((one, i) => i === 0 || one <= points[i - 1]!)
  const items = config.content.map(({ id }) => id)
  return [
    ...(falls([fitGrades.A, fitGrades.B, fitGrades.C])
      ? []
      : [{ path: ['scoring', 'fitGrades'], message: 'a better grade needs at least as many points as the next: A, then B, then C' }]),
    ...(falls([engagement['1'], engagement['2'], engagement['3']])
      ? []
      : [{ path: ['scoring', 'engagementGrades'], message: 'a better grade needs at least as many points as the next: 1, then 2, then 3' }]),
    ...items.flatMap((id, i) => (items.indexOf(id) === i ? [] : [{ path: ['content', i, 'id'], message: `the content item '${id}' is there twice` }])),
    ...unknown.map((kind) => ({ path: ['scoring', 'touches', kind], message: `there is no kind of touch '${kind}'; known are ${TOUCH_KINDS.join(', ')}` })),
    ...mistakesInPhases(phasesOf(config), STAGES, TOUCH_KINDS).map(({ path, message }) => ({ path: ['funnel', 'phases', ...path], message })),
  ]
}

/** Sections of the configuration that rules are made of. */
const SECTIONS = ['funnel', 'scoring', 'content', 'timeZone']

/** @param yaml those sections that would be other ones; a whole configuration serves, too @throws ConfigError with every problem at once */
export function draftRules({ yaml: current, file }: Loaded, yaml: string, name: string): Rules {
  const { config, lineOf } = parseConfig(yaml, name)
  const problems = problemsOfRules(config)
  if (problems.length > 0)
    throw new ConfigError(
      name,
      problems.map(({ path, message }) => problemAt(lineOf, path, message)),
    )
  const sections = (from: Record<string, unknown>) => Object.fromEntries(Object.entries(from).filter(([key]) => SECTIONS.includes(key)))
  const draft = sections(readYaml(yaml, name).raw)
  if (Object.keys(draft).length === 0) throw new ConfigError(name, [{ path: '', message: `there is nothing of ${SECTIONS.join(', ')} in it` }])
  return rulesOf(parseConfig(JSON.stringify({ ...sections(readYaml(current, file).raw), ...draft }), name).config)
}
