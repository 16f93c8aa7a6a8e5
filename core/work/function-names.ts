/** Every function a mapping can call: JSONata's own without `$eval`, and the helpers. For hints at mistyped names. */
import { MAPPING_FUNCTIONS } from './mapping-functions.ts'

/** JSONata has no list of its functions to ask for; a test calls each. */
export const BUILT_IN =
  'abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent distinct each encodeUrl encodeUrlComponent error exists filter floor formatBase formatInteger formatNumber fromMillis join keys length lookup lowercase map match max merge millis min not now number pad parseInteger power random reduce replace reverse round shuffle sift single sort split spread sqrt string substring substringAfter substringBefore sum toMillis trim type uppercase zip'.split(
    ' ',
  )

export const FUNCTION_NAMES: readonly string[] = [...BUILT_IN, ...MAPPING_FUNCTIONS.map(({ name }) => name)]
