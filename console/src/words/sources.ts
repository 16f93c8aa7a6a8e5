/** Words of sources. */
import type { Words } from './say.ts'

export const sourceWords = {
  'sources.address': ['Address', 'Adresse'],
  'sources.docs': ['Vendor’s documentation', 'Dokumentation des Herstellers'],
  'sources.setup': ['How it is set up', 'So wird sie eingerichtet'],
  'sources.link': ['Page for senders', 'Seite für Sender'],
  'sources.linkText': [
    'Shows whoever sends what arrives, without an account. The address is a secret.',
    'Zeigt, wer sendet, was ankommt, ohne Konto. Die Adresse ist geheim.',
  ],
  'sources.linkMade': ['The address of the page is shown at its source.', 'Die Adresse der Seite steht bei ihrer Quelle.'],
} satisfies Words
