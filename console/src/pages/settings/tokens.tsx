/** Tokens with their roles: made, shown once, ended. */
import { useState } from 'react'
import { type Answer, act } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { Snippet } from '../../parts/copy.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
import { Failure, Note, Skeleton } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { Mark } from '../../parts/status.tsx'
import { Table } from '../../parts/table.tsx'
import { Id, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { settingsWords } from '../../words/settings.ts'

type Token = Answer<'/v1/tokens', 'get'>['items'][number]

const ROLES = ['viewer', 'ops', 'admin'] as const
const EXPIRES = ['365', '30', 'never'] as const
const DAY_MS = 86_400_000

export function Tokens() {
  const t = useWords(settingsWords, frameWords, columnWords)
  const { data, error, refetch } = useRead('/v1/tokens', {}, { live: true })
  return (
    <Plate>
      <Cell title={t('settings.new')}>
        <NewToken />
      </Cell>
      <Cell flush title={t('settings.tokens')}>
        {data ? (
          <Table
            id="tokens"
            caption={t('settings.tokens')}
            rows={data.items.toReversed()}
            keyOf={({ id }) => id}
            columns={[
              {
                id: 'label',
                head: t('settings.label'),
                names: true,
                cell: ({ label, isOwn }) => (
                  <>
                    {label} {isOwn && <span className="faint">({t('settings.own')})</span>}
                  </>
                ),
              },
              { id: 'role', head: t('settings.role'), cell: ({ role }) => t.word('role', role) },
              { id: 'state', head: t('settings.state'), cell: (token) => <TokenState token={token} /> },
              { id: 'id', head: t('col.number'), wideOnly: true, cell: ({ id }) => <Id id={id} /> },
              { id: 'made', head: t('settings.madeAt'), right: true, wideOnly: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
              { id: 'expires', head: t('settings.expires'), right: true, wideOnly: true, cell: ({ expiresAt }) => <Time at={expiresAt} /> },
              { id: 'act', head: t('col.action'), right: true, cell: (token) => !token.isOwn && token.revokedAt === null && <Revoke token={token} /> },
            ]}
          />
        ) : error ? (
          <Failure problem={error} retry={() => void refetch()} />
        ) : (
          <Skeleton rows={4} />
        )}
      </Cell>
    </Plate>
  )
}

function TokenState({ token: { revokedAt, expiresAt } }: { token: Token }) {
  const t = useWords(settingsWords)
  if (revokedAt !== null)
    return (
      <Mark tone="mute" icon="cancelled">
        {t('settings.revokedState')}
      </Mark>
    )
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now()
  return (
    <Mark tone={isOver ? 'mute' : 'ok'} icon={isOver ? 'clock' : 'ok'}>
      {t(isOver ? 'settings.expired' : 'settings.usable')}
    </Mark>
  )
}

function NewToken() {
  const t = useWords(settingsWords)
  const perform = usePerform()
  const [secret, setSecret] = useState<string | null>(null)
  const make = (given: FormData, form: HTMLFormElement) => {
    const days = given.get('expires')
    const expiresAt = days === 'never' ? {} : { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }
    const body = { role: given.get('role') as Token['role'], label: String(given.get('label')).trim(), ...expiresAt }
    return perform(async () => {
      setSecret((await act('post', '/v1/tokens', { body })).secret)
      form.reset()
      return t('settings.made')
    })
  }
  return (
    <>
      <Form className="new-token" send={make} testId="new-token">
        <label className="field grow">
          <span>{t('settings.label')}</span>
          <input type="text" name="label" required maxLength={120} autoComplete="off" data-testid="token-label" />
        </label>
        <label className="field">
          <span>{t('settings.role')}</span>
          <select name="role" data-testid="token-role">
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {t(`settings.role.${role}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{t('settings.expires')}</span>
          <select name="expires" data-testid="token-expires">
            {EXPIRES.map((one) => (
              <option key={one} value={one}>
                {t(`settings.expires.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" kind="primary" testId="make-token">
          {t('settings.make')}
        </Button>
      </Form>
      {secret !== null && (
        <div className="made-token">
          <Note tone="ok">{t('settings.once')}</Note>
          <Snippet text={secret} />
        </div>
      )}
    </>
  )
}

function Revoke({ token: { id, label } }: { token: Token }) {
  const t = useWords(settingsWords)
  const ask = useAsk()
  const perform = usePerform()
  const revoke = async () => {
    const given = await ask({ title: t('settings.revokeTitle', { label }), text: t('settings.revokeText'), confirm: t('settings.revokeConfirm') })
    if (given === null) return
    await perform(async () => {
      await act('post', '/v1/tokens/{id}/revoke', { params: { id } })
      return t('settings.revoked')
    })
  }
  return (
    <Button kind="small" icon="cancelled" onClick={() => revoke()} testId={`revoke-${id}`}>
      {t('settings.revoke')}
    </Button>
  )
}
