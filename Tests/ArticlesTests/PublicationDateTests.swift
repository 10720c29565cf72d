import Testing

@testable import Articles

struct PublicationDateTests {
  @Test(arguments: [
    ("2025-04-24", "2025-04-24", 1_745_452_800),
    ("2025/04/24", "2025-04-24", 1_745_452_800),
    ("2025-04-24 09:30", "2025-04-24T09:30:00Z", 1_745_487_000),
    ("2025-04-24T09:30:15", "2025-04-24T09:30:15Z", 1_745_487_015),
    ("2025-04-24T09:30:15.123Z", "2025-04-24T09:30:15Z", 1_745_487_015),
    ("2025-04-24T09:30:00+05:00", "2025-04-24T04:30:00Z", 1_745_469_000),
    ("2025-04-24T09:30:00-0330", "2025-04-24T13:00:00Z", 1_745_499_600),
    ("2025-04-24 09:30:00 +05", "2025-04-24T04:30:00Z", 1_745_469_000),
    ("2025/04/24 09:30", "2025-04-24T09:30:00Z", 1_745_487_000),
    ("Thu, 24 Apr 2025 09:30:00 +0500", "2025-04-24T04:30:00Z", 1_745_469_000),
    ("24 Apr 2025 09:30 GMT", "2025-04-24T09:30:00Z", 1_745_487_000),
    ("2024-02-29", "2024-02-29", 1_709_164_800),
    ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z", -1),
    ("0001-01-01", "0001-01-01", -62_135_596_800),
    ("9999-12-31", "9999-12-31", 253_402_214_400),
  ])
  func datesAreRead(text: String, iso: String, seconds: Int64) throws {
    let date = try #require(PublicationDate(parsing: text))
    #expect(date.text == iso)
    #expect(date.secondsSince1970 == seconds)
    #expect(date.isWholeDay == !iso.contains("T"))
  }

  @Test(arguments: [
    "", "yesterday", "2025", "2025-04", "99999-01-01", "2025-13-01", "2025-02-29", "2025-04-31", "0000-01-01",
    "2025-00-10",
    "2025-04-24T25:00", "2025-04-24T09:60", "2025-04-24T09:30:00+99:00", "9999-12-31T23:59:00-05:00", "04/24/2025",
    "24.04.2025", "2025-04/24", "2025-04-24 09:30 somewhere", "Thu, 24 Foo 2025", "2025-04-24T", "-2025-04-24",
    "2025-04-24T09:30:00.Z", "９９９９-01-01", "0001-01-01T00:00:00+05:00",
  ])
  func othersAreUnknown(text: String) {
    #expect(PublicationDate(parsing: text) == nil)
  }

  @Test func anUnknownDateIsNoted() throws {
    let file = try readFile("---\ntitle: T\npublished: 99999-13-45\n---\nThe delegations met on Monday.")
    #expect(file.articles[0].metadata.published == nil)
    #expect(file.notes.count == 1)
    #expect(file.notes[0].contains("99999-13-45"))
  }

  @Test(arguments: [
    ("April 24, 2025", "2025-04-24"), ("24 апреля 2025, 10:30", "2025-04-24"), ("24.04.2025 10:30", "2025-04-24"),
    ("Thursday, 24 April 2025 at 10:30 am", "2025-04-24"), ("24-aprel 2025", "2025-04-24"),
    ("19-dekabr, 2024-yil", "2024-12-19"),
    ("24/04/2025 10:30:00", nil), ("24 апреля, 10:30", nil),
  ])
  func aLineThatIsADateIsRead(text: String, iso: String?) throws {
    let line = try #require(DateLine(text))
    #expect(line.date?.text == iso)
  }

  @Test(arguments: [
    "Talks on 24 April 2025", "April", "May 9 parade", "10:30", "24", "In May 2025", "March 8 and May 9",
  ])
  func aLineThatSaysMoreIsNoDate(text: String) {
    #expect(DateLine(text) == nil)
  }
}
