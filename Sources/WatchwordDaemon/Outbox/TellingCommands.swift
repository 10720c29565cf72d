import AlertStore
import Control
import Routing

/// What commands say of what is told: that it is to be silent, or was seen. Any thread.
struct TellingCommands: Sendable {
  /// From a second to 52 weeks.
  static let longestSilence: Int64 = 52 * 7 * 86_400_000
  /// Each alert is held against all that are in force.
  static let maximumSilences = 1_000
  /// Of a comment, a name or a pattern in UTF-8: as long as anybody writes.
  static let maximumBytes = 1_000

  let store: AlertStore
  let silences: SilenceKeeper
  /// Who hears that a silence has ended.
  let audience: @Sendable () -> Audience
  /// Something may be due.
  let onNotice: @Sendable () -> Void

  func silence(_ request: SilenceRequest, _ answer: @escaping @Sendable (ControlAnswer) -> Void) {
    let now = WallClock.milliseconds()
    let texts = [request.rule, request.tag, request.source, request.author, request.comment].compactMap(\.self)
    guard texts.allSatisfy({ $0.utf8.count <= Self.maximumBytes }) else {
      return refuse("A comment, a name or a pattern may have \(Self.maximumBytes) bytes.", answer)
    }
    let patterns = [request.rule, request.tag, request.source].compactMap(\.self)
    guard !patterns.isEmpty, patterns.allSatisfy({ !$0.isEmpty }) else {
      return refuse("A silence names a rule, a tag or a source.", answer)
    }
    guard request.until > now, request.until - now <= Self.longestSilence else {
      return refuse("A silence ends within 52 weeks from now.", answer)
    }
    do {
      guard try store.openSilences().count < Self.maximumSilences else {
        return refuse("There are \(Self.maximumSilences) silences in force: end some, or name more with one.", answer)
      }
    } catch {
      return refuse("The silences in force cannot be read: \(error)", answer)
    }
    let silence = NewSilence(
      rule: request.rule, tag: request.tag, source: request.source, time: now..<request.until, author: request.author,
      comment: request.comment)
    store.submit(.silence(silence)) { result in
      switch result {
      case .success(.recorded(let id)):
        silences.changed()
        answer(.result(SilenceReport(id: Int64(id), until: request.until)))
      case .success: refuse("The silence was not recorded.", answer)
      case .failure(let error): answer(.failure(ControlError(.failed, error.message)))
      }
    }
  }

  func expire(_ request: ExpireRequest, _ answer: @escaping @Sendable (ControlAnswer) -> Void) {
    store.submit(.endSilence(id: request.id, milliseconds: WallClock.milliseconds(), audience())) { result in
      switch result {
      case .success(let receipt):
        silences.changed()
        onNotice()
        answer(.result(ExpireReport(id: request.id, wasInForce: receipt == .recorded(count: 1))))
      case .failure(let error): answer(.failure(ControlError(.failed, error.message)))
      }
    }
  }

  func acknowledge(_ request: AcknowledgeRequest, _ answer: @escaping @Sendable (ControlAnswer) -> Void) {
    let texts = [request.author, request.comment].compactMap(\.self)
    guard texts.allSatisfy({ $0.utf8.count <= Self.maximumBytes }) else {
      return refuse("A comment or a name may have \(Self.maximumBytes) bytes.", answer)
    }
    var acknowledgement = Acknowledgement(
      .alert(request.id), author: request.author, comment: request.comment, milliseconds: WallClock.milliseconds())
    if let said = request.verdict {
      guard let verdict = Acknowledgement.Verdict(rawValue: said) else {
        return refuse("A verdict is \"useful\" or \"false\".", answer)
      }
      acknowledgement.verdict = verdict
    }
    record(acknowledgement, answer) { [acknowledgement] count in
      if count > 0 { return answer(.result(AcknowledgeReport(id: request.id, isStory: false, rules: count))) }
      var ofStory = acknowledgement
      ofStory.what = .story(request.id)
      record(ofStory, answer) { count in
        guard count > 0 else { return refuse("There is no alert and no story with the id \(request.id).", answer) }
        answer(.result(AcknowledgeReport(id: request.id, isStory: true, rules: count)))
      }
    }
  }

  private func record(
    _ acknowledgement: Acknowledgement, _ answer: @escaping @Sendable (ControlAnswer) -> Void,
    _ done: @escaping @Sendable (Int) -> Void
  ) {
    store.submit(.acknowledge(acknowledgement)) { result in
      switch result {
      case .success(.recorded(let count)): done(count)
      case .success: done(0)
      case .failure(let error): answer(.failure(ControlError(.failed, error.message)))
      }
    }
  }

  private func refuse(_ message: String, _ answer: (ControlAnswer) -> Void) {
    answer(.failure(ControlError(.failed, message)))
  }
}
