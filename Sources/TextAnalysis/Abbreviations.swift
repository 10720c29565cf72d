/// Words that are followed by a stop which ends no sentence. English, Russian and Uzbek; at most eight letters each.
enum Abbreviations {
  static func contains(_ key: WordKey) -> Bool { always.contains(key) }

  /// Abbreviations before a number, which are words otherwise: "no. 7", but "He said no. They left."
  static func isBeforeNumber(_ key: WordKey) -> Bool { beforeNumber.contains(key) }

  /// Words that begin a sentence after the likes of "in the U.S." more often than they belong to a name.
  static func isSentenceStarter(_ key: WordKey) -> Bool { starters.contains(key) }

  private static let always = keys(
    // English: titles, offices, companies, months.
    """
    mr mrs ms messrs dr prof gen lt col capt sgt maj brig adm cmdr cpl sen rep gov hon rev pres supt det insp amb
    st jr sr mt ft inc ltd corp co bros llc vs etc al approx dept assn univ natl intl govt viz cf ca ed eds
    jan feb apr jun jul aug sept sep oct nov dec
    """,
    // Initials of two letters, as names from Cyrillic have them.
    "sh ch zh kh ts yu ya ye yo dj ph th дж",
    // Russian.
    """
    гг вв др пр ст гл стр рис табл ул просп пер пл бул наб пос дер обл респ окр корп кв оф тел факс им
    проф акад доц чл ген подп полковн кап лейт серж адм ред изд св напр см ср руб коп долл тыс млн млрд трлн
    экз ок зам нач зав пом мл гос внеш мин сек янв фев февр апр авг сен сент окт нояб дек
    """,
    // Uzbek, in both alphabets.
    """
    yy mln mlrd trln akad dots vil tum kv resp koch qish prof
    йй вил тум шаҳ кўч қиш
    """
  )

  private static let beforeNumber = keys("no nos p pp art sec vol fig para chap ch issue пп пункт")

  private static let starters = keys(
    """
    the a an he she it they we you i this that these those there in on at by from with but and however for if when
    after before while as his her its their our both many some no not officials
    он она оно они мы вы я это этот эта эти в во на по и но а при после если когда также его её их как однако для к
    с со из об о до там так тем
    u bu ular biz shu lekin ammo у бу улар биз шу лекин аммо
    """)

  private static func keys(_ lists: String...) -> WordKeySet {
    WordKeySet(lists.flatMap { $0.split(whereSeparator: \.isWhitespace) })
  }
}
