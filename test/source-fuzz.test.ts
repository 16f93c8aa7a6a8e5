/** Every registered source under bodies that nobody planned for. */
import { sources } from '../connectors/index.ts'
import { sourceFuzzContract } from './contract/source-fuzz.contract.ts'

for (const source of sources) sourceFuzzContract(source)
