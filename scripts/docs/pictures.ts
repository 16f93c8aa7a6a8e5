/** The pictures that `npm run screenshots` took, one row per page. */
import { readdirSync } from 'node:fs'
import { capital, table } from './markdown.ts'

const FOLDER = new URL('../../docs/console/', import.meta.url)
const LOOKS = ['light-1440', 'dark-1440', 'light-390', 'dark-390'] as const
const HEADS = ['light', 'dark', 'phone, light', 'phone, dark'] as const

export function picturesTable(): string {
  const files = readdirSync(FOLDER)
  const names = [...new Set(files.map((file) => file.replace(/-(?:light|dark)-\d+\.webp$/, '')))].sort()
  return table(
    ['page', ...HEADS],
    names.map((name) => [
      capital(name),
      ...LOOKS.map((look, i) => (files.includes(`${name}-${look}.webp`) ? `[${HEADS[i]}](console/${name}-${look}.webp)` : '')),
    ]),
  )
}
