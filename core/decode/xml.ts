/** XML and SOAP as JSON: local names, attributes as `@name`, repeated elements as lists; document types are refused, so there are no entities to expand. */
import { SaxesParser, type SaxesTagNS } from 'saxes'
import type { Json, JsonObject } from '../connector.ts'
import type { Hold } from '../mapped.ts'
import type { Parsed } from './json.ts'
import { MAX_DEPTH, MAX_VALUES, tooDeep, undecodable } from './limits.ts'

interface Element {
  name: string
  children: JsonObject
  text: string
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const XMLNS = 'http://www.w3.org/2000/xmlns/'

/**
 * Decodes an XML text to `{root: ...}`. An element with text only is that text, with `xsi:nil` null, and mixed content
 * stands under `#text`. Held with line and column where it is not well formed, declares a document type or is too deep.
 */
export function parseXml(text: string): Parsed {
  const parser = new SaxesParser({ xmlns: true })
  const root: Element = { name: '', children: {}, text: '' }
  const open: Element[] = [root]
  let values = 0
  let refused: Hold | null = null
  const refuse = (hold: Hold): never => {
    refused = hold
    throw new Error('refused') // the parser has no other way to stop
  }
  const place = () => `line ${parser.line}, column ${parser.column + 1}`

  parser.on('error', (error) => refuse(undecodable(`the body is not well-formed XML: ${place()}: ${fault(error)}`)))
  parser.on('doctype', () => refuse(undecodable('the XML declares a document type, which is not accepted')))
  parser.on('opentag', (tag) => {
    values += 1 + Object.keys(tag.attributes).length
    if (values > MAX_VALUES) refuse(undecodable(`the XML holds more than ${MAX_VALUES.toLocaleString('en')} values`))
    if (open.length > MAX_DEPTH) refuse(tooDeep('the XML', place()))
    open.push({ name: tag.local, children: attributes(tag), text: '' })
  })
  const addText = (piece: string) => {
    open.at(-1)!.text += piece
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const element = open.pop()!
    add(open.at(-1)!.children, element.name, contentOf(element))
  })
  try {
    parser.write(text).close()
  } catch (error) {
    return refused ?? undecodable(`the body is not well-formed XML: ${place()}: ${fault(error)}`)
  }
  return { kind: 'decoded', value: root.children }
}

function attributes(tag: SaxesTagNS): JsonObject {
  const found: JsonObject = {}
  for (const attribute of Object.values(tag.attributes)) {
    if (attribute.uri !== XMLNS && attribute.name !== 'xmlns')
      add(found, attribute.uri === XSI && attribute.local === 'nil' ? '@nil' : `@${attribute.local}`, attribute.value)
  }
  return found
}

function contentOf({ children, text }: Element): Json {
  if (children['@nil'] === 'true' || children['@nil'] === '1') return null
  const said = text.trim()
  if (Object.keys(children).length === 0) return said
  return said === '' ? children : { ...children, '#text': said }
}

function add(object: JsonObject, name: string, value: Json): void {
  if (name === '__proto__') return
  const there = Object.hasOwn(object, name) ? object[name] : undefined
  if (there === undefined) object[name] = value
  else if (Array.isArray(there)) there.push(value)
  else object[name] = [there, value]
}

/** The parser's messages begin with a position of their own and may quote the text behind a colon. */
const fault = (error: unknown): string => (error instanceof Error ? error.message.replace(/^\d+:\d+: /, '').replace(/: .*$/s, '') : 'unknown fault')
