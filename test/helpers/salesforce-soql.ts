/** As much of SOQL as a client of the sales objects needs: one object, AND, OR, lists, LIKE, semi-joins, order and limit. */
import { SalesforceError } from './salesforce-errors.ts'

export type Row = Record<string, unknown> & { Id: string }
export interface Tables {
  /** Rows that the query may see. */
  rows: (object: string) => readonly Row[]
  /** Of these all that have one of the values in the field, and perhaps others. */
  rowsWith?: (object: string, narrowed: Narrowed) => readonly Row[]
  /** Whether the object has the field; `Owner.Name` is one, too. */
  has: (object: string, field: string) => boolean
  value: (row: Row, field: string) => unknown
}

/** Values one of which a field must have. */
export interface Narrowed {
  field: string
  values: readonly unknown[]
}

interface Test {
  (row: Row): boolean
  /** No other row passes. */
  only?: Narrowed | undefined
}

export interface Answer {
  object: string
  fields: readonly string[]
  rows: Row[]
}

const TOKEN = /'(?:\\.|[^'\\])*'|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)|-?\d+(?:\.\d+)?|[A-Za-z][\w.]*|<=|>=|!=|[=<>(),]|\S/g
const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

export function runSoql(soql: string, tables: Tables): Answer {
  const query = new Query(soql.match(TOKEN) ?? [], soql, tables)
  const answer = query.select()
  query.end()
  return answer
}

class Query {
  private readonly tokens: readonly string[]
  private readonly soql: string
  private readonly tables: Tables
  private at = 0
  private object = ''

  constructor(tokens: readonly string[], soql: string, tables: Tables) {
    this.tokens = tokens
    this.soql = soql
    this.tables = tables
  }

  select(): Answer {
    this.word('SELECT')
    const fields = this.list(() => this.next())
    this.word('FROM')
    const outer = this.object
    const object = this.next()
    this.object = object
    for (const field of fields) this.checked(field)
    const test: Test = this.took('WHERE') ? this.either() : () => true
    const order = this.took('ORDER') ? this.order() : []
    const limit = this.took('LIMIT') ? Number(this.next()) : Number.POSITIVE_INFINITY
    const seen = (test.only && this.tables.rowsWith?.(object, test.only)) ?? this.tables.rows(object)
    const rows = seen.filter(test).toSorted(this.by(order)).slice(0, limit)
    this.object = outer
    return { object, fields, rows }
  }

  end(): void {
    if (this.at < this.tokens.length) this.malformed()
  }

  private either(): Test {
    const tests = [this.all()]
    while (this.took('OR')) tests.push(this.all())
    if (tests.length === 1) return tests[0]!
    return (row) => tests.some((test) => test(row))
  }

  private all(): Test {
    const tests = [this.one()]
    while (this.took('AND')) tests.push(this.one())
    const every: Test = (row) => tests.every((test) => test(row))
    return Object.assign(every, { only: tests.find(({ only }) => only)?.only })
  }

  private one(): Test {
    if (this.took('(')) {
      const test = this.either()
      this.word(')')
      return test
    }
    const field = this.checked(this.next())
    const of = (row: Row) => this.tables.value(row, field)
    const operator = this.next().toUpperCase()
    if (operator === 'NOT') {
      this.word('IN')
      const values = this.values()
      return (row) => !values.some((value) => same(of(row), value))
    }
    if (operator === 'IN') {
      const values = this.values()
      return Object.assign((row: Row) => values.some((value) => same(of(row), value)), { only: { field, values } })
    }
    if (operator === 'LIKE') {
      const pattern = likeness(this.next())
      return (row) => pattern.test(String(of(row) ?? ''))
    }
    const value = literal(this.next(), () => this.malformed())
    if (operator === '=') return Object.assign((row: Row) => same(of(row), value), { only: { field, values: [value] } })
    if (operator === '!=') return (row) => !same(of(row), value)
    if (operator === '>') return (row) => compare(of(row), value) > 0
    if (operator === '<') return (row) => compare(of(row), value) < 0
    return this.malformed()
  }

  private values(): unknown[] {
    this.word('(')
    const values = this.is('SELECT') ? this.inner() : this.list(() => literal(this.next(), () => this.malformed()))
    this.word(')')
    return values
  }

  private inner(): unknown[] {
    const { fields, rows } = this.select()
    return rows.map((row) => this.tables.value(row, fields[0] ?? 'Id')).filter((value) => value !== null)
  }

  private order(): string[] {
    this.word('BY')
    return this.list(() => this.checked(this.next()))
  }

  private by(fields: readonly string[]) {
    return (a: Row, b: Row): number => {
      for (const field of fields) {
        const one = compare(this.tables.value(a, field), this.tables.value(b, field))
        if (one !== 0) return one
      }
      return 0
    }
  }

  private list<One>(read: () => One): One[] {
    const all = [read()]
    while (this.took(',')) all.push(read())
    return all
  }

  private checked(field: string): string {
    if (!this.tables.has(this.object, field))
      throw new SalesforceError(
        400,
        'INVALID_FIELD',
        `\n${this.soql}\n ^\nERROR at Row:1:Column:8\nNo such column '${field}' on entity '${this.object}'. If it is a custom field, append __c.`,
      )
    return field
  }

  private is = (word: string): boolean => this.tokens[this.at]?.toUpperCase() === word
  private took(word: string): boolean {
    const isThere = this.is(word)
    if (isThere) this.at++
    return isThere
  }
  private next = (): string => this.tokens[this.at++] ?? this.malformed()
  private word(expected: string): void {
    if (this.next().toUpperCase() !== expected) this.malformed()
  }
  private malformed(): never {
    throw new SalesforceError(400, 'MALFORMED_QUERY', `${this.soql}: unexpected token: '${this.tokens[this.at - 1] ?? ''}'`)
  }
}

const unquoted = (token: string): string => token.slice(1, -1).replace(/\\(.)/g, (_, sign: string) => UNESCAPED[sign] ?? sign)

function literal(token: string, malformed: () => never): unknown {
  if (token.startsWith("'")) return unquoted(token)
  if (/^-?\d+(?:\.\d+)?$/.test(token)) return Number(token)
  if (/^\d{4}-/.test(token)) return token.replace(/Z$/, '+0000')
  const word = token.toLowerCase()
  if (word === 'true' || word === 'false') return word === 'true'
  return word === 'null' ? null : malformed()
}

/** `%` any text, `_` any sign, a backslash makes them plain; case does not matter. */
function likeness(token: string): RegExp {
  const parts = token.slice(1, -1).match(/\\.|[\s\S]/g) ?? []
  const source = parts.map((part) =>
    part === '%'
      ? '[\\s\\S]*'
      : part === '_'
        ? '[\\s\\S]'
        : (part.startsWith('\\') ? (UNESCAPED[part[1]!] ?? part[1]!) : part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  return new RegExp(`^${source.join('')}$`, 'i')
}

const same = (a: unknown, b: unknown): boolean => (typeof a === 'string' && typeof b === 'string' ? a.toLowerCase() === b.toLowerCase() : (a ?? null) === b)
const compare = (a: unknown, b: unknown): number => (String(a ?? '') < String(b ?? '') ? -1 : String(a ?? '') > String(b ?? '') ? 1 : 0)
