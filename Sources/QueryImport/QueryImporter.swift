import Diagnostics
import RuleLanguage

/// Query languages that are read.
package enum QueryVendor: String, Sendable, CaseIterable {
  case meltwater, nexis, factiva, lucene

  var name: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// What became of a query of another program.
package struct ImportedQuery: Sendable {
  /// In Watchword's language, with comments before it on what differs; laid out, without a line end at the end. `nil` where
  /// there are errors.
  package var text: String?
  /// Whether something has no counterpart and was left out; the comments say what.
  package var hasOmissions: Bool
  /// Their ranges are in `source`.
  package var diagnostics: [Diagnostic]
  package var source: SourceText
}

/// Reads queries of other programs and writes them in Watchword's language. Pure; O(length) but for chains of operators,
/// which are bounded.
package enum QueryImporter {
  package static let maximumBytes = 1 << 20

  /// - Parameter file: names the text in diagnostics.
  package static func convert(_ text: String, from vendor: QueryVendor, file: String) -> ImportedQuery {
    let source = SourceText(text, file: file)
    func failed(_ diagnostics: [Diagnostic], in source: SourceText = source) -> ImportedQuery {
      ImportedQuery(text: nil, hasOmissions: false, diagnostics: diagnostics, source: source)
    }
    guard text.utf8.count <= maximumBytes else {
      return failed([
        Diagnostic(
          "too-large", .error, "the query has \(text.utf8.count) bytes; at most \(maximumBytes) are read", file: file,
          at: 0..<0,
          hint: "import it in parts")
      ])
    }
    var notes = ImportNotes()
    do throws(ImportError) {
      let tree = try vendor.read(text, &notes)
      guard let query = Omission.removed(from: tree, &notes) else {
        throw ImportError("nothing of this query has a counterpart", at: 0..<text.utf8.count)
      }
      return written(query, notes, vendor, source, failed)
    } catch {
      return failed([
        Diagnostic(
          "not-readable", .error, error.message, file: file, at: error.utf8Range,
          hint: error.hint ?? "check that all of the query was copied, and that it is one of \(vendor.name)")
      ])
    }
  }

  /// The text of a query, which must be one that our parser takes.
  private static func written(
    _ query: Expression, _ notes: ImportNotes, _ vendor: QueryVendor, _ source: SourceText,
    _ failed: ([Diagnostic], SourceText) -> ImportedQuery
  ) -> ImportedQuery {
    let printed = QueryPrinter.print(query)
    guard printed.utf8.count <= QueryParser.maximumUTF8Bytes else {
      let message =
        "written in this language, the query has \(printed.utf8.count) bytes; at most \(QueryParser.maximumUTF8Bytes) are read"
      return failed(
        [Diagnostic("too-large", .error, message, file: source.file, at: 0..<0, hint: "import it in parts")], source)
    }
    let name = "the query from \(vendor.name)"
    let errors = QueryParser.parse(printed, file: name).diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { return failed(errors, SourceText(printed, file: name)) }
    let text = notes.comments + printed
    return ImportedQuery(
      text: QueryFormatter.format(text) ?? text, hasOmissions: notes.hasOmissions, diagnostics: [],
      source: SourceText(text, file: name))
  }
}

/// Why a query cannot be read, and where in its text.
struct ImportError: Error {
  let message: String
  let utf8Range: Range<Int>
  let hint: String?

  init(_ message: String, at utf8Range: Range<Int>, hint: String? = nil) {
    self.message = message
    self.utf8Range = utf8Range
    self.hint = hint
  }
}

extension QueryVendor {
  fileprivate func read(_ text: String, _ notes: inout ImportNotes) throws(ImportError) -> Expression {
    let text = ForeignText(text)
    switch self {
    case .meltwater:
      let tokens = try MeltwaterQuery.tokens(text, &notes)
      return try ForeignGrammar.read(tokens, MeltwaterQuery.dialect, &notes)
    case .nexis:
      let tokens = try NexisQuery.tokens(text, &notes)
      return try ForeignGrammar.read(tokens, NexisQuery.dialect, &notes)
    case .factiva:
      let tokens = try FactivaQuery.tokens(text, &notes)
      return try ForeignGrammar.read(tokens, FactivaQuery.dialect, &notes)
    case .lucene: return try LuceneQuery.read(text, &notes)
    }
  }
}
