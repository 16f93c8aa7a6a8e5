/** JSON Schemas of what people write. */
import { z } from 'zod'
import { configSchema } from '../../config/schema.ts'
import { declarationSchema } from '../../connectors/declared/declaration.ts'
import { sourceDeclarationSchema } from '../../connectors/declared-sources/declaration.ts'
import type { SchemaName } from '../cli/host.ts'
import { mappingResultSchema } from '../lead/event.ts'
import { crmRecordSchema } from '../work/crm-record.ts'

const SCHEMAS: Readonly<Record<SchemaName, () => unknown>> = {
  event: () => z.toJSONSchema(mappingResultSchema, { io: 'input' }),
  source: () => z.toJSONSchema(sourceDeclarationSchema, { io: 'input', reused: 'ref' }),
  crm: () => z.toJSONSchema(declarationSchema, { io: 'input' }),
  config: () => z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }),
  'crm-record': () => z.toJSONSchema(crmRecordSchema, { io: 'input' }),
}

export const schemaOf = (name: SchemaName): unknown => SCHEMAS[name]()
