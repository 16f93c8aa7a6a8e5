/** Which kind it is: searched by name, one link each. */
import { useState } from 'react'
import { Icon } from '../../parts/icon.tsx'
import { To } from '../../parts/link.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { Said } from '../../parts/value.tsx'
import { useWords } from '../../words/say.ts'
import { settingWords } from '../../words/setting.ts'
import type { Of } from './calls.ts'
import type { Kind } from './form.tsx'

export function KindList({ of, kinds }: { of: Of; kinds: readonly Kind[] }) {
  const t = useWords(settingWords)
  const [words, setWords] = useState('')
  const isMeant = ({ kind, label, about }: Kind) => `${kind} ${label} ${about}`.toLowerCase().includes(words.trim().toLowerCase())
  const found = kinds.filter((one) => !one.isDeclared && isMeant(one))
  const declared = kinds.find((one) => one.isDeclared)
  return (
    <Plate>
      <Cell title={t(`setting.choose.${of}`)}>
        <search className="search-words kind-search">
          <Icon name="search" />
          <input
            type="search"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            placeholder={t('setting.search')}
            aria-label={t('setting.search')}
            data-testid="kind-search"
          />
        </search>
        {found.length === 0 && <p className="soft">{t('setting.noKind')}</p>}
        <ul className="kinds" data-testid="kinds">
          {found.map((one) => (
            <KindLink key={one.kind} of={of} kind={one} name={one.label} />
          ))}
        </ul>
        <p className="soft any-kind">{t(`setting.noKind.${of}`)}</p>
        {declared && (
          <ul className="kinds">
            <KindLink of={of} kind={declared} name={t('setting.anyTool')} />
          </ul>
        )}
      </Cell>
    </Plate>
  )
}

function KindLink({ of, kind: { kind, about }, name }: { of: Of; kind: Kind; name: string }) {
  return (
    <li>
      <To at={`/${of}s/_new/${encodeURIComponent(kind)}`} className="kind" data-testid={`kind-${kind}`}>
        <span className="strong">{name}</span> <code className="faint">{kind}</code>
        <span className="soft">
          <Said>{about}</Said>
        </span>
      </To>
    </li>
  )
}
