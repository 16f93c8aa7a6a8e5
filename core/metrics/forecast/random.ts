/**
 * Chance that a seed repeats: xoshiro128** (Blackwell and Vigna, ACM Trans. Math. Softw. 2021;47:36, https://prng.di.unimi.it/), filled from the
 * seed by the finaliser of MurmurHash3; and draws from the distributions that a forecast needs. Pure.
 */

/** What deciding a single move needs. */
export type Chance = Pick<Random, 'uniform' | 'exponential'>

export class Random {
  private a: number
  private b: number
  private c: number
  private d: number

  /** @param seed whole; @param stream draws of one seed that have nothing to do with each other */
  constructor(seed: number, stream = 0) {
    let state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((stream | 0) + 1, 0x85ebca77)) | 0
    const word = (): number => {
      state = (state + 0x9e3779b9) | 0
      return mixed(state)
    }
    this.a = word()
    this.b = word()
    this.c = word()
    this.d = word() | 1 // all zero would stay so
  }

  /** From the generator's own four words, to hold it against published values. */
  static of(words: readonly [number, number, number, number]): Random {
    const random = new Random(0)
    ;[random.a, random.b, random.c, random.d] = words
    return random
  }

  /** 32 bits, not signed. */
  bits(): number {
    const result = Math.imul(rotated(Math.imul(this.b, 5), 7), 9)
    const kept = this.b << 9
    this.c ^= this.a
    this.d ^= this.b
    this.b ^= this.c
    this.a ^= this.d
    this.c ^= kept
    this.d = rotated(this.d, 11)
    return result >>> 0
  }

  /** Between 0 and 1, neither of them. */
  uniform(): number {
    return (this.bits() + 0.5) / 0x1_0000_0000
  }

  /** One of 0 to n - 1. */
  below(n: number): number {
    return Math.floor((this.bits() / 0x1_0000_0000) * n)
  }

  /** Mean 1. */
  exponential(): number {
    return -Math.log(this.uniform())
  }

  /** Mean 0, variance 1: Box and Muller, Ann. Math. Statist. 1958;29:610. */
  normal(): number {
    return Math.sqrt(2 * this.exponential()) * Math.cos(2 * Math.PI * this.uniform())
  }

  /** Mean and variance `shape`: Marsaglia and Tsang, ACM Trans. Math. Softw. 2000;26:363. @param shape above 0 */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * this.uniform() ** (1 / shape)
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = this.normal()
      const v = (1 + c * x) ** 3
      if (v > 0 && Math.log(this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
    }
  }

  /** Events of a steady stream within a time in which `mean` are expected; the time it takes grows with the mean. */
  poisson(mean: number): number {
    let n = 0
    for (let time = this.exponential(); time < mean; time += this.exponential()) n++
    return n
  }

  /** Variance mean + dispersion x mean²; 0: Poisson. */
  negativeBinomial(mean: number, dispersion: number): number {
    if (mean <= 0) return 0
    return this.poisson(dispersion > 0 ? mean * dispersion * this.gamma(1 / dispersion) : mean)
  }
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

function mixed(word: number): number {
  let h = word ^ (word >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}
