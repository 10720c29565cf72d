import Foundation
import Mustache

/// A template of Mustache for what is sent of one alert, checked when it is made.
///
/// Every value is escaped as the content type wants it, so that text of articles stays text.
package struct MessageTemplate: Sendable, Equatable {
  package let text: String
  package let contentType: String
  private let escaping: TemplateEscaping
  private let template: MustacheTemplate
  private let tags: TemplateTags

  package static let maximumBytes = 32 << 10
  /// Of what is made of one alert.
  package static let maximumOutputBytes = 1 << 20
  package static let defaultContentType = "application/json"

  package static func == (a: MessageTemplate, b: MessageTemplate) -> Bool {
    a.text.utf8.elementsEqual(b.text.utf8) && a.contentType == b.contentType
  }

  /// - Throws: `TemplateMistake` for what is no template, names what alerts do not have, or makes what is not of the content
  ///   type.
  package init(_ text: String, contentType: String = defaultContentType) throws(TemplateMistake) {
    guard text.utf8.count <= Self.maximumBytes else {
      throw TemplateMistake(
        "the template is larger than \(Self.maximumBytes >> 10) KiB", hint: "write a shorter one")
    }
    guard !text.allSatisfy(\.isWhitespace) else {
      throw TemplateMistake("the template is empty", hint: "write what is to be sent, as in {{article.title}}")
    }
    self.text = text
    self.contentType = contentType
    escaping = TemplateEscaping(contentType: contentType)
    tags = try TemplateTags(text, escaping: escaping)
    do { template = try MustacheTemplate(string: escaping.pragma + text) } catch {
      throw TemplateMistake(error, linesBefore: 1)
    }
    for sample in TemplateSamples.all {
      do { _ = try render(sample, text: TemplateSamples.text, snippet: TemplateSamples.text) } catch {
        throw TemplateMistake(
          "of an alert \(sample == TemplateSamples.full ? "with all fields" : "with few fields"), " + error.description,
          hint: escaping == .json
            ? "write texts as \"{{article.title}}\", and what may be absent as {{#article.url}}, \"url\": "
              + "\"{{article.url}}\"{{/article.url}}"
            : "write a shorter template")
      }
    }
  }

  /// What is sent of an alert.
  ///
  /// - Parameters:
  ///   - alert: as it is stored.
  ///   - text: the alert as people read it.
  ///   - snippet: its best passage; `nil` where it has none.
  package func render(_ alert: String, text: String, snippet: String?) throws(TemplateRenderingError) -> String {
    let budget = TemplateBudget(
      templateBytes: self.text.utf8.count, uses: tags.showsWholeValues ? max(1, tags.count) : 1)
    var members: [String: TemplateValue]
    do { members = try JSONDecoder().decode([String: TemplateValue].self, from: Data(alert.utf8)) } catch {
      throw TemplateRenderingError(description: "the stored alert cannot be read: \(error)")
    }
    members[TemplateFields.text] = .string(text)
    members[TemplateFields.snippet] = snippet.map(TemplateValue.string)
    let result = template.render(TemplateObject(members: members, budget: budget))
    guard !budget.isUsedUp, result.utf8.count <= Self.maximumOutputBytes else {
      throw TemplateRenderingError(
        description: "the template makes more than \(Self.maximumOutputBytes >> 20) MiB of it")
    }
    if escaping == .json, !Self.isJSON(result) {
      throw TemplateRenderingError(description: "the template makes no valid JSON of it")
    }
    return result
  }

  private static func isJSON(_ text: String) -> Bool {
    // Why it is none says nothing of the template.
    (try? JSONDecoder().decode(TemplateValue.self, from: Data(text.utf8))) != nil
  }
}

/// Alerts that a template has to do with, whose texts would break what does not escape them.
enum TemplateSamples {
  static let all = [full, small]

  static let text = "Talks \"in\" \\ <b>Tashkent</b>, \n\u{1B}"

  static let full = """
    {"article":{"author":"A \\"B\\" \\\\","file":"a.txt","hash":"00","lang":"en","published":"2025-12-19",\
    "source":"s","title":"T \\"q\\" \\\\ <b> \\n","url":"https://example.org/"},"correction":{"alert":"1f",\
    "because":["title"],"changes":[{"new":"n \\"","old":"o \\"","zone":"title"}]},"id":"1f","kind":"correction",\
    "old":true,"parts":[{"expression":"a \\"b\\"","spans":[{"from":0,"to":1,"zone":"body"},{"from":2,"to":3,\
    "zone":"body"}]},{"expression":"c"}],"rule":{"id":"r","severity":"high","tags":["a","b"],"title":"R \\"q\\"",\
    "version":"0a"},"snippets":[{"marks":[[0,1],[2,3]],"text":"s \\"q\\"","zone":"body"},{"marks":[],"text":"t",\
    "zone":"title"}],"story":{"copies":2,"first_seen":"2025-12-19T10:15:30.123Z","id":"s","sources":2},\
    "time":"2025-12-19T10:15:30.123Z"}
    """

  static let small = """
    {"article":{"file":"a.txt","hash":"00"},"id":"1f","kind":"new","parts":[],"rule":{"id":"r","severity":"high",\
    "title":"R","version":"0a"},"story":{"copies":1,"first_seen":"2025-12-19T10:15:30.123Z","id":"s"},\
    "time":"2025-12-19T10:15:30.123Z"}
    """
}
