/** Mautic's webhooks: events of several kinds in one signed call, each kind a list under its name. */
import { defineSource, secret } from '../../core/connector.ts'
import { reconcilingApi, reconcilingFields, reconcilingPoll, reconcilingWrong } from '../mautic/poll.ts'

export default defineSource({
  id: 'mautic',
  label: 'Mautic',
  docs: 'https://docs.mautic.org/en/5.x/webhooks/webhooks.html',
  about: 'Tells of forms submitted, pages visited, mails opened, contacts changed, and of people who no longer want to be contacted on a channel.',
  fields: {
    secret: secret('Secret', 'Settings > Webhooks > the webhook > Secret; Mautic makes one if you leave it empty'),
    ...reconcilingFields,
  },
  wrong: reconcilingWrong,
  verify: {
    kind: 'signature',
    algorithm: 'hmac-sha256',
    key: { field: 'secret' },
    signed: [{ request: 'body' }],
    at: { header: 'webhook-signature' },
    encoding: 'base64',
  },
  // 410 switches the webhook off.
  answers: { success: { status: 200 }, never: [410] },
  // Each kind is a list, or one thing, under its name; every event gets the name along.
  split: '[$keys($).($kind := $; $lookup($$, $kind).{"kind": $kind, "event": $})]',
  // Of most kinds the same thing is told again with every change, so the moment belongs to it.
  dedupe: [
    "event.submission.id ? 'submission ' & $string(event.submission.id)",
    "event.stat.id ? $join(['open', $string(event.stat.id), $string(event.stat.openCount), event.stat.dateRead], ' ')",
    "event.hit.id ? 'hit ' & $string(event.hit.id)",
    "event.timestamp and (event.contact.id or event.lead.id) ? $join([kind, $string(event.contact.id), $string(event.lead.id), event.channel, event.new_status, event.timestamp], ' ')",
  ],
  api: reconcilingApi,
  poll: reconcilingPoll,
  setup: [
    {
      de: 'Öffnen Sie „Settings > Webhooks > New“: Adresse {url}; das Geheimnis tragen Sie in die Einstellungen ein.',
      en: 'Settings > Webhooks > New: address {url}, and the secret into the settings.',
    },
    {
      de: 'Ereignisse: Formular abgesendet, Seitenaufruf, E-Mail geöffnet, Kontakt geändert, Kontakt erkannt, Abonnement eines Kanals geändert. Geänderte Punkte und dergleichen nützen hier nichts.',
      en: 'Events: form submit, page hit, email open, contact updated, contact identified, contact channel subscription change. Points changed and the like are of no use here.',
    },
    {
      de: 'Geben Sie Formularfeldern Aliasse wie email, vorname, nachname, firma, telefon; einwilligung für eine Einwilligung.',
      en: 'Give form fields aliases like email, vorname, nachname, firma, telefon; einwilligung for a consent.',
    },
    {
      de: 'Mautic löscht, was es nicht zustellen konnte: Mit Adresse, Benutzer und Passwort fragt der Hub alle zehn Minuten nach Einsendungen und Widerrufen, die verloren gingen.',
      en: 'Mautic deletes what it could not deliver: with address, user and password the hub asks every ten minutes for submissions and withdrawals that were lost.',
    },
    {
      de: '„Configuration > Webhook settings“: Im Warteschlangenmodus kommen bis zu zehn Ereignisse in einem Aufruf; beide Modi werden verstanden.',
      en: 'Configuration > Webhook settings: queue mode sends up to ten events in one call; both modes are understood.',
    },
  ],
  onFailure:
    'Waits 15 s and repeats only when nobody answers: after any answer, even an error, the events are deleted. 410, or 100 failures in its log, switch the webhook off.',
  evidence: 'source code',
})
