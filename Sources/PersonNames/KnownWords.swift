/// What stands before surnames so often that it has to be known.
enum KnownWords {
  /// - Parameter word: as `NameSounds.letters` gives it.
  static func isTitle(_ word: String) -> Bool { titles.contains(word) }

  /// The keys of given names that many people have.
  static let givenNames: Set<String> = Set(
    givenNameList.split(separator: " ").flatMap { NameKeys.keys(of: NameSounds.letters(of: $0)) })

  private static let titles: Set<String> = Set(
    titleList.split { $0 == " " || $0 == "\n" }.map { String(letters: NameSounds.letters(of: $0)) })

  private static let titleList = """
    president presidents vice prime minister premier chancellor king queen prince princess emperor sultan sheikh sheik emir
    khan senator governor mayor ambassador envoy secretary general colonel major captain lieutenant marshal admiral commander
    chairman chairwoman chair chief director head deputy speaker spokesman spokeswoman spokesperson leader judge justice
    prosecutor professor prof doctor dr mr mrs ms miss sir dame lord lady madam comrade imam mufti mullah rabbi pope bishop
    father reverend coach academician analyst lawyer attorney businessman oligarch candidate official counterpart uzbek kazakh
    kyrgyz tajik turkmen russian afghan azerbaijani chinese american british german french turkish iranian ukrainian
    президент президента президенту президентом президенте вице премьер премьера премьеру премьером министр министра министру
    министром глава главы главе главу главой председатель председателя председателю председателем секретарь секретаря генерал
    генерала полковник полковника майор капитан маршал адмирал губернатор губернатора мэр мэра посол посла спикер спикера
    директор директора депутат депутата сенатор сенатора прокурор прокурора судья судьи профессор профессора доктор доктора
    академик академика хоким хокима аким акима господин господина господину господином госпожа госпожи госпоже товарищ
    товарища имам муфтий король короля царь царя князь канцлер канцлера лидер лидера
    prezident prezidenti prezidentimiz vazir vaziri hokim hokimi rais raisi janob xonim президенти жаноб вазири ҳокими раиси
    раис хоним президентіміз президенті
    präsident präsidenten präsidentin staatspräsident staatschef staatschefs machthaber ministerpräsident premierminister
    außenminister innenminister minister kanzler kanzlerin herr herrn frau doktor botschafter amtskollege amtskollegen kollege
    kollegen autokrat diktator general oberst richter staatsanwalt gouverneur chef
    président présidente ministre monsieur madame mme mm maître presidente presidenta ministro señor señora signor prezes
    prezydent cumhurbaşkanı başkan bakan
    """

  /// One spelling each; keys find the others.
  private static let givenNameList = """
    abdulla abdullah abdurahmon abror adham aziz akbar akmal akram aleksandr aleksey alisher ali alim anvar andrey anton anna \
    anastasia aleksandra asad aslan askar bahodir bahtiyor bakyt batyr bek behzod bobur boris botir bolat dana daniyar darya \
    davron dmitry dilshod diyor doniyor dilnoza dilbar donald ekaterina elena elyor emomali erkin eldar emil evgeny fazil farhod \
    farid farida farruh fozil faruh feruza furkat gayrat galina georgy gleb grigory gulnara gulnora gulshan gulchehra gafur \
    habib hamid hasan husan husein ibrohim igor ilya ilham ilhom inna inom iroda irina isa islom ismoil ivan jahongir jamshid \
    jasur javlon jomart joe john juma kamil kamol karim kasym kirill komil konstantin larisa lev lola leonid lyudmila maksim \
    malika maria marina mashhura mahmud mansur mavluda mikhail mirza muhammad muhtar mukhtor murad murod nadezhda natalya nazim \
    nargiza nigora nikita nikolay nilufar nodir nodira nozim nurali nurlan nursultan odil oybek oleg olga olim olimjon otabek \
    oksana ozod pavel petr peter rahim rahmon ramzan rashid ravshan renat rinat roman rustam ruslan said saida sadyr saidaziz \
    salim samandar sanjar sardor sergey serik shahnoza shavkat sherzod shuhrat shohruh sodiq svetlana stanislav tanzila tahir \
    tatyana temur timur tohir tolib tursun tulkin ulugbek umar umid usmon ulan valentin valentina valery vasily vera viktor \
    viktoria vitaly vladimir vladislav vyacheslav yuliya yuri yusuf yakub zafar zarina zokir zuhra ziyoda ahmad ahmed alexander \
    david george james michael robert thomas william paul mark richard charles daniel mary jennifer sarah emmanuel angela \
    angelina heydar hikmat hayrulla sodyq serdar gurbanguly raşid berdi oğuz mehmet mustafa recep kemal hakan
    """
}
