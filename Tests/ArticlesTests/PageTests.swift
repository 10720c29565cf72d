import Testing

@testable import Articles

/// Pages as people save them, written for these tests. `T`, `B`, `C`, `D`, `F` before a line name the zone it belongs
/// to.
struct PageTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    let name: String
    let marked: String
    var testDescription: String { name }

    /// A line `B … ` holds a paragraph; a line without a mark is blank.
    var text: String {
      marked.split(separator: "\n", omittingEmptySubsequences: false).map { $0.dropFirst(2) }.joined(separator: "\n")
    }

    func lines(_ mark: Character) -> [String] {
      marked.split(separator: "\n").filter { $0.first == mark }.map { String($0.dropFirst(2)).trimmed }
    }
  }

  @Test(arguments: samples)
  func everyLineIsInItsZone(sample: Sample) throws {
    let article = try read(sample.text)
    let why = Comment(rawValue: try explanation(of: sample.text))
    #expect(article.title == sample.lines("T").first ?? "", why)
    #expect(article.paragraphs(of: .body) == sample.lines("B"), why)
    #expect(article.paragraphs(of: .caption) == sample.lines("C"), why)
    #expect(article.paragraphs(of: .furniture) == sample.lines("F"), why)
  }

  @Test func besideAGivenTitleOnlyShortLinesBeforeThePagesHeadlineAreFurniture() throws {
    let article = try read(
      """
      ---
      title: Envoys part
      ---
      World
      Service chiefs quarrel over the border, a reader says
      # Envoys end their talks without a paper

      The envoys spent four hours in a closed room and left by different doors.
      """, as: "a.md")
    #expect(article.title == "Envoys part")
    #expect(article.paragraphs(of: .furniture) == ["World"])
    #expect(article.paragraphs(of: .body).count == 3)
  }

  @Test func aGivenTitleThatThePageRepeatsIsFurniture() throws {
    let article = try read("---\ntitle: Envoys part\n---\nEnvoys Part\n\nThe envoys left by different doors.")
    #expect(article.paragraphs(of: .furniture) == ["Envoys Part"])
    #expect(article.paragraphs(of: .body) == ["The envoys left by different doors."])
  }

  @Test func everyPieceOfFurnitureHasAReason() throws {
    for sample in Self.samples {
      var lines: [RawLine] = []
      let bytes = Array(sample.text.utf8)
      try RawLine.append(linesOf: bytes, from: 0, to: &lines, maximum: 1000)
      let page = PageClassifier(PageLine.lines(lines, of: bytes, format: .plainText))
      for judgement in page.judgements where judgement.zone == .furniture {
        #expect(judgement.evidence.contains { $0.weight > 0 })
        #expect(judgement.score >= Judgement.threshold)
      }
    }
  }

  static let samples: [Sample] = [
    Sample(
      name: "closing bullets without a heading",
      marked: """
        T Heads of two services agree on closer ties against armed groups

        C Two presidents at the table. Photo courtesy of the press office

        B Late on December 19 the two presidents spoke by telephone about the work of their services. They also went over the agenda of a regional body.

        B The call came at the wish of the southern neighbour.

        B Background:
        B Two officers died on December 17 when a scooter blew up. A man of 29 was detained.

        F   • Our mission to the desert comes home while officials keep to an odd theory of dust

        F   • Twenty years after the accord was signed, a real peace is as far away as it was

        F   • Soldiers march in a foreign capital for the first time. They stood beside their neighbours
        """),
    Sample(
      name: "byline, read also and a dash list",
      marked: """
        T Chiefs of Five Services Sit Down Together for the First Time
        C Photo: press office of the service
        B For the first time the heads of five services came together in the capital on April 24, a local site reports.
        B They want to meet often and to work side by side against smuggling and armed groups.
        B A minister said the other day that such work must serve everyone and be free of ideology.
        F Original Author: Anna Petrova
        F Read also:
        F Latest news
        F - Ministry Counts Dozens of Cases of Trafficking
        F - What Happens to Oil Exports After the Storm?
        F - The Case Is Closed: Mayor Speaks About an Attack
        F - Court Sides With a Family in a Long Quarrel.
        """),
    Sample(
      name: "site name, section and its description before the headline",
      marked: """
        F - Agency International
        F Russia
        F Breaking news and stories from Russia. Stay tuned for the latest on politics, defence, economy and more.

        T SUMMARY: Two neighbours sign a pact of allies

        F Subscribe

        B The pact was signed on Monday after two hours of talks in the Kremlin.

        B It allows the use of each other's bases in an emergency, a source said.

        F Newsfeed
        F 0
        F To participate in the discussion
        F log in or register
        F loader
        F Chats
        F Заголовок открываемого материала
        """),
    Sample(
      name: "summary buttons and neighbours",
      marked: """
        T Two ministries talk about calm in the region

        F No time to read?
        F Get a summary

        B Diplomats of both countries met in Moscow and spoke about the situation in the south of the region.

        B Earlier statements of the press department had said that migration would be a topic of the talks.

        F No time to read?
        F Get a summary
        F Previous Article

        F A Striker and His Family Win Hearts on an Island

        F Next Article

        F A comedian remembers his teachers and their jokes
        """),
    Sample(
      name: "breadcrumbs and a closing appeal of whole sentences",
      marked: """
        F 1. Home
        F   2. Asia
        F   3. Uzbekistan
        F   • News

        T North offers arms against “bandits”

        B The north would send whatever was needed, a minister said this week, and not only words. The south denied that it had asked for anything.

        F This report was produced by a wire service when it was part of a larger office. Please send queries about copyright to that office.

        F Share this article

        F Get the week’s best stories in your inbox

        F For just $4 a month, you can become a member of The Gazette and receive our premium newsletter, SUNRISE Letter.

        F SUNRISE Letter has been read by professionals for longer than they care to say.

        F Offices, media and academics subscribe to SUNRISE and find the headlines in their inboxes every weekday.

        F It’s the perfect way to begin your day.

        F Become a member of The Gazette today, free of charge.

        F Support our journalism and become part of our community. Help us deliver reporting that you can trust.

        F Join
        """),
    Sample(
      name: "Russian page",
      marked: """
        F Главная
        F Новости
        T Главы спецслужб двух стран обсудили обмен сведениями
        F 24 апреля 2025, 10:30
        C Фото: пресс-служба ведомства
        B В столице прошла встреча руководителей двух ведомств, сообщили в пресс-службе.
        B Стороны говорили о границе и о борьбе с контрабандой. Документы не подписывали.
        B «Мы довольны итогами», — сказал один из участников.
        F Читайте также: Осадки ожидаются на юге страны
        F Автор: Иван Сергеев
        F Подписывайтесь на наш телеграм-канал и читайте новости первыми.
        F Последние новости
        F В долине открыли новую школу
        F Цены на хлеб снизились за месяц
        """),
    Sample(
      name: "Uzbek page in Latin",
      marked: """
        F Bosh sahifa
        T Ikki davlat xizmatlari hamkorlikni kengaytirmoqchi
        C Surat: matbuot xizmati
        B Poytaxtda ikki davlat xizmatlari rahbarlari uchrashdi va chegara masalalarini muhokama qildi.
        B Tomonlar yangi reja tuzishga kelishib oldi.
        F Kanalimizga obuna boʻling
        F Soʻnggi yangiliklar
        F Vodiyda yangi maktab ochildi
        F Non narxi bir oyda tushdi
        """),
    Sample(
      name: "Uzbek page in Cyrillic",
      marked: """
        T Икки давлат хизматлари ҳамкорликни кенгайтирмоқчи
        C Сурат: матбуот хизмати
        B Пойтахтда икки давлат хизматлари раҳбарлари учрашди ва чегара масалаларини муҳокама қилди.
        B Томонлар янги режа тузишга келишиб олди.
        F Шунингдек ўқинг
        F Водийда янги мактаб очилди
        F Мавзуга оид
        F Нон нархи бир ойда тушди
        """),
    Sample(
      name: "list that belongs to the body",
      marked: """
        T Two services publish the points of their agreement

        B The services made public what they had agreed upon:

        B - Exchange of information on people who are wanted in both countries
        B - Joint training of border guards in the southern districts of both

        B The text will be sent to both parliaments in May.

        B The sides signed several documents in the evening.

        B - Memorandum on the exchange of information between both services
        B - Plan of joint exercises of the border guards in the coming summer
        """),
    Sample(
      name: "buttons and related lines amid the body",
      marked: """
        T Ministers meet on the shore of a cold lake

        B The ministers met on Tuesday and talked until late at night about water.

        F Read also: Ten Cities That Ran Dry Last Year

        B One of them said that the river had lost a third of its flow in ten years.

        F Advertisement

        B Subscribers to the ministry's bulletin had known this for weeks, he added.

        F Subscribe to our newsletter and follow us on social networks.

        B The next meeting is to take place in a warmer town, the hosts promised.

        B Reactions

        B Farmers were not impressed. They asked for pumps and for seed.
        """),
    Sample(
      name: "words of appeals in news",
      marked: """
        T Security service closes a newsletter that asked members to join

        B Support our troops, the president told you and me, and join us at the parade.

        B The service said the group's newsletter had called on readers to become a member of a banned party.

        B Copyright law was not the reason, a lawyer said.

        B Share prices fell after the news.

        B The latest news from the border suggests that the posts are open again.
        """),
    Sample(
      name: "headlines that begin like furniture",
      marked: """
        T By Land and Sea

        B Copyright Law Is Passed in the South
        B Related Parties Sign a Pact

        B The parliament passed two laws on Friday, and both were signed at once.

        F Copyright 2025 The Gazette
        """),
    Sample(
      name: "credit behind a paragraph of the body",
      marked: """
        T Envoys end their talks without a paper

        B The envoys met on Monday in a closed room. They left by different doors. Photo: state agency

        C The envoys leave the building on Monday. Photo: state agency

        B A second round is to be held in the autumn, a person close to the talks said.
        """),
    Sample(
      name: "a real sentence behind a share button",
      marked: """
        T Envoys end their talks without a paper

        B The envoys spent four hours in a closed room and left by different doors.

        F Share this article

        B A second round is to be held in the autumn, a person close to the talks said.

        F Follow us on Telegram
        """),
    Sample(
      name: "headlines at the end without a heading",
      marked: """
        T Envoys end their talks without a paper

        B The envoys spent four hours in a closed room and left by different doors.

        B A second round is to be held in the autumn, a person close to the talks said.

        F Floods Close the Road to the Northern Valley
        F A Painter Returns to the City of Her Youth
        F Why Do So Many Bakers Leave the Trade?
        """),
    Sample(
      name: "headlines alone",
      marked: """
        F Latest news
        T Envoys end their talks without a paper
        B Floods close the road to the valley
        """
    ),
    Sample(
      name: "foreign alphabet in the body",
      marked: """
        T A proverb opens the talks between two envoys

        B The envoy began with a proverb in his own tongue, and the room fell silent.

        B Друг познаётся в беде

        B Nobody translated it, and nobody needed to.

        F Лента материалов
        """),
  ]
}
