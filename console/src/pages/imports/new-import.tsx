/** A file is chosen, looked at, and taken in: nothing is written before the second step. */

import { useRef, useState } from 'react'
import type { Answer } from '../../api/call.ts'
import { sendFile } from '../../api/call.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { Snippet } from '../../parts/copy.tsx'
import { Form } from '../../parts/form.tsx'
import { useGo } from '../../parts/link.tsx'
import type { Source } from '../../parts/names.ts'
import { Cell, Plate } from '../../parts/plate.tsx'
import { importWords } from '../../words/imports.ts'
import { useWords } from '../../words/say.ts'
import { Preview } from './preview.tsx'

export type Previewed = Answer<'/v1/imports/preview', 'post'>

interface Chosen {
  file: File
  source: string
  preview: Previewed
}

const SOURCE_YAML = `sources:
  lists: { kind: form, label: Lists, secret: env:LISTS_SECRET }`

export function NewImport({ sources }: { sources: readonly Source[] }) {
  const t = useWords(importWords)
  const perform = usePerform()
  const go = useGo()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [isReading, setReading] = useState(false)
  /** Counts changes of the form: a preview of what is no longer chosen is not shown. */
  const changes = useRef(0)
  const look = async (given: FormData) => {
    const [file, source, before] = [given.get('file'), String(given.get('source')), changes.current]
    if (!(file instanceof File) || file.size === 0) return
    setReading(true)
    await perform(async () => {
      const preview = await sendFile<Previewed>('/v1/imports/preview', { source, file: file.name }, file)
      if (changes.current === before) setChosen({ file, source, preview })
      return t('imports.previewed')
    })
    setReading(false)
  }
  const change = () => {
    changes.current++
    setChosen(null)
  }
  const start = ({ file, source }: Chosen) =>
    perform(async () => {
      const { id } = await sendFile<Answer<'/v1/imports', 'post'>>('/v1/imports', { source, file: file.name }, file)
      setChosen(null)
      go(`/imports/${id}`)
      return t('imports.started')
    })
  return (
    <Plate>
      <Cell title={t('imports.new')}>
        <p className="soft">{t(sources.length === 0 ? 'imports.noSources' : 'imports.text')}</p>
        {sources.length === 0 ? (
          <Snippet text={SOURCE_YAML} />
        ) : (
          <Form className="new-list" send={look} onChange={change} testId="new-list">
            <label className="field">
              <span>{t('imports.source')}</span>
              <select name="source" data-testid="import-source">
                {sources.toSorted(formsFirst).map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
              </select>
            </label>
            <label className="field grow">
              <span>{t('imports.file')}</span>
              <input type="file" name="file" accept=".csv,.txt,.tsv,.xlsx" required data-testid="import-file" />
            </label>
            <Button type="submit" {...(!chosen && { kind: 'primary' as const })} icon="search" disabled={isReading} testId="import-preview">
              {t(isReading ? 'imports.previewing' : 'imports.preview')}
            </Button>
          </Form>
        )}
      </Cell>
      {chosen && <Preview preview={chosen.preview} start={() => void start(chosen)} />}
    </Plate>
  )
}

/** Rows of a list are read like a form: other sources expect what their tool sends. */
const formsFirst = (a: Source, b: Source): number => Number(b.kind === 'form') - Number(a.kind === 'form')
