/** Waits as they are found, gathered by the cell of the answer that they belong to. Pure. */
import { sortWaits } from './statistics/sort-waits.ts'
import type { Waits } from './statistics/waits.ts'

export class WaitsByCell {
  private waits = new Float64Array(1_024)
  private cells = new Uint32Array(1_024)
  private n = 0
  private readonly counts: Uint32Array

  constructor(cells: number) {
    this.counts = new Uint32Array(cells)
  }

  /** @param wait packed */
  push(cell: number, wait: number): void {
    if (this.n === this.waits.length) this.widen()
    this.waits[this.n] = wait
    this.cells[this.n++] = cell
    this.counts[cell]!++
  }

  /** Of each cell, ascending. */
  done(): Waits[] {
    const ends = new Uint32Array(this.counts.length)
    for (let cell = 1; cell < ends.length; cell++) ends[cell] = ends[cell - 1]! + this.counts[cell - 1]!
    const grouped = new Float64Array(this.n)
    for (let i = 0; i < this.n; i++) grouped[ends[this.cells[i]!]!++] = this.waits[i]!
    return Array.from(this.counts, (count, cell) => sortWaits(grouped.subarray(ends[cell]! - count, ends[cell])))
  }

  private widen(): void {
    const [waits, cells] = [new Float64Array(this.n * 2), new Uint32Array(this.n * 2)]
    waits.set(this.waits)
    cells.set(this.cells)
    this.waits = waits
    this.cells = cells
  }
}
