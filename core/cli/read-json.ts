/** JSON that a person names on the command line. */
import { readFileSync } from 'node:fs'
import type { Json } from '../connector.ts'
import { Failure } from './print.ts'

/** @param file `-` for standard input. @throws a sentence that names the file */
export function readJson(file: string): Json {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8')
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new Failure(`${file === '-' ? 'what came in' : file} is no JSON: ${(error as Error).message}`)
  }
}
