/** The registry: one line per connector. */
import type { Audience } from '../core/audience.ts'
import type { Source } from '../core/connector.ts'
import type { Crm } from '../core/crm.ts'
import type { Notifier } from '../core/notifier.ts'
import brevo from './audiences/brevo.ts'
import cleverreachGroup from './audiences/cleverreach.ts'
import hubspotList from './audiences/hubspot.ts'
import mailchimpAudience from './audiences/mailchimp.ts'
import mautic from './audiences/mautic.ts'
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
import cleverreach from './sources/cleverreach.ts'
import cloudevents from './sources/cloudevents.ts'
import contactForm7 from './sources/contact-form-7.ts'
import dynamics365Changes from './sources/dynamics365.ts'
import espocrmEvents from './sources/espocrm.ts'
import form from './sources/form.ts'
import googleForms from './sources/google-forms.ts'
import gravityForms from './sources/gravity-forms.ts'
import hubspotEvents from './sources/hubspot.ts'
import hubspotForms from './sources/hubspot-forms.ts'
import jotform from './sources/jotform.ts'
import list from './sources/list.ts'
import mailchimp from './sources/mailchimp.ts'
import metaLeadgen from './sources/meta-leadgen.ts'
import odooLeads from './sources/odoo.ts'
import pipedriveEvents from './sources/pipedrive.ts'
import powermail from './sources/powermail.ts'
import salesforceChanges from './sources/salesforce.ts'
import salesforceMessages from './sources/salesforce-messages.ts'
import sandboxCrm from './sources/sandbox-crm.ts'
import snapaddy from './sources/snapaddy.ts'
import standardWebhooks from './sources/standard-webhooks.ts'
import swapcard from './sources/swapcard.ts'
import tally from './sources/tally.ts'
import trytonOpportunities from './sources/tryton.ts'
import twentyEvents from './sources/twenty.ts'
import typeform from './sources/typeform.ts'
import typo3Webhooks from './sources/typo3-webhooks.ts'
import wpforms from './sources/wpforms.ts'
import zohoEvents from './sources/zoho.ts'

export const sources: readonly Source[] = [
  cleverreach,
  cloudevents,
  contactForm7,
  dynamics365Changes,
  espocrmEvents,
  form,
  googleForms,
  gravityForms,
  hubspotEvents,
  hubspotForms,
  jotform,
  list,
  mailchimp,
  metaLeadgen,
  salesforceChanges,
  odooLeads,
  pipedriveEvents,
  powermail,
  salesforceMessages,
  sandboxCrm,
  snapaddy,
  standardWebhooks,
  swapcard,
  tally,
  trytonOpportunities,
  twentyEvents,
  typeform,
  typo3Webhooks,
  wpforms,
  zohoEvents,
]
export const crms: readonly Crm[] = [dynamics365, espocrm, hubspot, odoo, pipedrive, salesforce, sandbox, tryton, twenty, zoho]
export const notifiers: readonly Notifier[] = [mail, slack, teams, webhook]
export const audiences: readonly Audience[] = [brevo, cleverreachGroup, hubspotList, mailchimpAudience, mautic]
