/** Words for what an event can be. */
import type { Words } from './say.ts'

export const kindWords = {
  'kind.form': ['Form', 'Formular'],
  'kind.download': ['Download', 'Download'],
  'kind.fair_scan': ['Fair talk', 'Messegespräch'],
  'kind.open': ['Mail opened', 'Mail geöffnet'],
  'kind.click': ['Mail click', 'Mail-Klick'],
  'kind.webinar_registration': ['Webinar registration', 'Webinar-Anmeldung'],
  'kind.webinar_attendance': ['Webinar attended', 'Webinar besucht'],
  'kind.event_registration': ['Event registration', 'Veranstaltungsanmeldung'],
  'kind.page_visit': ['Page visit', 'Seitenbesuch'],
  'kind.company_seen': ['Company seen on the website', 'Unternehmen auf der Website erkannt'],
  'kind.call': ['Call', 'Telefonat'],
  'kind.meeting': ['Meeting', 'Treffen'],
  'kind.list_entry': ['List entry', 'Listeneintrag'],
  'kind.subscription': ['Subscription', 'Abonnement'],
  'kind.reply': ['Mail reply', 'Mail-Antwort'],
  'kind.survey': ['Survey', 'Umfrage'],
  'kind.referral': ['Referral', 'Empfehlung'],
  'kind.post': ['Letter', 'Brief'],
  'kind.consent': ['Consent', 'Einwilligung'],
  'kind.bounce': ['Bounce', 'Unzustellbar'],
  'kind.complaint': ['Complaint', 'Beschwerde'],
  'kind.profile': ['Profile change', 'Profiländerung'],
  'kind.feedback': ['Feedback of the CRM', 'Rückmeldung des CRM'],
  'kind.erasure': ['Erasure request', 'Löschverlangen'],
} satisfies Words
