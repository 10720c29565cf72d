/// Words that are followed by a stop which ends no sentence. English, Russian and Uzbek; at most eight letters each.
enum Abbreviations {
  /// What a stop behind a word means.
  static func meaningOfStop(after key: WordKey) -> SentenceTracker.Pending {
    guard all.contains(key) else { return .ordinaryStop }
    return always.contains(key) ? .stopOfAbbreviation : .stopBeforeNumber
  }

  /// Words that begin a sentence after the likes of "in the U.S." more often than they belong to a name.
  static func isSentenceStarter(_ key: WordKey) -> Bool { starters.contains(key) }

  private static let all = keys(alwaysWords + " " + wordsBeforeNumbers)
  private static let always = keys(alwaysWords)

  private static let alwaysWords = [english, initials, russian, uzbek].joined(separator: " ")

  /// Titles, offices, companies, months.
  private static let english = """
    mr mrs ms messrs dr prof gen lt col capt sgt maj brig adm cmdr cpl sen rep gov hon rev pres supt det insp amb
    st jr sr mt ft inc ltd corp co bros llc vs etc al approx dept assn univ natl intl govt viz cf ca ed eds
    jan feb apr jun jul aug sept sep oct nov dec
    """

  /// Of two letters, as names from Cyrillic have them.
  private static let initials = "sh ch zh kh ts yu ya ye yo dj ph th дж"

  private static let russian = """
    гг вв др пр ст гл стр рис табл ул просп пер пл бул наб пос дер обл респ окр корп кв оф тел факс им
    проф акад доц чл ген подп полковн кап лейт серж адм ред изд св напр см ср руб коп долл тыс млн млрд трлн
    экз ок зам нач зав пом мл гос внеш мин сек янв фев февр апр авг сен сент окт нояб дек
    """

  /// In both alphabets.
  private static let uzbek = """
    yy mln mlrd trln akad dots vil tum kv resp koch qish prof
    йй вил тум шаҳ кўч қиш
    """

  /// Abbreviations before a number, which are words otherwise: "no. 7", but "He said no. They left."
  private static let wordsBeforeNumbers = "no nos p pp art sec vol fig para chap ch issue пп пункт"

  private static let starters = keys(
    """
    the a an he she it they we you i this that these those there in on at by from with but and however for if when
    after before while as his her its their our both many some no not officials
    он она оно они мы вы я это этот эта эти в во на по и но а при после если когда также его её их как однако для к
    с со из об о до там так тем
    u bu ular biz shu lekin ammo у бу улар биз шу лекин аммо
    """)

  private static func keys(_ words: String) -> WordKeySet {
    WordKeySet(words.split(whereSeparator: \.isWhitespace))
  }
}
