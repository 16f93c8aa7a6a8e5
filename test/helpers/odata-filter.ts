/** `$filter` as far as the stand-in for Dataverse knows it: eq, ne, contains, and, or, brackets. Texts compare without regard to case, as its database does. */

type Test = (row: Readonly<Record<string, unknown>>) => boolean

const TOKEN = /\s*(\(|\)|,|'(?:[^']|'')*'|[^\s(),']+)/gy

/** @param known names of columns; another one is an error of the caller @throws Error with the name */
export function odataFilter(text: string, known: (name: string) => boolean): Test {
  const tokens = [...text.matchAll(TOKEN)].map(([, token]) => token!)
  let next = 0
  const take = () => tokens[next++] ?? ''
  const expect = (wanted: string) => {
    if (take() !== wanted) throw new Error(`Syntax error: '${wanted}' expected in '${text}'`)
  }
  const column = () => {
    const name = take()
    if (!known(name)) throw new Error(`Could not find a property named '${name}'`)
    return name
  }
  const any = (): Test => {
    const tests = [all()]
    while (tokens[next] === 'or') {
      next++
      tests.push(all())
    }
    return (row) => tests.some((test) => test(row))
  }
  const all = (): Test => {
    const tests = [one()]
    while (tokens[next] === 'and') {
      next++
      tests.push(one())
    }
    return (row) => tests.every((test) => test(row))
  }
  const one = (): Test => {
    if (tokens[next] === '(') {
      next++
      const inner = any()
      expect(')')
      return inner
    }
    if (tokens[next] === 'contains') {
      next++
      expect('(')
      const name = column()
      expect(',')
      const part = String(literal(take())).toLowerCase()
      expect(')')
      return (row) =>
        String(row[name] ?? '')
          .toLowerCase()
          .includes(part)
    }
    const name = column()
    const operator = take()
    const value = literal(take())
    if (operator !== 'eq' && operator !== 'ne') throw new Error(`Syntax error: '${operator}' in '${text}'`)
    return (row) => same(row[name], value) === (operator === 'eq')
  }
  const test = any()
  if (next < tokens.length) throw new Error(`Syntax error at '${tokens[next]}' in '${text}'`)
  return test
}

const same = (a: unknown, b: unknown): boolean => (a ?? null) === b || (typeof a === 'string' && typeof b === 'string' && a.toLowerCase() === b.toLowerCase())

function literal(token: string): unknown {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
  if (token === 'null') return null
  if (token === 'true' || token === 'false') return token === 'true'
  return /^-?\d+(?:\.\d+)?$/.test(token) ? Number(token) : token
}
