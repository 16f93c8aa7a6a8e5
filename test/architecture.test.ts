/** Which room of the house may import which, who may reach the network or the database, and how long a file may get. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const ROOMS = ['core', 'connectors', 'config', 'sandbox', 'console'] as const

interface Import {
  file: string
  /** A file of ours relative to the root, or the name of a package. */
  to: string
  typesOnly: boolean
}

interface Source {
  file: string
  text: string
  imports: readonly Import[]
}

const files = ROOMS.flatMap((room) => below(room))

function below(folder: string): Source[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true, encoding: 'utf8' } as const).filter(isCode)
  return entries.map((entry) => read(relative(root, join(entry.parentPath, entry.name))))
}

function isCode(entry: { isFile(): boolean; name: string; parentPath: string }): boolean {
  return entry.isFile() && ['.ts', '.tsx', '.js', '.mjs'].includes(extname(entry.name)) && !/node_modules|[/\\]dist\b/.test(entry.parentPath)
}

function read(file: string): Source {
  const text = withoutComments(readFileSync(join(root, file), 'utf8'))
  return { file, text, imports: importsOf(file, text) }
}

/** Good enough for our own code: no string here holds a comment that begins a line. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}

/** Static and dynamic imports, and modules that are started as a thread by their URL. */
function importsOf(file: string, text: string): Import[] {
  const found: [string, boolean][] = [
    ...[...text.matchAll(/\b(?:import|export)\s+(type\s)?([^'"`;]*?)\bfrom\s*['"]([^'"]+)['"]/g)].map((m): [string, boolean] => [
      m[3]!,
      m[1] !== undefined || onlyTypes(m[2]!),
    ]),
    ...[...text.matchAll(/(?<!["'-])\bimport\s*\(?\s*['"]([^'">\n]+)['"]/g)].map((m): [string, boolean] => [m[1]!, false]),
    ...[...text.matchAll(/\bnew URL\(\s*['"]([^'"]+\.[tj]s)['"],\s*import\.meta\.url/g)].map((m): [string, boolean] => [m[1]!, false]),
  ]
  return found.map(([to, typesOnly]) => ({ file, to: to.startsWith('.') ? relative(root, join(root, dirname(file), to)) : to, typesOnly }))
}

/** `{ type A, type B }` imports nothing at run time. */
function onlyTypes(names: string): boolean {
  const inside = /^\s*\{([^}]*)\}\s*$/.exec(names)?.[1]
  return inside?.split(',').every((name) => name.trim() === '' || /^\s*type\s/.test(name)) ?? false
}

/** `core/lead`, `core/connector.ts`, `connectors`. */
function roomOf(file: string): string {
  const [room = '', inner = ''] = file.split('/')
  if (room !== 'core') return room
  return `core/${inner}`
}

const isShared = (room: string): boolean => /^core\/[\w-]+\.ts$/.test(room) && room !== 'core/main.ts'
const isOurs = (to: string): boolean => ROOMS.some((room) => to.startsWith(`${room}/`)) || /^(?:test|bench|scripts)\//.test(to)

interface Rule {
  /** Rooms; `core/*.ts` for every file directly in core but main. */
  may: readonly string[]
  /** The same, for types only. */
  mayTypes?: readonly string[]
}

/** Left may import right and itself, nothing else. */
const RULES: Readonly<Record<string, Rule>> = {
  'core/lead': { may: [] },
  // Statistics speak of leads and reckon in their time; both are pure.
  'core/metrics': { may: ['core/lead'] },
  config: { may: [] },
  sandbox: { may: [] },
  connectors: { may: ['core/audience.ts', 'core/connector.ts', 'core/crm.ts', 'core/notifier.ts', 'core/outcome.ts', 'core/nearest.ts', 'core/lead'] },
  'core/decode': { may: ['core/*.ts'] },
  'core/store': { may: ['core/lead'], mayTypes: ['core/connector.ts', 'core/crm.ts', 'core/list.ts', 'core/talk.ts', 'core/metrics'] },
  'core/flow': { may: ['core/*.ts', 'core/lead', 'core/metrics', 'core/store'] },
  'core/work': { may: ['core/*.ts', 'core/decode', 'core/flow', 'core/store', 'core/lead', 'core/metrics'] },
  'core/web': { may: ['core/*.ts', 'core/flow', 'core/store', 'core/lead', 'core/metrics'], mayTypes: ['config'] },
  'core/cli': { may: ['core/*.ts', 'core/decode', 'core/flow', 'core/store', 'core/lead', 'core/metrics'], mayTypes: ['config'] },
  'core/compose': {
    may: [
      'core/*.ts',
      'core/lead',
      'core/metrics',
      'core/decode',
      'core/store',
      'core/flow',
      'core/work',
      'core/web',
      'core/cli',
      'config',
      'connectors',
      'sandbox',
    ],
  },
  'core/main.ts': { may: ['core/*.ts', 'core/cli', 'core/compose'] },
  console: { may: [], mayTypes: ['core/web'] },
  // Contracts and small engines that all rooms share.
  'core/*.ts': { may: ['core/*.ts', 'core/lead', 'core/decode'] },
  // What is configured speaks of the rhythm of a source, and of what figures count by.
  'core/setup.ts': { may: ['core/*.ts', 'core/lead'], mayTypes: ['core/metrics'] },
  'core/figure-data.ts': { may: ['core/*.ts', 'core/lead'], mayTypes: ['core/metrics'] },
  // What the edges may ask speaks of rows of the store.
  'core/app.ts': { may: ['core/*.ts', 'core/lead'], mayTypes: ['core/store'] },
  'core/action-data.ts': { may: ['core/*.ts', 'core/lead'], mayTypes: ['core/store'] },
  'core/setting-data.ts': { may: ['core/*.ts'], mayTypes: ['core/store'] },
  'core/lead-data.ts': { may: ['core/*.ts', 'core/lead'], mayTypes: ['core/store'] },
}

const ruleFor = (room: string): Rule | undefined => RULES[room] ?? (isShared(room) ? RULES['core/*.ts'] : undefined)
const covers = (rooms: readonly string[], room: string): boolean => rooms.includes(room) || (isShared(room) && rooms.includes('core/*.ts'))

function mayImport({ file, to, typesOnly }: Import): boolean {
  const [from, target] = [roomOf(file), roomOf(to)]
  const rule = ruleFor(from)
  if (rule === undefined) return false
  return from === target || covers(rule.may, target) || (typesOnly && covers(rule.mayTypes ?? [], target))
}

describe('imports', () => {
  it('are found', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(
      importsOf('core/a.ts', "import { type A, type B } from './lead/x.ts'\nexport * from 'zod'\nawait import('./b.ts')\nnew URL('./c.ts', import.meta.url)"),
    ).toEqual([
      { file: 'core/a.ts', to: 'core/lead/x.ts', typesOnly: true },
      { file: 'core/a.ts', to: 'zod', typesOnly: false },
      { file: 'core/a.ts', to: 'core/b.ts', typesOnly: false },
      { file: 'core/a.ts', to: 'core/c.ts', typesOnly: false },
    ])
  })

  it('go one way', () => {
    const wrong = files.flatMap(({ imports }) => imports).filter((one) => isOurs(one.to) && one.to !== 'core/main.ts' && !mayImport(one))
    expect(wrong.map(({ file, to, typesOnly }) => `${file} -> ${to}${typesOnly ? ' (types)' : ''}`)).toEqual([])
  })

  it('are refused the other way', () => {
    const one = (file: string, to: string, typesOnly = false) => mayImport({ file, to, typesOnly })
    expect(one('connectors/crms/x.ts', 'core/outcome.ts')).toBe(true)
    expect(one('connectors/crms/x.ts', 'core/store/store.ts', true)).toBe(false)
    expect(one('core/lead/x.ts', 'core/connector.ts', true)).toBe(false)
    expect(one('core/store/x.ts', 'core/talk.ts', true)).toBe(true)
    expect(one('core/store/x.ts', 'core/talk.ts')).toBe(false)
    expect(one('core/flow/x.ts', 'core/work/lanes.ts', true)).toBe(false)
    expect(one('core/web/x.ts', 'core/work/lanes.ts')).toBe(false)
    expect(one('core/cli/x.ts', 'core/main.ts')).toBe(false)
    expect(one('sandbox/x.ts', 'core/connector.ts', true)).toBe(false)
  })

  it('leave main alone, but for the thread that it starts itself in', () => {
    const main = files.flatMap(({ imports }) => imports).filter(({ to }) => to === 'core/main.ts')
    expect(main.map(({ file }) => file)).toEqual(['core/compose/engine-worker.ts'])
  })

  it('know every room', () => {
    expect([...new Set(files.map(({ file }) => roomOf(file)))].filter((room) => ruleFor(room) === undefined)).toEqual([])
  })

  it('stay inside the repository and within what the package names', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >
    // The console is served as it was built: what it is made of need not be there at run time.
    const packages = (file: string) =>
      Object.keys(file.startsWith('console/') ? { ...dependencies, ...devDependencies } : { ...dependencies, ...optionalDependencies })
    const named = ({ file, to }: Import) => to.startsWith('node:') || isOurs(to) || packages(file).some((name) => to === name || to.startsWith(`${name}/`))
    const assets = ({ to }: Import) => to === 'package.json'
    expect(
      files
        .flatMap(({ imports }) => imports)
        .filter((one) => !named(one) && !assets(one))
        .map(({ file, to }) => `${file} -> ${to}`),
    ).toEqual([])
  })
})

describe('effects', () => {
  const importers = (name: string) => files.filter(({ imports }) => imports.some(({ to, typesOnly }) => to === name && !typesOnly)).map(({ file }) => file)

  it('reach CRMs and vendors only through axios in work/converse', () => {
    expect(importers('axios')).toEqual(['core/work/converse.ts'])
    // Traces go where the operator's variables say, never where a setting or a payload does.
    expect(importers('@opentelemetry/exporter-trace-otlp-http')).toEqual(['core/compose/open-telemetry.ts'])
    const calling = files.filter(
      ({ file, text }) => /^(?:core|connectors|config)\//.test(file) && file !== 'core/web/sender-script.js' && /(?<![\w.])fetch\(/.test(text),
    )
    // The demo plays the senders; it is outside of the hub it starts.
    expect(calling.map(({ file }) => file)).toEqual(['core/compose/demo.ts'])
  })

  it('of the console go through its one typed client', () => {
    expect(files.filter(({ file, text }) => file.startsWith('console/') && /(?<![\w.])fetch\(/.test(text)).map(({ file }) => file)).toEqual([
      'console/src/api/call.ts',
    ])
  })

  it('reach mail servers only through nodemailer in work/post-mail', () => expect(importers('nodemailer')).toEqual(['core/work/post-mail.ts']))

  it('are none in connectors and the domain', () => {
    const pure = files.filter(({ file }) => /^(?:connectors|core\/lead|core\/metrics)\//.test(file))
    const io = pure.flatMap(({ imports }) => imports).filter(({ to }) => to.startsWith('node:') && to !== 'node:crypto')
    expect(io.map(({ file, to }) => `${file} -> ${to}`)).toEqual([])
    expect(pure.filter(({ text }) => /\b(?:Date\.now\(\)|new Date\(\)|Math\.random\()/.test(text)).map(({ file }) => file)).toEqual([])
  })

  it('leave SQL to the store', () => {
    const sql =
      /(?<=['"`][^'"`\n]*)\b(?:select\s[\s\S]{0,200}?\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(?:unique\s+)?(?:table|index)\s|alter\s+table\s|drop\s+table\s)/i
    const wrong = files
      .filter(({ file }) => !file.startsWith('core/store/'))
      .flatMap(({ file, text }) => linesWith(text, sql).map((line) => `${file}: ${line}`))
    expect(wrong).toEqual([])
  })

  it('keep no settings of the moment when routes were made: they change while the hub runs', () => {
    const kept = files.filter(({ file, text }) => file.startsWith('core/web/api/') && /const \{[^}]*\bsetup\b[^}]*\} = api\.app/.test(text))
    expect(kept.map(({ file }) => file)).toEqual([])
  })

  it('print only where a command speaks', () => {
    const spoken = files.filter(({ file, text }) => !/^(?:core\/cli|sandbox)\//.test(file) && /\bconsole\.\w+\(/.test(text))
    expect(spoken.map(({ file }) => file)).toEqual([])
  })
})

const linesWith = (text: string, pattern: RegExp): string[] =>
  text
    .split('\n')
    .filter((line) => pattern.test(line))
    .map((line) => line.trim().slice(0, 100))

/** Printed from the API's own description. */
const MADE = ['console/src/api/routes.ts']

describe('files', () => {
  it('have one role: none is longer than 400 lines', () => {
    const long = files
      .filter(({ file }) => /^(?:core|console)\//.test(file) && readFileSync(join(root, file), 'utf8').split('\n').length > 401)
      .map(({ file }) => file)
    expect(long.filter((file) => !MADE.includes(file))).toEqual([])
  })

  it('say what they are for in their first lines, unless they only carry data', () => {
    const silent = files.filter(
      ({ file }) => !/migrations\/|\/index\.ts$|version\.ts$/.test(file) && !readFileSync(join(root, file), 'utf8').trimStart().startsWith('/**'),
    )
    expect(silent.map(({ file }) => file)).toEqual([])
  })
})
