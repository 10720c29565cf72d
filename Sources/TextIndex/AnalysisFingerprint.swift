import Articles
import TextAnalysis

/// What text analysis makes of a text in which all its rules have something to do. An index that was written with another
/// analysis has other words, and is made anew.
enum AnalysisFingerprint {
  /// Of this program, with the libraries that it runs with.
  static let current = make()

  private static let text = """
    Oʻzbekiston va O'zbekiston, O`zbek; «Ташкенте.Президент» Ёлка ў қ ғ ҳ Ташкент-ский F.S.B. U.S. us президент.uz \
    l'eau lorsqu'il dell'arte O'Neill Straße ÉTÉ café cafe\u{301} naïve 1,000 3.14 12:30 a_b co\u{AD}operation \
    zero\u{200B}width the minister's ΣΊΣΥΦΟΣ İstanbul ﬁnance ＦＵＬＬ 東京都に行きました 中华人民共和国 ภาษาไทยง่าย \
    עִבְרִית العَرَبِيّة हिन्दी 𝒜 😀 А. В. Бортников Рaссия wоrd
    """

  private static func make() -> Int64 {
    var hash: UInt64 = 14_695_981_039_346_656_037
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
    do {
      let article = try TextAnalyzer().analyze(Article(title: "A Title.", body: [text, text.uppercased()]))
      for position in article.tokens.indices {
        for byte in article.surface(at: position).utf8 { add(byte) }
        add(0)
        for byte in article.form(at: position).folded.utf8 { add(byte) }
        add(0)
      }
    } catch {
      // It has few tokens; whoever changes that gets another fingerprint.
      add(1)
    }
    return Int64(bitPattern: hash)
  }
}
