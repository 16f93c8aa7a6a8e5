/** Words in both languages, and how a page says them: `const t = useWords(overviewWords)`, then `t('overview.lost')`. */
import { useMemo } from 'react'
import { type Language, useLanguage } from '../app/language.tsx'

/** One sentence, or two that follow the number `n`. `{name}` is filled in. */
export type Message = string | { one: string; other: string }
/** By key: English, German. A word that is missing in one language is an error of types. */
export type Words = Readonly<Record<string, readonly [en: Message, de: Message]>>
type Filling = Readonly<Record<string, string | number>>

export interface Say<Key extends string> {
  (key: Key, filling?: Filling): string
  /** A sentence that counts: `{count}` is the number as it is written here. */
  counted(key: Key, n: number, filling?: Filling): string
  /** The word for a value of a known list; a value that is new to the console is shown as it is. */
  word(list: string, value: string): string
  /** Whether there is such a word: for lists that the hub may add to. */
  knows(key: string): key is Key
}

/** Several groups at once: `useWords(overviewWords, stateWords)`. */
export function useWords<const T extends readonly Words[]>(...groups: T): Say<KeyOf<T[number]>> {
  const { language, locale } = useLanguage()
  // biome-ignore lint/correctness/useExhaustiveDependencies: groups are constants of modules, new in each call only as a list
  return useMemo(() => sayIn(Object.assign({}, ...groups) as Words, language, locale), [language, locale])
}

/** Of each group its keys; of a union of groups all of them. */
type KeyOf<T extends Words> = T extends Words ? Extract<keyof T, string> : never

function sayIn<Key extends string>(words: Words, language: Language, locale: string): Say<Key> {
  const plural = new Intl.PluralRules(locale)
  const say = (key: string, filling: Filling = {}): string => {
    const message = words[key]?.[language === 'en' ? 0 : 1]
    if (message === undefined) return `⟦${key}⟧` // shows in tests, not in silence
    const text = typeof message === 'string' ? message : message[plural.select(Number(filling.n)) === 'one' ? 'one' : 'other']
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(filling[name] ?? whole))
  }
  const knows = (key: string): key is Key => Object.hasOwn(words, key)
  return Object.assign(say, {
    counted: (key: string, n: number, filling: Filling = {}) => say(key, { ...filling, n, count: n.toLocaleString(locale) }),
    word: (list: string, value: string) => (knows(`${list}.${value}`) ? say(`${list}.${value}`) : value),
    knows,
  })
}
