/** The registry: one line per connector. */
import type { Audience } from '../core/audience.ts'
import type { Source } from '../core/connector.ts'
import type { Crm } from '../core/crm.ts'
import type { Notifier } from '../core/notifier.ts'
import brevoAudience from './audiences/brevo.ts'
import cleverreachGroup from './audiences/cleverreach.ts'
import hubspotList from './audiences/hubspot.ts'
import mailchimpAudience from './audiences/mailchimp.ts'
import mauticAudience from './audiences/mautic.ts'
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
import activecampaign from './sources/activecampaign.ts'
import amazonSns from './sources/amazon-sns.ts'
import brevo from './sources/brevo.ts'
import calendly from './sources/calendly.ts'
import captello from './sources/captello.ts'
import cleverreach from './sources/cleverreach.ts'
import cloudevents from './sources/cloudevents.ts'
import contactForm7 from './sources/contact-form-7.ts'
import cvent from './sources/cvent.ts'
import dynamics365Changes from './sources/dynamics365.ts'
import espocrmEvents from './sources/espocrm.ts'
import eventbrite from './sources/eventbrite.ts'
import form from './sources/form.ts'
import googleAds from './sources/google-ads.ts'
import googleForms from './sources/google-forms.ts'
import gotowebinar from './sources/gotowebinar.ts'
import gravityForms from './sources/gravity-forms.ts'
import hubspotEvents from './sources/hubspot.ts'
import hubspotForms from './sources/hubspot-forms.ts'
import jotform from './sources/jotform.ts'
import linkedinLeadgen from './sources/linkedin-leadgen.ts'
import list from './sources/list.ts'
import mailchimp from './sources/mailchimp.ts'
import mailgun from './sources/mailgun.ts'
import mailjet from './sources/mailjet.ts'
import marketo from './sources/marketo.ts'
import mautic from './sources/mautic.ts'
import metaLeadgen from './sources/meta-leadgen.ts'
import odooLeads from './sources/odoo.ts'
import pipedriveEvents from './sources/pipedrive.ts'
import postmark from './sources/postmark.ts'
import powermail from './sources/powermail.ts'
import pretix from './sources/pretix.ts'
import salesforceChanges from './sources/salesforce.ts'
import salesforceMessages from './sources/salesforce-messages.ts'
import sandboxCrm from './sources/sandbox-crm.ts'
import sendgrid from './sources/sendgrid.ts'
import snapaddy from './sources/snapaddy.ts'
import snapaddyContacts from './sources/snapaddy-contacts.ts'
import standardWebhooks from './sources/standard-webhooks.ts'
import swapcard from './sources/swapcard.ts'
import tally from './sources/tally.ts'
import trytonOpportunities from './sources/tryton.ts'
import twentyEvents from './sources/twenty.ts'
import typeform from './sources/typeform.ts'
import typo3Webhooks from './sources/typo3-webhooks.ts'
import wpforms from './sources/wpforms.ts'
import zohoEvents from './sources/zoho.ts'
import zoom from './sources/zoom.ts'
import zuddl from './sources/zuddl.ts'

export const sources: readonly Source[] = [
  activecampaign,
  amazonSns,
  brevo,
  cleverreach,
  cloudevents,
  contactForm7,
  calendly,
  captello,
  cvent,
  dynamics365Changes,
  espocrmEvents,
  eventbrite,
  form,
  googleForms,
  gravityForms,
  hubspotEvents,
  hubspotForms,
  jotform,
  list,
  googleAds,
  gotowebinar,
  linkedinLeadgen,
  mailchimp,
  mailgun,
  mailjet,
  marketo,
  mautic,
  metaLeadgen,
  salesforceChanges,
  odooLeads,
  pipedriveEvents,
  postmark,
  powermail,
  pretix,
  salesforceMessages,
  sandboxCrm,
  sendgrid,
  snapaddy,
  snapaddyContacts,
  standardWebhooks,
  swapcard,
  tally,
  trytonOpportunities,
  twentyEvents,
  typeform,
  typo3Webhooks,
  wpforms,
  zohoEvents,
  zoom,
  zuddl,
]
export const crms: readonly Crm[] = [dynamics365, espocrm, hubspot, odoo, pipedrive, salesforce, sandbox, tryton, twenty, zoho]
export const notifiers: readonly Notifier[] = [mail, slack, teams, webhook]
export const audiences: readonly Audience[] = [brevoAudience, cleverreachGroup, hubspotList, mailchimpAudience, mauticAudience]
