/** Why a decision was made, in figures that people and programs read. */

export interface Evidence {
  field: string
  theirs: string
  ours: string
  /** log2 of how much likelier the agreement is for one company than for two. */
  weight: number
}
