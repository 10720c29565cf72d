import Delivery
import Glibc

extension EndpointsCheck {
  /// What of this machine an endpoint cannot do without; `nil` where it is there.
  func look(_ need: EndpointConfiguration.LocalNeed, of name: String) -> Finding? {
    switch need {
    case .folder(let folder): lookAtFolder(folder, of: name)
    case .program(let program): lookAtProgram(program, of: name)
    case .socket(let socket): lookAtSocket(socket, of: name)
    }
  }

  private func lookAtFolder(_ folder: String, of name: String) -> Finding? {
    guard let status = Folder.status(folder) else {
      return .error(
        self, "endpoint \(name): the folder \(folder) is not there",
        advice: "make it, and let the daemon's user write to it")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return .error(self, "endpoint \(name): \(folder) is no folder", advice: "name a folder in the settings")
    }
    return Folder.allows(folder, R_OK | W_OK | X_OK)
      ? nil
      : .error(
        self, "endpoint \(name): the folder \(folder) cannot be written by this user",
        advice: "let the daemon's user read and write it")
  }

  private func lookAtProgram(_ program: String, of name: String) -> Finding? {
    let isFile = Folder.status(program).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
    return isFile && Folder.allows(program, X_OK)
      ? nil
      : .error(
        self, "endpoint \(name): the program \(program) cannot be run",
        advice: "install it, let the daemon's user run it, or name another one in the settings")
  }

  private func lookAtSocket(_ socket: String, of name: String) -> Finding? {
    Folder.status(socket) != nil
      ? nil
      : .error(
        self, "endpoint \(name): nobody listens at \(socket)",
        advice: "start the service that does, or take another type of endpoint")
  }
}
