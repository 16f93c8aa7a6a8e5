/** XML of a workbook part as it comes out of the file: elements opened and closed, and the text between; never the whole at once. */
import { SaxesParser } from 'saxes'
import type { Bytes } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { inflated, type Part } from './zip.ts'

export interface Heard {
  /** Names come without their prefix. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  close?(name: string): void
  text?(text: string): void
}

/** Ends after each piece of the part, so that whoever reads can take what was heard so far. @throws Unreadable */
export async function* hear(bytes: Bytes, part: Part, heard: Heard): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false })
  const broken = (reason: string) => new Unreadable(`the workbook is broken: its part ${part.name} is no proper XML (${reason.slice(0, 100)})`)
  parser.on('error', (error) => {
    throw broken(error.message)
  })
  // Entities of one's own are how small files grow; no program that writes workbooks declares any.
  parser.on('doctype', () => {
    throw broken('it declares a document type')
  })
  parser.on('opentag', ({ name, attributes }) => heard.open?.(bare(name), attributes as Record<string, string>))
  parser.on('closetag', ({ name }) => heard.close?.(bare(name)))
  parser.on('text', (text) => heard.text?.(text))
  parser.on('cdata', (text) => heard.text?.(text))
  const decoder = new TextDecoder('utf-8')
  for await (const chunk of inflated(bytes, part)) {
    parser.write(decoder.decode(chunk, { stream: true }))
    yield
  }
  parser.close()
}

/** Hears a part to its end. */
export async function hearAll(bytes: Bytes, part: Part | undefined, heard: Heard): Promise<void> {
  if (part === undefined) return
  for await (const _ of hear(bytes, part, heard));
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1)
