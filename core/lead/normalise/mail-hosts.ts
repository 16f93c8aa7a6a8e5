/** Hosts that say nothing of a company: free and disposable mail, and sites where anyone may have a page. */

const setOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** These give addresses to everybody under any ending. */
const EVERYWHERE = setOf('gmail googlemail gmx hotmail outlook yahoo ymail rocketmail icloud protonmail')

const FREE = setOf(`
gmail.com googlemail.com gmx.de gmx.net gmx.at gmx.ch gmx.com gmx.eu gmx.info gmx.org gmx.biz gmx.li gmx.fr web.de email.de mail.de
t-online.de magenta.de freenet.de freemail.de online.de arcor.de vodafone.de vodafonemail.de kabelmail.de unitybox.de 1und1.de o2online.de o2mail.de
alice-dsl.de alice-dsl.net alicedsl.de alice.de ewe.net ewetel.net netcologne.de nefkom.net osnanet.de htp-tel.de swbmail.de teleos-web.de versanet.de
versatel.de telecolumbus.net primacom.net t-home.de mnet-mail.de mnet-online.de kabelbw.de unity-mail.de tele2.de dokom.net
wtnet.de wilhelm-tel.de onlinehome.de lycos.de epost.de compuserve.de uni.de directbox.com smart-mail.de
firemail.de fantasymail.de ok.de eclipso.de eclipso.eu eclipso.email eclipso.ch posteo.de posteo.net posteo.at posteo.ch posteo.eu mailbox.org tutanota.com
tutanota.de tuta.io tuta.com tutamail.com keemail.me proton.me pm.me disroot.org systemli.org riseup.net mailo.com mailfence.com
startmail.com hushmail.com runbox.com fastmail.com fastmail.fm hey.com zoho.com zoho.eu zohomail.eu zohomail.com email.com mail.com usa.com europe.com
consultant.com engineer.com post.com dr.com techie.com myself.com iname.com inbox.com inbox.lv lavabit.com mail2world.com safe-mail.net
hotmail.com hotmail.de hotmail.at hotmail.ch live.com live.de live.at live.ch live.fr live.it live.nl live.be live.co.uk live.dk live.se msn.com passport.com
windowslive.com outlook.com outlook.de outlook.at outlook.fr icloud.com me.com mac.com aol.com aol.de aol.at aol.fr aol.it aol.co.uk aim.com netscape.net
yahoo.com yahoo.de yahoo.at yahoo.ch ymail.com
aon.at a1.net chello.at utanet.at inode.at kabsi.at kabelplus.at liwest.at drei.at tele2.at tiscali.at gmx.at tmo.at cnv.at ktvam.at telering.at salzburg-online.at
vol.at cable.vol.at tirol.com surfeu.at eunet.at sms.at mail.at
bluewin.ch bluemail.ch hispeed.ch sunrise.ch swissonline.ch green.ch netplus.ch vtxnet.ch vtxmail.ch tiscali.ch freesurf.ch datacomm.ch
quickline.ch quickline.com gga.ch ggaweb.ch besonet.ch solnet.ch active.ch span.ch romandie.com citycable.ch ticino.com yetnet.ch sefanet.ch
upcmail.ch immerda.ch adon.li powersurf.li supra.net
orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr club-internet.fr cegetel.net aliceadsl.fr libertysurf.fr voila.fr 9online.fr
noos.fr gmx.fr netcourrier.com caramail.com nordnet.fr
libero.it virgilio.it alice.it tin.it tim.it tiscali.it fastwebnet.it inwind.it iol.it email.it poste.it vodafone.it teletu.it katamail.com
supereva.it pec.it legalmail.it postacert.it rolmail.net dnet.it brennercom.net
ziggo.nl kpnmail.nl kpnplanet.nl hetnet.nl planet.nl home.nl xs4all.nl chello.nl upcmail.nl casema.nl quicknet.nl zonnet.nl tele2.nl telfort.nl solcon.nl
caiway.nl caiway.net online.nl hccnet.nl versatel.nl freeler.nl wanadoo.nl wxs.nl tiscali.nl onsbrabantnet.nl ziggomail.com
telenet.be skynet.be proximus.be scarlet.be belgacom.net pandora.be tiscali.be voo.be edpnet.be
pt.lu internet.lu tango.lu vo.lu
wp.pl o2.pl onet.pl onet.eu op.pl vp.pl interia.pl interia.eu poczta.onet.pl gazeta.pl tlen.pl poczta.fm autograf.pl go2.pl int.pl spoko.pl opoczta.pl
seznam.cz centrum.cz email.cz post.cz volny.cz atlas.cz quick.cz tiscali.cz iol.cz azet.sk zoznam.sk centrum.sk pobox.sk post.sk
freemail.hu citromail.hu t-online.hu upcmail.hu indamail.hu vipmail.hu mailbox.hu chello.hu siol.net t-2.net amis.net volja.net net.hr
t-com.hr inet.hr abv.bg mail.bg dir.bg otenet.gr in.gr forthnet.gr hol.gr
btinternet.com btopenworld.com sky.com talktalk.net virginmedia.com virgin.net ntlworld.com blueyonder.co.uk tiscali.co.uk plusnet.com o2.co.uk
eircom.net telefonica.net terra.es ono.com sapo.pt mail.pt clix.pt netcabo.pt telia.com bredband.net spray.se comhem.se online.no jubiimail.dk
mail.dk stofanet.dk tdcadsl.dk ofir.dk kolumbus.fi elisanet.fi luukku.com suomi24.fi welho.com
mail.ru yandex.com yandex.ru ya.ru list.ru bk.ru inbox.ru rambler.ru ukr.net i.ua qq.com 163.com 126.com sina.com sohu.com foxmail.com naver.com daum.net
hanmail.net rediffmail.com comcast.net att.net verizon.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com shaw.ca rogers.com
sympatico.ca videotron.ca bigpond.com optusnet.com.au uol.com.br bol.com.br terra.com.br duck.com relay.firefox.com
`)

const DISPOSABLE = setOf(`
mailinator.com guerrillamail.com sharklasers.com grr.la guerrillamailblock.com pokemail.net spam4.me 10minutemail.com yopmail.com yopmail.fr cool.fr.nf
tempmail.com temp-mail.org temp-mail.io tempmailo.com maildrop.cc dispostable.com getnada.com nada.email inboxkitten.com mohmal.com moakt.com emailondeck.com
tempr.email discard.email discardmail.com discardmail.de byom.de spambog.com spambog.de spambog.ru muellmail.com muellemail.com muellpost.de mytrashmail.com
einrot.com einrot.de fleckens.hu cuvox.de armyspy.com dayrep.com gustr.com jourrapide.com rhyta.com superrito.com teleworm.us zehnminutenmail.de
einmalmail.de eintagsmail.de sofort-mail.de sofortmail.de spoofmail.de instantmail.de instantmail.fr kurzepost.de objectmail.com proxymail.eu rcpt.at
trash-mail.at nur-fuer-spam.de nurfuerspam.de spamgourmet.com spamex.com spamavert.com mailcatch.com mailnesia.com mailnull.com mailexpire.com mailmoat.com
mintemail.com meltmail.com mt2015.com mvrht.net nowmymail.com incognitomail.com jetable.org jetable.com jetable.net jetable.de filzmail.com getairmail.com
airmail.cc anonbox.net anonymbox.com bugmenot.com burnermail.io deadaddress.com despam.it despammed.com dodgit.com e4ward.com emailias.com emailsensei.com
emailtemporanea.net emltmp.com fakeinbox.com fakemail.net fakemailgenerator.com fastacura.com freundin.ru gishpuppy.com haltospam.com hidemail.de hochsitze.com
imails.info inboxalias.com inboxbear.com kasmail.com keepmymail.com klassmaster.com klzlk.com lhsdv.com linshiyouxiang.net lroid.com luxusmail.org
mail-temporaire.fr mail.tm mailbox92.biz mailforspam.com mailhz.me mailme.lv mailpoof.com mailsac.com mailslurp.com mailtemp.info mailtothis.com mailzilla.com
minuteinbox.com mjukglass.nu nepwk.com nervmich.net nervtmich.net no-spam.ws nobulk.com noclickemail.com nomail.xl.cx nospamfor.us notmailinator.com odaymail.com
oneoffemail.com ordinaryamerican.net owlymail.com pookmail.com privy-mail.com privymail.de punkass.com quickinbox.com rppkn.com s0ny.net schafmail.de
schmeissweg.tk schrott-email.de secretemail.de senseless-entertainment.com shieldemail.com shiftmail.com skeefmail.com slopsbox.com smellfear.com snakemail.com
sneakemail.com sogetthis.com soodonims.com spaml.de spammotel.com squizzy.de stinkefinger.net super-auswahl.de supermailer.jp tagyourself.com temporaryinbox.com
temporarymail.org tempinbox.com tempomail.fr thankyou2010.com throwam.com tilien.com tmail.ws tmailinator.com tmpmail.org topranklist.de trbvm.com turual.com twinmail.de
umail.net venompen.com viditag.com walala.org watchfull.net wegwerf-email.net wegwerf-emails.de wh4f.org whyspam.me willselfdestruct.com winemaven.info wuzup.net xagloo.com
xemaps.com xents.com xmaily.com xoxy.net yep.it yogamaven.com zippymail.info zoemail.org 0-mail.com 0815.ru 1secmail.com 20minutemail.com 33mail.com anonaddy.me
`)

/** Hosts that say of themselves that they are thrown away. */
const THROWN_AWAY =
  /wegwerf|trash-?e?-?mail|\d+-?min(?:ute[ns]?)?-?e?mail|mailinator|guerrill[ai]-?mail|(?:^|[-.])te?mp-?e?mails?(?:$|[-.])|yopmail|throwaway-?e?mail|spamfree24/

export const isFreemail = (domain: string): boolean => FREE.has(domain) || EVERYWHERE.has(domain.slice(0, domain.indexOf('.')))
export const isDisposable = (domain: string): boolean => DISPOSABLE.has(domain) || THROWN_AWAY.test(domain)

/** Typed so often that a host one letter off is a slip. Shorter ones have neighbours that are companies. */
export const WELL_KNOWN: readonly string[] = [
  ...['gmail.com', 'googlemail.com', 'hotmail.com', 'hotmail.de', 'hotmail.ch', 'outlook.com', 'outlook.de', 'yahoo.com', 'yahoo.de', 'icloud.com'],
  ...['t-online.de', 'freenet.de', 'bluewin.ch', 'chello.at', 'posteo.de', 'mailbox.org', 'protonmail.com'],
]

/** Many companies live under these: neither a website nor an address there says which one it is. */
const SHARED = setOf(`
facebook.com linkedin.com xing.com instagram.com youtube.com twitter.com x.com tiktok.com pinterest.com google.com goo.gl business.site wixsite.com wix.com
jimdo.com jimdosite.com jimdofree.com wordpress.com blogspot.com github.io github.com netlify.app vercel.app myshopify.com squarespace.com weebly.com
webflow.io strato.de onmicrosoft.com sharepoint.com hubspot.com linktr.ee web.app notion.site bit.ly amazon.de amazon.com ebay.de kununu.com herold.at
gelbeseiten.de local.ch
`)

export const isShared = (domain: string): boolean => SHARED.has(domain)
