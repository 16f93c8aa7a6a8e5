/** Settings of a source as declared by its kind: secrets only as set or not, replaced with an overlap. */
import { useState } from 'react'
import { act } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { Snippet } from '../../parts/copy.tsx'
import { useFormat } from '../../parts/format.ts'
import { Note } from '../../parts/note.tsx'
import { Mark } from '../../parts/status.tsx'
import { Missing, Said } from '../../parts/value.tsx'
import { useWords } from '../../words/say.ts'
import { sourceWords } from '../../words/sources.ts'
import type { SourceView } from './page.tsx'
import { RotateForm } from './rotate-form.tsx'

type Field = SourceView['fields'][number]

export function Settings({ view: { id, fields } }: { view: SourceView }) {
  const t = useWords(sourceWords)
  const [asked, setAsked] = useState<string | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  return (
    <dl className="fields">
      {fields.map((field) => (
        <div key={field.name}>
          <dt>{field.label}</dt>
          <dd>
            <div className="line">
              <Value field={field} />
              <RotateButton field={field} ask={() => setAsked(asked === field.name ? null : field.name)} />
            </div>
            <p className="faint">
              <Said>{field.help}</Said>
            </p>
            <Running source={id} field={field} />
            {asked === field.name && (
              <RotateForm
                source={id}
                field={field}
                end={(made) => {
                  setAsked(null)
                  setSecret(made)
                }}
              />
            )}
          </dd>
        </div>
      ))}
      {secret !== null && (
        <div>
          <dd>
            <Note tone="ok">{t('sources.secretOnce')}</Note>
            <Snippet text={secret} />
          </dd>
        </div>
      )}
    </dl>
  )
}

function Value({ field: { secret, set, required, value } }: { field: Field }) {
  const t = useWords(sourceWords)
  if (!set && required)
    return (
      <Mark tone="bad" icon="alert">
        {t('sources.missing')}
      </Mark>
    )
  if (!set) return <Missing />
  return secret ? (
    <span className="soft">
      <code aria-hidden>••••••••</code> {t('sources.set')}
    </span>
  ) : (
    <code>{value}</code>
  )
}

function RotateButton({ field: { name, secret, set }, ask }: { field: Field; ask: () => void }) {
  const t = useWords(sourceWords)
  const { role } = useSession()
  if (role !== 'admin' || !secret || !set) return null
  return (
    <Button kind="small" icon="refresh" onClick={ask} testId={`rotate-${name}`}>
      {t('sources.rotate')}
    </Button>
  )
}

/** A replacement whose overlap runs. */
function Running({ source, field: { name, secret } }: { source: string; field: Field }) {
  const t = useWords(sourceWords)
  const format = useFormat()
  const { role } = useSession()
  const perform = usePerform()
  const { data } = useRead('/v1/sources/{id}/rotations', { params: { id: source } }, { live: true, enabled: secret })
  const running = data?.items.find(({ field }) => field === name)
  if (!running) return null
  const end = (how: 'finish' | 'cancel') =>
    perform(async () => {
      await act('post', `/v1/sources/{id}/rotations/${how}`, { params: { id: source }, body: { field: name } })
      return t(how === 'finish' ? 'sources.finished' : 'sources.rotationCancelled')
    })
  return (
    <Note
      tone="info"
      action={
        role === 'admin' && (
          <span className="line">
            <Button kind="small" onClick={() => end('finish')} testId={`finish-${name}`}>
              {t('sources.finish')}
            </Button>
            <Button kind="small" onClick={() => end('cancel')} testId={`cancel-${name}`}>
              {t('sources.cancelRotation')}
            </Button>
          </span>
        )
      }
    >
      {t('sources.rotating', { since: format.clock(running.since), until: format.clock(running.until) })}
    </Note>
  )
}
