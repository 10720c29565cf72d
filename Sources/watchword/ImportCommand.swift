import ArgumentParser
import Diagnostics
import QueryImport
import SafeText
import StrictYAML

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Write a query of another program in Watchword's language.",
    discussion: """
      Comments before the query say where it differs: every vendor counts "near" in its own way. What has no \
      counterpart is named there too, with what leaving it out does. Test the result on articles before you trust it.

      EXAMPLES
        watchword import --from nexis 'uzbek! w/5 (drone or missile)'
        watchword import --from meltwater --file query.txt
        watchword import --from factiva - <query.txt
        watchword import --from lucene 'title:(gas OR oil) AND "spot price"~3'

      Exit status: 0 the whole query is written, 1 something was not carried over, 2 the query cannot be read.
      """)

  @Option(name: .long, help: "Whose query it is: meltwater, nexis, factiva or lucene.")
  var from: QueryVendor

  @Option(name: .long, help: ArgumentHelp("A file that has the query.", valueName: "path"))
  var file: String?

  @Argument(help: "The query; - for standard input.")
  var query: String?

  func validate() throws {
    if (query == nil) == (file == nil) { throw ValidationError("Give a query, or --file with the path of one.") }
  }

  func run() throws {
    let (text, name) = try input()
    let result = QueryImporter.convert(text, from: from, file: name)
    guard let output = result.text else {
      DiagnosticOutput.tell(result.diagnostics, sources: [result.source.file: result.source])
      throw ExitCode.error
    }
    Terminal.writeOutput(output + "\n")
    if result.hasOmissions { throw ExitCode.failure }
  }

  private func input() throws -> (text: String, name: String) {
    guard let file else {
      guard query == "-" else { return (query ?? "", "query") }
      return try decoded(StandardInput.name) { () throws(FileError) in
        try StandardInput.read(maximumBytes: QueryImporter.maximumBytes)
      }
    }
    return try decoded(file) { () throws(FileError) in
      try TextFile.read(file, maximumBytes: QueryImporter.maximumBytes)
    }
  }

  private func decoded(_ name: String, _ read: () throws(FileError) -> [UInt8]) throws -> (text: String, name: String) {
    do throws(FileError) {
      return (String(decoding: try read(), as: UTF8.self), name)
    } catch {
      Terminal.tell("\(name): \(error.message)")
      throw ExitCode.error
    }
  }
}

extension QueryVendor: ExpressibleByArgument {}
