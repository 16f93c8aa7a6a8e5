/** The figure that tells which steps there are. */
export const RATE = 'conversion-rate'
