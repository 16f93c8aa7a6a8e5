/** Pages of the e-mail tools, made of their declarations. */
import type { Audience } from '../../core/audience.ts'
import { EVIDENCE, example, fieldsTable } from './connectors.ts'
import { code, fence, list, numbered, table } from './markdown.ts'

const SEGMENTS: Readonly<Record<Audience['segments'], string>> = { tags: 'tags', fields: 'fields' }

export const audiencesTable = (audiences: readonly Audience[], folder: string): string =>
  table(
    ['tool', '`kind`', 'what is told there becomes', 'segments are'],
    audiences.map(({ id, label, about, segments }) => [`[${label}](${folder}${id}.md)`, code(id), about, SEGMENTS[segments]]),
  )

export function audiencePage({ id, label, docs, about, fields, setup, leaving, perSecond, limits, evidence, onTrust }: Audience): string {
  const pace = perSecond === undefined ? 'nothing bounds them unless `perSecond` is set' : `${perSecond} per second, unless \`perSecond\` says otherwise`
  return `# ${label}

${about} Kind: ${code(id)}. [Documentation of the tool](${docs}). What holds for all tools: [audiences](../audiences.md).

## Set it up

${numbered([...setup, 'Prove that all is there: `leitwerk audience check NAME`. Then fill it: `leitwerk audience sync NAME --dry-run`, and without `--dry-run`.'])}

${fence('yaml', ['audiences:', '  NAME:', ...example(id, fields)].join('\n'))}

## Settings

${fieldsTable(fields)}

Further settings of every audience (products, consent, pace, time limits): [settings](../settings.md#audiences).

## Who is taken off

| | what becomes of them in ${label} |
|---|---|
| consent was withdrawn | ${leaving.withdrawn} |
| the hub tells of them no more (disqualified, another product, the address is nobody's any more) | ${leaving.left} |
| erased | Deleted. |

## Pace

Calls: ${pace}.${limits ? ` ${label} says in its answers how many are left; when they run short the hub slows down by itself.` : ''}

## How sure this is

${EVIDENCE[evidence]} No live account was used. Taken on trust:

${list(onTrust)}

Tested by the contract of all audiences (\`test/contract/audience.contract.ts\`) and by whole hubs (\`test/audiences.test.ts\`) against a stand-in
built from what is known (\`test/scripts/audiences.ts\` names it).
`
}
