import Foundation
import MessageTemplates
import StrictYAML

/// How alerts are laid out for a webhook, and the keys that belong to that.
extension SettingsReader {
  /// - Parameter type: of the endpoint; that of a service is its format too.
  mutating func webhookFormat(
    _ mapping: YAMLMapping, type: String, name: String, at nameRange: Range<Int>
  ) -> WebhookFormat? {
    let format: WebhookFormat.Name
    if let service = WebhookFormat.Name(rawValue: type), WebhookFormat.Name.types.contains(service) {
      format = service
    } else if let node = mapping["format"] {
      guard let chosen = yaml.choice(node, "\"format\"", of: WebhookFormat.Name.self) else { return nil }
      format = chosen
    } else {
      // Whoever writes a template wants it used.
      format = mapping["template"] == nil ? .alert : .template
    }
    guard type != "webhook" || areKeysFitting(format, mapping) else { return nil }
    switch format {
    case .alert: return .alert
    case .cloudevents: return .cloudEvents
    case .cloudEventsBinary: return .cloudEventsBinary
    case .slack: return .slack
    case .discord: return .discord
    case .teams: return .teams
    case .mattermost: return .mattermost
    case .telegram: return telegram(mapping, name: name, at: nameRange)
    case .ntfy: return ntfy(mapping, name: name, at: nameRange)
    case .template: return template(mapping, name: name, at: nameRange)
    }
  }

  /// Reports keys that another format has.
  private mutating func areKeysFitting(_ format: WebhookFormat.Name, _ mapping: YAMLMapping) -> Bool {
    var areFitting = true
    for entry in mapping.entries {
      guard let owner = WebhookFormat.Name.allCases.first(where: { $0.keys.contains(entry.key.text) }), owner != format
      else { continue }
      areFitting = false
      yaml.report(
        "unknown-key", "\"\(entry.key.text)\" is for the format \(owner.rawValue), and this is \(format.rawValue)",
        at: entry.key.utf8Range, hint: "delete the line, or write format: \(owner.rawValue)")
    }
    return areFitting
  }

  private mutating func needed(
    _ key: String, of what: String, in mapping: YAMLMapping, at nameRange: Range<Int>, hint: String
  ) -> YAMLScalar? {
    guard let node = mapping[key] else {
      yaml.report("missing-key", "\(what) has no \(key)", at: nameRange, hint: hint)
      return nil
    }
    return yaml.text(node, "\"\(key)\"")
  }

  // MARK: Telegram, ntfy

  private mutating func telegram(_ mapping: YAMLMapping, name: String, at nameRange: Range<Int>) -> WebhookFormat? {
    let hint =
      "write the chat's number, as in chat: -1001234567890, or the name of a public channel, as in chat: \"@desk\""
    if let node = mapping["url"], case .scalar = node.kind {
      yaml.report(
        "inline-secret", "the url of a Telegram bot has its token in it and cannot stand in the settings",
        at: yaml.firstLine(of: node),
        hint: "put https://api.telegram.org/bot<token>/sendMessage into a file and write {file: PATH}, or {env: NAME}")
      return nil
    }
    guard
      let chat = needed("chat", of: "the endpoint \"\(name)\"", in: mapping, at: nameRange, hint: hint)
    else { return nil }
    guard chat.text.wholeMatch(of: /-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,63}/) != nil else {
      yaml.report(
        "wrong-value", "\"\(YAMLReader.shortened(chat.text))\" is no chat of Telegram", at: chat.utf8Range, hint: hint)
      return nil
    }
    return .telegram(chat: chat.text)
  }

  private mutating func ntfy(_ mapping: YAMLMapping, name: String, at nameRange: Range<Int>) -> WebhookFormat? {
    let hint = "write url: https://ntfy.sh and topic: NAME, with letters, digits, - and _ only"
    guard let topic = needed("topic", of: "the endpoint \"\(name)\"", in: mapping, at: nameRange, hint: hint) else {
      return nil
    }
    guard topic.text.wholeMatch(of: /[-_A-Za-z0-9]{1,64}/) != nil else {
      yaml.report(
        "wrong-value", "\"\(YAMLReader.shortened(topic.text))\" cannot be a topic of ntfy", at: topic.utf8Range,
        hint: hint)
      return nil
    }
    if let node = mapping["url"], case .scalar(let url) = node.kind,
      let path = URLComponents(string: url.text)?.path, !path.isEmpty, path != "/"
    {
      yaml.report(
        "wrong-value", "the url of an ntfy server has no path here: the topic stands in \"topic\"", at: url.utf8Range,
        hint: hint)
      return nil
    }
    return .ntfy(topic: topic.text)
  }

  // MARK: Templates

  private mutating func template(_ mapping: YAMLMapping, name: String, at nameRange: Range<Int>) -> WebhookFormat? {
    guard
      let scalar = needed(
        "template", of: "the endpoint \"\(name)\"", in: mapping, at: nameRange,
        hint: "write template: PATH, or the template itself below template: |")
    else { return nil }
    var contentType = MessageTemplate.defaultContentType
    if let node = mapping["content_type"] {
      guard let type = yaml.text(node, "\"content_type\"") else { return nil }
      guard type.text.wholeMatch(of: /[A-Za-z0-9.+-]{1,60}\/[A-Za-z0-9.+-]{1,60}( *; *[a-zA-Z]+=[A-Za-z0-9-]+)?/) != nil
      else {
        yaml.report(
          "wrong-value", "\"\(YAMLReader.shortened(type.text))\" is no content type", at: type.utf8Range,
          hint: "write one such as application/json, text/plain or text/html")
        return nil
      }
      contentType = type.text
    }
    // A path has no tags and no line ends in it.
    let isInline = scalar.style == .literal || scalar.text.contains("{{")
    guard let text = isInline ? scalar.text : templateFile(scalar) else { return nil }
    do { return .template(try MessageTemplate(text, contentType: contentType)) } catch {
      let place =
        error.line.map { isInline ? "line \($0) of the template: " : "\(scalar.text):\($0): " }
        ?? (isInline ? "" : "\(scalar.text): ")
      yaml.report(
        "wrong-template", place + error.message, at: mapping["template"].map { yaml.firstLine(of: $0) } ?? nameRange,
        hint: error.hint)
      return nil
    }
  }

  private mutating func templateFile(_ scalar: YAMLScalar) -> String? {
    guard let path = path(scalar) else { return nil }
    let hint = "write the path of the template, relative to the settings file, or the template itself below template: |"
    do {
      let bytes = try TextFile.read(path, maximumBytes: MessageTemplate.maximumBytes)
      if let text = String(validating: bytes, as: UTF8.self) { return text }
      yaml.report("wrong-template", "the template holds bytes that are not UTF-8", at: scalar.utf8Range, hint: hint)
    } catch {
      yaml.report(
        "wrong-template", "the template \(YAMLReader.shortened(scalar.text)) cannot be used: \(error.message)",
        at: scalar.utf8Range, hint: hint)
    }
    return nil
  }
}
