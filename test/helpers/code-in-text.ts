/** What stands in a sentence for people and is no language: it stays as it is when the sentence is translated. */

const CODE: readonly RegExp[] = [
  /https:\/\/[^\s;,)]+/g, // an address
  /\{\w+\}|\{\{[^}]+\}\}/g, // a placeholder: {url}, {{lead.Id}}
  /`[^`]+`/g, // a command
  /\b[A-Z]{3,}\b/g, // KEY, POST, JSON
  /\bx-[a-z-]+\b/g, // a header
  /\b[a-z]+[A-Z]\w*/g, // formId
  /\b\w+(?:[._]\w+)+/g, // attendee.updated, utm_source, v1.0
  /\/\w[\w/.-]*\w|[?&]\w+=/g, // a path, a parameter
]

/** Each once, in the order of the alphabet. */
export const codeIn = (sentence: string): string[] => [...new Set(CODE.flatMap((pattern) => sentence.match(pattern) ?? []))].sort()

/** Labels of buttons and menus, and values that are written as they stand, in the quotation marks of either language. */
export const quotedIn = (sentence: string): string[] => [...sentence.matchAll(/"([^"]+)"|„([^“]+)“/g)].map(([, straight, german]) => straight ?? german ?? '')
