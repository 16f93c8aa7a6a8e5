/** The log of an invented company, as it is written for imports and speed: what is read back is what was drawn. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { factsOfLife } from '../bench/figures/facts-of-life.ts'
import { asOfOf, historyOf } from '../bench/figures/history.ts'
import { writeLog } from '../bench/figures/log.ts'
import { companyOf } from '../bench/figures/parameters.ts'
import { Random } from '../core/metrics/forecast/random.ts'
import { pathsOf } from '../core/metrics/paths.ts'
import { factFrom, json } from './helpers/figures.ts'
import { newFolder } from './helpers/folder.ts'

it('gives the same paths as the company itself', async () => {
  const out = newFolder('figures-log')
  const options = { database: 'both' as const, set: null, rate: null, connector: null, variant: null, store: null, resume: false, companies: null }
  const counts = await writeLog({ ...options, n: 7, leads: 300, out, say: () => undefined })
  const read = (name: string) => readFileSync(join(out, name), 'utf8')
  const lines = read('facts.jsonl').trim().split('\n')
  const facts = lines.map((line) => factFrom(JSON.parse(line)))

  const company = companyOf(7, 300)
  const random = new Random(7, 60)
  const drawn = historyOf(company).flatMap((one) => factsOfLife(one, random, { product: 'P1', touches: 9, until: asOfOf() }))
  expect(counts).toMatchObject({ facts: lines.length, leads: historyOf(company).length, touches: facts.filter(({ kind }) => kind === 'touch').length })
  expect(pathsOf(facts, asOfOf())).toEqual(pathsOf(drawn, asOfOf()))
  expect(Object.keys(JSON.parse(read('config.json')))).toEqual(Object.keys(json('config.json')))
  expect(JSON.parse(read('crm.jsonl').split('\n')[0]!)).toEqual({
    id: expect.any(String),
    hubLead: expect.any(String),
    product: 'P1',
    created: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  })
})
