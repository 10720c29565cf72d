import TestSupport

/// Two texts and whether they are copies of one another.
struct LabelledPair: Sendable {
  let kind: String
  let first: String
  let second: String
  let isCopy: Bool
}

/// Pairs made from sample articles by scripted edits and from templates, and written by hand. The same in every run.
enum LabelledSet {
  /// - Parameter articles: bodies, each of a different report.
  static func pairs(of articles: [String]) -> [LabelledPair] {
    var random = SplitMix64(seed: 20_260_101)
    let long = articles.filter { words($0).count >= 48 }
    var pairs: [LabelledPair] = []
    for (index, article) in long.enumerated() {
      for edit in Edit.allCases {
        guard let edited = edit.apply(article, other: long[(index + 1) % long.count], &random) else { continue }
        let first = edit == .boilerplate ? article + Edit.appeal : article
        pairs.append(LabelledPair(kind: edit.rawValue, first: first, second: edited, isCopy: edit.isCopy))
      }
      for other in long[..<index] {
        pairs.append(LabelledPair(kind: "other report", first: article, second: other, isCopy: false))
      }
    }
    for template in Templates.all {
      let reports = (0..<24).map { _ in Templates.fill(template, &random) }
      for (first, second) in zip(reports, reports.dropFirst()) {
        pairs.append(LabelledPair(kind: "template, other figures", first: first, second: second, isCopy: false))
      }
      for report in reports.prefix(12) {
        pairs.append(
          LabelledPair(
            kind: "template, same figures", first: report, second: report + " Compiled by the night desk.", isCopy: true
          ))
      }
    }
    for _ in 0..<60 {
      pairs.append(
        LabelledPair(
          kind: "few different words", first: jumble(&random), second: jumble(&random), isCopy: false))
    }
    return pairs + HandWritten.pairs
  }

  static func words(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }

  /// As if from ten words only.
  private static func jumble(_ random: inout SplitMix64) -> String {
    let words = ["harbour", "minister", "price", "bridge", "weather", "council", "train", "market", "court", "river"]
    return (0..<60).map { _ in words[Int.random(in: 0..<10, using: &random)] }.joined(separator: " ")
  }
}

/// What happens to a text between two newsrooms.
enum Edit: String, CaseIterable {
  case typography = "other typography"
  case fewWords = "one word in thirty replaced"
  case someWords = "one word in fifteen replaced"
  case sentenceGone = "a sentence left out"
  case sentenceAdded = "a sentence added"
  case denialAdded = "a denial added"
  case creditAdded = "credit and appeal added"
  case leadRewritten = "opening rewritten"
  case figureCorrected = "a figure corrected"
  case turned = "second half first"
  case excerpt = "first two thirds"
  case boilerplate = "other report, same appeal"
  case quoted = "other report that quotes a sentence"

  var isCopy: Bool { self != .boilerplate && self != .quoted }

  static let appeal =
    " Our newsroom lives on its readers. If this report was of use to you, support us with a small sum each month, and "
    + "tell your friends about us."

  /// `nil` where the text has nothing to be edited so.
  func apply(_ text: String, other: String, _ random: inout SplitMix64) -> String? {
    var words = LabelledSet.words(text)
    let sentences = Self.sentences(of: text)
    switch self {
    case .typography:
      return text.uppercased().split(separator: " ").joined(separator: "  ")
    case .fewWords: Self.replace(1.0 / 30, of: &words, &random)
    case .someWords: Self.replace(1.0 / 15, of: &words, &random)
    case .sentenceGone:
      guard sentences.count > 3 else { return nil }
      var rest = sentences
      rest.remove(at: Int.random(in: 0..<rest.count, using: &random))
      return rest.joined(separator: " ")
    case .sentenceAdded:
      return text + " Observers expect the matter to come up again before the summer."
    case .denialAdded:
      return text + " A spokesman has since denied this and called the report invented."
    case .creditAdded:
      return "From our correspondent. " + text + " Follow our channel for more news of the day. All rights reserved."
    case .leadRewritten:
      guard words.count >= 70 else { return nil }
      words.replaceSubrange(
        0..<12,
        with: "It became known on Thursday evening from people close to the matter that".split(separator: " ").map(
          String.init))
    case .figureCorrected:
      guard let place = words.firstIndex(where: { $0.contains(where: \.isNumber) }) else { return nil }
      words[place] = "4711"
    case .turned: words = Array(words[(words.count / 2)...] + words[..<(words.count / 2)])
    case .excerpt:
      guard words.count >= 75 else { return nil }
      words = Array(words.prefix(words.count * 2 / 3))
    case .boilerplate:
      return other + Self.appeal
    case .quoted:
      guard let sentence = sentences.first(where: { (60...240).contains($0.count) }) else { return nil }
      return other + " " + sentence
    }
    return words.joined(separator: " ")
  }

  private static func sentences(of text: String) -> [String] {
    text.split(separator: ". ").map { $0.hasSuffix(".") ? String($0) : $0 + "." }
  }

  private static func replace(_ share: Double, of words: inout [String], _ random: inout SplitMix64) {
    let others = ["officials", "reportedly", "considerable", "region", "agreed", "новый", "сообщили", "yangi"]
    for index in words.indices where Double.random(in: 0..<1, using: &random) < share {
      words[index] = others[Int.random(in: 0..<others.count, using: &random)]
    }
  }
}

/// Reports that are written by filling in a form: `#` stands for a figure, `@` for a name.
enum Templates {
  static let all = [
    "Weather for @. On # the night will bring # degrees, the day # to #. Wind from the west at # metres a second, gusts of up to #. Humidity stands at # per cent and pressure at # millimetres. Sunrise is at #, sunset at #. Drivers are asked to take care on the passes, and herders to bring their animals down in time.",
    "The central bank has set the rates for #. One dollar costs # soum, # more than yesterday; the euro costs #, the rouble #. On the currency exchange # million dollars changed hands in # deals. Since the beginning of the year the soum has lost # per cent. The next rates are published tomorrow in the afternoon.",
    "Shares at the close. The index of @ ended the day at # points, a change of # per cent. Turnover came to # million. Among the winners was @ with a gain of # per cent, among the losers @, which fell by #. Bonds hardly moved, the yield of ten years stood at #. Gold cost # dollars an ounce, oil # a barrel.",
    "Police of the district of @ report for the past day: # calls came in, # of them about traffic. # people were brought in, # of them for a brawl. # vehicles were found that had been reported stolen. Patrols are out around the clock. Whoever has seen something is asked to call the station, also without giving a name.",
    "Погода: @. Сегодня, # числа, ожидается # градусов, ночью до #. Ветер западный, # метров в секунду, порывами до #. Относительная влажность # процентов, давление # миллиметров. Восход солнца в #, заход в #. Спасатели просят водителей быть внимательными на перевалах и не выезжать без необходимости в горы.",
  ]

  static func fill(_ template: String, _ random: inout SplitMix64) -> String {
    let names = [
      "Samarkand", "Bukhara", "Fergana", "Osh", "Almaty", "Bishkek", "Khujand", "Termez", "Navoiy", "Urgench",
    ]
    var text = ""
    for character in template {
      switch character {
      case "#": text += "\(Int.random(in: 1...990, using: &random)).\(Int.random(in: 0...9, using: &random))"
      case "@": text += names[Int.random(in: 0..<names.count, using: &random)]
      default: text.append(character)
      }
    }
    return text
  }
}
