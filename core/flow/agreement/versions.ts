/** Step: another agreement than the last one becomes its next version; the old ones stay readable, in the words they had. */
import { createHash } from 'node:crypto'
import { AGREEMENT_LANGUAGES, type AgreementDocument, type AgreementLanguage, type AgreementSection, type Terms } from '../../agreement.ts'
import { canonical } from '../../canonical.ts'
import type { Json } from '../../connector.ts'
import { localDay } from '../../lead/local-time.ts'
import { Refusal } from '../../refusal.ts'
import type { Setup } from '../../setup.ts'
import * as agreements from '../../store/agreements.ts'
import { type Db, holdText } from '../../store/db.ts'
import * as handovers from '../../store/handovers.ts'
import type { Context } from '../context.ts'
import { sectionsOf, WORDS } from './sections.ts'

/** Terms and words as they were, so that a later release tells old versions alike. */
interface Kept {
  terms: Terms
  texts: Readonly<Record<AgreementLanguage, AgreementSection[]>>
}

/** Called when the hub starts. Whoever waits for sales is looked at again, as other times may hold. @returns the version */
export async function keepAgreement(db: Db, on: Context): Promise<number> {
  await holdText(db, 'agreement')
  const { terms } = on.setup
  const hash = hashOf(terms)
  const last = await agreements.newest<Kept>(db)
  if (last?.hash === hash) return last.version
  const version = (last?.version ?? 0) + 1
  await agreements.add(db, { version, hash, at: on.now(), document: keptOf(terms) })
  await handovers.lookAgain(db)
  return version
}

interface Reading {
  setup: Pick<Setup, 'terms' | 'rules'>
}

/** @param version default: what is configured, with its number where it has one @throws a sentence when there is no such version */
export async function agreement(db: Db, { setup }: Reading, language: AgreementLanguage, version?: number): Promise<AgreementDocument> {
  if (version !== undefined) return documentOf(await versionOf(db, version), language, setup.rules.timeZone)
  const last = await agreements.newest<Kept>(db)
  return last?.hash === hashOf(setup.terms) ? documentOf(last, language, setup.rules.timeZone) : draftOf(setup, language)
}

/** As it is configured, before the hub runs with it. */
export const draftOf = ({ terms, rules }: Reading['setup'], language: AgreementLanguage): AgreementDocument =>
  documentOf({ version: null, at: null, document: keptOf(terms) }, language, rules.timeZone)

interface Shown {
  version: number | null
  at: number | null
  document: Kept
}

const documentOf = ({ version, at, document: { terms, texts } }: Shown, language: AgreementLanguage, timeZone: string): AgreementDocument => ({
  ...{ language, title: WORDS[language].title, version, since: at },
  day: at === null ? null : localDay(at, timeZone),
  validFrom: terms.validFrom,
  sections: texts[language],
})

export interface AgreementVersion {
  version: number
  /** Unix ms. */
  since: number
  validFrom: string | null
}

/** Newest first. */
export const agreementVersions = async (db: Db): Promise<AgreementVersion[]> =>
  (await agreements.list<Kept>(db)).map(({ version, at, document }) => ({ version, since: at, validFrom: document.terms.validFrom }))

export interface AgreementChange {
  id: string
  title: string
  added: string[]
  removed: string[]
}

/** What a version says that another did not, section by section. @throws a sentence when there is no such version */
export async function agreementChanges(db: Db, from: number, to: number, language: AgreementLanguage): Promise<AgreementChange[]> {
  const [before, after] = [await versionOf(db, from), await versionOf(db, to)].map(({ document }) => document.texts[language])
  const ids = [...new Set([...after!, ...before!].map(({ id }) => id))]
  return ids.flatMap((id) => {
    const [old, young] = [before!, after!].map((sections) => sections.find((one) => one.id === id))
    const said = { old: old?.sentences ?? [], young: young?.sentences ?? [] }
    const added = said.young.filter((sentence) => !said.old.includes(sentence))
    const removed = said.old.filter((sentence) => !said.young.includes(sentence))
    return added.length + removed.length === 0 ? [] : [{ id, title: (young ?? old)!.title, added, removed }]
  })
}

const hashOf = (terms: Terms): string =>
  createHash('sha256')
    .update(canonical(terms as unknown as Json))
    .digest('hex') // plain data

const keptOf = (terms: Terms): Kept => ({
  terms,
  texts: Object.fromEntries(AGREEMENT_LANGUAGES.map((language) => [language, sectionsOf(terms, language)])) as Kept['texts'], // of all languages
})

async function versionOf(db: Db, version: number): Promise<agreements.AgreementRow<Kept>> {
  const row = await agreements.find<Kept>(db, version)
  if (row) return row
  const known = (await agreementVersions(db)).map((one) => one.version)
  throw new Refusal(`there is no version ${version} of the agreement; known are ${known.join(', ') || 'none'}`)
}
