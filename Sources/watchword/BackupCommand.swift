import AlertStore
import ArgumentParser
import SafeText

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Write a copy of the database, while a daemon runs or not.",
    discussion: """
      The copy is what was in the database at one moment, is checked, and is on the disk when it gets its name. To \
      restore it: stop the daemon, put it in the place of watchword.db in the state folder, remove watchword.db-wal \
      and watchword.db-shm there, and start the daemon. Rules, settings and the archive are files of their own, which \
      are to be backed up as well.

      EXAMPLES
        watchword backup /backup/watchword.db
        watchword backup --force --state /var/lib/watchword /backup/watchword.db
        watchword backup "/backup/watchword-$(date +%F).db"

      Exit status: 0 the backup is complete, 2 there is none.
      """)

  @OptionGroup var options: StateOptions

  @Flag(name: .long, help: "Replace a file of that name.")
  var force = false

  @Flag(name: .long, help: "Tell what was written as JSON.")
  var json = false

  @Argument(help: "The file to write.")
  var file: String

  func run() throws {
    guard let state = options.folder() else { throw ExitCode.error }
    do {
      let reader = try AlertReader(stateFolder: state)
      let report = try ProgressBar.during { bar in
        try reader.backUp(to: file, replaces: force) { progress in
          switch progress {
          case .copying(let fraction): bar?.show(fraction, "copying")
          case .checking: bar?.show(1, "checking")
          }
        }
      }
      if json {
        Terminal.writeOutput(
          #"{"alerts":\#(report.alerts),"articles":\#(report.articles),"bytes":\#(report.bytes),"#
            + #""files":\#(report.files)}"# + "\n")
      } else {
        Terminal.writeOutput(
          "\(file.escapedToShow(where: \.isUnsafeToShow)): \(report.files) files in the ledger, \(report.articles) articles, "
            + "\(report.alerts) alerts, \(report.bytes.byteCountText)\n")
      }
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    }
  }
}
