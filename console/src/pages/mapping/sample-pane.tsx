/** What really came, masked: one sample after another, each value a way to a target field. */
import { useCallback } from 'react'
import type { Answer } from '../../api/call.ts'
import type { Read } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { FirstDelivery } from '../../parts/first-steps.tsx'
import { useFormat } from '../../parts/format.ts'
import { Icon } from '../../parts/icon.tsx'
import { JsonTree } from '../../parts/json-tree.tsx'
import type { Source } from '../../parts/names.ts'
import { Failure, Skeleton } from '../../parts/note.tsx'
import { Head } from '../../parts/plate.tsx'
import { Status } from '../../parts/status.tsx'
import { Time } from '../../parts/value.tsx'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'
import type { Connecting } from './use-connect.ts'
import type { Tried } from './use-trial.ts'

export type Sample = Answer<'/v1/mappings/samples', 'get'>['items'][number]

export const MOST_LINES = 2_000

interface SampleProps {
  samples: readonly Sample[]
  chosen: number
  choose: (n: number) => void
  item: number
  chooseItem: (n: number) => void
  trial: Read<Tried>
  connecting: Connecting
  reveals: boolean
  setReveals: (is: boolean) => void
  users: readonly Source[]
}

export function SamplePane({ samples, chosen, choose, trial, connecting, users, ...more }: SampleProps) {
  const t = useWords(mappingWords)
  const format = useFormat()
  const { mayAct } = useSession()
  const sample = samples[chosen]
  const turn = sample !== undefined && (
    <>
      <span className="num">{t('sample.of', { n: format.number(chosen + 1), count: format.number(samples.length) })}</span>
      <IconButton label={t('sample.newer')} onClick={() => choose(Math.max(0, chosen - 1))} testId="sample-newer">
        <Icon name="back" />
      </IconButton>
      <IconButton label={t('sample.older')} onClick={() => choose(Math.min(samples.length - 1, chosen + 1))} testId="sample-older">
        <Icon name="next" />
      </IconButton>
    </>
  )
  return (
    <section className="cell flush bench-pane" data-pane="sample" aria-label={t('pane.sample')}>
      <Head title={t('pane.sample')} aside={turn} />
      {sample === undefined ? (
        <div className="pane-empty">{users.length > 0 ? <FirstDelivery sources={users} of="deliveries" /> : <p className="soft">{t('sample.none')}</p>}</div>
      ) : (
        <>
          <p className="pane-line faint">
            <Time at={sample.at} />
            {sample.state !== null && <Status list="delivery" value={sample.state} />}
          </p>
          {!mayAct ? (
            <p className="pane-empty soft">{t('sample.viewer')}</p>
          ) : trial.data ? (
            <Payload tried={trial.data} connecting={connecting} {...more} />
          ) : trial.error ? (
            <Failure problem={trial.error} retry={() => void trial.refetch()} />
          ) : (
            <Skeleton rows={8} />
          )}
        </>
      )}
    </section>
  )
}

/** What the mapping is given beside the payload, where there is such. */
const BESIDE = ['hydrated', 'settings'] as const

function Payload({
  tried,
  connecting,
  item,
  chooseItem,
  reveals,
  setReveals,
}: { tried: Tried; connecting: Connecting } & Omit<SampleProps, 'samples' | 'chosen' | 'choose' | 'trial' | 'users' | 'connecting'>) {
  const t = useWords(mappingWords)
  const format = useFormat()
  const { given, masked, items } = tried
  const label = useCallback((path: string) => t('sample.connect', { path }), [t])
  const placesIn = (part: string) => {
    const before = part === 'input' ? '' : part === 'settings' ? '$source.' : `$${part}.`
    return new Set(masked?.flatMap(({ path }) => (path.startsWith(before) ? [path.slice(before.length)] : [])))
  }
  const tree = (value: unknown, part: string) => (
    <JsonTree
      value={value}
      at={[part]}
      label={label}
      pick={connecting.pickSource}
      picked={connecting.pickedKey}
      masked={placesIn(part)}
      most={MOST_LINES}
      cut={t('sample.cut', { count: format.number(MOST_LINES) })}
    />
  )
  return (
    <>
      <p className="pane-line faint">
        <span className="grow">{masked === null ? t('sample.revealed') : t.counted('sample.masked', masked.length)}</span>
        <Reveal reveals={reveals} setReveals={setReveals} />
      </p>
      {items > 1 && (
        <label className="pane-line choice">
          <select value={item} onChange={(event) => chooseItem(Number(event.target.value))} data-testid="sample-item">
            {Array.from({ length: items }, (_, i) => i + 1).map((n) => (
              <option key={n} value={n}>
                {t('sample.item', { n: format.number(n), count: format.number(items) })}
              </option>
            ))}
          </select>
        </label>
      )}
      <div className="pane-scroll" data-testid="payload">
        {tree(given.input, 'input')}
        {BESIDE.filter((part) => given[part] !== undefined).map((part) => (
          <div key={part}>
            <p className="json-part faint">${part === 'settings' ? 'source' : part}</p>
            {tree(given[part], part)}
          </div>
        ))}
      </div>
    </>
  )
}

function Reveal({ reveals, setReveals }: Pick<SampleProps, 'reveals' | 'setReveals'>) {
  const t = useWords(mappingWords)
  const ask = useAsk()
  if (reveals)
    return (
      <Button kind="small" onClick={() => setReveals(false)} testId="mask-again">
        {t('sample.hide')}
      </Button>
    )
  const show = async () => {
    const answer = await ask({ title: t('sample.revealTitle'), text: t('sample.revealText'), confirm: t('sample.revealConfirm') })
    if (answer !== null) setReveals(true)
  }
  return (
    <Button kind="small" onClick={() => show()} testId="reveal">
      {t('sample.reveal')}
    </Button>
  )
}
