/** Properties and pipelines of an account of HubSpot, as far as the stand-in has them. */

export interface Property {
  name: string
  label: string
  type: 'string' | 'number' | 'date' | 'datetime' | 'enumeration' | 'bool' | 'phone_number'
  fieldType: string
  options?: { value: string; label: string }[]
  hasUniqueValue?: boolean
  calculated?: boolean
  externalOptions?: boolean
  referencedObjectType?: string
  modificationMetadata?: { readOnlyValue: boolean }
}

const text = (name: string, label: string): Property => ({ name, label, type: 'string', fieldType: 'text' })
const number = (name: string, label: string): Property => ({ name, label, type: 'number', fieldType: 'number' })
const choice = (name: string, label: string, values: string[], fieldType = 'select'): Property => ({
  name,
  label,
  type: 'enumeration',
  fieldType,
  options: values.map((value) => ({ value, label: value })),
})
const owner: Property = {
  name: 'hubspot_owner_id',
  label: 'Owner',
  type: 'enumeration',
  fieldType: 'select',
  options: [],
  externalOptions: true,
  referencedObjectType: 'OWNER',
}
const made: Property = { name: 'hs_object_id', label: 'Record ID', type: 'number', fieldType: 'number', modificationMetadata: { readOnlyValue: true } }
const modified: Property = {
  name: 'hs_lastmodifieddate',
  label: 'Last modified',
  type: 'datetime',
  fieldType: 'date',
  modificationMetadata: { readOnlyValue: true },
}
const address = [text('address', 'Street'), text('city', 'City'), text('zip', 'Postal code'), text('country', 'Country')]

export const PROPERTIES: Readonly<Record<string, readonly Property[]>> = {
  companies: [
    text('name', 'Company name'),
    text('domain', 'Company domain'),
    text('website', 'Website'),
    text('phone', 'Phone'),
    ...address,
    number('numberofemployees', 'Employees'),
    number('annualrevenue', 'Revenue'),
    choice('industry', 'Industry', ['MACHINERY', 'AUTOMOTIVE']),
    choice('topics', 'Topics', ['press', 'mill', 'saw'], 'checkbox'),
    owner,
    made,
    modified,
  ],
  contacts: [
    text('salutation', 'Salutation'),
    text('firstname', 'First name'),
    text('lastname', 'Last name'),
    text('email', 'E-mail'),
    { ...text('hs_additional_emails', 'Additional e-mails'), calculated: true },
    text('phone', 'Phone'),
    text('mobilephone', 'Mobile'),
    text('jobtitle', 'Job title'),
    choice('hs_lead_status', 'Lead status', ['NEW', 'OPEN']),
    owner,
    made,
    modified,
  ],
  leads: [
    text('hs_lead_name', 'Lead name'),
    choice('hs_lead_type', 'Lead type', ['NEW_BUSINESS', 'UPSELL']),
    choice('hs_lead_label', 'Lead label', ['HOT', 'WARM', 'COLD']),
    choice('hs_pipeline', 'Pipeline', []),
    choice('hs_pipeline_stage', 'Stage', []),
    owner,
    made,
    modified,
  ],
  deals: [
    text('dealname', 'Deal name'),
    choice('pipeline', 'Pipeline', []),
    choice('dealstage', 'Deal stage', []),
    number('amount', 'Amount'),
    { name: 'closedate', label: 'Close date', type: 'datetime', fieldType: 'date' },
    text('description', 'Description'),
    { ...text('hs_is_closed_won', 'Is closed won'), type: 'bool', fieldType: 'booleancheckbox', calculated: true },
    owner,
    made,
    modified,
  ],
  notes: [text('hs_note_body', 'Note'), { name: 'hs_timestamp', label: 'Time', type: 'datetime', fieldType: 'date' }, owner],
}

export const REQUIRED: Readonly<Record<string, readonly string[]>> = { leads: ['hs_lead_name'], deals: ['dealname', 'dealstage'], notes: ['hs_timestamp'] }

export const PIPELINES: Readonly<Record<string, { id: string; label: string; stages: { id: string; label: string }[] }[]>> = {
  leads: [
    {
      id: 'lead-pipeline-id',
      label: 'Lead pipeline',
      stages: ['new-stage-id', 'attempting-stage-id', 'connected-stage-id', 'qualified-stage-id', 'unqualified-stage-id'].map((id) => ({
        id,
        label: id.split('-')[0]!,
      })),
    },
  ],
  deals: [
    {
      id: 'default',
      label: 'Sales pipeline',
      stages: ['appointmentscheduled', 'qualifiedtobuy', 'contractsent', 'closedwon', 'closedlost'].map((id) => ({ id, label: id })),
    },
  ],
}

/** Properties that hold ids of pipelines and stages. */
export const STAGED: Readonly<Record<string, { object: string; of: 'pipeline' | 'stage' }>> = {
  hs_pipeline: { object: 'leads', of: 'pipeline' },
  hs_pipeline_stage: { object: 'leads', of: 'stage' },
  pipeline: { object: 'deals', of: 'pipeline' },
  dealstage: { object: 'deals', of: 'stage' },
}

export const LABELS = [
  { category: 'HUBSPOT_DEFINED', typeId: 3, label: null },
  { category: 'USER_DEFINED', typeId: 41, label: 'Evaluator' },
  { category: 'USER_DEFINED', typeId: 42, label: 'Decision maker' },
]
