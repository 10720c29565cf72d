import Delivery
import Glibc
import SafeText

/// Whether those who are to be told can be: secrets, certificates, the alert log. Connects to nobody.
struct EndpointsCheck: DoctorCheck {
  let name = "endpoints"

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    var findings: [Finding] = []
    for endpoint in environment.endpoints {
      if case .failure(let problem) = endpoint.configuration {
        findings.append(
          .error(
            self, problem.message,
            advice: "mend the file or variable; run this as the daemon's user, with its environment"))
      }
      if let need = endpoint.localNeed, let finding = look(need, of: endpoint.name) { findings.append(finding) }
      findings += unreadable(endpoint.server?.certificateAuthorityFile, "certificates", endpoint.name)
      findings += unreadable(endpoint.server?.clientCertificate, "certificate", endpoint.name)
      findings += unreadable(endpoint.server?.clientKey, "key", endpoint.name)
    }
    if let log = environment.log { findings += look(log) }
    let count = environment.endpoints.count
    return findings.isEmpty
      ? [
        .ok(
          self,
          (environment.log == nil ? "no alert log" : "the alert log")
            + ", \(count.counted("other endpoint")): nothing is missing")
      ]
      : findings
  }

  private func unreadable(_ file: String?, _ what: String, _ endpoint: String) -> [Finding] {
    guard let file, !Folder.allows(file, R_OK) else { return [] }
    return [
      .error(
        self, "endpoint \(endpoint): the \(what) in \(file) cannot be read",
        advice: "give the daemon's user the right to read it, or name another file")
    ]
  }

  private func look(_ log: String) -> [Finding] {
    let advice = "give the daemon's user the file and its folder, or name another one in the settings"
    if let status = Folder.status(log) {
      guard status.st_mode & S_IFMT == S_IFREG else {
        return [.error(self, "the alert log \(log) is no regular file", advice: "name another one in the settings")]
      }
      return Folder.allows(log, R_OK | W_OK)
        ? [] : [.error(self, "the alert log \(log) cannot be written by this user", advice: advice)]
    }
    let folder = log.lastIndex(of: "/").map { String(log[..<$0]) } ?? "."
    // The state's folder is made by the daemon.
    guard Folder.status(folder) != nil || folder == "" else {
      return [.warning(self, "the folder of the alert log \(log) is not there", advice: "make it")]
    }
    return Folder.allows(folder.isEmpty ? "/" : folder, W_OK | X_OK)
      ? [] : [.error(self, "the alert log \(log) cannot be made by this user", advice: advice)]
  }
}

/// With --network: whether a connection to each endpoint comes about, its certificate included. Sends nothing.
struct NetworkCheck: DoctorCheck {
  let name = "network"

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    guard environment.usesNetwork else { return [] }
    return environment.endpoints.compactMap { endpoint in
      guard let server = endpoint.server else { return nil }
      let problem = ConnectionTrial.problem(of: server, limit: .seconds(10))
      guard let problem else { return .ok(self, "endpoint \(endpoint.name) can be reached") }
      return .error(
        self, "endpoint \(endpoint.name) cannot be reached: \(problem)",
        advice:
          "see whether it is up, whether the name is right, and whether a firewall is in between; alerts wait for it")
    }
  }
}
