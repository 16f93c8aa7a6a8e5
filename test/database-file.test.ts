/** The file under a running hub: gone is what is known to be gone, not what cannot be looked at for a moment. */
import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { databaseFile } from '../core/compose/database-file.ts'
import { newFolder } from './helpers/folder.ts'

let folder: string
let link: string
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  folder = newFolder('database-file')
  link = join(folder, 'link')
  symlinkSync('.', link)
  writeFileSync(join(folder, 'hub.sqlite'), '')
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

const pointTo = (target: string) => {
  rmSync(link)
  symlinkSync(target, link)
}

it('counts as there while nobody can tell, and is looked at again', () => {
  const file = databaseFile(join(link, 'hub.sqlite'))
  const gone = vi.fn()
  const end = file.watch(gone)
  pointTo('link') // a path that cannot be followed
  vi.advanceTimersByTime(5_000)
  expect(() => file.assertThere()).not.toThrow()
  pointTo('.')
  vi.advanceTimersByTime(5_000)
  expect(gone).not.toHaveBeenCalled()
  rmSync(join(folder, 'hub.sqlite'))
  vi.advanceTimersByTime(5_000)
  expect(() => file.assertThere()).toThrow('was moved, removed or replaced')
  expect(gone).toHaveBeenCalledOnce()
  end()
})

it('is gone when another lies in its place', () => {
  const file = databaseFile(join(link, 'hub.sqlite'))
  writeFileSync(join(folder, 'other.sqlite'), '') // before the first is removed, so that it is surely another
  rmSync(join(folder, 'hub.sqlite'))
  symlinkSync('other.sqlite', join(folder, 'hub.sqlite'))
  expect(() => file.assertThere()).toThrow('was moved, removed or replaced')
})
