/** JSONata for the editor: how it is coloured. */
import { HighlightStyle, LanguageSupport, StreamLanguage, type StringStream, syntaxHighlighting } from '@codemirror/language'
import { tags } from '@lezer/highlight'

interface State {
  isComment: boolean
  /** A slash divides behind a value, and begins a pattern elsewhere. */
  isValue: boolean
}

const language = StreamLanguage.define<State>({
  name: 'jsonata',
  startState: () => ({ isComment: false, isValue: false }),
  token,
  tokenTable: { function: tags.function(tags.variableName), variable: tags.special(tags.variableName) },
  languageData: { closeBrackets: { brackets: ['(', '[', '{', '"', '`'] }, commentTokens: { block: { open: '/*', close: '*/' } } },
})

function token(stream: StringStream, state: State): string | null {
  if (state.isComment || stream.match('/*')) return comment(stream, state)
  if (stream.eatSpace()) return null
  const isValue = state.isValue
  state.isValue = true
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return stream.match(/^\s*:(?!=)/, false) ? 'propertyName' : 'string'
  if (stream.match(/^`[^`]*`?/)) return 'variableName'
  if (stream.match(/^\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/)) return 'number'
  if (stream.match(/^\$\$?(?![\p{L}_])/u)) return 'self'
  if (stream.match(/^\$[\p{L}_][\p{L}\p{N}_]*/u)) return stream.match(/^\s*\(/, false) ? 'function' : 'variable'
  if (stream.match(/^(?:and|or|in)\b/)) return operator(state)
  if (stream.match(/^(?:true|false|null|function)\b/)) return 'keyword'
  if (stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u)) return 'variableName'
  if (!isValue && stream.match(/^\/(?:[^/\\\n]|\\.)+\/[im]*/)) return 'regexp'
  const letter = stream.next() ?? ''
  state.isValue = letter === ')' || letter === ']' || letter === '}'
  return '()[]{},;'.includes(letter) ? 'punctuation' : 'operator'
}

function operator(state: State): string {
  state.isValue = false
  return 'operator'
}

function comment(stream: StringStream, state: State): string {
  state.isComment = !stream.match(/^[^*]*(?:\*(?!\/)[^*]*)*\*\//)
  if (state.isComment) stream.skipToEnd()
  return 'comment'
}

const look = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--syn-key)' },
  { tag: [tags.string, tags.regexp], color: 'var(--syn-str)' },
  { tag: tags.number, color: 'var(--syn-num)' },
  { tag: tags.keyword, color: 'var(--syn-num)' },
  { tag: [tags.operator, tags.punctuation], color: 'var(--syn-op)' },
  { tag: tags.function(tags.variableName), color: 'var(--syn-fn)' },
  { tag: [tags.special(tags.variableName), tags.self], color: 'var(--syn-var)' },
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
])

export const jsonata = (): LanguageSupport => new LanguageSupport(language, [syntaxHighlighting(look)])
