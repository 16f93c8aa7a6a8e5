/** The registry: one line per connector. */
import type { Crm, Source } from '../core/connector.ts'
import type { Notifier } from '../core/notifier.ts'
import dynamics365 from './crms/dynamics365.ts'
import espocrm from './crms/espocrm.ts'
import hubspot from './crms/hubspot.ts'
import odoo from './crms/odoo.ts'
import pipedrive from './crms/pipedrive.ts'
import salesforce from './crms/salesforce.ts'
import sandbox from './crms/sandbox.ts'
import tryton from './crms/tryton.ts'
import twenty from './crms/twenty.ts'
import zoho from './crms/zoho.ts'
import mail from './notifiers/mail.ts'
import slack from './notifiers/slack.ts'
import teams from './notifiers/teams.ts'
import webhook from './notifiers/webhook.ts'
import calendly from './sources/calendly.ts'
import captello from './sources/captello.ts'
import cleverreach from './sources/cleverreach.ts'
import cvent from './sources/cvent.ts'
import dynamics365Changes from './sources/dynamics365.ts'
import espocrmEvents from './sources/espocrm.ts'
import eventbrite from './sources/eventbrite.ts'
import form from './sources/form.ts'
import googleAds from './sources/google-ads.ts'
import gotowebinar from './sources/gotowebinar.ts'
import hubspotEvents from './sources/hubspot.ts'
import linkedinLeadgen from './sources/linkedin-leadgen.ts'
import mailchimp from './sources/mailchimp.ts'
import metaLeadgen from './sources/meta-leadgen.ts'
import odooLeads from './sources/odoo.ts'
import pipedriveEvents from './sources/pipedrive.ts'
import pretix from './sources/pretix.ts'
import salesforceChanges from './sources/salesforce.ts'
import salesforceMessages from './sources/salesforce-messages.ts'
import sandboxCrm from './sources/sandbox-crm.ts'
import snapaddy from './sources/snapaddy.ts'
import snapaddyContacts from './sources/snapaddy-contacts.ts'
import standardWebhooks from './sources/standard-webhooks.ts'
import trytonOpportunities from './sources/tryton.ts'
import twentyEvents from './sources/twenty.ts'
import typeform from './sources/typeform.ts'
import zohoEvents from './sources/zoho.ts'
import zoom from './sources/zoom.ts'
import zuddl from './sources/zuddl.ts'

export const sources: readonly Source[] = [
  calendly,
  captello,
  cleverreach,
  cvent,
  dynamics365Changes,
  espocrmEvents,
  eventbrite,
  form,
  googleAds,
  gotowebinar,
  hubspotEvents,
  linkedinLeadgen,
  mailchimp,
  metaLeadgen,
  salesforceChanges,
  odooLeads,
  pipedriveEvents,
  pretix,
  salesforceMessages,
  sandboxCrm,
  snapaddy,
  snapaddyContacts,
  standardWebhooks,
  trytonOpportunities,
  twentyEvents,
  typeform,
  zohoEvents,
  zoom,
  zuddl,
]
export const crms: readonly Crm[] = [dynamics365, espocrm, hubspot, odoo, pipedrive, salesforce, sandbox, tryton, twenty, zoho]
export const notifiers: readonly Notifier[] = [mail, slack, teams, webhook]
