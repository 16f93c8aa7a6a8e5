/** The stand-in of every e-mail tool, and what is special about it. */
import type { Json } from '../../core/connector.ts'
import { brevoFake } from '../helpers/brevo-fake.ts'
import { cleverreachFake } from '../helpers/cleverreach-fake.ts'
import { hubspotListFake } from '../helpers/hubspot-list-fake.ts'
import { mailchimpFake } from '../helpers/mailchimp-fake.ts'
import { mauticFake } from '../helpers/mautic-fake.ts'
import type { ToolFake } from '../helpers/tool-fake.ts'

export interface ToolScript {
  fake: () => ToolFake
  /** Headers that say how many calls are left, and what is read from them; needed where the audience has `limits`. */
  allowances?: { headers: Readonly<Record<string, string>>; read: readonly { limit: string; left: number; renewsMs: number }[] }
  /** Who withdrew and agreed anew is on the list again, has to confirm there first, or has to subscribe there. */
  comesBack: 'at once' | 'confirmed' | 'there'
  /** The body that refuses something, where the status may say that all is well. */
  saidInside?: (status: number) => Json
  /** A setting that is wrong, and which the check finds. */
  wrong: Readonly<Record<string, string>>
}

export const tools: Readonly<Record<string, ToolScript>> = {
  brevo: {
    fake: brevoFake,
    allowances: {
      headers: { 'x-sib-ratelimit-remaining': '35990', 'x-sib-ratelimit-reset': '1800' },
      read: [{ limit: 'calls', left: 35_990, renewsMs: 1_800_000 }],
    },
    comesBack: 'at once',
    wrong: { list: '99' },
  },
  cleverreach: {
    fake: cleverreachFake,
    comesBack: 'at once',
    saidInside: (code) => ({ error: { code, message: 'Said with a smile' } }),
    wrong: { group: '99' },
  },
  hubspot: {
    fake: hubspotListFake,
    allowances: {
      headers: { 'x-hubspot-ratelimit-remaining': '90', 'x-hubspot-ratelimit-interval-milliseconds': '10000' },
      read: [{ limit: 'burst', left: 90, renewsMs: 10_000 }],
    },
    comesBack: 'at once',
    wrong: { list: '99' },
  },
  mailchimp: { fake: mailchimpFake, comesBack: 'confirmed', wrong: { list: '99' } },
  mautic: { fake: mauticFake, comesBack: 'at once', wrong: { segment: '99' } },
}
