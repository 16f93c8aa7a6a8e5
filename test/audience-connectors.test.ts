/** Every registered e-mail tool against the contract of all audiences. */
import { describe, expect, it } from 'vitest'
import hubspot from '../connectors/audiences/hubspot.ts'
import { audiences } from '../connectors/index.ts'
import { audienceContract } from './contract/audience.contract.ts'
import { hubspotListFake } from './helpers/hubspot-list-fake.ts'
import { tools } from './scripts/audiences.ts'

it('every registered audience has a stand-in', () => expect(Object.keys(tools).sort()).toEqual(audiences.map(({ id }) => id).sort()))

for (const audience of audiences) audienceContract(audience, tools[audience.id]!)

describe('in the older version of its API', () =>
  audienceContract(hubspot, { ...tools.hubspot!, fake: () => hubspotListFake({ apiVersion: 'v3' }), comesBack: 'there' }))
