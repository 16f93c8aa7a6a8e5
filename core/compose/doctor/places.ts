/** Where a hub's database lies and where it listens, as far as a configuration that is wrong still tells. */
import { stringify } from 'yaml'
import { parseConfig, read, readYaml } from '../../../config/load.ts'
import type { Where } from '../../cli/host.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** null: it cannot be told. */
export interface Places {
  database: string | null
  listen: string | null
}

export function placesOf({ config, database }: Where, environment: Environment): Places {
  const file = readable(config ?? environment.LEITWERK_CONFIG)
  const placeOf = (setting: keyof Places, given: string | undefined): string | null => {
    if (file === null && !given) return null
    const alone = file?.[setting] === undefined ? '' : stringify({ [setting]: file[setting] })
    const { LEITWERK_DATABASE: _database, LEITWERK_LISTEN: _listen, LEITWERK_PUBLIC_URL: _url, LEITWERK_LOG: _log, ...others } = environment
    try {
      return parseConfig(alone, 'configuration', { [setting]: given }, others).config[setting]
    } catch {
      return null
    }
  }
  return { database: placeOf('database', database || environment.LEITWERK_DATABASE), listen: placeOf('listen', environment.LEITWERK_LISTEN) }
}

/** Settings of the file, whatever is wrong with them; null where it is not there or no YAML. */
function readable(path: string | undefined): Record<string, unknown> | null {
  if (path === undefined) return {}
  try {
    return readYaml(read(path), path).raw
  } catch {
    return null
  }
}
