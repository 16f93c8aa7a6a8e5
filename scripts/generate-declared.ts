/**
 * Writes core/compose/declared-files.json, the CRMs and sources that ship in YAML as their files say and with what they leave open: so that no start has to read and
 * look at kinds that it does not use. Part of `npm run build`; `test/declared-source.test.ts` compares.
 */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { read, readYaml } from '../config/load.ts'
import { type Declared, readDeclared } from '../core/compose/declarations.ts'

const FOLDERS = ['declared', 'declared-sources'].map((name) => fileURLToPath(new URL(`../connectors/${name}`, import.meta.url)))

/** By file name, what stands in it. */
export const declaredFiles = (): Record<string, Declared> =>
  Object.fromEntries(
    FOLDERS.flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.yaml'))
        .sort()
        .map((file) => [file, readDeclared(readYaml(read(join(folder, file)), file), file)]),
    ),
  )

if (import.meta.main) writeFileSync(new URL('../core/compose/declared-files.json', import.meta.url), `${JSON.stringify(declaredFiles(), null, 1)}\n`)
