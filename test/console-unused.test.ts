/** What the console's sources declare is used: words, icons, exports, classes of styles. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const SOURCES = new URL('../console/src/', import.meta.url)
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
const read = (name: string): string => readFileSync(new URL(name, SOURCES), 'utf8')
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(?<=^|\s)\/\/.*$/gm, '')
const code = new Map(files.filter((name) => /\.tsx?$/.test(name) && name !== 'api/routes.ts').map((name) => [name, withoutComments(read(name))]))
const tests = readdirSync(new URL('.', import.meta.url)).flatMap((name) =>
  name.startsWith('console') ? [readFileSync(new URL(name, import.meta.url), 'utf8')] : [],
)

interface Literals {
  texts: Set<string>
  /** Their fixed parts: `time.${unit}` is `time.` and ``. */
  templates: string[][]
}

/** Texts between quotes, and templates, also those inside of others. */
function literalsOf(text: string, into: Literals = { texts: new Set(), templates: [] }): Literals {
  for (let i = 0; i < text.length; i++) {
    const quoted = /^(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/.exec(text.slice(i, i + 2_000))
    if (quoted) {
      const [whole, one, two] = quoted
      into.texts.add(one ?? two ?? '')
      i += whole.length - 1
    } else if (text[i] === '`') i = templateFrom(text, i + 1, into)
  }
  return into
}

/** @returns where it ends */
function templateFrom(text: string, from: number, into: Literals): number {
  const parts: string[] = []
  let part = ''
  let i = from
  for (; i < text.length && text[i] !== '`'; i++) {
    if (!text.startsWith('${', i)) {
      part += text[i]
      continue
    }
    const start = i + 2
    let depth = 1
    for (i = start; i < text.length && depth > 0; i++) {
      if (text[i] === '`') i = templateFrom(text, i + 1, { texts: new Set(), templates: [] })
      else if (text[i] === '{') depth++
      else if (text[i] === '}') depth--
    }
    i--
    literalsOf(text.slice(start, i), into)
    parts.push(part)
    part = ''
  }
  into.templates.push([...parts, part])
  return i
}

function textsIn(names: (name: string) => boolean): { texts: Set<string>; patterns: RegExp[]; parts: string[] } {
  const found: Literals = { texts: new Set(), templates: [] }
  for (const [name, text] of code) if (names(name)) literalsOf(text, found)
  const patterns = found.templates.flatMap((parts) =>
    parts.length > 1 && parts.some((part) => /\w/.test(part))
      ? [new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`)]
      : [],
  )
  return { texts: found.texts, patterns, parts: found.templates.flat() }
}

describe('nothing of the console is left over', () => {
  it('no word that nobody says', async () => {
    const keys: string[] = []
    for (const name of files.filter((one) => one.startsWith('words/') && one !== 'words/say.ts'))
      for (const group of Object.values((await import(new URL(name, SOURCES).href)) as Record<string, object>)) keys.push(...Object.keys(group))
    const { texts, patterns } = textsIn((name) => !name.startsWith('words/'))
    const all = [...code.values()].join('\n')
    // Of lists: `t.word('stage', ...)`, `<Status list="stage" ...>`.
    const named = [...all.matchAll(/\.word\(\s*'([\w.]+)'|\blist="(\w+)"/g)].map(([, one, two]) => one ?? two ?? '')
    const listed = [...all.matchAll(/const LISTS.*new Set\(\[(.*)\]\)/g)].flatMap(([, names = '']) => [...literalsOf(names).texts])
    const lists = new Set([...named, ...listed])
    const isSaid = (key: string) =>
      texts.has(key) ||
      patterns.some((pattern) => pattern.test(key)) ||
      [...lists].some((list) => key.startsWith(`${list}.`) && !key.slice(list.length + 1).includes('.'))
    expect(keys.length).toBeGreaterThan(500)
    expect(keys.filter((key) => !isSaid(key))).toEqual([])
  })

  it('no icon that nobody shows', () => {
    const { texts } = textsIn((name) => name !== 'parts/icon.tsx')
    const icons = [...code.get('parts/icon.tsx')!.matchAll(/(\w+): Icon\w/g)].map(([, icon = '']) => icon)
    expect(icons.length).toBeGreaterThan(40)
    expect(icons.filter((icon) => !texts.has(icon))).toEqual([])
  })

  it('nothing exported that no other file takes', () => {
    const unused: string[] = []
    for (const [name, text] of code)
      for (const [, exported = ''] of text.matchAll(/^export (?:async )?(?:const|function\*?|class|type|interface) (\w+)/gm))
        if (![...[...code].flatMap(([other, its]) => (other === name ? [] : [its])), ...tests].some((its) => new RegExp(`\\b${exported}\\b`).test(its)))
          unused.push(`${name}: ${exported}`)
    expect(unused).toEqual([])
  })

  it('no class that nothing has', () => {
    const { texts, patterns, parts } = textsIn(() => true)
    const words = new Set([...texts, ...parts].flatMap((text) => text.split(/\s+/)))
    const unused: string[] = []
    for (const name of files.filter((one) => one.endsWith('.css')))
      for (const [, selector = ''] of withoutComments(read(name)).matchAll(/([^{}]+)\{/g))
        for (const [, found = ''] of selector.matchAll(/\.(-?[a-zA-Z][\w-]*)/g))
          if (!/^(mantine|cm)-/.test(found) && !words.has(found) && !patterns.some((pattern) => pattern.test(found))) unused.push(`${name}: .${found}`)
    expect([...new Set(unused)]).toEqual([])
  })
})
