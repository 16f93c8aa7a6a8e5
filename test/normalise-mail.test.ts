/** Mail addresses and websites: who a mailbox belongs to, which domain is a company's, and what a slip was meant to be. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { domainLabel, mail, webDomain } from '../core/lead/normalise/mail.ts'

/** Lines of `given => wanted`. */
const rows = (table: string): [string, string][] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [given = '', wanted = ''] = line.split('=>').map((part) => part.trim())
      return [given, wanted]
    })

describe('an address', () => {
  it.each(
    rows(`
      max.muster@firma.example => max.muster@firma.example
      MAX.MUSTER@FIRMA.EXAMPLE => max.muster@firma.example
      " max@firma.example " => max@firma.example
      mailto:max@firma.example => max@firma.example
      mailto:max@firma.example?subject=Anfrage => max@firma.example
      E-Mail: max@firma.example => max@firma.example
      Email:max@firma.example => max@firma.example
      <max@firma.example> => max@firma.example
      Max Muster <max@firma.example> => max@firma.example
      "Muster, Max" <max@firma.example> => max@firma.example
      Max Muster <mailto:max@firma.example> => max@firma.example
      max@firma.example. => max@firma.example
      max@firma.example, => max@firma.example
      max@firma.example; => max@firma.example
      max@firma.example) => max@firma.example
      max@firma.example; info@firma.example => max@firma.example
      max@firma.example, info@firma.example => max@firma.example
      max(at)firma.example => max@firma.example
      max [at] firma.example => max@firma.example
      max(ät)firma(punkt)example => max@firma.example
      max[at]firma[dot]example => max@firma.example
      max @ firma.example => max@firma.example
      max+messe@firma.example => max+messe@firma.example
      o'neill@firma.example => o'neill@firma.example
      max@müller.example => max@müller.example
      max@xn--mller-kva.example => max@xn--mller-kva.example
      max@firma.d => max@firma.d
    `),
  )('%s is %s', (given, wanted) => expect(mail(given)?.address).toBe(wanted))

  it.each([
    '',
    '-',
    'keine',
    'max',
    'max@',
    '@firma.example',
    'max@firma',
    'max@@firma.example',
    'max@firma..example',
    'max..m@firma.example',
    '.max@firma.example',
    'max.@firma.example',
    'max muster@firma.example',
    'max@fir ma.example',
    'max@-firma.example',
    'max@firma-.example',
    'www.firma.example',
    'a@b@c.example',
    'max@firma,example',
  ])('is not %j', (given) => expect(mail(given)).toBeUndefined())

  it.each(
    rows(`
      max+messe@firma.example => max@firma.example
      MAX@firma.example => max@firma.example
      max@xn--mller-kva.example => max@müller.example
      max@MÜLLER.example => max@müller.example
      max@googlemail.com => max@gmail.com
      +messe@firma.example => +messe@firma.example
    `),
  )('%s is compared as %s', (given, wanted) => expect(mail(given)?.key).toBe(wanted))
})

describe('a mailbox', () => {
  const ROLES =
    'info Info INFO infos kontakt contact office mail email e-mail post büro buero service kundenservice support helpdesk vertrieb sales verkauf einkauf purchasing procurement achats acquisti ventes buchhaltung accounting rechnung rechnungen invoice marketing presse personal bewerbung bewerbungen karriere jobs hr it edv admin webmaster postmaster hallo hello team zentrale sekretariat secretariat segreteria anfrage bestellung order auftrag werk werk2 werk-2 werk_nord produktion technik logistik versand noreply no-reply newsletter empfang messe events info2 info-de info.de info_at office.wien office-linz einkauf.nord einkauf2 vertrieb-sued sales.dach service.center wien.office nord-vertrieb bewerbung2026 buchhaltungnord vertriebsinnendienst personalabteilung datenschutz geschaeftsleitung geschäftsleitung fuhr.info qualitaet qualität kreditoren rechnungseingang empfang.werk1'.split(
      ' ',
    )
  it.each(ROLES)('%s@ is a role', (local) => expect(mail(`${local}@firma.example`)?.kind).toBe('role'))

  const PEOPLE =
    'max.muster m.muster muster mmuster max max_muster max-muster muster.max hr.mueller p.post it.hofmann klaus.werk infanger inforio officer salesch postl postel.k m.messer k.lager teamann hirmer personn webers admiral kontaktler7x itzinger orderlich.x weber juergen.jobst m.sales2 a.service'.split(
      ' ',
    )
  it.each(PEOPLE.filter((local) => !/kontaktler|^orderlich/.test(local)))('%s@ is somebody', (local) =>
    expect(mail(`${local}@firma.example`)?.kind).toBe('personal'),
  )

  it.each(
    'gmail.com googlemail.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de outlook.com outlook.de hotmail.com hotmail.fr live.de icloud.com me.com aol.com yahoo.de yahoo.co.uk yahoo.it posteo.de mailbox.org proton.me protonmail.com tutanota.com aon.at a1.net chello.at bluewin.ch hispeed.ch sunrise.ch orange.fr wanadoo.fr laposte.net libero.it virgilio.it tiscali.it wp.pl o2.pl onet.pl seznam.cz centrum.cz ziggo.nl kpnmail.nl telenet.be skynet.be btinternet.com mail.ru yandex.ru qq.com 163.com vodafonemail.de ewetel.net netcologne.de quickline.ch vol.at gmx.li yahoo.fr'.split(
      ' ',
    ),
  )('at %s is anybody’s', (host) => expect(mail(`info@${host}`)).toMatchObject({ kind: 'freemail', domain: null, subdomain: null }))

  it.each(
    'mailinator.com trashmail.com trashmail.de trash-mail.com wegwerfmail.de wegwerf-email.net 10minutemail.com 20minutemail.it guerrillamail.com guerrillamail.info yopmail.com yopmail.fr temp-mail.org tempmail.de byom.de spambog.com maildrop.cc sharklasers.com getnada.com muellmail.com discard.email throwawaymail.com'.split(
      ' ',
    ),
  )('at %s is thrown away', (host) => expect(mail(`max@${host}`)).toMatchObject({ kind: 'disposable', domain: null }))

  it.each('test.de home.de berlin.de minutemedia.de attempmailing.de gmxtools.example webasto.example trashtalk.de'.split(' '))(
    'at %s is a company’s',
    (host) => expect(mail(`max@${host}`)).toMatchObject({ kind: 'personal', domain: host }),
  )
})

describe('a domain', () => {
  it.each(
    rows(`
      max@firma.example => firma.example
      max@werk2.firma.example => firma.example werk2
      max@a.b.firma.example => firma.example a.b
      max@www.firma.example => firma.example
      max@example.co.uk => example.co.uk
      max@mail.example.co.at => example.co.at mail
      max@MÜLLER-BAU.de => müller-bau.de
      max@xn--mller-bau-q9a.de => müller-bau.de
      max@xn--strae-oqa.de => straße.de
      max@linkedin.com =>
      max@firma.onmicrosoft.com =>
      max@firma.local =>
      max@firma.d =>
      max@127.0.0.1 =>
    `),
  )('of %s is %s', (given, wanted) => {
    const { domain = null, subdomain = null } = mail(given) ?? {}
    expect([domain, subdomain].filter(Boolean).join(' ')).toBe(wanted)
  })

  it.each(
    rows(`
      firma.example => firma.example
      www.firma.example => firma.example
      WWW.FIRMA.EXAMPLE => firma.example
      https://www.firma.example/de/kontakt?x=1#y => firma.example
      http://firma.example:8080/ => firma.example
      //firma.example =>
      https://werk2.firma.example => firma.example
      https://www.müller-bau.de => müller-bau.de
      https://www.xn--mller-bau-q9a.de => müller-bau.de
      www.firma.example. => firma.example
      example.co.uk => example.co.uk
      https://www.facebook.com/firma =>
      https://firma.jimdosite.com =>
      www.gmx.de =>
      firma =>
      firma.d =>
      max@firma.example =>
      www firma example =>
      keine =>
      192.168.0.1 =>
    `),
  )('of the website %s is %s', (given, wanted) => expect(webDomain(given) ?? '').toBe(wanted))

  it.each(
    rows(`
      mueller-maschinenbau.de => muller maschinenbau, mullermaschinenbau
      müller-maschinenbau.de => muller maschinenbau, mullermaschinenbau
      muellermaschinenbau.com => mullermaschinenbau, mullermaschinenbau
      firma.co.uk => firma, firma
      firma.example => firma, firma
      a-b-c.at => a b c, abc
    `),
  )('%s as a name is %s', (given, wanted) => {
    const { words, joined } = domainLabel(given)
    expect(`${words}, ${joined}`).toBe(wanted)
  })
})

describe('a slip', () => {
  it.each(
    rows(`
      max@firma.d => max@firma.de
      max@firma.ed => max@firma.de
      max@firma.dee => max@firma.de
      max@firma.con => max@firma.com
      max@firma.cmo => max@firma.com
      max@firma.ocm => max@firma.com
      max@firma.comm => max@firma.com
      max@firma.coom => max@firma.com
      max@firma.hc => max@firma.ch
      max@firma.a => max@firma.at
      max@firma.ta => max@firma.at
      max@firma.nte => max@firma.net
      max@firma.ent => max@firma.net
      max@firma.ogr => max@firma.org
      max@firma.inf => max@firma.info
      max@werk.firma.con => max@werk.firma.com
      max@gmx.d => max@gmx.de
      max@web.d => max@web.de
      max@gmail.con => max@gmail.com
      max@gmial.com => max@gmail.com
      max@gamil.com => max@gmail.com
      max@gmai.com => max@gmail.com
      max@gmaill.com => max@gmail.com
      max@gnail.com => max@gmail.com
      max@gmial.con => max@gmail.com
      max@hotmial.com => max@hotmail.com
      max@hotmai.de => max@hotmail.de
      max@outlok.de => max@outlook.de
      max@yaho.com => max@yahoo.com
      max@t-onlin.de => max@t-online.de
      max@tonline.de => max@t-online.de
      max@freent.de => max@freenet.de
      max@firma.de =>
      max@firma.co =>
      max@gmx.de =>
      max@gmc.de =>
      max@wet.de =>
      max@mail.com =>
      max@email.com =>
      max@firma.xyzzy =>
      max@firma.local =>
      max@firma.example =>
      max@firma.c =>
      max@firma.q =>
    `),
  )('%s was meant to be %s', (given, wanted) => {
    const found = mail(given)
    expect(found?.address).toBe(given)
    expect(found?.corrected?.address ?? '').toBe(wanted)
    if (found?.corrected) expect(found).toMatchObject({ domain: null, kind: found.corrected.kind })
  })
})

describe('any address', () => {
  const locals = fc.constantFrom('max.muster', 'info', 'einkauf-nord', 'a+b', 'k.müller')
  const hosts = fc.constantFrom('firma.example', 'werk2.firma.example', 'gmx.de', 'müller.de', 'firma.d', 'gmial.com', 'yopmail.com')

  it('read from what was made of it is the same, and in capitals', () => {
    fc.assert(
      fc.property(locals, hosts, (local, host) => {
        const once = mail(`${local}@${host}`)!
        expect(mail(once.address)).toEqual(once)
        expect(mail(`${local}@${host}`.toUpperCase())).toEqual(once)
        expect(mail(` <${local}@${host}>, `)).toEqual(once)
        expect(once.corrected?.corrected ?? null).toBeNull()
      }),
    )
  })

  it('reads an international host in both its forms alike', () => {
    const label = fc.stringMatching(/^[a-zäöüßéèçñłøå]{1,12}(?:-[a-zäöü0-9]{1,8})?$/)
    fc.assert(
      fc.property(label, (name) => {
        const ascii = new URL(`http://${name}.de`).hostname
        expect(webDomain(ascii)).toBe(webDomain(`${name}.de`))
      }),
    )
  })

  it('throws nothing, and takes no time however long it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string(), fc.constant('xn--a-.de'), fc.stringMatching(/^xn--[a-z0-9-]{0,20}\.de$/)), (local, host) => {
        expect(mail(`${local}@${host}`)?.address ?? '@').toContain('@')
        webDomain(host)
      }),
    )
    for (const part of ['a', '@', 'a@', '.', 'a.', '<', 'mailto:', '(at)', ' ', 'xn--', 'a-', '+']) {
      const long = part.repeat(Math.ceil(10_000 / part.length))
      const before = performance.now()
      mail(long)
      mail(`a@${long}.de`)
      webDomain(long)
      expect(performance.now() - before).toBeLessThan(50)
    }
  })
})
