/** The registry: one line per connector. */
import type { Crm, Source } from '../core/connector.ts'
import espocrm from './crms/espocrm.ts'
import pipedrive from './crms/pipedrive.ts'
import sandbox from './crms/sandbox.ts'
import tryton from './crms/tryton.ts'
import zoho from './crms/zoho.ts'
import cleverreach from './sources/cleverreach.ts'
import espocrmEvents from './sources/espocrm.ts'
import form from './sources/form.ts'
import mailchimp from './sources/mailchimp.ts'
import metaLeadgen from './sources/meta-leadgen.ts'
import pipedriveEvents from './sources/pipedrive.ts'
import sandboxCrm from './sources/sandbox-crm.ts'
import snapaddy from './sources/snapaddy.ts'
import standardWebhooks from './sources/standard-webhooks.ts'
import trytonOpportunities from './sources/tryton.ts'
import typeform from './sources/typeform.ts'
import zohoEvents from './sources/zoho.ts'

export const sources: readonly Source[] = [
  cleverreach,
  espocrmEvents,
  form,
  mailchimp,
  metaLeadgen,
  pipedriveEvents,
  sandboxCrm,
  snapaddy,
  standardWebhooks,
  trytonOpportunities,
  typeform,
  zohoEvents,
]
export const crms: readonly Crm[] = [espocrm, pipedrive, sandbox, tryton, zoho]
