/** Swapcard: what an exhibitor's team scanned at the stand or met in the app. It has no webhook for leads, so the hub asks for them. */
import { defaulting, defineSource, secret, text } from '../../core/connector.ts'
import { LEAD_FIELDS, leadsPage } from '../swapcard/leads.ts'

export default defineSource({
  id: 'swapcard',
  label: 'Swapcard leads',
  docs: 'https://swapcard.dev/leads-api/usage',
  about: "Reads the leads of one exhibitor at one event: who was scanned or met, with the team's rating, note and answers; a lead that was edited counts anew.",
  fields: {
    apiKey: secret('API key', 'Exhibitor Center > Leads > API keys; a key of the Content API does not do'),
    eventId: text('Event id', 'What `myExhibitors { nodes { id name events { nodes { id title } } } }` names for the event'),
    exhibitorId: text('Exhibitor id', 'The id of the exhibitor in the same answer'),
    leadFields: defaulting(
      text(
        'Fields of a lead',
        'In GraphQL: take out what Swapcard says it does not know; add what you need of the person. No links that change with every call',
      ),
      LEAD_FIELDS,
    ),
    apiUrl: defaulting(text('API address', 'Another one only where a proxy stands in between'), 'https://developer.swapcard.com'),
  },
  // It never calls us: whatever comes to its address is refused.
  verify: { kind: 'anyOf', checks: [] },
  split: 'data.leads.contacts.nodes',
  // Swapcard gives neither number nor time of a change; the poll tells only what changed.
  dedupe: ['id'],
  version: '$delivery.receivedAt',

  api: {
    baseUrl: ({ apiUrl }) => apiUrl ?? '',
    hosts: ({ apiUrl }) => [new URL(apiUrl ?? '').hostname],
    // The key alone, without a scheme.
    auth: { kind: 'headers', headers: ({ apiKey }) => ({ authorization: apiKey ?? '' }) },
  },
  poll: { everySeconds: 300, page: leadsPage },
  setup: [
    {
      de: 'Öffnen Sie im „Exhibitor Center“ der Veranstaltung „Leads > API keys“ und legen Sie einen Schlüssel an.',
      en: 'In the Exhibitor Center of the event: Leads > API keys, make a key.',
    },
    {
      de: 'Fragen Sie mit diesem Schlüssel https://developer.swapcard.com/exhibitor/graphql nach den Ids von Veranstaltung und Aussteller und tragen Sie alle drei in die Einstellungen ein.',
      en: 'Ask https://developer.swapcard.com/exhibitor/graphql with that key for the ids of event and exhibitor, and enter the three in the settings.',
    },
    {
      de: 'Legen Sie für jede Veranstaltung eine eigene Quelle an und entfernen Sie sie einige Wochen danach.',
      en: 'Make a source for each event, and take it out some weeks after the event.',
    },
    {
      de: 'Passen Sie die Bewertungen am Anfang der Abbildung daran an, wie Ihr Team sie verwendet.',
      en: 'Adapt the ratings at the top of the mapping to how your team uses them.',
    },
  ],
  onFailure: 'Nothing is lost: every poll reads the whole list, and tells what is new or changed.',
  evidence: 'third party',
  doubts: [
    'That a list of leads is paged by `contacts(cursor: { first, after })` is taken from other lists of the same API.',
    'What a rating may be, and that 5 is the best one, is not documented openly.',
    'A lead that is deleted in Swapcard is not told, so it stays here.',
  ],
})
