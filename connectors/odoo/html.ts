/** Odoo's rich texts: it cleans what is written and wraps it, so that texts are compared by their words. */
import { escaped } from '../html.ts'

export const paragraph = (lines: readonly string[]): string =>
  `<p>${lines
    .flatMap((line) => line.split('\n'))
    .map(escaped)
    .join('<br/>')}</p>`

export const words = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim()
