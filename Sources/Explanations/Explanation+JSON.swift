import SafeText

extension Explanation {
  /// The explanation as one line of JSON, without a line end: keys sorted, absent values left out, characters that could
  /// do something to a terminal escaped.
  package func jsonLine() -> String {
    do {
      return try SafeJSON.line(JSON(self))
    } catch {
      // Strings, integers and arrays of them have no value that JSON cannot say.
      preconditionFailure("an explanation could not be encoded: \(error)")
    }
  }

  private struct JSON: Encodable {
    struct Rule: Encodable {
      let id: String
      let title: String
      let version: String
    }

    struct Part: Encodable {
      let kind: String
      let expression: String
      let isTrue: Bool
      let weight: Int?
      let placeCount: Int?
      let places: [Place]?
      let notes: [String]?
      let miss: Miss?
      let parts: [Part]?
      let omittedParts: Int?

      private enum CodingKeys: String, CodingKey {
        case kind, expression, weight, places, notes, miss, parts
        case isTrue = "true"
        case placeCount = "place_count"
        case omittedParts = "omitted_parts"
      }

      init(_ node: Explanation.Node) {
        kind = node.kind.rawValue
        expression = node.expression
        isTrue = node.isTrue
        weight = node.weight
        placeCount = node.placeCount
        places = node.places.isEmpty ? nil : node.places.map(Place.init)
        notes = node.notes.isEmpty ? nil : node.notes
        miss = node.miss.map { Miss(message: $0.message, place: $0.place.map(Place.init)) }
        parts = node.parts.isEmpty ? nil : node.parts.map(Part.init)
        omittedParts = node.omittedParts == 0 ? nil : node.omittedParts
      }
    }

    struct Miss: Encodable {
      let message: String
      let place: Place?
    }

    struct Place: Encodable {
      let zone: String
      let paragraph: Int
      let sentence: Int
      let text: String
      let marks: [[Int]]

      init(_ place: Explanation.Place) {
        zone = place.zone.name
        paragraph = place.paragraph
        sentence = place.sentence
        text = place.text
        marks = place.marks.map { [$0.lowerBound, $0.upperBound] }
      }
    }

    let file: String
    let title: String?
    let rule: Rule
    let match: Bool
    let uncertain: Bool?
    let notes: [String]?
    let disagreement: String?
    let tree: Part

    init(_ explanation: Explanation) {
      let head = explanation.rule
      file = explanation.file
      title = explanation.title
      rule = Rule(id: head.id, title: head.title, version: head.version)
      match = explanation.isMatch
      uncertain = explanation.isUncertain ? true : nil
      notes = explanation.notes.isEmpty ? nil : explanation.notes
      disagreement = explanation.disagreement
      tree = Part(explanation.tree)
    }
  }
}
