/** What people do with mappings on the command line beyond running them: coverage of the cases. */
import type { CoverageReport, Where } from '../cli/host.ts'
import { coverageOf } from '../work/coverage/coverage.ts'
import { runCases } from '../work/mapping-cases.ts'
import { allNames, readNamed, withPool } from './mapping-folders.ts'

/** Coverage of the cases of mappings; of all where none is named. */
export const coverMappings = (where: Where, names: readonly string[]): Promise<CoverageReport[]> =>
  withPool(async (pool) => {
    const reports: CoverageReport[] = []
    for (const name of names.length > 0 ? names : await allNames(where)) {
      const file = await readNamed(where, name)
      reports.push({ mapping: name, ...(await coverageOf(file, await runCases(file, pool), pool)) })
    }
    return reports
  })
