/** The page of lists in a real browser: a file is looked at before anything is written, then taken in, row by row. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ConsoleWindow, openConsole } from './helpers/console-window.ts'
import { newFolder } from './helpers/folder.ts'

const CSV = `E-Mail;Firma;Name;Lieblingsfarbe
jo@company.example;Company GmbH;Jo Mey;blau
al@werk.example;Werk AG;Al Kern;rot
;;;grün
`
let w: ConsoleWindow
let file: string

beforeAll(async () => {
  w = await openConsole('sources: { fair: { kind: form, label: Fair lists, secret: s } }')
  file = join(newFolder('lists'), 'fair.csv')
  writeFileSync(file, CSV)
}, 60_000)
afterAll(() => w?.stop())
beforeEach(() => {
  w.noise.length = 0
})
afterEach(() => {
  expect(w.noise).toEqual([])
})

const leads = async () => ((await (await w.hub.api('/v1/leads')).json()) as { items: object[] }).items.length

describe('lists', () => {
  it('teach where there are none, and are looked at before anything is written', async () => {
    await w.visit('imports')
    await w.shows('.empty', 'No list was taken in yet.')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    await w.by('import-file').setInputFiles(file)
    await w.by('import-preview').click()
    await w.shows('h2', '3 rows')
    await expect.poll(() => w.page.locator('[data-testid=import-totals] [data-term=new]').innerText()).toBe('2')
    await w.shows('#import-columns tbody tr', 'person.email')
    await w.shows('#import-columns tbody tr', /Lieblingsfarbe.*blau/s)
    expect([await w.axe(), await w.tooWide(), await leads()]).toEqual([[], [], 0])
  })

  it('are taken in by keyboard alone, and show what became of each row', async () => {
    await w.visit('imports')
    await w.by('import-file').setInputFiles(file)
    await w.by('import-preview').focus()
    await w.page.keyboard.press('Enter')
    await w.by('import-start').focus()
    await w.page.keyboard.press('Enter')
    await w.shows('.note', 'The list is being taken in.')
    await w.shows('.facts', 'Done')
    await w.shows('#imported-rows tbody tr', 'New lead')
    expect([await leads(), await w.page.locator('#imported-rows tbody tr').count()]).toEqual([2, 3])
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    await w.by('filter-outcome').selectOption('new')
    await w.page.locator('#imported-rows tbody tr:nth-child(3)').waitFor({ state: 'detached' })
    await expect.poll(() => w.address()).toMatch(/^\/console\/imports\/imp_\w+\?outcome=new$/)
    await w.by('all-imports').click()
    await w.shows('#imports tbody tr', 'fair.csv')
  })

  it('fit a phone, in German and dark', async () => {
    await w.visit('imports', { viewport: { width: 390, height: 844 }, locale: 'de-DE', colorScheme: 'dark' })
    await w.by('import-file').setInputFiles(file)
    await w.by('import-preview').click()
    await w.shows('h2', '3 Zeilen')
    expect([await w.tooWide(), await w.axe()]).toEqual([[], []])
    await w.by('open-list').click()
    await w.shows('main', 'Was aus den Zeilen wurde')
    expect([await w.tooWide(), await w.axe()]).toEqual([[], []])
  })

  it('are only looked at by a viewer', async () => {
    await w.visit('imports', {}, 'viewer')
    await w.shows('#imports tbody tr', 'fair.csv')
    expect(await w.by('new-list').count()).toBe(0)
  })
})
