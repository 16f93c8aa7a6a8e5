/**
 * Node takes the types out of TypeScript by itself, but not below a node_modules folder. Where Leitwerk was installed as
 * a package this does the same for its own files; loaded by `leitwerk.mjs` in the process and all its threads.
 */
import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'

const own = new URL('..', import.meta.url).href

registerHooks({
  load(url, context, next) {
    if (!url.startsWith(own) || !url.endsWith('.ts') || url.includes('/node_modules/', own.length)) return next(url, context)
    return { format: 'module', shortCircuit: true, source: stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8')) }
  },
})
