import Delivery
import Foundation
import MailAddresses
import Messages

// Sends alerts of an endpoint of type mail and says how each ended: for the test with a mail server of another make.
//
//   mail-interop SERVER TLS CA-FILE|- USER|- PASSWORD|- < stories
//
// A line of standard input is a JSON array of the alerts of one story, each as a string, as they are stored.

func fail(_ words: String) -> Never {
  FileHandle.standardError.write(Data((words + "\n").utf8))
  exit(2)
}

let arguments = CommandLine.arguments.dropFirst().map { $0 == "-" ? nil : $0 }
guard arguments.count == 5, let server = arguments[0], let tls = arguments[1] else {
  fail("usage: mail-interop SERVER required|opportunistic|none CA-FILE|- USER|- PASSWORD|- < stories")
}

do {
  let login = arguments[3].flatMap { user in
    arguments[4].map { MailConfiguration.Login(user: user, password: $0) }
  }
  let envelope = MailMessage.Envelope(
    from: try MailAddress("Watchword «новости» <watchword@example.org>"),
    to: [try MailAddress("News desk <desk@example.org>"), try MailAddress("night@example.org")],
    subjectPrefix: "[alert]")
  let configuration = try MailConfiguration(
    server: MailServer(server), encryption: tls == "required" ? .required : tls == "none" ? .none : .opportunistic,
    login: login, envelope: envelope, timeout: .seconds(20), certificateAuthorityFile: arguments[2])
  let endpoint = MailEndpoint(name: "mail", configuration: configuration)
  var sequence: Int64 = 0
  while let line = readLine() {
    let alerts = try JSONDecoder().decode([String].self, from: Data(line.utf8))
    sequence += 1
    let batch = alerts.enumerated().map { number, json in
      PendingDelivery(
        sequence: sequence, alertID: "\(sequence)-\(number)", endpoint: "mail", attempts: 0, storyID: "\(sequence)",
        json: json)
    }
    print(endpoint.deliver(batch).map { $0.reason ?? "delivered" }.joined(separator: " | "))
  }
  endpoint.stop()
} catch {
  fail("\(error)")
}
