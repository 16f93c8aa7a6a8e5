/** Which invented word stands for which: the same everywhere in one case, however it is written there. */
import { nameKey } from '../functions/argument.ts'
import { INVENTED, type Vocabulary } from './invented.ts'

export class Pseudonyms {
  private readonly words = new Map<string, string>()
  private readonly numbers = new Map<string, string>()
  private readonly used = new Map<Vocabulary, number>()
  private readonly personal: ReadonlySet<string>
  private readonly said: ReadonlySet<string>
  private drawn = 0

  /**
   * @param personal texts that are replaced: no invented word holds a word of them
   * @param all everything the case says: no invented word is in it
   */
  constructor(personal: readonly string[], all: readonly string[]) {
    this.personal = keysIn(personal)
    this.said = keysIn(all)
  }

  /** The invented word for one, written like it: with its case, and with umlauts where it has them. */
  word(original: string, from: Vocabulary): string {
    const key = nameKey(original)
    if (key === '') return original
    const known = this.words.get(key) ?? this.fresh(from, /[äöüßë]/i.test(original))
    this.words.set(key, known)
    return writtenLike(original, known)
  }

  /** The invented word, where there is one. */
  known(original: string): string | undefined {
    const word = this.words.get(nameKey(original))
    return word === undefined ? undefined : writtenLike(original, word)
  }

  /** Keys of all words that were replaced, longest first. */
  keys(): string[] {
    return [...this.words.keys()].sort((one, other) => other.length - one.length)
  }

  /** Another number of as many digits: of a house, or behind a name in an address. */
  number(original: string): string {
    const known = this.numbers.get(original) ?? this.likeness(original).replace(/^0/, original.startsWith('0') ? '0' : '1')
    this.numbers.set(original, known)
    return known
  }

  /** Digits and letters of the same kind as the original's, never the same text. */
  likeness(original: string): string {
    const hex = /^[0-9a-f-]+$/.test(original) ? '0123456789abcdef' : /^[0-9A-F-]+$/.test(original) ? '0123456789ABCDEF' : undefined
    const one = (letter: string): string => {
      if (/\d/.test(letter)) return this.draw('0123456789')
      if (hex !== undefined && /[a-f]/i.test(letter)) return this.draw(hex.slice(10))
      return /[A-Z]/.test(letter) ? this.draw('ABCDEFGHJKMNPQRSTVWXYZ') : /[a-z]/.test(letter) ? this.draw('abcdefghjkmnpqrstvwxyz') : letter
    }
    const made = [...original].map(one).join('')
    return made === original && /[a-z\d]/i.test(original) ? this.likeness(original) : made
  }

  /** A sequence that nothing can be told from: it depends on how much was drawn before, not on what is replaced. */
  private draw(letters: string): string {
    this.drawn = (Math.imul(this.drawn, 1_103_515_245) + 12_345) >>> 0
    return letters.charAt((this.drawn >>> 16) % letters.length)
  }

  private fresh(from: Vocabulary, umlaut: boolean): string {
    const list = INVENTED[from][umlaut ? 'umlaut' : 'plain']
    for (;;) {
      const n = this.used.get(from) ?? 0
      this.used.set(from, n + 1)
      // Beyond the list: two of its words in one.
      const word = n < list.length ? list[n]! : list[n % list.length]! + list[Math.floor(n / list.length + n) % list.length]!.toLowerCase()
      const key = nameKey(word)
      const free = !this.said.has(key) && ![...this.personal].some((other) => key.includes(other)) && ![...this.words.values()].includes(word)
      if (free || n > 2_000) return word
    }
  }
}

const keysIn = (texts: readonly string[]): Set<string> =>
  new Set(texts.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u).map(nameKey)).filter((word) => word.length >= 3))

/** `WEISSMUELLER` gets capitals, `weissmueller` small letters without umlauts. */
function writtenLike(original: string, invented: string): string {
  const spelled = /[äöüßë]/i.test(original) ? invented : spelledOut(invented)
  if (original === original.toLowerCase()) return spelled.toLowerCase()
  return original.length > 1 && original === original.toUpperCase() ? spelled.toUpperCase() : spelled
}

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ë: 'e', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue' }

export const spelledOut = (text: string): string => text.replace(/[äöüßëÄÖÜ]/g, (letter) => UMLAUTS[letter]!)
