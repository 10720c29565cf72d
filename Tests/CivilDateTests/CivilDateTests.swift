import CivilDate
import Testing

@Suite struct CivilDateTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("1900-03-01", -25_508), ("2024-02-29", 19_782),
    ("0001-01-01", -719_162), ("9999-12-31", 2_932_896), ("0000-03-01", -719_468), ("0000-02-29", -719_469),
  ])
  func daysHaveNumbers(text: String, number: Int) {
    let date = CivilDate(dayNumber: number)
    #expect(date.text() == text)
    #expect(date.dayNumber == number)
  }

  @Test func everyDayFollowsTheOneBefore() {
    var last = CivilDate(dayNumber: -720_000)
    for number in -719_999...0 {
      let date = CivilDate(dayNumber: number)
      let isNext =
        date.day == last.day + 1 && date.month == last.month && date.year == last.year
        || date.day == 1 && (28...31).contains(last.day)
          && (date.year, date.month) == (last.year + last.month / 12, last.month % 12 + 1)
      if !isNext || date.dayNumber != number { Issue.record("\(last.text()) is followed by \(date.text())") }
      last = date
    }
  }

  @Test func separatorIsTheCallers() {
    #expect(CivilDate(year: 987, month: 6, day: 5).text(separator: "/") == "0987/06/05")
  }
}
