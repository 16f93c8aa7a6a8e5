import { describe, expect, it } from 'vitest'
import { Book, entryOf } from '../core/lead/match/book.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { submissionOf } from '../core/lead/submission.ts'

interface Words {
  name: string
  email?: string
  street?: string
  postalCode?: string
  city?: string
}

const entry = ({ email, ...company }: Words) => entryOf(submissionOf({ company, person: { ...(email && { email }) } }, 0))

/** Beside companies enough that a word of a name is as rare as elsewhere. */
const OTHERS = Array.from({ length: 40 }, (_, i) => ({
  name: `Firma Num${String.fromCharCode(97 + (i % 26))}${'aeiou'[i % 5]}x${i} GmbH`,
  postalCode: `${10115 + i}`,
}))

/** What is decided of a submission where another one's account is known. */
function decided(known: Words, told: Words): string {
  const entries = [known, ...OTHERS, told].map(entry)
  const book = new Book(entries)
  for (let i = 0; i < entries.length - 1; i++) book.attach(i, `${i}`)
  const { decision, account } = book.decide(entries.length - 1, MODEL)
  return account === '0' ? decision : 'new'
}

const CELLE = { street: 'Bahnhofstr. 8', postalCode: '29221', city: 'Celle' }
const RUEBSAM = { name: 'Rübsam AG', email: 'p.lang@ruebsam-ag.example', ...CELLE }

describe('two names of which one is a part of the other, at one address', () => {
  const cases: { it: string; told: Words; decision: string }[] = [
    { it: 'are one company where one is a short form', told: { name: 'Rübsam', email: 'o.kern@ruebsam.example', ...CELLE }, decision: 'attach' },
    {
      it: 'are sisters where both are names in full, however their domains are spelled',
      told: { name: 'Rübsam Bau GmbH', email: 'o.kern@ruebsam.example', ...CELLE },
      decision: 'provisional',
    },
  ]
  for (const { it: does, told, decision } of cases) it(does, () => expect(decided(RUEBSAM, told)).toBe(decision))
})
