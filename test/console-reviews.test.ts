/** The page of reviews in a real browser: two records side by side, decided by mouse and by key, and taken back. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { differing } from '../console/src/pages/reviews/differing.ts'
import { type ConsoleWindow, openConsole } from './helpers/console-window.ts'

const YAML = `
products: [{ id: hallenkran, name: { de: Hallenkrane, en: Overhead cranes }, default: true }]
sources: { website: { kind: form, secret: s } }
`
/** At one address: enough that the hub, when it looks at them again half a minute later, is still in doubt. */
const person = (n: number) => ({ submission_id: `p${n}`, name: `Jo Mey${'abcdef'[n]}`, strasse: 'Hafenstraße 4', plz: '90461', ort: 'Nürnberg' })

let w: ConsoleWindow

beforeAll(async () => {
  w = await openConsole(YAML)
}, 60_000)
afterAll(() => w?.stop())
beforeEach(() => {
  w.noise.length = 0
})
afterEach(() => {
  expect(w.noise).toEqual([])
})

/** A key that answers, once what is shown can be answered. */
async function press(key: string): Promise<void> {
  await w.page.locator('#content:not([aria-busy]) .decide:not([aria-busy])').waitFor()
  await w.page.keyboard.press(key)
}
const title = () => w.page.locator('.pair .side-name').first().innerText()
const api = async (path: string) => (await (await w.hub.api(path)).json()) as { items: { id: string; state: string; decision: string; unitDecision: string }[] }
const decided = async () => (await api('/v1/reviews?state=decided')).items.map(({ decision, unitDecision }) => [decision, unitDecision])

describe('what differs between two values', () => {
  it('is told by words and parts of addresses', () => {
    const marked = (value: string, against: string) =>
      differing(value, against)
        .map(({ text, differs }) => (differs ? `[${text}]` : text))
        .join('')
    expect(marked('Rübsam Pumpen AG', 'Rübsam Pumpen GmbH')).toBe('Rübsam Pumpen [AG]')
    expect(marked('Rübsam Pumpen GmbH', 'Rübsam GmbH')).toBe('Rübsam [Pumpen ]GmbH')
    expect(marked('ruebsam-technik.example', 'ruebsam-pumpen.example')).toBe('ruebsam-[technik.]example')
    expect([marked('a', 'a'), marked('', 'a'), marked('a', '')]).toEqual(['a', '', 'a'])
  })
})

describe('reviews', () => {
  it('teach where nothing is in doubt', async () => {
    await w.visit('reviews')
    await w.shows('.first', 'Nothing is in doubt.')
    await w.shows('.first pre', 'leitwerk match')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
  })

  it('show both sides with their evidence, the scale, and consent that differs', async () => {
    for (const [n, firma, domain] of [
      [0, 'Rübsam Pumpen GmbH', 'ruebsam-pumpen'],
      [1, 'Rübsam GmbH', 'ruebsam-technik'],
      [2, 'Velora Fluidtechnik GmbH', 'velora-fluidtechnik'],
      [3, 'Velora GmbH', 'velora-service'],
    ] as const)
      await w.send('website', { ...person(n), firma, email: `jo@${domain}.example`, newsletter: n % 2 === 0 ? 'ja' : 'nein' })
    expect((await api('/v1/reviews?state=open')).items).toHaveLength(2)
    await w.visit('reviews')
    await expect.poll(() => title()).toBe('Velora Fluidtechnik')
    expect((await w.page.locator('.pair tbody tr').count()) >= 3).toBe(true)
    await w.shows('.pair mark', 'service')
    await expect
      .poll(() => w.by('scale').getAttribute('aria-label'))
      .toMatch(/^The evidence comes to [\d.]+\. Below 4 they stay apart, from 6 on they are joined/)
    await w.shows('.note', 'Consent differs: for newsletter, Velora Fluidtechnik said yes and Velora said no.')
    for (const [options, lang] of [
      [{}, 'Same unit'],
      [{ colorScheme: 'dark', locale: 'de-DE' }, 'Gleiche Einheit'],
    ] as const) {
      await w.visit('reviews', options)
      await w.shows('.answer', lang)
      expect([lang, await w.axe(), await w.tooWide()]).toEqual([lang, [], []])
    }
  })

  it('are decided by mouse, and the answer is taken back', async () => {
    await w.visit('reviews')
    await w.by('answer-2').click()
    await w.shows('.note', 'Decided: Same account, other unit. z takes it back.')
    expect(await decided()).toEqual([['same', 'different']])
    await w.shows('.side-name', 'Rübsam Pumpen')
    await w.by('filter-state-decided').click()
    await w.shows('.question-row', 'Same account, other unit, by admin of the test')
    await w.by('take-back').click()
    await w.shows('.note', 'Taken back: the question is open again.')
    expect(await decided()).toEqual([])
    await w.shows('.side-name', 'Velora Fluidtechnik')
  })

  it('are decided and taken back by keys alone', async () => {
    await w.visit('reviews')
    await expect.poll(() => title()).toBe('Velora Fluidtechnik')
    await press('j')
    await w.shows('.side-name', 'Rübsam Pumpen')
    await press('3')
    await w.shows('.note', 'Decided: Different.')
    await w.shows('.side-name', 'Velora Fluidtechnik')
    await press('1')
    await w.shows('.note', 'Decided: Same unit.')
    expect((await decided()).sort()).toEqual([
      ['different', null],
      ['same', 'same'],
    ])
    await w.page.locator('[data-testid=undo]:enabled').waitFor()
    await w.page.keyboard.press('z')
    await w.shows('.note', 'Taken back')
    expect(await decided()).toEqual([['different', null]])
    await w.shows('.side-name', 'Velora Fluidtechnik')
  })

  it('fit a phone: the list, then one question with the answers below', async () => {
    for (const locale of ['en-GB', 'de-DE']) {
      await w.visit('reviews', { viewport: { width: 390, height: 844 }, locale })
      expect([locale, await w.tooWide(), await w.by('answer-1').isVisible()]).toEqual([locale, [], false])
      await w.page.locator('.question-row').first().click()
      await w.by('answer-1').waitFor()
      expect([locale, await w.tooWide(), await w.axe()]).toEqual([locale, [], []])
      await w.by('all-reviews').click()
      await w.page.locator('.question-row').first().waitFor()
    }
  })

  it('are only looked at by a viewer, who is not shown what names people', async () => {
    await w.visit('reviews', {}, 'viewer')
    await w.shows('.soft', 'seeing it needs the role ops')
    expect(await w.page.locator('.answer, [data-testid=answer-unsure]').count()).toBe(0)
    await w.page.keyboard.press('1')
    await w.by('filter-state-decided').click()
    await w.shows('.note', 'Different, by admin of the test')
    expect([await w.by('take-back').count(), await decided()]).toEqual([0, [['different', null]]])
  })
})
