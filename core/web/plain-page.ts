/** A plain page in the console's colours for people without an account: partners, senders. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'

export type Html = ReturnType<typeof html>
export type Language = 'de' | 'en'

const STYLE =
  readFileSync(new URL('./tokens.css', import.meta.url), 'utf8') +
  `body{margin:0;background:var(--canvas);color:var(--ink);font:1rem/1.5 var(--text)}
main{max-width:34rem;margin:2rem auto;padding:1.5rem;background:var(--surface);border:1px solid var(--line);border-radius:8px}
main.wide{max-width:52rem}
h1{font-size:1.25rem;margin:0 0 1rem}h2{font-size:1rem;margin:1.5rem 0 .5rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:0 0 1rem}
dt{color:var(--ink-3)}dd{margin:0}
fieldset{border:0;margin:0 0 1rem;padding:0}legend{padding:0;font-weight:600}
label{display:block;padding:.25rem 0}
button{font:inherit;padding:.5rem 1rem;border:1px solid var(--accent);border-radius:6px;background:var(--accent);color:var(--on-accent);cursor:pointer}
button:focus-visible,a:focus-visible,input:focus-visible{outline:3px solid var(--accent-ink);outline-offset:2px}
a{color:var(--accent-ink)}
pre,code{font:.875rem/1.45 var(--mono)}pre{margin:0;padding:.75rem;overflow:auto;max-height:20rem;background:var(--canvas);border:1px solid var(--line);border-radius:6px}
table{width:100%;border-collapse:collapse;font-size:.875rem}th{text-align:left;font-weight:400;color:var(--ink-3)}
th,td{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}td:first-child{white-space:nowrap}
.warn{background:var(--warn-soft);color:var(--warn);padding:.5rem .75rem;border-radius:6px}`

/** Nothing from elsewhere; forms answer to their own address. @param script the only one that runs; default: none */
export const pagePolicy = (script?: string): string =>
  [
    "default-src 'none'",
    `style-src '${hashed(STYLE)}'`,
    ...(script === undefined ? [] : [`script-src '${hashed(script)}'`, "connect-src 'self'"]),
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  ].join('; ')

const hashed = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** Headers of such a page: it is nobody else's business, and stays in no cache. */
export const pageHeaders = (script?: string): Readonly<Record<string, string>> => ({
  'content-security-policy': pagePolicy(script),
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
})

interface Look {
  isWide?: boolean
  script?: string
}

export const page = (language: Language, title: string, content: Html, { isWide = false, script }: Look = {}): Html => html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main${isWide ? raw(' class="wide"') : ''}>
<h1>${title}</h1>
${content}
</main>
${script === undefined ? '' : html`<script>${raw(script)}</script>`}
</body>
</html>
`

/** Of whoever looks, where nothing else tells it. */
export const languageOf = (c: Context): Language => (/^\s*de\b/i.test(c.req.header('accept-language') ?? '') ? 'de' : 'en')
