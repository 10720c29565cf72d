import Testing
import TextAnalysis

@Suite struct WordFormTests {
  @Test(arguments: [
    ("Tashkent", "tashkent", "Tashkent"),
    ("ТАШКЕНТ", "ташкент", "ТАШКЕНТ"),
    ("F.S.B.", "fsb", "FSB"),
    ("Ф.С.Б", "фсб", "ФСБ"),
    ("1,000", "1,000", "1,000"),
    ("3.14", "3.14", "3.14"),
    ("v1.2", "v1.2", "v1.2"),
    ("Straße", "strasse", "Straße"),
    ("STRAẞE", "strasse", "STRAẞE"),
    ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ", "ΟΔΥΣΣΕΥΣ"),
    ("Οδυσσευς", "οδυσσευσ", "Οδυσσευς"),
    ("İstanbul", "istanbul", "İstanbul"),
    ("ısı", "isi", "ısı"),
    ("Đặng", "dang", "Đặng"),
    ("Łódź", "lodz", "Łódź"),
    ("Ærø", "aero", "Ærø"),
    ("Œuvre", "oeuvre", "Œuvre"),
    ("Þór", "thor", "Þór"),
    ("Mu\u{308}ller", "muller", "Müller"),
    ("ﬁnance", "finance", "ﬁnance"),
    ("Королёв", "королев", "Королёв"),
    ("Королëв", "королев", "Королёв"),
    ("е\u{308}", "е", "ё"),
    ("Влади\u{301}мир", "владимир", "Влади\u{301}мир"),
    ("ЎЗБЕК", "ўзбек", "ЎЗБЕК"),
    ("у\u{306}збек", "ўзбек", "ўзбек"),
    ("Қўғҳй", "қўғҳй", "Қўғҳй"),
    ("Ќе", "ќе", "Ќе"),
    ("Киïв", "київ", "Київ"),
    ("Gʻulom", "gulom", "G'ulom"),
    ("צה״ל", "צהל", "צה\"ל"),
    ("1'000", "1000", "1'000"),
    ("1\u{FE0F}\u{20E3}", "1", "1\u{20E3}"),
    ("e\u{34F}\u{301}", "e", "é"),
  ])
  func foldingDropsWhatMakesNoDifference(surface: String, folded: String, exact: String) {
    let form = WordForm(surface: surface)
    #expect(Array(form.folded.unicodeScalars) == Array(folded.unicodeScalars))
    #expect(Array(form.exact.unicodeScalars) == Array(exact.unicodeScalars))
  }

  @Test(arguments: [
    // A Latin word with Cyrillic а, е; Russian ones with Latin letters; with Greek ones.
    ("Tаshkеnt", "Tashkent"),
    ("Таshkеnt", "Tashkent"),
    ("Узбeкиcтaн", "Узбекистан"),
    ("BЗРЫВ", "ВЗРЫВ"),
    ("OОН", "ООН"),
    ("Τashkent", "Tashkent"),
    ("Москва\u{3BF}", "Москвао"),
    ("ѕervісe", "service"),
    ("inteӏӏigence", "intelligence"),
    // As many of each: the alphabet of most letters, then Cyrillic.
    ("SМS", "SMS"),
    ("Cо", "Со"),
    // y with a breve is ў.
    ("y\u{306}збек", "ўзбек"),
  ])
  func lookAlikesInAMixedWordAreReadInOneAlphabet(mixed: String, pure: String) {
    #expect(mixed != pure)
    #expect(WordForm(surface: mixed) == WordForm(surface: pure))
  }

  @Test(arguments: [("сор", "cop"), ("СССР", "CCCP"), ("Wашингтон", "Вашингтон")])
  func wordsThatOnlyLookAlikeStayApart(a: String, b: String) {
    #expect(WordForm(surface: a) != WordForm(surface: b))
  }

  @Test func bytesAndTextGiveTheSameForm() {
    #expect(WordForm(utf8: "Oʻzbek".utf8.span) == WordForm(surface: "Oʻzbek"))
    #expect(WordForm(surface: "Oʻzbek lar".prefix(6)) == WordForm(surface: "Oʻzbek"))
  }
}
