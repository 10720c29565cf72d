/// Words that are written with a capital letter and are nobody's given name: days, months, directions and places. Such as are
/// given names too (Jordan, Sofia, Israel, Chad) are left out: another person is worse than a missed place of the surname.
enum NotGivenNames {
  /// - Parameter word: as `NameSounds.letters` gives it.
  static func contains(_ word: String) -> Bool { words.contains(word) }

  private static let words: Set<String> = {
    func split(_ text: String) -> [String] { text.split { $0 == " " || $0 == "\n" }.map { String($0) } }
    var words = Set(split(plain))
    for word in split(russian) { words.formUnion(russianCases(of: word)) }
    for word in split(uzbek) { for ending in uzbekEndings { words.insert(word + ending) } }
    return Set(words.map { String(letters: NameSounds.letters(of: $0)) })
  }()

  /// English, German, French.
  private static let plain = """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
    november december today yesterday tomorrow tonight later then meanwhile earlier north south east west northern southern
    eastern western central asia europe africa america world republic state parliament government ministry court senate city region
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar jänner februar märz mai juni juli oktober
    dezember heute gestern morgen norden süden osten westen asien europa afrika amerika republik regierung parlament
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet août septembre octobre novembre
    décembre aujourdhui hier demain nord sud est ouest asie europe afrique amérique république gouvernement parlement
    uzbekistan kazakhstan kyrgyzstan tajikistan turkmenistan afghanistan russia china ukraine belarus azerbaijan armenia georgia
    turkey türkiye iran iraq india pakistan japan korea germany france britain england italy spain poland syria egypt saudi
    emirates qatar usa us uk eu un washington london paris berlin moscow beijing brussels tokyo delhi kabul tehran ankara istanbul
    baku tbilisi yerevan kyiv kiev minsk warsaw vienna rome madrid geneva strasbourg dubai doha riyadh islamabad seoul
    tashkent samarkand bukhara andijan andijon namangan fergana ferghana khorezm karakalpakstan nukus termez karshi jizzakh navoi
    urgench surkhandarya kashkadarya sirdarya astana almaty bishkek osh dushanbe ashgabat khujand
    usbekistan kasachstan kirgistan kirgisien tadschikistan turkmenien russland weißrussland aserbaidschan armenien georgien
    türkei deutschland frankreich großbritannien italien spanien polen syrien ägypten japan korea indien irak taschkent
    samarkand buchara moskau peking brüssel tokio teheran bischkek duschanbe aschgabat astana warschau wien rom genf
    ouzbékistan kazakhstan kirghizistan kirghizstan tadjikistan turkménistan russie chine biélorussie azerbaïdjan arménie géorgie
    turquie inde japon corée allemagne grande bretagne angleterre italie espagne pologne syrie égypte tachkent samarcande
    boukhara moscou pékin bruxelles téhéran bichkek douchanbé achgabat varsovie vienne rome genève londres
    """

  private static let russian = """
    понедельник вторник среда четверг пятница суббота воскресенье январь февраль март апрель май июнь июль август сентябрь октябрь
    ноябрь декабрь сегодня вчера завтра север юг восток запад азия европа африка америка республика россия узбекистан казахстан
    кыргызстан киргизия таджикистан туркменистан туркмения афганистан китай украина беларусь белоруссия азербайджан армения
    грузия турция иран ирак индия пакистан япония корея германия франция британия англия италия испания польша сирия египет катар
    сша ес оон москва ташкент самарканд бухара андижан наманган фергана хорезм каракалпакстан нукус термез карши джизак навои ургенч
    астана алматы бишкек ош душанбе ашхабад вашингтон лондон париж берлин пекин брюссель токио дели кабул тегеран анкара стамбул
    баку тбилиси ереван киев минск варшава вена рим мадрид женева страсбург дубай доха исламабад сеул
    """

  /// More forms than there are: none of them is a name.
  private static func russianCases(of word: String) -> [String] {
    let endings = [
      ("ия", ["ия", "ии", "ию", "ией"]), ("ье", ["ье", "ья", "ью", "ьем"]),
      ("а", ["а", "ы", "и", "е", "у", "ой", "ей"]),
      ("я", ["я", "и", "е", "ю", "ей"]), ("ь", ["ь", "я", "и", "ю", "е", "ем", "ью"]),
      ("й", ["й", "я", "ю", "е", "ем"]),
    ]
    for (ending, forms) in endings where word.hasSuffix(ending) {
      let stem = word.dropLast(ending.count)
      return forms.map { stem + $0 }
    }
    return word.last.map { "аеиоуэюы".contains($0) } ?? true ? [word] : ["", "а", "у", "ом", "е"].map { word + $0 }
  }

  private static let uzbek = """
    dushanba seshanba chorshanba payshanba shanba yakshanba yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr
    noyabr dekabr bugun kecha ertaga shimol janub sharq garb ozbekiston qozogiston qirgiziston tojikiston turkmaniston
    afgoniston rossiya xitoy turkiya ukraina ozarbayjon eron aqsh toshkent samarqand buxoro andijon namangan fargona xorazm
    qoraqalpogiston nukus termiz qarshi jizzax navoiy urganch moskva ostona bishkek parij berlin pekin
    душанба сешанба чоршанба пайшанба шанба якшанба январ феврал март апрел май июн июл август сентябр октябр ноябр декабр
    бугун кеча эртага шимол жануб шарқ ғарб ўзбекистон қозоғистон қирғизистон тожикистон туркманистон афғонистон россия хитой
    туркия украина озарбайжон эрон ақш тошкент самарқанд бухоро андижон наманган фарғона хоразм қорақалпоғистон нукус термиз
    қарши жиззах навоий урганч москва остона бишкек
    """

  private static let uzbekEndings = [
    "", "da", "dan", "ga", "ning", "ni", "dagi", "да", "дан", "га", "нинг", "ни", "даги",
  ]
}
