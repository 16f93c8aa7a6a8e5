/** The helper functions of mappings: one list that registers, documents and tests them. All are pure: no clock, no chance, no network. */
import type { Json } from '../connector.ts'
import { personName } from '../lead/normalise/person.ts'
import { phone } from '../lead/normalise/phone.ts'
import { textOf } from './functions/argument.ts'
import { channel, utm } from './functions/campaign.ts'
import { recognise } from './functions/fields.ts'
import { instant } from './functions/instant.ts'
import { answers, named, pairs, pick } from './functions/lists.ts'
import { machine, scanned } from './functions/machine.ts'
import { compact, decimal, hash, lines, multilingual, oneOf, salutation, truth } from './functions/values.ts'

export interface MappingFunction {
  name: string
  /** As written in a mapping; a question mark behind what may be left out. */
  signature: string
  /** One sentence for the reference. */
  about: string
  /** A complete expression over an empty input, and what it gives. */
  example: { expression: string; result: Json }
  /** Takes whatever a mapping hands over; undefined means nothing. Throws nothing but TooLarge. */
  run: (...given: readonly unknown[]) => unknown
}

export const MAPPING_FUNCTIONS: readonly MappingFunction[] = [
  {
    name: 'instant',
    signature: '$instant(value, format?, zone?)',
    about:
      'A point in time as ISO 8601 in UTC: ISO, unix seconds or milliseconds, German dates, RFC 2822; without a zone it is local to `zone` (default Europe/Berlin), and `format` `dmy`, `mdy`, `unix` or `ms` settles what cannot be told.',
    example: { expression: '$instant("15.09.2026 10:30")', result: '2026-09-15T08:30:00.000Z' },
    run: instant,
  },
  {
    name: 'decimal',
    signature: '$decimal(value, notation?)',
    about: 'A number in German, English or Swiss notation; `notation` (`de` or `en`) settles whether 1.234 are thousands.',
    example: { expression: '$decimal("1.250.000,50 EUR")', result: 1250000.5 },
    run: decimal,
  },
  {
    name: 'truth',
    signature: '$truth(value)',
    about: 'true for ja, yes, x, 1, on..., false for nein, no, 0, off..., nothing for anything else.',
    example: { expression: '$truth("Ja")', result: true },
    run: truth,
  },
  {
    name: 'oneOf',
    signature: '$oneOf(value, map, default?)',
    about: 'Translates a value by a table, compared without case, umlauts and punctuation; the default where the table does not know it.',
    example: { expression: '$oneOf("In Process", {"new": "lead", "in process": "sal"}, "lead")', result: 'sal' },
    run: oneOf,
  },
  {
    name: 'phone',
    signature: '$phone(value, country?)',
    about: 'A telephone number in international form; numbers without a country code belong to `country` (default DE). What is no number stays as it is.',
    example: { expression: '$phone("0221/4710-233")', result: '+492214710233' },
    run: (value, country) => phone(textOf(value), typeof country === 'string' ? country : undefined)?.e164 ?? textOf(value),
  },
  {
    name: 'splitName',
    signature: '$splitName(name)',
    about: 'First and last name out of one field, without titles; noble particles stay with the last name.',
    example: { expression: '$splitName("Dr. Katharina von Weißmüller")', result: { firstName: 'Katharina', lastName: 'von Weißmüller' } },
    run: (value) => {
      const { firstName, lastName } = personName({ fullName: textOf(value) })
      return compact({ firstName, lastName })
    },
  },
  {
    name: 'salutation',
    signature: '$salutation(value, map?)',
    about: 'Herr, Frau or divers; tools that send codes need a map.',
    example: { expression: '$salutation(1, {"0": "Herr", "1": "Frau"})', result: 'Frau' },
    run: salutation,
  },
  {
    name: 'pick',
    signature: '$pick(list, field, value)',
    about: 'The first entry of a list whose field has the value.',
    example: { expression: '$pick([{"id": "Q1", "t": "Prio"}, {"id": "Q2", "t": "Notiz"}], "id", "Q2").t', result: 'Notiz' },
    run: pick,
  },
  {
    name: 'pairs',
    signature: '$pairs(list, nameField, valueField)',
    about: 'An object out of a list of entries that have a name and a value; lists of one value become that value.',
    example: { expression: '$pairs([{"name": "email", "values": ["a@firma.example"]}], "name", "values")', result: { email: 'a@firma.example' } },
    run: pairs,
  },
  {
    name: 'answers',
    signature: '$answers(list)',
    about: 'Answers as form builders like Typeform send them, as an object by field reference; choices become their labels.',
    example: {
      expression: '$answers([{"type": "choice", "choice": {"label": "Q4"}, "field": {"ref": "zeitraum"}}])',
      result: { zeitraum: 'Q4' },
    },
    run: answers,
  },
  {
    name: 'recognise',
    signature: '$recognise(fields, more?, labels?)',
    about:
      'Sorts form fields with German or English names into person, company, origin, utm, consents, products, wantsSales, note, occurredAt and answers; `more` adds names (those under `ignore` are left out), `labels` gives the questions.',
    example: {
      expression: '$recognise({"Vorname": "Maria", "E-Mail": "m@firma.example", "halle": "3"}, {"company.site": ["halle"]})',
      result: { person: { firstName: 'Maria', email: 'm@firma.example' }, company: { site: '3' } },
    },
    run: recognise,
  },
  {
    name: 'named',
    signature: '$named(fields, names)',
    about:
      'An object out of the fields that are called by one of the names, compared without case, umlauts and punctuation; the first name that is there counts.',
    example: { expression: '$named({"Haus-Nr.": "14", "Ort": "Ulm"}, {"house": ["Hausnummer", "Hausnr"]})', result: { house: '14' } },
    run: named,
  },
  {
    name: 'multilingual',
    signature: '$multilingual(titles, language?)',
    about: 'One text out of an object with a text per language: the language asked for, else German, English, the first.',
    example: { expression: '$multilingual({"en": "South", "de": "Süd"}, "de")', result: 'Süd' },
    run: multilingual,
  },
  {
    name: 'utm',
    signature: '$utm(value)',
    about: 'Campaign parameters of an address, a query string or an object with utm_ fields.',
    example: { expression: '$utm("https://firma.example/?utm_source=xing&utm_medium=social")', result: { source: 'xing', medium: 'social' } },
    run: utm,
  },
  {
    name: 'channel',
    signature: '$channel(utm, default?)',
    about: 'The channel that campaign parameters stand for (ads, email, social...), else the default (`web`).',
    example: { expression: '$channel({"medium": "cpc"})', result: 'ads' },
    run: channel,
  },
  {
    name: 'machine',
    signature: '$machine(userAgent, sentAt?, happenedAt?)',
    about:
      "true where a program opened or clicked, nothing where it may have been a person: Apple's mail privacy, crawlers, link scanners and libraries by their user agent, and whatever happens within 5 seconds of sending; both times in ISO 8601.",
    example: { expression: '$machine("Mozilla/5.0 (compatible; BarracudaCentral)")', result: true },
    run: machine,
  },
  {
    name: 'scanned',
    signature: '$scanned(events, event, same, time, link)',
    about:
      'true where a click is one of three or more on different links within 2 seconds, as link scanners make them, else nothing; `same` names the fields that the clicks of one mail and person have in common, `time` (in seconds) and `link` the fields to compare.',
    example: {
      expression: '($clicks := ["a", "b", "c"].{"mail": 7, "ts": 1789461000, "url": $}; $scanned($clicks, $clicks[0], ["mail"], "ts", "url"))',
      result: true,
    },
    run: scanned,
  },
  {
    name: 'compact',
    signature: '$compact(value)',
    about: 'An object or list without what is null, empty or blank.',
    example: { expression: '$compact({"a": "", "b": null, "c": 1})', result: { c: 1 } },
    run: compact,
  },
  {
    name: 'lines',
    signature: '$lines(text, ...)',
    about: 'The texts that say something, one to a line.',
    example: { expression: '$lines("Budget frei", "", "Termin im Oktober")', result: 'Budget frei\nTermin im Oktober' },
    run: lines,
  },
  {
    name: 'hash',
    signature: '$hash(text)',
    about: 'SHA-256 of a text in hex: a key where a tool has none.',
    example: { expression: '$hash("a@firma.example:2026")', result: '9c7bfe431517c962fe2283f8a5252e188445174317b0db75156df3df2c7b6eb0' },
    run: hash,
  },
]
