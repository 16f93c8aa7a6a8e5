/** The handles of the console (`data-testid`), read from its sources: where each stands, of what kind it is, and what it says. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseSync } from 'vite'
import { code, table } from './markdown.ts'

const SOURCES = fileURLToPath(new URL('../../console/src/', import.meta.url))
const EVERYWHERE = 'every page'

/** What the elements are; every other one is a part of the page. */
const KINDS: Readonly<Record<string, string>> = {
  ...{ button: 'button', Button: 'button', IconButton: 'button', a: 'link', To: 'link' },
  ...{ select: 'choice', Choice: 'choice', PickField: 'choice', Segments: 'switch', Menu: 'menu', summary: 'opens' },
  ...{ input: 'field', textarea: 'field', TextField: 'field', form: 'form', dialog: 'dialog' },
}
const INPUTS: Readonly<Record<string, string>> = { checkbox: 'tick', radio: 'tick', file: 'file' }
const LABELS = ['label', 'title', 'aria-label', 'word', 'placeholder', 'caption']

export interface TestId {
  /** `deliveries`, as the folder of the page is called; or every page. */
  page: string
  /** `{…}`: a value of what it stands at. */
  id: string
  kind: string
  /** Its English words, or what it is. */
  says: string
}

type Node = Readonly<Record<string, unknown>> & { type: string; start: number }
type Messages = ReadonlyMap<string, string>
/** Text, and between it the names of properties. */
type Template = readonly (string | { prop: string })[]

interface Source {
  path: string
  page: string
  text: string
  program: Node
  messages: Messages
}

/** Every handle, by page. */
export async function testIds(): Promise<TestId[]> {
  const sources = await Promise.all(globSync('**/*.tsx', { cwd: SOURCES }).sort().map(read))
  const wrappers = new Map(sources.flatMap((source) => wrappersOf(source)))
  const found = sources.flatMap((source) => idsOf(source, wrappers))
  const unique = new Map(found.map((one) => [`${one.page} ${one.id}`, one]))
  return [...unique.values()].sort((a, b) => rank(a) - rank(b) || a.page.localeCompare(b.page) || a.id.localeCompare(b.id))
}

const rank = ({ page }: TestId): number => (page === EVERYWHERE ? 0 : 1)

export const testIdsTable = (ids: readonly TestId[]): string =>
  table(
    ['page', '`data-testid`', '', 'says, or is'],
    ids.map(({ page, id, kind, says }) => [page, code(id), kind, says]),
  )

async function read(file: string): Promise<Source> {
  const text = readFileSync(SOURCES + file, 'utf8')
  // The cast: nodes are looked at by their type, whatever else they have.
  const program = parseSync(file, text, { lang: 'tsx', sourceType: 'module' }).program as unknown as Node
  const page = /^pages\/([^/]+)\//.exec(file.replaceAll(sep, '/'))?.[1] ?? EVERYWHERE
  return { path: file, page, text, program, messages: await messagesOf(file, text) }
}

/** The English words that a file uses. */
async function messagesOf(file: string, text: string): Promise<Messages> {
  const imported = [...text.matchAll(/from '([^']*\/words\/(?!say)[\w-]+\.ts)'/g)].map(
    ([, path]) => new URL(path!, pathToFileURL(`${SOURCES}${dirname(file)}/`)),
  )
  const modules = (await Promise.all(imported.map(({ href }) => import(href)))) as Record<string, unknown>[]
  return new Map(
    modules.flatMap((one) =>
      Object.values(one).flatMap((words) =>
        typeof words === 'object' && words !== null
          ? Object.entries(words as Record<string, [string | { other: string }]>).map(([key, [en]]): [string, string] => [
              key,
              typeof en === 'string' ? en : en.other,
            ])
          : [],
      ),
    ),
  )
}

// --- what a file says -------------------------------------------------------------------------------

/** Components that make handles of their properties: `Segments` makes `{testId}-{value}`. Of a page's own those that begin with one. */
function wrappersOf({ page, program }: Source): [string, { template: Template; kind: string }[]][] {
  const made: [string, { template: Template; kind: string }[]][] = []
  for (const { element, component } of elements(program)) {
    const template = component && templateOf(attribute(element, 'data-testid') ?? attribute(element, 'testId'))
    if (!template || !isMadeByUser(template, page)) continue
    const known = made.find(([name]) => name === component)
    const one = { template, kind: kindOf(element) }
    if (known) known[1].push(one)
    else made.push([component, [one]])
  }
  return made
}

const isMadeByUser = (template: Template, page: string): boolean =>
  page === EVERYWHERE ? template.some((part) => typeof part !== 'string') : typeof template[0] !== 'string'

function idsOf(source: Source, wrappers: ReadonlyMap<string, { template: Template; kind: string }[]>): TestId[] {
  return [...elements(source.program)].flatMap(({ element, component, label }): TestId[] => {
    const own = templateOf(attribute(element, 'data-testid'))
    const says = wordsOf(element, label, source) ?? aboutOf(component, source)
    if (own) {
      // Where its properties decide, whoever uses the component is listed.
      if (component !== null && isMadeByUser(own, source.page)) return []
      return [{ page: source.page, id: written(own), kind: kindOf(element), says }]
    }
    const given = new Map(
      attributesOf(element).flatMap(([name, value]): [string, Template][] => (name === 'data-testid' ? [] : [[name, templateOf(value) ?? []]])),
    )
    return (wrappers.get(nameOf(element)) ?? []).flatMap(({ template, kind }) => {
      const filled = template.flatMap(
        (part): Template => (typeof part !== 'string' && (given.get(part.prop)?.length ?? 0) > 0 ? given.get(part.prop)! : [part]),
      )
      if (typeof filled[0] !== 'string') return []
      return [{ page: source.page, id: written(filled), kind: KINDS[nameOf(element)] ?? kind, says }]
    })
  })
}

const written = (template: Template): string => template.map((part) => (typeof part === 'string' ? part : `{${part.prop}}`)).join('')

const kindOf = (element: Node): string => {
  const type = templateOf(attribute(element, 'type'))
  return (type && INPUTS[written(type)]) ?? KINDS[nameOf(element)] ?? 'part'
}

/** What is written on it: a label, what it holds, or the label around it. */
function wordsOf(element: Node, label: Node | null, { messages }: Source): string | null {
  const own = LABELS.flatMap((name) => said(attribute(element, name), messages))
  const texts =
    own.length > 0 ? own : ['button', 'link', 'opens'].includes(kindOf(element)) ? said(element.holder, messages) : label === null ? [] : said(label, messages)
  return texts.length === 0 ? null : [...new Set(texts)].join(' / ')
}

/** Words of all calls of `t` in a node that name their key. */
function said(node: unknown, messages: Messages): string[] {
  const found: string[] = []
  walk(node, (one) => {
    if (one.type === 'LogicalExpression' && one.operator === '??') return false // what is said where there is no name
    if (one.type !== 'CallExpression') return true
    const called = one.callee as Node & { name?: string; object?: Node & { name?: string } }
    if ((called.name ?? called.object?.name) !== 't') return true
    for (const key of keysIn((one.arguments as Node[])[0])) if (messages.has(key)) found.push(messages.get(key)!)
    return false
  })
  return found
}

const keysIn = (node: Node | undefined): string[] => {
  if (node?.type === 'Literal') return [String(node.value)]
  if (node?.type === 'ConditionalExpression') return [...keysIn(node.consequent as Node), ...keysIn(node.alternate as Node)]
  return []
}

/** What is written of the component, or of its file. */
function aboutOf(component: string | null, { text }: Source): string {
  const own = component && new RegExp(`/\\*\\* ([^*]*?) \\*/\\n(?:export )?(?:default )?(?:function|const) ${component}\\b`).exec(text)?.[1]
  return (own ?? /^\/\*\* ?\n? ?\*? ?(.*?)(?: \*\/)?$/m.exec(text)?.[1] ?? '').replace(/\.$/, '')
}

// --- the syntax tree --------------------------------------------------------------------------------

interface Found {
  /** An opening element, with the whole element as `holder`. */
  element: Node
  /** In which component it stands. */
  component: string | null
  /** The `<label>` around it. */
  label: Node | null
}

function* elements(program: Node): Generator<Found> {
  const found: Found[] = []
  const visit = (node: unknown, component: string | null, label: Node | null): void => {
    if (Array.isArray(node)) for (const one of node) visit(one, component, label)
    if (!isNode(node)) return
    const inside = declared(node) ?? component
    const around = node.type === 'JSXElement' && nameOf(node.openingElement as Node) === 'label' ? node : label
    if (node.type === 'JSXElement') found.push({ element: { ...(node.openingElement as Node), holder: node.children }, component: inside, label: around })
    for (const value of Object.values(node)) if (typeof value === 'object') visit(value, inside, around)
  }
  visit(program, null, null)
  yield* found
}

/** The name of a component that begins at a node. */
function declared(node: Node): string | null {
  const id = node.type === 'FunctionDeclaration' || node.type === 'VariableDeclarator' ? (node.id as (Node & { name?: string }) | null) : null
  return id?.name !== undefined && /^[A-Z]/.test(id.name) ? id.name : null
}

function walk(node: unknown, into: (node: Node) => boolean): void {
  if (Array.isArray(node)) for (const one of node) walk(one, into)
  if (!isNode(node) || !into(node)) return
  for (const value of Object.values(node)) if (typeof value === 'object') walk(value, into)
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

const nameOf = (element: Node): string => String((element.name as Node & { name?: unknown }).name ?? '')

const attributesOf = (element: Node): [string, unknown][] =>
  (element.attributes as Node[]).flatMap((one): [string, unknown][] => (one.type === 'JSXAttribute' ? [[String((one.name as Node).name), one.value]] : []))

const attribute = (element: Node, name: string): unknown => attributesOf(element).find(([one]) => one === name)?.[1]

/** `'a'`, `` `a-${b}` ``, `b`, `b.c`; null: something else, or nothing. */
function templateOf(value: unknown): Template | null {
  if (!isNode(value)) return null
  switch (value.type) {
    case 'JSXExpressionContainer':
      return templateOf(value.expression)
    case 'Literal':
      return [String(value.value)]
    case 'Identifier':
      return [{ prop: String(value.name) }]
    case 'MemberExpression':
      return [{ prop: String((value.property as Node).name) }]
    case 'CallExpression':
      return [{ prop: String((value.callee as Node).name).replace(/Of$/, '') }]
    case 'LogicalExpression':
      return templateOf(value.left)
    case 'BinaryExpression':
      return [{ prop: 'n' }]
    case 'TemplateLiteral': {
      const [texts, values] = [value.quasis as (Node & { value: { cooked: string } })[], value.expressions as Node[]]
      return texts.flatMap(
        ({ value: { cooked } }, i): Template => [...(cooked === '' ? [] : [cooked]), ...(i < values.length ? (templateOf(values[i]) ?? [{ prop: '…' }]) : [])],
      )
    }
    default:
      return null
  }
}
