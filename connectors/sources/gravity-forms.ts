/** Gravity Forms with its Webhooks add-on: the whole entry by input ids, or chosen fields by names of one's own. */
import { defineSource, optional, text } from '../../core/connector.ts'
import { byHeader, byPathKey, consent, headerSecret, pathKey } from '../form-tools.ts'

export default defineSource({
  id: 'gravity-forms',
  label: 'Gravity Forms',
  docs: 'https://docs.gravityforms.com/webhooks-add-on/',
  about: 'Sends every entry of a WordPress form, as JSON, as a form or in the address; whole by input ids, or chosen fields under own names.',
  fields: {
    headerSecret,
    pathKey,
    inputs: optional(
      text(
        'Names of the inputs',
        'For the request body "All fields", which sends numbers only: 4=firma, 6=nachricht; 12:6=nachricht for the input 6 of form 12 alone',
      ),
    ),
    consent,
  },
  verify: { kind: 'anyOf', checks: [byHeader, byPathKey] },
  dedupe: ["form_id and $string(id) != '0' ? form_id & ':' & id", "$string(entry_id) != '0' ? entry_id"],
  // An entry that was edited can be sent again by hand.
  version: 'date_updated',
  answers: { success: { status: 200 } },
  setup: [
    {
      de: 'Öffnen Sie im Formular „Settings > Webhooks > Add New“: „Request URL“ {url}, Methode POST, Format JSON.',
      en: 'Form > Settings > Webhooks > Add New: request URL {url}, method POST, format JSON.',
    },
    {
      de: 'Fügen Sie die Kopfzeile x-leitwerk-secret mit dem Geheimnis der Einstellungen hinzu; oder hängen Sie einen Schlüssel an die Adresse an.',
      en: 'Add the request header x-leitwerk-secret with the secret of the settings; or put a key at the end of the address.',
    },
    {
      de: 'Als Inhalt („Request Body“) eignet sich „Select Fields“ am besten: email, firma, telefon, nachricht, entry_id. Bei „All Fields“ tragen Sie die Namen der Felder in die Einstellungen ein.',
      en: 'Request body "Select Fields" is best: email, firma, telefon, nachricht, entry_id. With "All Fields" enter the names of the inputs in the settings.',
    },
  ],
  onFailure: 'Sends in the background and never repeats; any answer counts as sent, even an error. Compare the entries in WordPress with the hub.',
  evidence: 'source code',
  doubts: ['That date_created is UTC and that a consent field sends tick, text and revision as three inputs was not seen in a live entry.'],
})
