/** What is beyond what: stages and classes in the order of the way (figures.md 0.3, 0.6). Pure. */
import { CLASSES, type Class, STAGES, type Stage } from '../lead/fact.ts'

const MAIN: readonly Stage[] = ['unknown', 'lead', 'mql', 'sal', 'sql', 'customer']
const CLASS_ORDER: readonly Class[] = ['B1', 'B2', 'B3', 'A']

/** By the code of a stage; -1: beside the way (recycled, lost, disqualified). */
export const STAGE_RANK = Int8Array.from(STAGES, (stage) => MAIN.indexOf(stage))
/** By the code of a class, the last one for none; -1: beside the way. */
export const CLASS_RANK = Int8Array.from([...CLASSES.map((value) => CLASS_ORDER.indexOf(value)), -1])

export const stageRank = (stage: Stage): number => MAIN.indexOf(stage)
export const classRank = (value: Class): number => CLASS_ORDER.indexOf(value)

/** Still on the way, or nurtured again. */
export const OPEN_STAGES: readonly Stage[] = ['unknown', 'lead', 'recycled', 'mql', 'sal', 'sql']
