/** What the project is made of stands in docs/dependencies.md, and can be told as a bill of materials. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const json = <T>(file: string): T => JSON.parse(readFileSync(join(root, file), 'utf8')) as T

interface Package {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  optionalDependencies: Record<string, string>
}
const { dependencies, devDependencies, optionalDependencies } = json<Package>('package.json')
const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')

/** Rows of the tables below a heading. */
function rowsOf(heading: string): { name: string; licence: string }[] {
  const [, part = ''] = text.split(`## ${heading}\n`)
  const lines = part.split('\n## ')[0]!.matchAll(/^\| `([^`]+)` \| ([^|]{3,}) \| ([^|]+) \| ([^|]{3,}) \|$/gm)
  return [...lines].map(([, name = '', , licence = '']) => ({ name, licence }))
}

describe.each([
  ['In production', dependencies],
  ['For building and testing', devDependencies],
])('%s', (heading, declared) => {
  it('every dependency is noted, and no other', () => expect(rowsOf(heading).map(({ name }) => name)).toEqual(Object.keys(declared).sort()))

  it('the licences are those of the packages', () => {
    const installed = rowsOf(heading).map(({ name }) => ({ name, licence: json<{ license: string }>(`node_modules/${name}/package.json`).license }))
    expect(rowsOf(heading)).toEqual(installed)
  })

  it('versions are exact', () => {
    for (const version of Object.values(declared)) expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/)
  })
})

it('what is optional is noted, too', () => {
  for (const name of Object.keys(optionalDependencies)) expect(text).toContain(`\`${name}\``)
})

it('the lock has the hash of each package that runs in production, and none of them says that it runs a script when it is installed', () => {
  const { packages } = json<{ packages: Record<string, { dev?: boolean; integrity?: string; hasInstallScript?: boolean; optional?: boolean }> }>(
    'package-lock.json',
  )
  const running = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev)
  expect(running.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([])
  expect(running.filter(([, { hasInstallScript, optional }]) => hasInstallScript && !optional).map(([path]) => path)).toEqual([])
})

it('the threat model names tests that there are', () => {
  const named = [...readFileSync(join(root, 'docs/threat-model.md'), 'utf8').matchAll(/`([\w-]+\.test\.ts)`/g)].map(([, file]) => file!)
  expect(named.length).toBeGreaterThan(30)
  expect(named.filter((file) => !existsSync(join(root, 'test', file)))).toEqual([])
})

interface Component {
  name: string
  group?: string
  version: string
  properties?: { name: string }[]
}

it('the bill of materials names them all', () => {
  const printed = execFileSync('npm', ['run', '-s', 'sbom'], { cwd: root, encoding: 'utf8', maxBuffer: 50_000_000, stdio: ['ignore', 'pipe', 'ignore'] })
  const { bomFormat, components } = JSON.parse(printed) as { bomFormat: string; components: Component[] }
  expect(bomFormat).toBe('CycloneDX')
  const listed = (isDevelopment: boolean) =>
    components
      .filter(({ properties = [] }) => properties.some(({ name }) => name === 'cdx:npm:package:development') === isDevelopment)
      .map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`)
  for (const [name, version] of Object.entries(dependencies)) expect(listed(false)).toContain(`${name}@${version}`)
  for (const [name, version] of Object.entries(devDependencies)) expect(listed(true)).toContain(`${name}@${version}`)
}, 60_000)
