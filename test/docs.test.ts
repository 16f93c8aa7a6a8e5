/** The documentation says what the code does: generated parts are current, everything is explained, every link leads somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { audiences, notifiers } from '../connectors/index.ts'
import type { CliHost } from '../core/cli/host.ts'
import { build } from '../core/cli/program.ts'
import { shipped } from '../core/compose/registry.ts'
import { LOG_MESSAGES, type Said } from '../core/log-messages.ts'
import { HOLD_CODES } from '../core/mapped.ts'
import { MAPPING_FUNCTIONS } from '../core/work/mapping-functions.ts'
import { FAULT_KINDS } from '../sandbox/faults.ts'
import { crmsWithoutTests } from '../scripts/docs/connectors.ts'
import { untold } from '../scripts/docs/identity.ts'
import { settings } from '../scripts/docs/settings.ts'
import { leftOver, metricsOf, pages } from '../scripts/generate-docs.ts'

const { crms, sources } = shipped

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Files of the repository, without what is installed or made. */
function all(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', '.git', 'dist', 'coverage'].includes(entry.name) ? [] : all(path)
    return entry.isFile() ? [path] : []
  })
}

const files = all()
const markdown = files.filter((file) => file.endsWith('.md'))

describe('the weights of identity', () => {
  it('stand in the documentation, every one', () => expect(untold()).toEqual([]))
})

describe('generated parts', () => {
  it.each([...pages()])('of %s are current (npm run build)', (file, text) => {
    expect(existsSync(join(root, file))).toBe(true)
    expect(read(file)).toBe(text)
  })

  it('leave no page without a connector', () => expect(leftOver()).toEqual([]))
})

describe('everything has an explanation:', () => {
  it('settings, by themselves or by what they stand in', () => {
    expect(settings().length).toBeGreaterThan(50)
    expect(
      settings()
        .filter(({ help, explainedBy }) => !help && !explainedBy)
        .map(({ path }) => path),
    ).toEqual([])
    expect(settings().filter(({ isTop, help }) => isTop && !help)).toEqual([])
  })

  it('fields of sources, CRMs, audiences and notifiers', () => {
    for (const { id, fields } of [...sources, ...crms, ...audiences, ...notifiers])
      for (const [name, { label, help }] of Object.entries(fields)) expect(`${id}.${name}: ${label || help}`).toMatch(/: .+/)
  })

  it('metrics', () => {
    expect(metricsOf().length).toBeGreaterThan(5)
    expect(metricsOf().filter(({ help }) => help.length < 10)).toEqual([])
    for (const { name, labels } of metricsOf()) expect([name, ...labels].join(' ')).toMatch(/^leitwerk_[a-z_ ]+$/)
  })

  it('lines of the log, and what to do wherever somebody must', () => {
    const said = all('core')
      .filter((file) => file.endsWith('.ts') && file !== 'core/log-messages.ts')
      .map(read)
      .join('\n')
    const messages: Readonly<Record<string, Said>> = LOG_MESSAGES
    for (const [name, { level, todo }] of Object.entries(messages)) {
      expect([name, said.includes(`'${name}'`)]).toEqual([name, true])
      expect([name, (todo ?? '').length > 10]).toEqual([name, ['error', 'warn', 'lasting'].includes(level)])
    }
  })

  it('helper functions of mappings, with an example', () => {
    for (const { signature, about, example } of MAPPING_FUNCTIONS) {
      expect(signature).toMatch(/^\$\w+\(.*\)$/)
      expect(about).toMatch(/\.$/)
      expect(example.expression).toContain(signature.slice(0, signature.indexOf('(')))
    }
  })

  it('reasons to hold a delivery', () => {
    for (const code of HOLD_CODES) expect(read('docs/mapping.md')).toContain(`| \`${code}\` |`)
  })

  it('faults of the sandbox', () => {
    for (const kind of FAULT_KINDS) expect(read('docs/sandbox.md')).toContain(`\`${kind}\``)
  })

  it('how every CRM is tested', () => expect(crmsWithoutTests(crms)).toEqual([]))
})

describe('links', () => {
  it.each(markdown)('of %s lead somewhere', (file) => {
    const text = read(file)
      .replace(/```[\s\S]*?```/g, '')
      .replace(/`[^`\n]*`/g, '')
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!).filter((link) => !leads(file, link))
    expect(broken).toEqual([])
  })

  it('reach every page of the documentation', () => {
    const linked = new Set(
      markdown.flatMap((file) => [...read(file).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map((match) => relative('.', join(dirname(file), match[1]!)))),
    )
    expect(markdown.filter((file) => file.startsWith('docs/') && !linked.has(file))).toEqual([])
  })
})

describe('commands of leitwerk', () => {
  const program = build({ version: '0', sources: new Map() } as unknown as CliHost, () => {}) // nothing is run

  it.each(markdown)('in %s exist, with their options', (file) => {
    const wrong = commandsIn(read(file)).flatMap((line) => {
      const why = misuse(program, line)
      return why === null ? [] : [`${line}: ${why}`]
    })
    expect(wrong).toEqual([])
  })
})

/** What follows `leitwerk`: between backticks, and on lines of a shell. */
function commandsIn(text: string): string[] {
  const inText = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`leitwerk ([^`\n]+)`/g)]
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!.replaceAll('\\\n', ' '))
  const inBlocks = blocks.flatMap((block) => [...block.matchAll(/(?:^|\$\()(?:npx )?(?:leitwerk|npm run -s leitwerk --) +(.*)$/gm)])
  return [...inText, ...inBlocks].map((match) => match[1]!.split(/ +[#|>&]| *\$\(/)[0]!.trim())
}

/** Why a command is none; null: it is one, or the beginning of one. */
function misuse(program: Command, line: string): string | null {
  const words = (line.match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? []).map((word) => word.replace(/^['"]|['"]$/g, ''))
  let command = program
  while (words.length > 0) {
    const names = words[0]!.split('|')
    const found = names.map((name) => command.commands.find((one) => one.name() === name))
    if (found.includes(undefined)) break
    command = found[0]!
    words.shift()
  }
  let given = 0
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word === '...' || word === '--help') continue
    if (!word.startsWith('-')) given++
    else {
      const option = command.options.find(({ long, short }) => long === word || short === word)
      if (!option) return `${command.name()} has no option ${word}`
      if (option.variadic) while (words[i + 1] !== undefined && !words[i + 1]!.startsWith('-')) i++
      else if (option.required) i++
    }
  }
  const most = command.registeredArguments.some(({ variadic }) => variadic) ? Number.POSITIVE_INFINITY : command.registeredArguments.length
  return given > most ? `${command.name()} takes ${most} arguments` : null
}

/** Other hosts are not asked; a place inside a page must be one of its headings. */
function leads(file: string, link: string): boolean {
  if (/^(?:https?:|mailto:)/.test(link)) return true
  const [path = '', place] = link.split('#')
  const target = path === '' ? file : join(dirname(file), path)
  if (!existsSync(join(root, target))) return false
  return place === undefined || headings(read(target)).includes(place)
}

const headings = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

describe('commands', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

  it.each(markdown)('of %s exist', (file) => {
    const named = [...read(file).matchAll(/\bnpm (?:run (?:-s )?([a-z][\w-]*)|(test|start)\b)/g)].map((match) => match[1] ?? match[2]!)
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
  })

  it('install what is missing before they run', () => {
    for (const name of Object.keys(scripts).filter((one) => !one.startsWith('pre'))) expect(scripts[`pre${name}`]).toBe('node scripts/install.mjs')
  })

  it('of continuous integration are those of the README', () => {
    expect(read('.ci/run').trim().split('\n').at(-1)).toBe('npm test')
    expect(read('README.md')).toMatch(/^npm test\b/m)
  })
})

describe('files', () => {
  it('name no place of a machine', () => {
    // Written so that this line does not name one itself.
    const places = new RegExp(`(?<![\\w.*])/(?:${['work', 'root', 'home/\\w+', 'Users/\\w+'].join('|')})/|\\.\\./${'shared'}`)
    const texts = files.filter(
      (file) => /\.(?:ts|js|mjs|json|md|ya?ml|jsonata|css|html|txt|sh)$|^\.|file$|NOTICE$|\/run$/i.test(file) && file !== 'package-lock.json',
    )
    expect(texts.filter((file) => places.test(read(file)))).toEqual([])
  })

  it('speak of invented companies only', () => {
    const mails = markdown.flatMap((file) => [...read(file).matchAll(/[\w.-]+@([\w.-]+\.[a-z]{2,})/gi)].map((match) => `${file}: ${match[1]}`))
    expect(mails.filter((mail) => !mail.endsWith('.example'))).toEqual([])
  })
})
