/** A field for words. Searched for when Enter is pressed or the field is left: a search reads many requests. */
import { type FormEvent, useEffect, useRef } from 'react'
import { Icon } from './icon.tsx'

interface SearchWordsProps {
  label: string
  value: string
  search: (value: string) => void
  testId: string
}

export function SearchWords({ label, value, search, testId }: SearchWordsProps) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (field.current && document.activeElement !== field.current) field.current.value = value
  }, [value])
  const start = (event?: FormEvent) => {
    event?.preventDefault()
    const words = field.current?.value.trim() ?? ''
    if (words !== value && words.length !== 1) search(words)
  }
  return (
    <form className="search-words" onSubmit={start}>
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        defaultValue={value}
        maxLength={200}
        placeholder={label}
        aria-label={label}
        onBlur={() => start()}
        data-testid={testId}
      />
    </form>
  )
}
