/** Loaded before a hub: its clock, in every thread, is wrong by the milliseconds that stand in the file `FAULTS_CLOCK`. */
import { readFileSync } from 'node:fs'

const LOOK_MS = 20
const file = process.env.FAULTS_CLOCK!
const Right = Date
let wrongBy = 0

const look = () => {
  wrongBy = Number(readFileSync(file, 'utf8'))
}
look()
setInterval(look, LOOK_MS).unref()

globalThis.Date = class extends Right {
  constructor(...given: []) {
    if (given.length === 0) super(Right.now() + wrongBy)
    else super(...given)
  }
  static override now(): number {
    return Right.now() + wrongBy
  }
} as DateConstructor
