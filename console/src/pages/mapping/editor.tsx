/** The editor: CodeMirror in a shadow root, where its styles need no exception from the policy of the page. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useImperativeHandle, useRef } from 'react'
import { completing, type Offered } from './completions.ts'
import { editorLook } from './editor-look.ts'
import { jsonata } from './jsonata-language.ts'

export interface Wrong {
  line: number
  column: number
  message: string
}

export interface EditorHandle {
  /** Puts another text in, as one step that can be undone, and shows the line. */
  put(text: string, line: number): void
  undoTo(text: string): void
  show(line: number): void
  /** Where the cursor stands; null before somebody was in it. */
  cursor(): number | null
}

interface EditorProps {
  /** What it begins with; from then on the editor leads. */
  text: string
  /** Another one: the text was set from outside. */
  epoch: number
  change: (text: string) => void
  label: string
  isReadOnly: boolean
  wrong: readonly Wrong[]
  offered: Offered
  handle: React.Ref<EditorHandle>
}

export default function Editor({ text, epoch, change, label, isReadOnly, wrong, offered, handle }: EditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef({ change, offered, text, wasIn: false })
  latest.current = { ...latest.current, change, offered, text }

  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: 'open' })
    const made = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          [lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(), lintGutter(), jsonata()],
          autocompletion({ override: [completing(() => latest.current.offered)], icons: false }),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
          editorLook,
          EditorState.readOnly.of(isReadOnly),
          ownInput,
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', 'data-testid': 'expression' }),
          EditorView.updateListener.of(({ docChanged, focusChanged, state }) => {
            if (focusChanged) latest.current.wasIn = true
            if (docChanged) latest.current.change(state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    return () => made.destroy()
  }, [label, isReadOnly])

  // biome-ignore lint/correctness/useExhaustiveDependencies: only then; while one types, the text that comes back is older than the editor's
  useEffect(() => {
    const now = view.current!
    now.dispatch({ changes: changed(now.state.doc.toString(), latest.current.text) })
  }, [epoch])

  useEffect(() => {
    const { state } = view.current!
    view.current!.dispatch(
      setDiagnostics(
        state,
        wrong.map((one) => diagnostic(state, one)),
      ),
    )
  }, [wrong])

  useImperativeHandle(handle, () => ({
    put: (next, line) => {
      const now = view.current!
      now.dispatch({ changes: changed(now.state.doc.toString(), next) })
      showLine(now, line)
    },
    undoTo: (before) => view.current!.dispatch({ changes: changed(view.current!.state.doc.toString(), before) }),
    show: (line) => {
      showLine(view.current!, line)
      view.current!.focus()
    },
    cursor: () => (latest.current.wasIn ? view.current!.state.selection.main.head : null),
  }))
  return <div className="editor" ref={host} data-testid="editor" />
}

/** Text over a selection is put in by the editor: the browser would write styles into the page, which its policy forbids. */
const ownInput = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { from, to } = view.state.selection.main
    const { inputType, data } = event
    if (inputType !== 'insertText' || data === null || from === to || view.composing || view.state.readOnly) return false
    event.preventDefault()
    view.dispatch({ changes: { from, to, insert: data }, selection: { anchor: from + data.length }, userEvent: 'input.type' })
    return true
  },
})

/** Only what differs, so that cursor and history stay. */
function changed(before: string, after: string): { from: number; to: number; insert: string } {
  let from = 0
  while (from < before.length && from < after.length && before[from] === after[from]) from++
  let same = 0
  while (same < before.length - from && same < after.length - from && before.at(-1 - same) === after.at(-1 - same)) same++
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) }
}

function showLine(view: EditorView, line: number): void {
  const { from, to } = view.state.doc.line(Math.min(line, view.state.doc.lines))
  view.dispatch({ selection: { anchor: to, head: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
}

function diagnostic(state: EditorState, { line, column, message }: Wrong) {
  const { from: start, to: end } = state.doc.line(Math.min(Math.max(1, line), state.doc.lines))
  const from = Math.min(end, start + Math.max(0, column - 1))
  const word = /^[\p{L}\p{N}_$]+/u.exec(state.sliceDoc(from, end))?.[0].length ?? 1
  return { from, to: Math.min(end, from + word), severity: 'error' as const, message }
}
