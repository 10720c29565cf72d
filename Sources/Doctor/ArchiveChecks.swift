import AlertStore
import FoundationEssentials
import Glibc
import Hashing
import SafeText

/// Whether the files are there that the ledger says are: some of the newest, thoroughly all of them, and their bytes.
struct ArchiveCheck: DoctorCheck {
  let name = "archive"
  private static let sample = 200
  private static let page = 1_000
  private static let maximumBytes = 256 << 20

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    let database: DatabaseExamination
    do {
      database = try DatabaseExamination(stateFolder: environment.state, limit: environment.limit)
    } catch {
      return []
    }
    var (seen, missing, changed) = (0, [String](), [String]())
    var (missingCount, changedCount, clearedCount) = (0, 0, 0)
    var last = Int64.max
    while case .value(let files) = database.archivedFiles(
      before: last, count: environment.isThorough ? Self.page : Self.sample), let end = files.last?.ledgerID
    {
      for file in files {
        seen += 1
        let path = "\(environment.archive)/\(file.path)"
        var status = stat()
        if lstat(path, &status) != 0 {
          // Of a name that is no UTF-8 only the shown form is known.
          guard errno == ENOENT, !file.path.utf8.contains(UInt8(ascii: "%")) else { continue }
          if file.mayBeCleared {
            clearedCount += 1
            continue
          }
          missingCount += 1
          if missing.count < 3 { missing.append(path) }
        } else if environment.isThorough, let hash = file.hash, status.st_size <= Self.maximumBytes,
          let bytes = FileManager.default.contents(atPath: path), SHA256Digest(of: [UInt8](bytes).span) != hash
        {
          changedCount += 1
          if changed.count < 3 { changed.append(path) }
        }
      }
      last = end
      guard environment.isThorough else { break }
    }
    var findings: [Finding] = []
    if missingCount > 0 {
      findings.append(
        .warning(
          self,
          "\(missingCount) of \(seen.counted("file")) are not in the archive any more: \(missing.joined(separator: ", "))",
          advice: "if nobody removed them on purpose, see whether the disk is mounted, and put them back from a backup")
      )
    }
    if changedCount > 0 {
      findings.append(
        .error(
          self,
          "\(changedCount) of \(seen.counted("file")) have other bytes than came in: \(changed.joined(separator: ", "))",
          advice: "the disk may be failing, or somebody edited them; put them back from a backup"))
    }
    let there = seen - clearedCount
    let scope =
      environment.isThorough
      ? "all \(there.counted("file")) of the ledger are there, as they came in"
      : "the newest \(there.counted("file")) of the ledger are there"
    let cleared = clearedCount > 0 ? "; \(clearedCount.counted("file")) more were cleared away, as `keep:` says" : ""
    return findings.isEmpty ? [.ok(self, scope + cleared)] : findings
  }
}

/// What an earlier repair has left to be done.
struct SetAsideCheck: DoctorCheck {
  let name = "set-aside"

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    var findings: [Finding] = []
    if Folder.status("\(environment.state)/\(DatabaseReplacement.folderName)/watchword.db") != nil,
      RunningRebuild(environment).isOver
    {
      findings.append(
        .warning(
          self, "`watchword rebuild` was interrupted",
          advice: "run it again with the daemon stopped; it goes on where it was"))
    }
    let paths: [String]
    do {
      paths = try SetAsideDatabases.paths(stateFolder: environment.state)
    } catch {
      // The check of the folders has said that there is none, or that it may not be read.
      guard Folder.isFolder(environment.state) else { return [.ok(self, "no database was ever set aside")] }
      return [.warning(self, error.message, advice: "run `watchword doctor` as the daemon's user")]
    }
    let (damaged, former) = (paths.filter { $0.contains(".damaged-") }, paths.filter { !$0.contains(".damaged-") })
    // A rebuild that came later has read in what the damaged one knew.
    let newestRebuild = former.compactMap(Self.stamp).max() ?? ""
    for path in damaged where (Self.stamp(path) ?? "") > newestRebuild {
      findings.append(
        .warning(
          self, "a damaged database was set aside as \(path), and what came in before is not in the new one",
          advice: "stop the daemon, run `watchword rebuild`, start it"))
    }
    guard findings.isEmpty else { return findings }
    return [
      .ok(
        self,
        paths.isEmpty
          ? "no database was ever set aside"
          : "\(paths.count.counted("database")) set aside earlier; delete them when you miss nothing")
    ]
  }

  /// The time in the name.
  private static func stamp(_ path: String) -> Substring? {
    for why in [".damaged-", ".before-rebuild-"] {
      if let range = path.range(of: why) { return path[range.upperBound...] }
    }
    return nil
  }
}

/// A rebuild holds the state's lock as a daemon does.
struct RunningRebuild {
  let isOver: Bool

  init(_ environment: DoctorEnvironment) { isOver = RunningDaemon(environment) == nil }
}
