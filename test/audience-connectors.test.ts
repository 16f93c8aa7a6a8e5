/** Every registered e-mail tool against the contract of all audiences. */
import { expect, it } from 'vitest'
import { audiences } from '../connectors/index.ts'
import { audienceContract } from './contract/audience.contract.ts'
import { tools } from './scripts/audiences.ts'

it('every registered audience has a stand-in', () => expect(Object.keys(tools).sort()).toEqual(audiences.map(({ id }) => id).sort()))

for (const audience of audiences) audienceContract(audience, tools[audience.id]!)
