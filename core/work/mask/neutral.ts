/** Free text that says nothing, as long as the one it stands for. */
import { nameKey } from '../functions/argument.ts'
import { NEUTRAL } from './invented.ts'

export class Neutral {
  private readonly texts = new Map<string, string>()
  private readonly words: readonly string[]
  private begin = 0

  /** @param avoid words that must not be found in it */
  constructor(avoid: readonly string[]) {
    const keys = avoid.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u).map(nameKey)).filter((key) => key.length >= 3)
    this.words = NEUTRAL.filter((word) => !keys.some((key) => nameKey(word).includes(key)))
  }

  /** Line for line, value for value; the same text again gives the same. */
  text(original: string): string {
    const known =
      this.texts.get(original) ??
      original
        .split(/(\n|\|\|)/)
        .map((part) => this.line(part))
        .join('')
    this.texts.set(original, known)
    return known
  }

  private line(original: string): string {
    if (!/[\p{L}\p{N}]/u.test(original)) return original
    const begin = this.begin++
    let text = ''
    for (let at = begin; at < begin + MOST_WORDS && text.length < original.length; at++) {
      const longer = `${text}${text === '' ? '' : ' '}${this.words[at % this.words.length] ?? 'x'}`
      if (longer.length <= original.length) text = longer
    }
    // Too short for any of the words.
    if (text === '') text = (this.words[begin % this.words.length] ?? 'x').slice(0, original.length)
    const sentence = text.charAt(0).toUpperCase() + text.slice(1)
    return /[.!?]$/.test(original.trim()) ? `${sentence}.` : sentence
  }
}

/** Enough for the longest text that a field takes. */
const MOST_WORDS = 20_000
