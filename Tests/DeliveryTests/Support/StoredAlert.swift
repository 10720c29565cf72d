import Foundation

/// An alert as the store has it, whole enough to be read.
func storedAlert(
  _ id: String, time: String = "2026-11-23T10:15:02.123Z", kind: String = "new", rule: String = "uz-cooperation",
  ruleTitle: String = "Cooperation", severity: String = "high", title: String? = "Chiefs meet", source: String? = "UzA",
  url: String? = "https://example.org/1"
) -> String {
  var article: [String: Any] = ["hash": String(repeating: "ab", count: 32), "file": "uza/1.txt"]
  article["title"] = title
  article["source"] = source
  article["url"] = url
  let object: [String: Any] = [
    "id": id, "time": time, "kind": kind,
    "rule": ["id": rule, "title": ruleTitle, "severity": severity, "version": "v1"],
    "article": article,
    "story": ["id": "s1", "first_seen": time, "copies": 1],
    "parts": [[String: Any]](),
  ]
  do {
    let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  } catch {
    preconditionFailure("\(error)")
  }
}
