/** The agreement as a text: Markdown for people who edit, HTML for people who print. Pure. */
import type { AgreementDocument, AgreementLanguage } from '../../agreement.ts'
import { dayIn, WORDS } from './sections.ts'
import type { AgreementChange } from './versions.ts'

const subtitle = ({ language, version, day }: AgreementDocument): string => WORDS[language].version(version, day === null ? null : dayIn(language, day))

export function asMarkdown(document: AgreementDocument): string {
  const sections = document.sections.map(({ title, sentences }) => `## ${title}\n\n${listed(sentences)}`)
  return `# ${document.title}\n\n${subtitle(document)}\n\n${sections.join('\n\n')}\n`
}

export function asHtml(document: AgreementDocument): string {
  const sections = document.sections.map(
    ({ title, sentences }) => `<h2>${escaped(title)}</h2>\n<ul>\n${sentences.map((one) => `<li>${escaped(one)}</li>`).join('\n')}\n</ul>`,
  )
  return `<!doctype html>
<html lang="${document.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(document.title)}</title>
<style>:root { color-scheme: light dark } body { font: 11pt/1.5 sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; overflow-wrap: anywhere } h2 { margin-top: 1.6em; break-after: avoid }</style>
</head>
<body>
<h1>${escaped(document.title)}</h1>
<p>${escaped(subtitle(document))}</p>
${sections.join('\n')}
</body>
</html>
`
}

export function changesAsMarkdown(changes: readonly AgreementChange[], language: AgreementLanguage, from: number, to: number): string {
  const { changes: words } = WORDS[language]
  const parts = changes.map(({ title, added, removed }) =>
    [
      `## ${title}`,
      ...(added.length > 0 ? [`${words.added}:\n\n${listed(added)}`] : []),
      ...(removed.length > 0 ? [`${words.removed}:\n\n${listed(removed)}`] : []),
    ].join('\n\n'),
  )
  return `# ${words.between(from, to)}\n\n${parts.length === 0 ? words.none : parts.join('\n\n')}\n`
}

/** Names are given by people: what Markdown would take for its own is kept as it is written. */
const listed = (sentences: readonly string[]): string => sentences.map((one) => `- ${one.replace(/\s+/g, ' ').replace(/[\\`*_<>[\]]/g, '\\$&')}`).join('\n')

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
