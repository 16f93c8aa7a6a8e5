/** `leitwerk import --dry-run` and `--propose`: how a list is read, which column becomes what, and what would become of its rows. */
import type { CliHost } from './host.ts'
import type { ImportArguments } from './import.ts'
import { Failure } from './print.ts'

export async function preview(_host: CliHost, _file: string, _options: ImportArguments & { source: string }): Promise<number> {
  throw new Failure('not yet')
}
