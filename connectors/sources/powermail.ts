/** TYPO3 Powermail: posts the fields that TypoScript names, in the shipped example without any escaping. */
import { defineSource, optional, secret, text } from '../../core/connector.ts'
import { byPathKey, consent, pathKey } from '../form-tools.ts'

export default defineSource({
  id: 'powermail',
  label: 'Powermail (TYPO3)',
  docs: 'https://docs.typo3.org/p/in2code/powermail/main/en-us/',
  about: 'Sends every finished submission of a TYPO3 form, after its double opt-in where that is on; also bodies that were never escaped.',
  fields: {
    pathKey,
    user: optional(text('User name', 'As in the setting username of sendPost')),
    password: optional(secret('Password', 'As in the setting password of sendPost')),
    consent,
  },
  verify: { kind: 'anyOf', checks: [byPathKey, { kind: 'basic', userField: 'user', passwordField: 'password' }] },
  decode: { as: 'form' },
  answers: { success: { status: 200 } },
  setup: [
    {
      de: 'Übernehmen Sie docs/senders/powermail.typoscript: Es schaltet plugin.tx_powermail.settings.setup.marketing.sendPost ein und benennt die Felder.',
      en: 'Take over docs/senders/powermail.typoscript: it enables plugin.tx_powermail.settings.setup.marketing.sendPost and names the fields.',
    },
    {
      de: 'Tragen Sie als targetUrl {url}/KEY ein; KEY ist ein langer zufälliger Text, der auch in den Einstellungen steht.',
      en: 'Enter {url}/KEY as targetUrl, where KEY is a long random text that stands in the settings, too.',
    },
    {
      de: 'Oder setzen Sie username und password: Dann ruft Powermail zuerst ohne sie auf, sodass jede Einsendung eine Ablehnung hinterlässt.',
      en: 'Or set username and password: then Powermail calls without them first, so that every submission leaves one refusal behind.',
    },
    {
      de: 'Behalten Sie rawUrlEncode = 1 bei jedem Feld; ohne dies lässt sich ein Und- oder Prozentzeichen in einem Wert nur erraten.',
      en: 'Keep rawUrlEncode = 1 on every field; without it an ampersand or a percent sign in a value can only be guessed.',
    },
    {
      de: 'Mit Double-Opt-in in Powermail ist ein Häkchen bestätigt, wenn es hier ankommt; lassen Sie es als erteilt gelten.',
      en: 'With double opt-in in Powermail a tick is confirmed when it arrives here; leave it counting as given.',
    },
  ],
  onFailure: 'Takes no notice of the answer and never repeats; the submission stays in the TYPO3 backend (module Mails).',
  evidence: 'source code',
  doubts: [
    'The TypoScript was not run in a TYPO3; whether the address of the page still carries campaign parameters when the form is sent depends on the site.',
  ],
})
