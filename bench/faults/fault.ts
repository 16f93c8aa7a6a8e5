/** One way in which the world lets a hub down. */
import type { Kind, Needs, Stage } from './stage.ts'

export interface Fault {
  name: string
  /** Databases that it concerns; default: both. */
  on?: readonly Kind[]
  tries: number
  needs?: Needs
  /** Begins the fault, holds it and ends it, while senders send. */
  strike(stage: Stage, turn: number): Promise<void>
  /** Jobs and deliveries that wait for a person are what is to come of it. */
  parks?: boolean
  /** Processes of the hub may end by themselves; the next ones go on. */
  dies?: boolean
}
