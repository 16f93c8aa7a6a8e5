/** The registry: one line per connector. */
import type { Crm, Source } from '../core/connector.ts'
import espocrm from './crms/espocrm.ts'
import hubspot from './crms/hubspot.ts'
import sandbox from './crms/sandbox.ts'
import tryton from './crms/tryton.ts'
import twenty from './crms/twenty.ts'
import cleverreach from './sources/cleverreach.ts'
import espocrmEvents from './sources/espocrm.ts'
import form from './sources/form.ts'
import hubspotEvents from './sources/hubspot.ts'
import mailchimp from './sources/mailchimp.ts'
import metaLeadgen from './sources/meta-leadgen.ts'
import sandboxCrm from './sources/sandbox-crm.ts'
import snapaddy from './sources/snapaddy.ts'
import standardWebhooks from './sources/standard-webhooks.ts'
import trytonOpportunities from './sources/tryton.ts'
import twentyEvents from './sources/twenty.ts'
import typeform from './sources/typeform.ts'

export const sources: readonly Source[] = [
  cleverreach,
  espocrmEvents,
  form,
  hubspotEvents,
  mailchimp,
  metaLeadgen,
  sandboxCrm,
  snapaddy,
  standardWebhooks,
  trytonOpportunities,
  twentyEvents,
  typeform,
]
export const crms: readonly Crm[] = [espocrm, hubspot, sandbox, tryton, twenty]
