/** The mapping files of this installation: own ones first, then those that ship. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MappingFile } from '../flow/mappings.ts'
import type { MappingVersion } from '../store/mappings.ts'

export const SHIPPED = fileURLToPath(new URL('../../mappings', import.meta.url))

/** @param own folder laid out like `mappings/`; its files win over shipped ones of the same name */
export function mappingFiles(own?: string): MappingFile[] {
  const found = new Map<string, MappingFile>()
  for (const root of [SHIPPED, ...(own === undefined ? [] : [own])]) {
    for (const [folder, kind] of [
      ['sources', 'source'],
      ['crms', 'crm'],
    ] as const) {
      const path = join(root, folder)
      if (!existsSync(path)) continue
      for (const file of readdirSync(path)
        .filter((name) => name.endsWith('.jsonata'))
        .sort()) {
        const name = file.slice(0, -'.jsonata'.length)
        found.set(`${kind}/${name}`, {
          kind,
          name,
          path: root === SHIPPED ? `mappings/${folder}/${file}` : join(path, file),
          expression: readFileSync(join(path, file), 'utf8'),
          cases: textOf(join(path, `${name}.cases.json`)),
        })
      }
    }
  }
  return [...found.values()]
}

const textOf = (path: string): string | null => (existsSync(path) ? readFileSync(path, 'utf8') : null)

/** Writes a version as NAME.jsonata and NAME.cases.json. @returns the files @throws without a folder of one's own */
export function writeMapping({ kind, name, expression, cases }: MappingVersion, folder: string | undefined): string[] {
  if (folder === undefined) throw new Error('name a folder with --folder, or set mapping.folder: the shipped mappings are not changed')
  const place = join(folder, kind === 'source' ? 'sources' : 'crms')
  mkdirSync(place, { recursive: true })
  const files = [[join(place, `${name}.jsonata`), expression] as const, ...(cases === null ? [] : [[join(place, `${name}.cases.json`), cases] as const])]
  for (const [file, text] of files) writeFileSync(file, text.endsWith('\n') ? text : `${text}\n`)
  return files.map(([file]) => file)
}
