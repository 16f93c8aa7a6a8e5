/** Contact Form 7 with the plugin "CF7 to Webhook": fields by the names of their tags, or a template of one's own. */
import { defineSource } from '../../core/connector.ts'
import { byHeader, byPathKey, consent, headerSecret, pathKey } from '../form-tools.ts'

export default defineSource({
  id: 'contact-form-7',
  label: 'Contact Form 7',
  docs: 'https://wordpress.org/plugins/cf7-to-zapier/',
  about: 'Sends every submission of a WordPress form while the visitor waits, by the plugin "CF7 to Webhook".',
  fields: { headerSecret, pathKey, consent },
  verify: { kind: 'anyOf', checks: [byHeader, byPathKey] },
  // The plugin takes 200, 201, 202, 204 and 205; anything else tells the visitor that the form failed.
  answers: { success: { status: 200 } },
  setup: [
    {
      de: 'Installieren Sie das Plugin „CF7 to Webhook“ und öffnen Sie im Formular „Webhook“: Adresse {url}, Methode POST, „Send form data“.',
      en: 'Install the plugin "CF7 to Webhook"; then form > Webhook: address {url}, method POST, "Send form data".',
    },
    {
      de: 'Fügen Sie die Kopfzeile x-leitwerk-secret mit dem Geheimnis der Einstellungen hinzu; oder hängen Sie einen Schlüssel an die Adresse an.',
      en: 'Add the header x-leitwerk-secret with the secret of the settings; or put a key at the end of the address.',
    },
    {
      de: 'Benennen Sie die Tags so, dass sie erkannt werden: your-email, firma, telefon, nachricht, einwilligung.',
      en: 'Name the tags so that they are recognised: your-email, firma, telefon, nachricht, einwilligung.',
    },
    {
      de: '„Special Mail Tags“: [_url] [_post_title] [_remote_ip] [_date] [_time]; sie geben Seite und Kampagne, Nachweis der Einwilligung und Zeit an.',
      en: 'Special Mail Tags: [_url] [_post_title] [_remote_ip] [_date] [_time]; they give page and campaign, proof of consent and time.',
    },
    {
      de: 'Lassen Sie die Vorlage des Inhalts leer: Werte stehen darin unmaskiert, und ein Anführungszeichen in einer Nachricht macht das JSON ungültig. Was ungültig ist, wird angehalten.',
      en: 'Leave the body template empty: values stand in it unescaped, and a quotation mark in a message breaks the JSON. What is broken is held.',
    },
  ],
  onFailure:
    'Waits 30 s and never repeats. Any other answer than 200, 201, 202, 204 or 205 shows the visitor an error and mails the administrator, so keep the hub reachable.',
  evidence: 'source code',
})
