/** The little SOAP that Salesforce offers nothing else for: an envelope with everything escaped, and a strict reader of the answer. */
import { SaxesParser } from 'saxes'
import type { Json } from '../../core/connector.ts'

/** Stands for the session, which the engine puts there; the first thing in an envelope. */
export const SESSION = '{session}'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** What XML cannot carry at all is left out. */
export const escaped = (text: string): string => {
  const allowed = text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
  return allowed.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '')
}

/** @param parts of the one argument, in the order of the schema */
export function envelope(operation: string, argument: string, parts: readonly (readonly [string, string | boolean])[]): string {
  const inside = parts.map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`).join('')
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com">',
    `<soapenv:Header><SessionHeader><sessionId>${SESSION}</sessionId></SessionHeader>`,
    '<DuplicateRuleHeader><allowSave>true</allowSave><includeRecordDetails>false</includeRecordDetails><runAsCurrentUser>true</runAsCurrentUser></DuplicateRuleHeader>',
    `</soapenv:Header><soapenv:Body><${operation}><${argument}>${inside}</${argument}></${operation}></soapenv:Body></soapenv:Envelope>`,
  ].join('')
}

/** Text of every element without children, by the local names on the way to it: `Body/convertLeadResponse/result/accountId`. */
export type Leaves = ReadonlyMap<string, readonly string[]>

/** Null for anything but a well-formed envelope without a document type. */
export function leavesOf(body: Json): Leaves | null {
  if (typeof body !== 'string') return null
  const parser = new SaxesParser({ xmlns: true })
  const leaves = new Map<string, string[]>()
  const open: { name: string; text: string; isLeaf: boolean }[] = []
  let isRefused = false
  parser.on('error', () => {
    isRefused = true
  })
  parser.on('doctype', () => {
    isRefused = true
  })
  parser.on('opentag', ({ local }) => {
    const parent = open.at(-1)
    if (parent) parent.isLeaf = false
    open.push({ name: local, text: '', isLeaf: true })
  })
  parser.on('text', (piece) => {
    const element = open.at(-1)
    if (element) element.text += piece
  })
  parser.on('closetag', () => {
    const path = open.map(({ name }) => name)
    const element = open.pop()
    if (path[0] !== 'Envelope') isRefused = true
    else if (element?.isLeaf) leaves.set(path.slice(1).join('/'), [...(leaves.get(path.slice(1).join('/')) ?? []), element.text.trim()])
  })
  parser.write(body).close()
  return isRefused || leaves.size === 0 ? null : leaves
}
