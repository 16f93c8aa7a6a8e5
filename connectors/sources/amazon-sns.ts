/** Amazon SES, told through an SNS topic: signed messages with the mail event as text inside; the subscription is confirmed once. */
import { defineSource, optional, secret, text } from '../../core/connector.ts'
import { refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'

const TOPIC = /^arn:aws[a-z-]*:sns:([a-z0-9-]{3,40}):\d{12}:[\w.-]{1,256}$/

/** Where a topic of a region is confirmed; China has a domain of its own. */
const hostOf = (topic: string): string => {
  const region = TOPIC.exec(topic)?.[1] ?? 'eu-central-1'
  return `sns.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
}

const topicsOf = (setting: string | undefined): string[] => (setting ?? '').split(/[\s,]+/)

export default defineSource({
  id: 'amazon-sns',
  label: 'Amazon SES (through SNS)',
  docs: 'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html',
  about: 'Tells of mails opened, clicked, bounced and complained about, and of people who change their subscriptions in a contact list of SES.',
  fields: {
    expectedTopicArn: text(
      'Topic',
      'arn:aws:sns:REGION:ACCOUNT:NAME; with a certificate also several, separated by commas. Messages of other topics are refused, however well they are signed',
    ),
    certificatePem: optional(
      text(
        'Certificate',
        'In PEM form, downloaded from the address SigningCertURL in a message; a new one is entered beside the old one when Amazon renews it',
      ),
    ),
    user: optional(text('User', 'Instead of the certificate: the name in the subscribed address https://USER:PASSWORD@...')),
    password: optional(secret('Password', 'The one in the subscribed address')),
  },
  verify: {
    kind: 'anyOf',
    checks: [
      { kind: 'sns', certificateField: 'certificatePem', topicField: 'expectedTopicArn' },
      // Credentials in the subscribed address are sent only after a 401 has asked for them.
      {
        kind: 'allOf',
        checks: [
          { kind: 'basic', userField: 'user', passwordField: 'password' },
          { kind: 'token', at: { body: 'TopicArn' }, field: 'expectedTopicArn' },
        ],
      },
    ],
  },
  // Answered at once, and kept: the subscription is confirmed only once the message is proven to be of the topic.
  handshakes: [
    {
      when: { method: 'POST', conditions: [{ part: { header: 'x-amz-sns-message-type' }, equals: 'SubscriptionConfirmation' }] },
      answer: { status: 200 },
      keep: true,
    },
  ],
  answers: { success: { status: 200 } },
  decode: { jsonFields: ['Message'] },
  dedupe: ['MessageId'],
  // The mailbox simulator of SES.
  test: '$contains($join(Message.mail.destination, " "), "@simulator.amazonses.com")',
  api: {
    baseUrl: ({ expectedTopicArn }) => `https://${hostOf(topicsOf(expectedTopicArn)[0] ?? '')}`,
    hosts: ({ expectedTopicArn }) => topicsOf(expectedTopicArn).map(hostOf),
    auth: { kind: 'headers', headers: () => ({}) },
  },
  *hydrate({ payload }) {
    const { Type: type, TopicArn: topic, Token: token } = isObject(payload) ? payload : {}
    if (type !== 'SubscriptionConfirmation' || typeof topic !== 'string' || typeof token !== 'string') return { kind: 'hydrated', payload: null }
    if (!TOPIC.test(topic) || !/^[\w-]{1,2000}$/.test(token)) return { kind: 'hydrated', payload: null }
    // Made anew of what is signed, not taken from SubscribeURL.
    const query = { Action: 'ConfirmSubscription', TopicArn: topic, Token: token }
    const reply = yield { method: 'GET', path: `https://${hostOf(topic)}/`, query, purpose: 'confirm the subscription', repeatable: true }
    return succeeded(reply) ? { kind: 'hydrated', payload: { confirmed: true } } : refusal(reply)
  },
  setup: [
    {
      de: 'Öffnen Sie „SES > Configuration sets“, den Satz Ihrer Mails und dort „Event destinations“: Öffnungen, Klicks, Hard Bounces, Beschwerden und Abonnements an ein SNS-Topic der Art „Standard“.',
      en: 'SES > Configuration sets > the one your mails use > Event destinations: opens, clicks, hard bounces, complaints, subscriptions to an SNS topic of the standard kind.',
    },
    {
      de: 'Tragen Sie das Topic in die Einstellungen ein, dazu entweder das Zertifikat oder einen eigenen Benutzer mit Passwort.',
      en: 'Enter the topic in the settings, and either the certificate or a user and password of your own.',
    },
    {
      de: 'Öffnen Sie „SNS > Topics“, das Topic und „Create subscription“: Protokoll HTTPS, Endpunkt {url} oder dieselbe Adresse mit USER:PASSWORD@ vor dem Host; lassen Sie „Raw message delivery“ aus. Der Hub bestätigt von selbst.',
      en: 'SNS > Topics > the topic > Create subscription: protocol HTTPS, endpoint {url}, or the same address with USER:PASSWORD@ before the host; leave raw message delivery off. The hub confirms it by itself.',
    },
    {
      de: 'Tags Ihrer Nachrichten (campaign, content und eigene) kommen mit jedem Ereignis mit.',
      en: 'Tags of your messages (campaign, content and others of your own) come along with every event.',
    },
  ],
  onFailure:
    'Waits 15 seconds and repeats for about an hour by the usual delivery policy; then the message is lost, unless the subscription has a dead-letter queue.',
  evidence: 'vendor documentation',
})
