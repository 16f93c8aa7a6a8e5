/** Contacts of the unit, each with their consents when asked for: who looks at those is written down. */
import { useState } from 'react'
import { useSession } from '../../app/session-context.ts'
import { Skeleton } from '../../parts/note.tsx'
import { leadPageWords } from '../../words/lead-page.ts'
import { useWords } from '../../words/say.ts'
import { Consents } from './consents.tsx'
import { type Contact, useContacts } from './contacts.ts'
import type { Lead } from './page.tsx'

const FIRST = 4

export function People({ lead }: { lead: Lead }) {
  const t = useWords(leadPageWords)
  const { mayAct } = useSession()
  const [isAll, setAll] = useState(false)
  const { contacts, isThere } = useContacts(lead, isAll)
  if (lead.contacts.length === 0) return <p className="soft">{t('people.noOne')}</p>
  if (!mayAct) return <p className="soft">{t('people.viewer')}</p>
  if (!isThere) return <Skeleton rows={3} />
  const shown = isAll ? contacts : contacts.slice(0, FIRST)
  return (
    <>
      <ul className="people" data-testid="people">
        {shown.map((contact) => (
          <Person key={contact.id} contact={contact} />
        ))}
      </ul>
      {lead.contacts.length > shown.length && (
        <button type="button" className="btn small" onClick={() => setAll(true)} data-testid="people-all">
          {t('people.more', { count: lead.contacts.length })}
        </button>
      )}
      <p className="faint">{t('consent.recorded')}</p>
    </>
  )
}

function Person({ contact: { names, mails, phones } }: { contact: Contact }) {
  const t = useWords(leadPageWords)
  const [isOpen, setOpen] = useState(false)
  const name = names[0] ?? mails[0] ?? phones[0] ?? t('people.unnamed')
  return (
    <li>
      <span className="avatar" aria-hidden>
        {initials(name)}
      </span>
      <div className="grow">
        <p className="strong cut">{name}</p>
        {[...mails, ...phones]
          .filter((one) => one !== name)
          .map((one) => (
            <p key={one} className="soft small raw">
              {one}
            </p>
          ))}
        {isOpen ? (
          <Consents addresses={[...mails, ...phones]} />
        ) : (
          <button type="button" className="link small" onClick={() => setOpen(true)} data-testid="show-consents">
            {t('consent.show')}
          </button>
        )}
      </div>
    </li>
  )
}

const initials = (name: string): string => {
  const words = name.split(/[\s.@]+/).filter((word) => /^\p{L}/u.test(word))
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? words.at(-1)![0] : ''}`.toLocaleUpperCase()
}
