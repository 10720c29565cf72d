import PersonNames
import Testing

@Suite struct PersonNameTests {
  @Test(
    arguments: [
      ("Shavkat Mirziyoyev", ["Shavkat"], nil, ["Mirziyoyev"]),
      ("Shavkat Miromonovich Mirziyoyev", ["Shavkat"], "Miromonovich", ["Mirziyoyev"]),
      ("Мирзиёев Шавкат Миромонович", ["Шавкат"], "Миромонович", ["Мирзиёев"]),
      ("Shavkat Miromon oʻgʻli Mirziyoyev", ["Shavkat"], "Miromon", ["Mirziyoyev"]),
      ("Алиев Ильхам Гейдар оглы", ["Ильхам"], "Гейдар", ["Алиев"]),
      ("Kassym-Jomart Tokayev", ["Kassym", "Jomart"], nil, ["Tokayev"]),
      ("John Fitzgerald Kennedy", ["John", "Fitzgerald"], nil, ["Kennedy"]),
      ("Лола Каримова-Тилляева", ["Лола"], nil, ["Каримова", "Тилляева"]),
      ("Otkir  O’Neill", ["Otkir"], nil, ["O’Neill"]),
    ] as [(String, [String], String?, [String])])
  func namesAreTakenApart(_ text: String, _ given: [String], _ patronymic: String?, _ family: [String]) throws {
    let name = try PersonName(text)
    #expect(name.given == given)
    #expect(name.patronymic == patronymic)
    #expect(name.family == family)
  }

  @Test(
    arguments: [
      ("", .empty), (" - ", .empty), ("Mirziyoyev", .onlyOneWord), ("Sh. Mirziyoyev", .initial("Sh.")),
      ("Shavkat M", .initial("M")), ("Shavkat Mirziyoyev2", .unreadable("Mirziyoyev2")), ("习 近平", .unreadable("习")),
      ("a b c d e f g h i", .tooManyWords),
    ] as [(String, PersonName.Mistake)])
  func mistakesAreTold(_ text: String, _ mistake: PersonName.Mistake) {
    #expect(throws: mistake) { try PersonName(text) }
  }

  private let shavkat = "Shavkat Mirziyoyev"

  @Test func surnameAloneCountsWhereTheFullNameStands() throws {
    #expect(try places(shavkat, in: "Shavkat Mirziyoyev spoke. Then Mirziyoyev left.") == [0..<2, 4..<5])
    #expect(try places(shavkat, in: "Then Mirziyoyev left; Sh. Mirziyoyev spoke.") == [1..<2, 3..<5])
    #expect(try places(shavkat, in: "Then Mirziyoyev left.").isEmpty)
    #expect(try places(shavkat, alone: true, in: "Then Mirziyoyev left.") == [1..<2])
    #expect(try places(shavkat, in: "Shavkat Mirziyoyev spoke, not mirziyoyev.") == [0..<2])
  }

  @Test func anotherGivenNameIsAnotherPerson() throws {
    let name = "Бахадир Курбанов"
    for text in [
      "Вчера Ахмад Курбанов уехал.", "Уехал А. Курбанов.", "А.Б. Курбанов уехал.", "Уехал Рустамович Курбанов.",
      "Рустам Курбанов уехал.", "Она видела Салим-Курбанова.",
    ] {
      #expect(try places(name, alone: true, in: text).isEmpty, "\(text)")
    }
    for text in [
      "Вчера Курбанов уехал.", "Министр Курбанов уехал.", "В Ташкенте министр Курбанов.", "Он и генерал Курбанов.",
      "Из Ташкента, Курбанов уехал.", "Вчера в Ташкенте (Курбанов) уехал.", "Однако Курбанов уехал.",
    ] {
      #expect(try places(name, alone: true, in: text).count == 1, "\(text)")
    }
    #expect(try places("Bakhodir Kurbanov", alone: true, in: "It was Uzbekistan’s Kurbanov.").count == 1)
  }

  @Test func surnamesOfEitherGenderNeedTheFullName() throws {
    #expect(try places("Ислам Каримов", alone: true, in: "Он видел Каримова там.").isEmpty)
    #expect(try places("Ислам Каримов", alone: true, in: "Он видел Каримовым там.").count == 1)
    #expect(try places("Ислам Каримов", in: "Ислам Каримов там. Он видел Каримова там.").count == 2)
    #expect(try places("Гульнара Каримова", alone: true, in: "Он видел Каримову там.").isEmpty)
    #expect(try places("Gulnara Karimova", alone: true, in: "He saw Karimova there.").count == 1)
    #expect(try places("Ислам Каримов", in: "Там Ислам Каримова не видел.").isEmpty)
  }

  @Test func aSurnameByItselfIsFoundWithAnyGivenName() throws {
    #expect(try places("Karimov", alone: true, in: "Он видел Ислама Каримова и Акмала Каримова.").count == 2)
    #expect(try places("Karimov", alone: true, in: "О Каримовой не сказали.").isEmpty)
  }

  @Test func aKnownPatronymicMustBeRight() throws {
    let name = "Александр Васильевич Бортников"
    for text in [
      "видел Александра Васильевича Бортникова", "с А.В. Бортниковым", "с А. В. Бортниковым", "Alexander Bortnikov",
    ] {
      #expect(try places(name, in: text).count == 1, "\(text)")
    }
    for text in ["видел Александра Ивановича Бортникова", "с А.И. Бортниковым", "с А. И. Бортниковым"] {
      #expect(try places(name, in: text).isEmpty, "\(text)")
    }
  }

  @Test func neighboursInAListArePeopleOfTheirOwn() throws {
    let name = "Бахадир Курбанов"
    #expect(try places(name, in: "были Ахмад Курбанов, Бахадир Ражабов и другие").isEmpty)
    #expect(try places(name, in: "были Курбанов, Бахадир Ражабов и другие").isEmpty)
    #expect(try places(name, in: "встретил Курбанов Б. Иванова").isEmpty)
    #expect(try places(name, in: "были Бахадир, Курбанов и другие").isEmpty)
  }

  @Test func anyWordIsReadInBoundedTime() {
    for text in [
      String(repeating: "ch", count: 20), String(repeating: "zj", count: 18), String(repeating: "o", count: 40),
      String(repeating: "я", count: 5_000), "\u{301}\u{301}", "’", ".", "１２", "ß", String(repeating: "x.", count: 30),
    ] {
      #expect(NameMark.marks(of: text).count < 400, "\(text)")
    }
  }
}
